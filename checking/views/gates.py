"""复核清单: every item of every list, the built-in ones and the office's own; chiefs add and end theirs."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from checking.actions.items import add_item, end_item
from checking.forms.items import KINDS, PLACES, URGENCIES, EndForm, GatesQuery, ItemForm
from checking.models import GateItem
from checking.rules.gates import BUILT_IN, LABELS, Item
from docflow.web.errors import BadInput, Faster
from people.roles import CHIEFS, Role

SYSTEM = {Role.SYSADMIN, Role.SECADMIN}  # have no work with papers


def insider(request: HttpRequest) -> Any:
    """The office reads its lists; to others there is no such page."""
    person: Any = request.user
    if not person.hats.office_roles - SYSTEM:
        raise Http404
    return person


@require_http_methods(["GET", "HEAD", "POST"])
def gates(request: HttpRequest) -> HttpResponse:
    """`/gates/`"""
    person = insider(request)
    query = GatesQuery(request.GET)
    if not query.is_valid():
        return HttpResponseBadRequest(query.errors.as_text(), content_type="text/plain; charset=utf-8")
    ended = bool(query.cleaned_data["ended"])
    if request.method != "POST":
        return _page(request, person, ItemForm(), ended)
    form = ItemForm(request.POST)
    if not form.is_valid():
        return _page(request, person, form, ended, 422)
    try:
        made = add_item(by=person, **form.values())
    except BadInput as refusal:
        form.add_error(refusal.field, str(refusal))
        return _page(request, person, form, ended, 422)
    messages.success(request, _("已增加「%(what)s」，从现在起逐件核对。") % {"what": made.words})
    return redirect("gates")


@require_POST
def end(request: HttpRequest) -> HttpResponse:
    """`/gates/end/`"""
    person = insider(request)
    form = EndForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest(form.errors.as_text(), content_type="text/plain; charset=utf-8")
    try:
        ended = end_item(form.cleaned_data["item"], by=person)
    except Faster as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("已停用「%(what)s」；以前的复核记录不变。") % {"what": ended.words})
    return redirect("gates")


def _page(request: HttpRequest, person: Any, form: ItemForm, ended: bool, status: int = 200) -> HttpResponse:
    own = GateItem.objects.all() if ended else GateItem.objects.filter(ended_at__isnull=True)
    by: dict[str, list[GateItem]] = {}
    for row in own:
        row.when = _when(row.kinds, row.urgencies, row.labels)  # type: ignore[attr-defined]
        by.setdefault(f"{row.gate}-{row.side}", []).append(row)
    lists = [
        (words, [_line(i) for i in BUILT_IN if f"{i.gate}-{i.side}" == place], by.get(place, []))
        for place, words in PLACES
    ]  # fmt: skip
    context = {
        "lists": lists, "form": form, "keeps": bool(person.hats.office_roles & CHIEFS), "ended": ended,
        "open": status != 200,
    }  # fmt: skip
    return render(request, "checking/gates.html", context, status=status)


def _line(item: Item) -> tuple[Item, str, str]:
    """A built-in item, its words without what only a paper can fill in, and of which papers it is asked."""
    return item, str(item.words).replace("%(no)s", "…"), _when(item.kinds, item.urgencies, item.labels)


def _when(kinds: Any, urgencies: Any, labels: Any) -> str:
    """Of which papers it is asked; empty: of all."""
    known = [(kinds, dict(KINDS)), (urgencies, dict(URGENCIES)), (labels, LABELS)]
    return _("；").join(
        _("、").join(str(words.get(code, code)) for code in codes) for codes, words in known if codes
    )
