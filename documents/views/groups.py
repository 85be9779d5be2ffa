"""常用传阅组: the office's and one's own; made, changed, dropped."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from documents.forms.reading import GroupForm
from documents.models import ReaderGroup
from documents.queries.circulation import groups_of


def _may(request: HttpRequest) -> Any:
    """Whoever holds an office and may send papers round; the administrators have nothing to do with papers."""
    person: Any = request.user
    if not person.hats.seats or person.hats.is_admin:
        raise PermissionDenied
    return person


def _mine(request: HttpRequest, number: int) -> ReaderGroup:
    """A group he may change: his own, or the office's when he is of the register."""
    person = _may(request)
    group = get_object_or_404(groups_of(person), pk=number)
    if group.owner_id is None and not person.hats.reads_register:
        raise PermissionDenied
    return group


@require_safe
def groups(request: HttpRequest) -> HttpResponse:
    """`/circulation/groups/`"""
    person = _may(request)
    rows = [(g, g.owner_id is not None or person.hats.reads_register) for g in groups_of(person)]
    return render(request, "documents/groups.html", {"rows": rows})


@require_http_methods(["GET", "POST"])
def group(request: HttpRequest, number: int | None = None) -> HttpResponse:
    """`/circulation/groups/new/` and `/circulation/groups/<number>/`"""
    person = _may(request)
    found = _mine(request, number) if number is not None else None
    form = GroupForm(request.POST or None, person=person, group=found)
    if request.method == "POST" and form.is_valid():
        saved = form.save()
        messages.success(request, _("已保存常用组「%(name)s」。") % {"name": saved.name})
        return redirect("reader_groups")
    status = 422 if form.is_bound else 200
    return render(request, "documents/group.html", {"form": form, "group": found}, status=status)


@require_POST
def drop(request: HttpRequest, number: int) -> HttpResponse:
    """`/circulation/groups/<number>/drop/`: the group goes, what was sent to it stays."""
    found = _mine(request, number)
    name = found.name
    found.delete()
    messages.success(request, _("已删除常用组「%(name)s」。") % {"name": name})
    return redirect("reader_groups")
