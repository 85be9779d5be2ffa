"""Calendar and limit rules out of the database, kept in memory: lists ask for them on every row.

Each process reloads after `DEADLINES_CACHE_SECONDS` (default 60, None: never), so a change is everywhere
within a minute; the process that changed something calls `reset()`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from time import monotonic
from typing import Any, NamedTuple

from django.apps import apps
from django.conf import settings

from .days import Calendar, Day, Kind
from .hours import Season, read
from .stages import Table, as_rule, table

NATIONAL, LOCAL = "national", "local"


@dataclass(frozen=True, slots=True)
class Limit:
    """One rule of the table; empty `urgency`, `category`, `kind`, `flow` fit all."""

    policy_id: int
    step: str
    flow: str
    category: str
    kind: str
    urgency: str
    unit: str
    amount: Decimal
    source: str
    effective_from: date
    effective_to: date | None


@dataclass(frozen=True, slots=True)
class Notice:
    """What says which days of a year are worked: one version of it, with the days it names."""

    year: int
    scope: str
    version: int
    text: str
    days: Mapping[date, Day] = field(default_factory=dict)


class Rules(NamedTuple):
    calendar: Calendar
    limits: dict[str, list[Limit]]
    found: dict[tuple[str, ...], Limit | None]
    loaded: float
    stages: Table = {"": {}}  # noqa: RUF012 - read only


_rules: Rules | None = None


def reset() -> None:
    """Forget what is in memory; the next call reads the database (a query for each table)."""
    global _rules
    _rules = None


def rules() -> Rules:
    global _rules
    kept = _rules  # one read: another thread may reset between two
    if kept is None or _stale(kept):
        _rules = kept = _read()
    return kept


def _stale(kept: Rules) -> bool:
    seconds = getattr(settings, "DEADLINES_CACHE_SECONDS", 60)
    return seconds is not None and monotonic() - kept.loaded >= seconds


def would_be(
    *,
    notices: Iterable[Notice] = (),
    seasons: Iterable[Season] | None = None,
    limits: Mapping[str, Sequence[Limit]] | None = None,
) -> Rules:
    """The rules as they would be with these notices added to what the database has now.

    `seasons`, `limits` (by step): the whole table in place of the one that stands. For rehearsing a change: nothing is
    kept.
    """
    calendar = compose([*read_notices(), *notices], read_seasons() if seasons is None else seasons)
    standing = _read_limits() if limits is None else {step: list(rows) for step, rows in limits.items()}
    return Rules(calendar, standing, {}, monotonic(), _read_stages())


def _read() -> Rules:
    return Rules(compose(read_notices(), read_seasons()), _read_limits(), {}, monotonic(), _read_stages())


def compose(notices: Iterable[Notice], seasons: Iterable[Season]) -> Calendar:
    """The calendar these make: of each year and scope the newest version counts, local days lie over national ones."""
    newest: dict[tuple[int, str], Notice] = {}
    for notice in sorted(notices, key=lambda one: one.version):
        newest[notice.year, notice.scope] = notice
    in_order = sorted(newest.values(), key=lambda one: (one.scope != NATIONAL, one.year))
    special = {day: info for notice in in_order for day, info in notice.days.items()}
    national = {notice.year: notice for notice in in_order if notice.scope == NATIONAL}
    return Calendar(
        special,
        {year: notice.text for year, notice in national.items()},
        {year: notice.version for year, notice in national.items()},
        seasons=tuple(seasons),
    )


def read_notices() -> list[Notice]:
    """Every notice in the table with its days, older versions too."""
    kinds: dict[str, Kind] = {"holiday": "holiday", "make_up": "make_up"}
    days: dict[int, dict[date, Day]] = {}
    rows = list(apps.get_model("deadlines", "CalendarNotice").objects.order_by("year", "version"))
    of = {row.pk: row for row in rows}
    for day in apps.get_model("deadlines", "CalendarDay").objects.order_by("date"):
        if (
            notice := of.get(day.notice_id)
        ) is None:  # saved between the two statements: the next reading has it
            continue
        info = Day(kinds[day.kind], day.name, day.statutory, notice.text, notice.scope == LOCAL)
        days.setdefault(day.notice_id, {})[day.date] = info
    return [Notice(row.year, row.scope, row.version, row.text, days.get(row.pk, {})) for row in rows]


def read_seasons() -> list[Season]:
    """Every table of office hours, those of the past too: an old day is counted by the hours it had."""
    rows = apps.get_model("deadlines", "OfficeHours").objects.order_by("month", "day", "since")
    return [season(row) for row in rows]


def season(row: Any) -> Season:
    """A row of the table of office hours as it counts."""
    return Season(row.month, row.day, read(row.spans), row.since, row.until, row.name, row.source)


def _read_limits() -> dict[str, list[Limit]]:
    limits: dict[str, list[Limit]] = {}
    for row in apps.get_model("deadlines", "LimitPolicy").objects.order_by("id"):
        limits.setdefault(row.step, []).append(
            Limit(
                row.pk, row.step, row.flow, row.category, row.kind, row.urgency,
                row.unit, row.amount, row.source, row.effective_from, row.effective_to,
            )
        )  # fmt: skip
    return limits


def _read_stages() -> Table:
    return table(map(as_rule, apps.get_model("deadlines", "StageRule").objects.order_by("id")))
