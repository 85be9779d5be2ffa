"""What the other rooms ask: which limit counts here, when is it due, how near is it.

Nothing here writes. `now` comes from the caller (the database clock). After the first call of a process
no function asks the database again until the kept rules are a minute old (`store`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from . import counting, engine, lamps, recount, stages, stopped, store, typed
from .days import Calendar, local
from .errors import BadLimit, NoLimit
from .models import Step, Urgency
from .store import Limit, Rules, reset

__all__ = [
    "BadLimit", "Explained", "Limit", "TYPED", "NoLimit", "Redated", "Rules", "calendar", "closest", "counted", "due_for", "fixed",
    "follows_rule", "handed_on", "lamp", "lamps_at", "limit_for", "on_day", "parse_typed", "recounted", "reset", "resumed",
    "stage", "unannounced", "AT_ASSIGNING", "BY_LEADER",
]  # fmt: skip

TYPED = gettext_noop("经办人填写")
AT_ASSIGNING = gettext_noop("交办时设定")
BY_LEADER = gettext_noop("领导批示写明")
SET = (TYPED, AT_ASSIGNING, BY_LEADER)  # by somebody, not by the office's table


@dataclass(frozen=True, slots=True)
class Explained:
    """A date with its reason. `original` is the date first promised: a later one never replaces it.

    `policy_id` names the rule it came from, None when somebody set it. Times are on the Shanghai clock.
    """

    at: datetime
    original: datetime
    unit: str
    amount: Decimal | None
    source: str
    provisional: bool
    trace: list[dict[str, Any]]
    policy_id: int | None = None


class Redated(NamedTuple):
    """A standing date that another calendar or rule moves: whose (the key of a task; 0 for the paper's own limit), what it
    was and why, and what it is to be."""

    pk: int
    before: datetime
    trace: list[dict[str, Any]]
    due: Explained


def calendar() -> Calendar:
    """The calendar in force; no query while it is kept in memory."""
    return store.rules().calendar


def limit_for(
    step: str, *, urgency: str, category: str = "", kind: str = "", flow: str = "", on: date
) -> Limit:
    """The closest rule in force on that day: kind before category before flow before urgency.

    NoLimit (a ValueError) with a sentence when no rule covers the step.
    """
    asked = {"urgency": urgency, "category": category, "kind": kind, "flow": flow}
    if (limit := closest(store.rules(), step, on=on, **asked)) is None:
        names = {"step": _label(Step, step), "urgency": _label(Urgency, urgency)}
        raise NoLimit(_("没有“%(step)s·%(urgency)s”的时限规则，请管理员在时限规则中补上。") % names)
    return limit


def closest(
    kept: Rules, step: str, *, urgency: str, category: str = "", kind: str = "", flow: str = "", on: date
) -> Limit | None:
    """The closest of these rules that is in force on that day; None where none covers the step."""
    key = (step, urgency, category, kind, flow, on.isoformat())
    if key not in kept.found:
        if len(kept.found) > 10_000:
            kept.found.clear()
        kept.found[key] = _closest(kept.limits.get(step, []), urgency, category, kind, flow, on)
    return kept.found[key]


def _closest(
    limits: list[Limit], urgency: str, category: str, kind: str, flow: str, on: date
) -> Limit | None:
    def rank(limit: Limit) -> tuple[bool, ...]:
        return bool(limit.kind), bool(limit.category), bool(limit.flow), bool(limit.urgency)

    fitting = [
        limit
        for limit in limits
        if limit.effective_from <= on
        and (limit.effective_to is None or on <= limit.effective_to)
        and limit.kind in ("", kind)
        and limit.category in ("", category)
        and limit.flow in ("", flow)
        and limit.urgency in ("", urgency)
    ]
    return max(fitting, key=rank, default=None)


def due_for(
    step: str, *, urgency: str, start: datetime, category: str = "", kind: str = "", flow: str = ""
) -> Explained:
    """When a step that starts at `start` (aware) is due by the rules in force on that day."""
    limit = limit_for(step, urgency=urgency, category=category, kind=kind, flow=flow, on=local(start).date())
    return _explained(
        start, limit.unit, limit.amount, source=limit.source, rule=step, policy_id=limit.policy_id
    )


def counted(
    unit: str, amount: Decimal | int | float | str, *, start: datetime, source: str, rule: str = ""
) -> Explained:
    """A limit somebody set as an amount (handler, leader): `source` says who. BadLimit for bad input."""
    return _explained(start, unit, engine.parse_amount(amount, unit), source=source, rule=rule)


def fixed(at: datetime, *, start: datetime, source: str, rule: str = "") -> Explained:
    """A moment, not a number of days: overrides every rule, and is kept as it is.

    `source` says whose it is; only what begins with 来文 or 领导批示 is called written by them.
    """
    return _explained(start, "absolute", None, source=source, rule=rule, at=at)


def handed_on(at: datetime, trace: list[dict[str, Any]]) -> Explained:
    """A date that stands already, with the reason it has: what follows a rule goes on following it."""
    rule = trace[0]
    amount = None if rule["amount"] is None else Decimal(str(rule["amount"]))
    provisional = any(entry.get("provisional") for entry in trace)
    return Explained(at, at, rule["unit"], amount, rule["source"], provisional, trace)


def on_day(day: date, *, start: datetime, source: str, rule: str = "") -> Explained:
    """The close of business of a day somebody set. BadLimit where that is past at `start`."""
    at = counting.at(day, calendar().close_on(day))
    if at <= start:
        raise BadLimit(_("%(day)s已经过了，请写以后的日期。") % {"day": day.isoformat()})
    return fixed(at, start=start, source=source, rule=rule)


def resumed(
    at: datetime, trace: list[dict[str, Any]], since: datetime, until: datetime, *, why: str
) -> Explained:
    """A standing date after its clock stood still from `since` to `until`: moved by that time, as `stopped` says."""
    moved, longer = stopped.resumed(at, trace, since, until, calendar(), why=why)
    if not trace:  # a date without a reason has none afterwards either
        return Explained(moved, moved, "working_hour", None, "", False, longer)
    return handed_on(moved, longer)


def follows_rule(trace: list[dict[str, Any]]) -> bool:
    """Is it a limit of the office's rules, and not a date or amount that somebody set?"""
    return bool(trace) and bool(trace[0].get("rule")) and trace[0].get("source") not in SET


def recounted(
    trace: list[dict[str, Any]], kept: Rules | None = None, limit: Limit | None = None
) -> Explained:
    """A standing date counted once more, on the calendar of `kept` (else the one in force); by `limit` where the rule it
    follows is another now. BadLimit where it cannot be counted."""
    by = recount.Counted(limit.unit, limit.amount, limit.source) if limit else None
    found = recount.recount(trace, (kept or store.rules()).calendar, by)
    due = handed_on(found.at, found.trace)
    return replace(due, policy_id=limit.policy_id if limit else None)


def parse_typed(text: str, start: datetime, *, source: str = TYPED, rule: str = "") -> Explained:
    """What a clerk typed in the limit field: +5, 1126, 11-26, 2026-11-26, 2026-11-26 17:00.

    BadLimit (a ValueError) with a sentence when it cannot be read or lies before `start` (aware).
    """
    found = typed.read(text, start, calendar())
    if found.working_days is not None:
        return counted("working_day", found.working_days, start=start, source=source, rule=rule)
    return _explained(start, "absolute", None, source=source, rule=rule, at=found.at)


def unannounced(at: datetime | None) -> bool:
    """Does this date lie in a year without a holiday notice? For a list, where the trace is not at hand."""
    return at is not None and calendar().provisional(local(at).date())


def stage(due_at: datetime | None, now: datetime, urgency: str = "") -> str:
    """none, due_soon, due_today, overdue, second, escalated: by the rules of this urgency in force."""
    kept = store.rules()
    return stages.stage(due_at, now, urgency, kept.stages, kept.calendar)


def lamp(
    due_at: datetime | None, now: datetime, done: bool = False, paused: bool = False
) -> tuple[lamps.Colour, str]:
    """Colour (green, yellow, red, done, pause) and words (剩3天, 今日到期, 超期2天, 已办结, 暂停)."""
    return lamps.lamp(due_at, now, calendar(), done=done, paused=paused)


def lamps_at(now: datetime) -> Callable[..., tuple[lamps.Colour, str]]:
    """`lamp` for the rows of one page, of `due_at` and whether it is `paused`: the words of a day are made once."""
    kept: dict[tuple[date | None, bool], tuple[lamps.Colour, str]] = {}

    def at(due_at: datetime | None, paused: bool = False) -> tuple[lamps.Colour, str]:
        if paused:
            return lamp(due_at, now, paused=True)
        key = (local(due_at).date(), now > due_at) if due_at is not None else (None, False)
        if key not in kept:
            kept[key] = lamp(due_at, now)
        return kept[key]

    return at


def _explained(
    start: datetime,
    unit: str,
    amount: Decimal | None,
    *,
    source: str,
    rule: str,
    at: datetime | None = None,
    policy_id: int | None = None,
) -> Explained:
    result = engine.due(start, unit, amount, calendar(), at=at, rule=rule, source=source)
    return Explained(result.at, result.at, unit, amount, source, result.provisional, result.trace, policy_id)


def _label(choices: Any, code: str) -> str:
    return str(choices(code).label) if code in choices.values else code[:20] or _("未标")
