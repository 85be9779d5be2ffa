"""Where a new limit rule goes among those of its kind, and who may put it there. Pure.

A rule in force is never edited: another one takes over on a day, and it ends the day before. What is not in force yet
may be taken back, and then the one before it goes on: no step is ever without the rule it had.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from deadlines.limits import Limit
from docflow.web.errors import BadInput, NotAllowed
from people.roles import Role

DAY = timedelta(days=1)
WHICH = ("step", "flow", "category", "kind", "urgency")  # what tells one kind of rule from another
SAYS = ("unit", "amount", "source")


def keeps_limits(hats: Any) -> bool:
    """Everybody looks; the system administrator changes."""
    return Role.SYSADMIN in hats.roles


def allow(hats: Any) -> None:
    if not keeps_limits(hats):
        raise NotAllowed(_("时限规则由系统管理员维护，请与他们联系。"))


@dataclass(frozen=True)
class NewLimit:
    """A rule as it was filled in."""

    step: str
    unit: str
    amount: Decimal
    source: str
    effective_from: date
    flow: str = ""
    category: str = ""
    kind: str = ""
    urgency: str = ""

    def as_limit(self) -> Limit:
        return Limit(
            0, self.step, self.flow, self.category, self.kind, self.urgency, self.unit, self.amount, self.source,
            self.effective_from, None,
        )  # fmt: skip


class Place(NamedTuple):
    """What has to make room for it: the rule that ends, the one (not in force yet) that goes."""

    ends: Limit | None = None
    goes: Limit | None = None


def of_its_kind(rows: Iterable[Limit], one: Any) -> list[Limit]:
    """The rules of just this combination, in the order in which they are in force."""
    same = [row for row in rows if all(getattr(row, name) == getattr(one, name) for name in WHICH)]
    return sorted(same, key=lambda row: row.effective_from)


def place(rows: Sequence[Limit], new: NewLimit, today: date) -> Place:
    """Where it goes among the rules of its kind. BadInput where the day is past or taken, or it says the same."""
    if new.effective_from < today:
        raise BadInput(_("新规则最早从今天起执行。"), "effective_from")
    mine = of_its_kind(rows, new)
    last = mine[-1] if mine else None
    if last is None:
        return Place()
    if last.effective_to is not None:
        if new.effective_from <= last.effective_to:
            words = {"day": last.effective_to.isoformat()}
            raise BadInput(_("原规则执行到%(day)s，新规则请定在其后。") % words, "effective_from")
        return Place()
    if all(getattr(last, name) == getattr(new, name) for name in SAYS):
        raise BadInput(_("与原规则相同，不必另立。"))
    if last.effective_from < new.effective_from:
        return Place(ends=last)
    before = mine[-2] if len(mine) > 1 else None
    if last.effective_from == new.effective_from and goes_on(last, before) and today < last.effective_from:
        return Place(goes=last)
    words = {"day": last.effective_from.isoformat()}
    if last.effective_from <= today:
        raise BadInput(_("原规则今天刚执行，新规则最早从明天起。"), "effective_from")
    raise BadInput(_("已有一条规则定于%(day)s执行，请先收回，或定在其后。") % words, "effective_from")


def goes_on(row: Limit, before: Limit | None) -> bool:
    """Does it only carry on the one before it, whose successor was taken back?"""
    return (
        before is not None
        and before.effective_to == row.effective_from - DAY
        and all(getattr(row, name) == getattr(before, name) for name in SAYS)
    )


def before_of(rows: Iterable[Limit], row: Limit) -> Limit | None:
    """The rule of its kind that ends the day before it begins."""
    found = [one for one in of_its_kind(rows, row) if one.effective_to == row.effective_from - DAY]
    return found[0] if found else None


def takes_back(rows: Iterable[Limit], row: Limit, today: date) -> str:
    """Why this rule cannot be taken back; empty where it can."""
    if row.effective_from <= today:
        return _("这条规则已经执行，不能收回；请另立新规则。")
    if row.effective_to is not None:
        return _("这条规则之后另有新规则，请先收回后一条。")
    if goes_on(row, before_of(rows, row)):
        return _("这条规则只是原规则的延续，请另立新规则。")
    return ""
