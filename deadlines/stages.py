"""When a running date has reached a stage: the rules as data, what docflow brings along, and what each means. Pure.

Before the date count `due_soon` (so much time is left, or less) and `due_today` (its own day); after it `overdue`,
`second` and `escalated` (so much time has passed, counted as a limit is). Of what a date has reached the last counts
(`order`): a lead in hours is nearer than the day itself, one in days is not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_noop

from . import counting, engine
from .days import Calendar, local

SOURCE = gettext_noop("本办公厅默认值（可调整）")
STAGES = ("due_soon", "due_today", "overdue", "second", "escalated")
LATE = ("overdue", "second", "escalated")
HOURS = ("working_hour", "clock_hour")
INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Rule:
    """One row: `amount` of `unit` before the date or after it. Empty `urgency`: all that have no row of their own."""

    urgency: str
    stage: str
    unit: str
    amount: Decimal
    on: bool = True
    source: str = SOURCE

    @property
    def order(self) -> int:
        if self.stage == "due_soon":
            return 3 if self.unit in HOURS else 1
        return {"due_today": 2, "overdue": 4, "second": 5, "escalated": 6}[self.stage]


Table = Mapping[str, Mapping[str, Rule]]  # urgency ("" always there): stage: its rule

DAYS, OFFICE, CLOCK = "working_day", "working_hour", "clock_hour"
# Lead, second urge and escalation of each urgency (domain.md §4.7); overdue is what is past its date.
SUGGESTED = {
    "": ((DAYS, "1"), (DAYS, "3"), (DAYS, "5")),
    "routine": ((DAYS, "1"), (DAYS, "2"), (DAYS, "3")),
    "urgent": ((OFFICE, "4"), (DAYS, "1"), (DAYS, "2")),
    "top_urgent": ((CLOCK, "1"), (CLOCK, "1"), (CLOCK, "2")),
    "flash": ((CLOCK, "0.25"), (CLOCK, "1"), (CLOCK, "2")),
}


def _suggested(
    urgency: str, soon: tuple[str, str], second: tuple[str, str], up: tuple[str, str]
) -> list[Rule]:
    by_the_hour = second[0] == CLOCK  # 「今日到期」 of what is due within hours says nothing, at midnight
    return [
        Rule(urgency, "due_soon", soon[0], Decimal(soon[1])),
        Rule(urgency, "due_today", DAYS, Decimal(0), on=not by_the_hour),
        Rule(urgency, "overdue", CLOCK if by_the_hour else DAYS, Decimal(0)),
        Rule(urgency, "second", second[0], Decimal(second[1])),
        Rule(urgency, "escalated", up[0], Decimal(up[1])),
    ]


DEFAULTS = [rule for urgency, row in SUGGESTED.items() for rule in _suggested(urgency, *row)]


def table(rules: Iterable[Rule]) -> Table:
    """The rules by urgency, each whole: what an urgency does not say itself is as for all."""
    found: dict[str, dict[str, Rule]] = {"": {}}
    for rule in rules:
        found.setdefault(rule.urgency, {})[rule.stage] = rule
    return {urgency: {**found[""], **row} for urgency, row in found.items()}


def rules_for(urgency: str, rules: Table) -> list[Rule]:
    """What counts for this urgency, without what is switched off; the first stage first."""
    row = rules.get(urgency) or rules.get("") or {}
    return sorted((rule for rule in row.values() if rule.on), key=lambda rule: rule.order)


def reached(rule: Rule, due_at: datetime, now: datetime, calendar: Calendar) -> bool:
    """Has a date reached this stage? Seen from the date; `horizon.lines` says the same seen from the clock."""
    if rule.stage in LATE:
        return due_at < now if not rule.amount else passed(rule, due_at, calendar) <= now
    today, last = local(now).date(), local(due_at).date()
    if due_at < now:
        return True
    if rule.stage == "due_today":
        return last <= today
    if rule.unit == DAYS:
        return calendar.working_days(today, last) <= rule.amount
    if rule.unit == "calendar_day":
        return (last - today).days <= rule.amount
    return due_at <= left(rule, now, calendar)


def passed(rule: Rule, due_at: datetime, calendar: Calendar) -> datetime:
    """The moment at which a date has been late for so long."""
    return engine.due(due_at, rule.unit, rule.amount, calendar).at if rule.amount else due_at


def left(rule: Rule, now: datetime, calendar: Calendar) -> datetime:
    """The last moment that is no more than these hours away."""
    if rule.unit == CLOCK:
        return now + counting.span(rule.amount)
    return engine.due(now, rule.unit, rule.amount, calendar).at


def stage(due_at: datetime | None, now: datetime, urgency: str, rules: Table, calendar: Calendar) -> str:
    """The last stage that a date of this urgency has reached, or none."""
    if due_at is None:
        return "none"
    found = [rule.stage for rule in rules_for(urgency, rules) if reached(rule, due_at, now, calendar)]
    return found[-1] if found else "none"


def as_rule(row: Any) -> Rule:
    """A row of the table as a rule."""
    return Rule(row.urgency, row.stage, row.unit, row.amount, row.on, row.source)
