"""分发单位组: the lists under one name (各市人民政府) that clerks and chiefs keep; and what is offered while typing."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from outgoing.actions.exchanging import keeps_exchange
from outgoing.forms.addressees import organs
from outgoing.forms.exchange import PickQuery
from outgoing.forms.groups import GroupForm
from outgoing.models import AddresseeGroup
from outgoing.queries import exchange
from people.pinyin import initials

OFFERED = 8


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
    return render(request, "outgoing/groups.html", {"rows": list(exchange.groups(active=False))})


@require_http_methods(["GET", "HEAD", "POST"])
def group(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """`/exchange/groups/new/` and `/exchange/groups/<pk>/`"""
    person = _keeper(request)
    found = get_object_or_404(AddresseeGroup, pk=pk) if pk is not None else None
    form = GroupForm(request.POST if request.method == "POST" else None, person=person, group=found)
    if form.is_bound and form.is_valid():
        saved = form.save()
        messages.success(request, _("已保存分发单位组「%(name)s」。") % {"name": saved.name})
        return redirect("addressee_groups")
    status = 422 if form.is_bound else 200
    return render(request, "outgoing/group.html", {"form": form, "group": found}, status=status)


@require_POST
def switch(request: HttpRequest, pk: int) -> HttpResponse:
    """`/exchange/groups/<pk>/switch/`: no longer offered, or offered again; what was sent to it stays."""
    _keeper(request)
    found = get_object_or_404(AddresseeGroup, pk=pk)
    AddresseeGroup.objects.filter(pk=found.pk).update(is_active=not found.is_active)
    said = _("已停用分发单位组「%(name)s」。") if found.is_active else _("已启用分发单位组「%(name)s」。")
    messages.success(request, said % {"name": found.name})
    return redirect("addressee_groups")


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
