"""Who may do what with document numbers: by the seats he holds himself in our own office. Pure.

A deputy does the tasks of whom he stands in for; a role is not lent, so he needs a seat of his own for these.
"""

from __future__ import annotations

from typing import Any

from people.roles import CHIEFS, Role

CLERKS = frozenset({Role.CLERK}) | CHIEFS
RULERS = CHIEFS | {Role.SYSADMIN}
EVERYBODY = CLERKS | RULERS


def is_of_us(hats: Any) -> bool:
    """Has he a seat in our own office? To others these pages do not exist."""
    return bool(hats.office_roles)


def sees_series(hats: Any) -> bool:
    """The rules and the counts, no paper."""
    return bool(hats.office_roles & EVERYBODY)


def sees_numbers(hats: Any) -> bool:
    """The ledger of a series, with what became of each number."""
    return bool(hats.office_roles & CLERKS)


def reserves(hats: Any) -> bool:
    """Reserves numbers, and asks for reserved ones to be voided."""
    return bool(hats.office_roles & CLERKS)


def rules(hats: Any) -> bool:
    return bool(hats.office_roles & RULERS)


def decides(hats: Any) -> bool:
    """Confirms that a number is voided, certifies a year."""
    return bool(hats.office_roles & CHIEFS)
