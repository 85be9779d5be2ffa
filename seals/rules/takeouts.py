"""外带 (domain.md §6.6): who approves, how long is long, when the alarm goes higher. The office's table, with its sources."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from people.roles import CHIEFS, Role

# domain.md §6.6 [P]: distance or period over the limit → 秘书长. How long is a house rule; a day is what one errand takes.
LONG = timedelta(days=1)
# domain.md §6.6: overdue return alarms hourly.
EVERY = timedelta(hours=1)
# House rule: after so long the secretary-general hears it, too.
HIGHER = timedelta(hours=4)
MOST = timedelta(days=30)  # nobody needs a seal outside longer: that is another custody

OFFICE_LEADERS = frozenset({Role.OFFICE_DIRECTOR, Role.DEPUTY_SG, Role.SECRETARY_GENERAL})
APPROVERS = OFFICE_LEADERS | {Role.SECTION_CHIEF, Role.UNIT_HEAD}


def may_approve(hats: Any) -> bool:
    """The head of a unit, or a leader of the office."""
    return bool(hats.office_roles & APPROVERS)


def leads_office(hats: Any) -> bool:
    return bool(hats.office_roles & OFFICE_LEADERS)


def is_secretary_general(hats: Any) -> bool:
    return Role.SECRETARY_GENERAL in hats.office_roles


def checks_out(hats: Any) -> bool:
    """Registers that a seal leaves and comes back: a chief (处长、副处长)."""
    return bool(hats.office_roles & CHIEFS)


def wants_secretary_general(*, far: bool, since: datetime, until: datetime) -> bool:
    """Outside the city, or longer than the office's limit."""
    return far or until - since > LONG
