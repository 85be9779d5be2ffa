"""Running dates that the rules in force would have otherwise, though nothing is being changed.

An act that was under way while a change was saved, or a process that kept the rules from before for up to a minute, has
counted by what does not stand any more, and the list of the change could not know of it. Every running date is counted
once more here; the night names how many there are, and an administrator puts them right as in a rehearsal. The alarm of
an organ outside has no reasons to be read, so it is not looked at.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from decimal import Decimal

from deadlines import store
from deadlines.days import local
from deadlines.limits import Limit, Rules, closest, follows_rule
from deadlines.recount import started
from timing.queries.moves import Move, amount_of, listed
from timing.queries.running import Running, all_running

DAY = timedelta(days=1)


def overlooked(now: datetime | None = None) -> list[Move]:
    """All of them, as a rehearsal lists what it moves."""
    store.reset()
    rules = store.rules()
    changed = {step for step, rows in rules.limits.items() if len({row.effective_from for row in rows}) > 1}
    version = rules.calendar.version
    rows = (row for row in all_running(changed) if _may_be_another(row, version, changed))
    return listed(rows, rules, changed, lambda row: _new_that_day(row, rules), now)


def _may_be_another(row: Running, version: str, changed: Collection[str]) -> bool:
    """What was counted on this very calendar, by a rule that never was another, need not be counted again."""
    return any(e.get("version", version) != version or e.get("rule") in changed for e in row.trace)


def _new_that_day(row: Running, rules: Rules) -> Limit | None:
    """The rule that came into force on the day this date began, where the date is counted by the one of the day before."""
    if not follows_rule(row.trace):
        return None
    rule, day = row.trace[0], local(started(row.trace)).date()
    new, old = (closest(rules, rule["rule"], on=on, **row.facts) for on in (day, day - DAY))
    if new is None or old is None or new.effective_from != day or amount_of(new) == amount_of(old):
        return None
    says = rule["unit"], Decimal(str(rule["amount"])), rule["source"]
    return new if says == amount_of(old) else None
