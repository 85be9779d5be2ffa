"""A date that stands, counted once more on another calendar or by another rule. Pure.

What counts is the trace itself: its start, its unit and amount, its way with days off; then each time its clock stood
still, in order. A moment that was written stays as it is; where the office set it itself and its clock stood still, the
office time by which it moved counts on the other calendar, too.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from . import engine, extended, stopped
from .days import Calendar
from .engine import Due, Trace


class Counted(NamedTuple):
    """What a limit is counted by: an amount of a unit (None of `absolute`), and who says so."""

    unit: str
    amount: Decimal | None
    source: str


def counts(trace: Trace) -> bool:
    """Does this date follow from an amount (a rule's or somebody's, or of office time in which its clock stood still), so
    that another calendar may move it?"""
    if not trace or trace[0].get("step") != "rule":
        return False
    return trace[0].get("unit") != "absolute" or any(
        entry.get("step") == stopped.STEP and entry.get("unit") != "absolute" for entry in trace
    )


def started(trace: Trace) -> datetime:
    """From when it is counted."""
    return datetime.fromisoformat(trace[1]["at"])


def recount(trace: Trace, calendar: Calendar, by: Counted | None = None) -> Due:
    """The same limit on this calendar; `by` instead of its own amount where the rule it follows is another now.

    BadLimit where it cannot be counted.
    """
    rule = trace[0]
    if by is None:
        by = Counted(rule["unit"], _amount(rule), rule["source"])
    roll = rule["roll"] if by.unit == rule["unit"] else None
    found = engine.due(
        started(trace), by.unit, by.amount, calendar, at=_written(trace) if by.unit == "absolute" else None,
        roll=roll, rule=rule["rule"], source=by.source,
    )  # fmt: skip
    at, longer = found.at, found.trace
    for entry in trace:
        if entry["step"] == stopped.STEP:
            since, until = (datetime.fromisoformat(entry[end]) for end in ("from", "to"))
            at, longer = stopped.resumed(at, longer, since, until, calendar, why=entry["why"])
        elif entry["step"] == extended.STEP:  # who granted it, and what it was before, is never lost
            longer = [*longer, entry]
    return Due(at, extended.provisional(longer), longer)


def _amount(rule: dict[str, Any]) -> Decimal | None:
    return None if rule["amount"] is None else Decimal(str(rule["amount"]))


def _written(trace: Trace) -> datetime | None:
    return next((datetime.fromisoformat(e["at"]) for e in trace if e["step"] == "written"), None)


def reasons(trace: Trace) -> list[tuple[Any, ...]]:
    """What a date rests on, without the words: two traces with the same say the same to a reader."""
    return list(_reasons(trace))


def _reasons(trace: Trace) -> Iterator[tuple[Any, ...]]:
    for entry in trace:
        step = entry["step"]
        if step == "rule":
            yield step, entry["unit"], entry["amount"], entry["source"]
        elif step in ("skip", "make_up", "off_day"):
            yield step, entry["date"], entry["provisional"]
        elif step == "count":
            yield step, entry["date"], entry["from"], entry["to"]
        elif step == "roll":
            yield step, entry["from"], entry["to"]
        elif step == "result":
            yield step, entry["provisional"], tuple(entry["without_notice"])
        elif step == stopped.STEP:
            yield step, entry["minutes"], entry["at"], *_reasons(entry["days"])


def first_change(old: Calendar, new: Calendar) -> date | None:
    """The first day on which the two calendars differ; None where they count alike."""
    hours = {*old.seasons} ^ {*new.seasons}
    if old.hours != new.hours or hours:
        return min((season.since for season in hours), default=date.min)
    days = {day for day in {*old.special, *new.special} if old.day(day) != new.day(day)}
    days |= {date(year, 1, 1) for year in old.notices.keys() ^ new.notices.keys()}
    return min(days, default=None)


def fault(at: datetime | None, first: datetime | None, trace: Trace) -> str:
    """What is wrong with a stored date, its first promise and its reasons; empty where they agree."""
    if at is None:
        return "has reasons but no date" if trace else ""
    if first is None:
        return "has no date first promised"
    if not trace:
        return "has no reasons"
    said = next((e["at"] for e in reversed(trace) if e.get("step") in ("result", stopped.STEP)), None)
    try:
        counted = engine.recompute(trace)
        told = datetime.fromisoformat(str(said))
    except ValueError:
        return "has reasons that cannot be counted again"
    if counted != at:
        return f"is {at.isoformat()}, its reasons count to {counted.isoformat()}"
    return "" if told == at else f"is {at.isoformat()}, its reasons say {told.isoformat()}"
