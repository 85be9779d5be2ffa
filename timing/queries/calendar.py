"""The calendar as the database has it now: what its page shows and what a change is held against."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet

from deadlines import store
from deadlines.days import Calendar, Day
from deadlines.hours import Season
from deadlines.models import CalendarNotice
from deadlines.notice_checks import Listed
from deadlines.notice_file import Read
from deadlines.store import Notice
from workflow.models import Entry

NOVEMBER = 11  # from then on next year's notice is due: the one for 2026 came on 4 November 2025
VERBS = ("calendar_notice", "calendar_hours", "calendar_hours_end")
LOGGED = (*VERBS, "count_again")


def standing() -> Calendar:
    """Not what a process keeps in memory, which may be a minute old."""
    return store.compose(store.read_notices(), store.read_seasons())


def missing_year(today: date) -> int:
    """The next year from 1 November on, while it has no national notice; else 0."""
    year = today.year + 1
    return year if today.month >= NOVEMBER and latest(year, store.NATIONAL) is None else 0


def latest(year: int, scope: str) -> CalendarNotice | None:
    """The notice of that year and scope that counts: its newest version."""
    return CalendarNotice.objects.filter(year=year, scope=scope).order_by("-version").first()


def notices(year: int) -> QuerySet[CalendarNotice]:
    """Every notice of the year: the national ones before the local, the newest version first."""
    return CalendarNotice.objects.filter(year=year).order_by("-scope", "-version")


def listed(notice: CalendarNotice | None) -> list[Listed]:
    if notice is None:
        return []
    return [Listed(d.date, d.kind, d.name, d.statutory) for d in notice.days.order_by("date")]


def would_be(read: Read, scope: str) -> Notice:
    """What was read, as the version that would count."""
    last = latest(read.year, scope)
    is_local = scope == store.LOCAL
    days = {
        d.date: Day("make_up" if d.works else "holiday", d.name, d.statutory, read.text, is_local)
        for d in read.days
    }
    return Notice(read.year, scope, last.version + 1 if last else 1, read.text, days)


@dataclass(frozen=True, slots=True)
class Difference:
    """A day that would be another."""

    date: date
    before: Day
    after: Day


def differences(before: Calendar, after: Calendar, year: int) -> list[Difference]:
    """Days of the year whose kind, name or statutory mark would change; the notice's title alone is no difference."""
    found = []
    for day in days_of(year):
        old, new = before.day(day), after.day(day)
        if (old.kind, old.name, old.statutory, old.local) != (new.kind, new.name, new.statutory, new.local):
            found.append(Difference(day, old, new))
    return found


def days_of(year: int) -> list[date]:
    every = (date(year, 1, 1) + timedelta(days=n) for n in range(366))
    return [day for day in every if day.year == year]


def seasons() -> list[Season]:
    return store.read_seasons()


def entries(verbs: Sequence[str] = VERBS) -> QuerySet[Entry]:
    """What was changed last."""
    return Entry.objects.filter(subject_kind="timetable", verb__in=verbs).order_by("-seq")
