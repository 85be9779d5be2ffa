"""The table of limit rules as the database has it now, as it would be, and which steps it leaves out."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from time import monotonic

from deadlines import store
from deadlines.limits import Limit, Rules, closest
from deadlines.models import Step, Urgency
from timing.rules.limits import DAY, NewLimit, Place


def table() -> list[Limit]:
    """Every rule, also those of the past and of days to come, asked anew."""
    store.reset()
    return [row for rows in store.rules().limits.values() for row in rows]


def drawn(rows: Iterable[Limit]) -> str:
    """What a form was drawn from, in 16 hexadecimal digits: somebody else's change in between is noticed."""
    said = sorted((row.policy_id, str(row.effective_to)) for row in rows)
    return hashlib.sha256(repr(said).encode()).hexdigest()[:16]


def would_be(rows: Iterable[Limit], new: NewLimit, at: Place) -> Rules:
    """The rules in force with this one in its place."""
    kept: dict[str, list[Limit]] = {}
    for row in rows:
        if row == at.goes:
            continue
        ended = replace(row, effective_to=new.effective_from - DAY) if row == at.ends else row
        kept.setdefault(row.step, []).append(ended)
    kept.setdefault(new.step, []).append(new.as_limit())
    return Rules(store.rules().calendar, kept, {}, monotonic())


def left_out(today: date) -> list[tuple[str, str]]:
    """Steps and urgencies that no rule covers today, as they are called."""
    rules = store.rules()
    return [
        (str(step.label), str(urgency.label))
        for step in Step
        for urgency in Urgency
        if closest(rules, step.value, urgency=urgency.value, on=today) is None
    ]
