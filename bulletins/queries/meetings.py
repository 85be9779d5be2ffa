"""Meetings and their actions: what is open, what was done since, who sees them."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from bulletins.figures.kinds import ERRORS
from bulletins.models import ErrorEntry, Meeting, MeetingAction, Pack
from bulletins.queries.figures import counts
from bulletins.rules import packs as rules
from bulletins.words import ActionState
from deadlines.days import local
from documents.queries.visible import given_sql, given_to

MOST_ERRORS = 200
# The same rule as `visible_actions` for statements; `m` is the action. Parameters: `documents.queries.visible.may_see` and `office`.
MAY_SEE_ACTION = f"(%(office)s OR {given_sql('meeting_action', 'm')})"


def visible_actions(person: Any) -> QuerySet[MeetingAction]:
    """All, for who works in our own office and is no administrator; else those he was given."""
    rows = MeetingAction.objects.all()
    if rules.reads_issued(person.hats):
        return rows
    if not person.hats.own:
        return rows.none()
    return rows.filter(pk__in=given_to(person.hats, MeetingAction.subject_kind).values("subject_pk"))


def sees(person: Any, ref: str) -> bool:
    return visible_actions(person).filter(ref=ref).exists()


def meeting_of(pack: Pack) -> Meeting | None:
    return Meeting.objects.filter(pack=pack).first()


def before(pack: Pack) -> Meeting | None:
    """The last meeting about an earlier week."""
    return Meeting.objects.filter(pack__first__lt=pack.first).order_by("-pack__first").first()


def actions_for(pack: Pack, meeting: Meeting | None) -> list[MeetingAction]:
    """What this meeting goes through: all open ones, its own, and those ended since the meeting before; open ones first."""
    last = before(pack)
    wanted = Q(state=ActionState.OPEN)
    if meeting is not None:
        wanted |= Q(meeting=meeting)
    if last is not None:
        wanted |= Q(ended_at__date__gte=last.held_on)
    else:
        wanted |= Q(ended_at__date__gte=pack.first)
    rows = MeetingAction.objects.filter(wanted, meeting__pack__first__lte=pack.first)
    found = list(rows.select_related("meeting__pack").order_by("due_on", "pk"))
    return sorted(found, key=lambda row: row.state != ActionState.OPEN)


def errors_for(pack: Pack, meeting: Meeting | None, person: Any) -> tuple[list[ErrorEntry], int, int]:
    """Errors found in the week and not discussed yet, newest first, and those discussed in this meeting: as far as he may read
    them; how many of those did not fit, and how many there are besides."""
    wanted = Q(discussed_in=None, found_at__date__lte=pack.last, found_at__date__gte=pack.first)
    if meeting is not None:
        wanted |= Q(discussed_in=meeting)
    mine = ERRORS.seen(person).filter(wanted)
    found = list(mine.order_by("discussed_in", "-found_at", "-pk")[:MOST_ERRORS])
    counted = counts({"mine": mine, "all": ErrorEntry.objects.filter(wanted)})
    return found, counted["mine"] - len(found), counted["all"] - counted["mine"]


def late(action: MeetingAction, now: Any) -> bool:
    return action.state == ActionState.OPEN and action.due_on < local(now).date()
