"""A change of the calendar from its page: rehearsed, then done; what refuses it becomes an error of the form."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest

from deadlines import store
from deadlines.store import Rules
from docflow.web.errors import Faster, Incomplete, NotAllowed, Refusal
from timing.models import Timetable
from timing.queries.calendar import standing
from timing.queries.moves import Move, moves
from timing.rules.calendar import keeps_calendar
from timing.views.moved import moves_context
from workflow.models import Entry

_KEY = re.compile(r"[A-Za-z0-9_-]{16,64}")


def keepers_only(request: HttpRequest) -> None:
    """The pages that change exist for the system administrator only."""
    if not keeps_calendar(request.user.hats):  # type: ignore[union-attr]
        raise Http404


def done_before(request: HttpRequest) -> bool:
    """A form sent twice (double click, reload) says again what it said the first time."""
    key = request.POST.get("key", "")
    if not _KEY.fullmatch(key):
        return False
    entry = Entry.objects.filter(key=key, subject_kind="timetable", actor_id=request.user.pk or 0).first()
    if entry is not None:
        messages.success(request, entry.data.get("said", ""))
    return entry is not None


def did(request: HttpRequest, form: Any, action: Callable[..., Any], **kwargs: Any) -> bool:
    """Run the act of a confirmed form; True when done. A refusal stays in the form as its error and `form.status`."""
    data = form.cleaned_data
    try:
        done = action(
            Timetable.the(),
            by=request.user,
            key=data["key"],
            seen=data["seen"],
            moved=data["moved"],
            **kwargs,
        )
    except NotAllowed:
        raise  # answered with a page of its own
    except Refusal as refusal:
        put(form, refusal)
        return False
    messages.success(request, done.said)
    return True


def put(form: Any, refusal: Refusal) -> None:
    reasons = refusal.reasons if isinstance(refusal, Incomplete) else [str(refusal)]
    field = getattr(refusal, "field", None)
    for reason in reasons:
        form.add_error(field if field in form.fields else None, reason)
    form.status = refusal.status
    form.is_late = isinstance(refusal, Faster)


def rehearsed(rules: Rules) -> dict[str, Any]:
    """What the page of a rehearsal shows, with the fingerprints that travel in its form; against the rules as they are now."""
    store.reset()
    return shown(moves(rules))


def shown(found: list[Move]) -> dict[str, Any]:
    """A list of what would move, with the fingerprints that travel in its form."""
    return {"seen": standing().version, "m": moves_context(found)}


def status(form: Any) -> int:
    """The status of a page with this form."""
    return int(getattr(form, "status", 422)) if form.is_bound and form.errors else 200
