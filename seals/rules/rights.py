"""Who may what by his seat. Which seal is in whose hands is a question of rows: `queries.custody`."""

from __future__ import annotations

from typing import Any

from people.roles import ADMINS, CHIEFS, LEADERS, Role

DESK = frozenset({Role.SEAL_KEEPER, Role.SEAL_SUPERVISOR})
HEADS = CHIEFS | {Role.OFFICE_DIRECTOR, Role.DEPUTY_SG, Role.SECRETARY_GENERAL}


def may_apply(hats: Any) -> bool:
    """Whoever does the work of our own office may ask for a seal."""
    return any(seat.internal and seat.role not in ADMINS for seat in hats.seats)


def keeps_registry(hats: Any) -> bool:
    """Enters seals and changes what is written of them: the keeper and the chiefs."""
    return bool(hats.office_roles & (CHIEFS | {Role.SEAL_KEEPER, Role.OFFICE_DIRECTOR}))


def appoints(hats: Any) -> bool:
    """Names keeper, stand-in and supervisor: a chief or the head of the office; never the keeper himself."""
    return bool(hats.office_roles & (CHIEFS | {Role.OFFICE_DIRECTOR}))


def sees_registry(hats: Any) -> bool:
    """The list of seals, without their impressions."""
    return bool(hats.office_roles & (DESK | HEADS)) or sees_audit(hats)


def sees_desk(hats: Any) -> bool:
    """The desk stands in his menu; who has a seal in hand comes to it by his task, whatever his post."""
    return bool(hats.office_roles & DESK)


def sees_ledger(hats: Any) -> bool:
    """The lines of all seals."""
    return bool(hats.office_roles & (DESK | HEADS)) or sees_audit(hats)


def sees_audit(hats: Any) -> bool:
    """The twenty tests: the audit administrator."""
    return Role.AUDITADMIN in hats.roles


def sees_titles(hats: Any) -> bool:
    """An administrator sees ids and numbers, never what a paper is about (reliability: separation of administrators)."""
    return not hats.is_admin


def is_leader(hats: Any) -> bool:
    return bool(hats.roles & LEADERS)
