"""Calendar and limit rules out of the database, kept in memory: lists ask for them on every row.

Each process reloads after `DEADLINES_CACHE_SECONDS` (default 60, None: never), so a change is everywhere
within a minute; the process that changed something calls `reset()`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from time import monotonic
from typing import NamedTuple

from django.apps import apps
from django.conf import settings

from .days import Calendar, Day, Kind
from .stages import Table, as_rule, table


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
        _rules = kept = Rules(_read_calendar(), _read_limits(), {}, monotonic(), _read_stages())
    return kept


def _stale(kept: Rules) -> bool:
    seconds = getattr(settings, "DEADLINES_CACHE_SECONDS", 60)
    return seconds is not None and monotonic() - kept.loaded >= seconds


def _read_calendar() -> Calendar:
    notices, editions = {}, {}
    for notice in apps.get_model("deadlines", "CalendarNotice").objects.order_by("year", "version"):
        notices[notice.year], editions[notice.year] = notice.text, notice.version
    days = apps.get_model("deadlines", "CalendarDay").objects.select_related("notice")
    kinds: dict[str, Kind] = {"holiday": "holiday", "make_up": "make_up"}
    special = {day.date: Day(kinds[day.kind], day.name, day.statutory, day.notice.text) for day in days}
    return Calendar(special, notices, editions)


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
