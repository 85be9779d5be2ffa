"""A week of the office with its pack, made by the clock and brought to a stage by acts."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from bulletins.actions import packs as acts
from bulletins.actions.following import give
from bulletins.actions.making import draft
from bulletins.actions.meetings import keep_minutes
from bulletins.models import Meeting, MeetingAction, Pack, PackBook
from bulletins.queries.counting import mark, take
from bulletins.rules.weeks import WEEK, monday
from deadlines.days import local
from tests.office import Office, fresh
from workflow.clock import database_now

PHRASE = "docflow-demo"


def this_week() -> date:
    return monday(local(database_now()).date())


def last_week() -> date:
    return this_week() - WEEK


def made(first: date | None = None, now: datetime | None = None) -> Pack:
    return draft(first or last_week(), now or database_now())[0]


def edited(office: Office, pack: Pack, **texts: str) -> Pack:
    """With these texts in its sections."""
    sections = [{**one, "text": texts.get(one["code"], one["text"])} for one in pack.sections]
    acts.edit(PackBook.the(), by=fresh(office.chief), pack=pack, version=pack.version, sections=sections)
    return Pack.objects.get(pk=pack.pk)


def seen(pack: Pack) -> str:
    """The mark of what counting now would give."""
    return mark(take(pack.first, pack.last, database_now()))


def issued(office: Office, pack: Pack | None = None, by: Any = None) -> Pack:
    pack = pack or made()
    acts.issue(PackBook.the(), by=fresh(by or office.chief), pack=pack, version=pack.version, seen=seen(pack))
    return Pack.objects.get(pk=pack.pk)


def met(office: Office, pack: Pack, **values: Any) -> Meeting:
    given = {
        "held_on": local(database_now()).date(),
        "chair": office.chief.name,
        "attendees": ["冯二二"],
        "minutes": "过了一遍。",
    }
    keep_minutes(PackBook.the(), by=fresh(office.chief), pack=pack, version=0, **{**given, **values})
    return Meeting.objects.get(pack=pack)


def decided(office: Office, meeting: Meeting, **values: Any) -> MeetingAction:
    """An action for the handler, due in a week."""
    given = {
        "text": "把退文原因逐条讲一遍",
        "owner": office.handler,
        "due_on": local(database_now()).date() + timedelta(days=7),
    }
    return give(MeetingAction(meeting=meeting, **{**given, **values}), by=fresh(office.chief)).subject
