"""分发单位组: the lists under one name (各市人民政府) that clerks and chiefs keep; and what is offered while typing."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from outgoing.actions import groups as acts
from outgoing.actions.exchanging import keeps_exchange
from outgoing.forms.addressees import organs
from outgoing.forms.exchange import PickQuery
from outgoing.forms.groups import GroupForm
from outgoing.models import AddresseeGroup
from outgoing.queries import exchange
from people.actions.guard import fingerprint
from people.forms.keyed import KeyedForm
from people.pinyin import initials
from people.views.acting import did, status
from workflow.spine import new_key

OFFERED = 8
SWITCHES = {"stop": acts.stop_group, "start": acts.start_group}


def _keeper(request: HttpRequest) -> Any:
    """Clerks and chiefs of our own office; to others there is no such page."""
    person: Any = request.user
    if not keeps_exchange(person.hats):
        raise Http404
    return person


@require_safe
def groups(request: HttpRequest) -> HttpResponse:
    """`/exchange/groups/`"""
    _keeper(request)
    return _list(request)


def _list(request: HttpRequest, refused: KeyedForm | None = None) -> HttpResponse:
    rows = list(exchange.groups(active=False))
    for row in rows:
        row.seen = fingerprint(acts.switched(row))  # type: ignore[attr-defined]
    form = refused or KeyedForm(saved={})
    context = {"rows": rows, "form": form, "key": new_key()}
    return render(request, "outgoing/groups.html", context, status=status(form))


@require_http_methods(["GET", "HEAD", "POST"])
def group(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """`/exchange/groups/new/` and `/exchange/groups/<pk>/`"""
    person = _keeper(request)
    found = get_object_or_404(AddresseeGroup, pk=pk) if pk is not None else AddresseeGroup()
    saved, heading = acts.as_saved(found), found.name
    first = {"name": found.name, "units": list(found.units.all()), "order": found.order} if found.pk else {}
    sent = request.POST if request.method == "POST" else None
    form = GroupForm(sent, person=person, saved=saved, initial=first)
    if (
        form.is_bound
        and form.is_valid()
        and did(request, form, acts.save_group, group=found, **form.act_kwargs())
    ):
        return redirect("addressee_groups")
    context = {"form": form, "group": pk and found, "heading": heading, "last": exchange.last_of_group(pk)}
    return render(request, "outgoing/group.html", context, status=status(form))


@require_POST
def switch(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """`/exchange/groups/<pk>/stop/` and `…/start/`: no longer offered, or offered again."""
    _keeper(request)
    found = get_object_or_404(AddresseeGroup, pk=pk)
    form = KeyedForm(request.POST, saved=acts.switched(found))
    if form.is_valid() and did(request, form, SWITCHES[what], group=found, **form.act_kwargs()):
        return redirect("addressee_groups")
    return _list(request, form)


@require_safe
def pick(request: HttpRequest) -> HttpResponse:
    """`/exchange/pick/?q=`: groups and organs by name or initials, as options of a lookup field."""
    person: Any = request.user
    if f"p{person.pk}" not in person.hats.own:
        raise Http404
    query = PickQuery(request.GET)
    if not query.is_valid():
        return HttpResponseBadRequest(query.errors.as_text(), content_type="text/plain; charset=utf-8")
    text = query.cleaned_data["q"]
    found: list[tuple[str, str]] = []
    if text:
        found += [(g.name, _("分发单位组 %(n)s 个单位") % {"n": g.size}) for g in _named(text)]  # type: ignore[attr-defined]
        wanted = Q(name__icontains=text) | Q(short_name__icontains=text)
        if text.isascii():
            wanted |= Q(initials__icontains=text)
        found += [(u.short, u.name) for u in organs().filter(wanted)[:OFFERED]]
    html = '<li role="option" aria-selected="false" data-value="" data-label="{}">{}<span>{}</span></li>'
    return HttpResponse(format_html_join("\n", html, ((name, name, more) for name, more in found[:OFFERED])))


def _named(text: str) -> list[AddresseeGroup]:
    """Groups with this text in their name or at the beginning of their initials."""
    rows = exchange.groups()
    if not text.isascii():
        return list(rows.filter(name__icontains=text)[:OFFERED])
    return [g for g in rows if initials(g.name).startswith(text.lower())][:OFFERED]
