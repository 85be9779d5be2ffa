"""常用传阅组: the office's and one's own; made, changed, dropped."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from documents.actions.groups import as_saved, drop_group, may_keep, save_group
from documents.forms.reading import GroupForm
from documents.models import ReaderGroup
from documents.queries.circulation import dropped_group, groups_of, last_of_group
from people.actions.guard import fingerprint
from people.forms.keyed import KeyedForm
from people.views.acting import did, status
from workflow.spine import new_key


def _may(request: HttpRequest) -> Any:
    """Whoever holds an office and may send papers round; the administrators have nothing to do with papers."""
    person: Any = request.user
    if not may_keep(person.hats):
        raise PermissionDenied
    return person


def _mine(request: HttpRequest, number: int | None) -> ReaderGroup:
    """A group he may change: his own, or the office's when he is of the register; a new one without a number. One that a
    colleague has deleted since comes back as it was called: what he typed is kept, and he is told."""
    person = _may(request)
    if number is None:
        return ReaderGroup()
    group: ReaderGroup | None = groups_of(person).filter(pk=number).first()
    if group is None and request.method == "POST" and (entry := dropped_group(person, number)):
        group = ReaderGroup(pk=number, name=entry.data["name"], owner_id=entry.data["owner"])
    if group is None:
        raise Http404
    if not may_keep(person.hats, group):
        raise PermissionDenied
    return group


@require_safe
def groups(request: HttpRequest) -> HttpResponse:
    """`/circulation/groups/`"""
    return _list(request)


def _list(request: HttpRequest, refused: KeyedForm | None = None) -> HttpResponse:
    person = _may(request)
    rows = list(groups_of(person).prefetch_related("persons"))
    for row in rows:
        row.mine = may_keep(person.hats, row)
        saved = {
            "name": row.name,
            "owner_id": row.owner_id,
            "persons": sorted(p.pk for p in row.persons.all()),
        }
        row.seen = fingerprint(saved)
    form = refused or KeyedForm(saved={})
    return render(
        request, "documents/groups.html", {"rows": rows, "form": form, "key": new_key()}, status=status(form)
    )


@require_http_methods(["GET", "POST"])
def group(request: HttpRequest, number: int | None = None) -> HttpResponse:
    """`/circulation/groups/new/` and `/circulation/groups/<number>/`"""
    found = _mine(request, number)
    saved, heading = as_saved(found), found.name
    form = GroupForm(request.POST or None, person=request.user, group=found, saved=saved)
    if form.is_bound and form.is_valid() and did(request, form, save_group, group=found, **form.act_kwargs()):
        return redirect("reader_groups")
    gone = number is not None and not saved
    context = {
        "form": form, "group": found.pk and found, "heading": heading, "last": last_of_group(number),
        "action": reverse("reader_group_new") if gone else "",
    }  # fmt: skip
    return render(request, "documents/group.html", context, status=status(form))


@require_POST
def drop(request: HttpRequest, number: int) -> HttpResponse:
    """`/circulation/groups/<number>/drop/`: the group goes, what was sent to it stays."""
    found = _mine(request, number)
    form = KeyedForm(request.POST, saved=as_saved(found))
    if form.is_valid() and did(request, form, drop_group, group=found, **form.act_kwargs()):
        return redirect("reader_groups")
    return _list(request, form)
