"""The meeting of a pack: minutes, what was decided, what became of it, and the errors that were talked about."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from bulletins.actions.following import give
from bulletins.actions.meetings import discuss, keep_minutes
from bulletins.forms.meeting import DiscussedForm, GiveForm, MinutesForm
from bulletins.models import ErrorEntry, Meeting, Pack, PackBook
from bulletins.queries import meetings as query
from bulletins.rules import packs as rules
from bulletins.views.guarded import chief_of, pack_of, worker_of
from bulletins.words import Source
from deadlines.days import local
from docflow.web.errors import NotAllowed, Refusal
from documents.queries.drafts import drafts_of, forgetting
from seals.views.versioned import did, refused, sent, status
from workflow.clock import database_now

FORM = require_http_methods(["GET", "HEAD", "POST"])
FEW = 3  # so many of a kind stand for themselves
TYPED = ("held_on", "chair", "attendees", "minutes")


@FORM
def meeting(request: HttpRequest, ref: str) -> HttpResponse:
    """`/packs/<ref>/meeting/`: posting saves the minutes."""
    person = worker_of(request)
    pack = pack_of(person, ref)
    if request.method != "POST":
        return _page(request, person, pack)
    chief_of(request)
    found = query.meeting_of(pack)
    form = _minutes(person, pack, found, request.POST)
    if form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("version", *TYPED)}
        try:
            done = keep_minutes(
                PackBook.the(), by=person, key=form.cleaned_data["key"], sent=sent(request), pack=pack,
                also=[forgetting(person, f"meeting-{ref}")], **given,
            )  # fmt: skip
        except NotAllowed:
            raise
        except Refusal as refusal:
            refused(form, refusal)
            form.renew(_drawn(query.meeting_of(pack), pack))
        else:
            messages.success(request, done.said)
            return redirect("meeting", ref)
    return _page(request, person, pack, minutes=form)


def _drawn(found: Meeting | None, pack: Pack) -> Any:
    """What the form is drawn from: a meeting that is not there yet has version 0."""
    return found or Meeting(pack=pack, version=0)


def _minutes(person: Any, pack: Pack, found: Meeting | None, data: Any = None) -> MinutesForm:
    doc = _drawn(found, pack)
    initial = {"held_on": local(database_now()).date(), "chair": person.name}
    if found is not None:
        initial = {
            "held_on": found.held_on,
            "chair": found.chair,
            "attendees": "、".join(found.attendees),
            "minutes": found.minutes,
        }
    form = MinutesForm(data, doc=doc, person=person, initial=initial)
    draft = None if data is not None else drafts_of(person, f"meeting-{pack.ref}").first()
    if draft is not None and (found is None or draft.updated_at > found.kept_at):
        for name in TYPED:
            if values := draft.data.get(name):
                form.initial[name] = values[-1]
    return form


def _page(request: HttpRequest, person: Any, pack: Pack, **forms: Any) -> HttpResponse:
    found, now = query.meeting_of(pack), database_now()
    chief = rules.edits(person.hats)
    errors, more, hidden = query.errors_for(pack, found, person)
    actions = query.actions_for(pack, found)
    shown: dict[str, Any] = {"minutes": None, "give": None, "discussed": None}
    if chief:
        shown["minutes"] = forms.get("minutes") or _minutes(person, pack, found)
        if found is not None:
            shown["give"] = forms.get("give") or GiveForm(doc=found, person=person)
            free = [row for row in errors if row.discussed_in_id is None]
            shown["discussed"] = forms.get("discussed") or (
                DiscussedForm(doc=found, person=person, rows=free) if free else None
            )
    context = {
        "pack": pack, "meeting": found, "chief": chief, "errors": errors, "folds": _folds(errors), "more": more, "hidden": hidden, "draft": f"meeting-{pack.ref}",
        "actions": [{"row": row, "late": query.late(row, now), "own": found is not None and row.meeting_id == found.pk} for row in actions],
        "versions": list(found.versions.order_by("-version")[:30]) if found else [], **shown,
    }  # fmt: skip
    code = max([status(form) for form in forms.values()], default=200)
    return render(request, "bulletins/meeting.html", context, status=code)


def _folds(errors: list[ErrorEntry]) -> list[tuple[str, list[ErrorEntry]]]:
    """The errors as they are talked about: missed limits, many and alike, behind one line for each kind of work."""
    many = Counter(row.description for row in errors if row.source == Source.MISSED)
    folded: dict[str, list[ErrorEntry]] = {"": []}
    for row in errors:
        alike = row.source == Source.MISSED and many[row.description] >= FEW
        folded.setdefault(row.description if alike else "", []).append(row)
    return list(folded.items())


@require_POST
def meeting_give(request: HttpRequest, ref: str) -> HttpResponse:
    """`/packs/<ref>/meeting/give/`: a new action."""
    person = chief_of(request)
    pack = pack_of(person, ref)
    found = query.meeting_of(pack)
    if found is None:
        messages.error(request, _("请先保存本次例会的纪要，再交办事项。"))
        return redirect("meeting", ref)
    form = GiveForm(request.POST, doc=found, person=person)
    if form.is_valid() and did(request, form, give, form.action(found), new=True) is not None:
        return redirect("meeting", ref)
    return _page(request, person, pack, give=form)


@require_POST
def meeting_discussed(request: HttpRequest, ref: str) -> HttpResponse:
    """`/packs/<ref>/meeting/discussed/`: errors that were talked about."""
    person = chief_of(request)
    pack = pack_of(person, ref)
    found = query.meeting_of(pack)
    if found is None:
        messages.error(request, _("请先保存本次例会的纪要，再标记差错。"))
        return redirect("meeting", ref)
    form = DiscussedForm(
        request.POST, doc=found, person=person, rows=query.errors_for(pack, found, person)[0]
    )
    if form.is_valid():
        data = form.cleaned_data
        done = did(request, form, _discuss, found, new=True, entries=data["entries"])
        if done is not None:
            return redirect("meeting", ref)
    return _page(request, person, pack, discussed=form)


def _discuss(found: Meeting, **kwargs: Any) -> Any:
    return discuss(PackBook.the(), meeting=found, **kwargs)
