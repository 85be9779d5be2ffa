"""Who may keep, take, watch over and sign for a seal: by his seats alone (domain.md §6.4)."""

from __future__ import annotations

from typing import Any

from people.roles import ADMINS, CHIEFS, Role
from seals.rules.rights import DESK, HEADS, appoints

PERIOD = 366  # days: the longest time away that is entered at once


def may_keep(hats: Any) -> bool:
    """He does the work of our own office; an administrator (三员) keeps no seal, the auditor least of all."""
    return bool(hats.office_roles) and not hats.roles & ADMINS


def may_watch(hats: Any) -> bool:
    """监交人: a chief or a head of the office."""
    return bool(hats.office_roles & HEADS) and not hats.roles & ADMINS


def may_sign_instead(hats: Any) -> bool:
    """Signs for who cannot, and gives a seal out for the first time: his superior."""
    return bool(hats.office_roles & (CHIEFS | {Role.OFFICE_DIRECTOR}))


def sees_custody(hats: Any) -> bool:
    """Who has which seal and who is away: the desk and the heads of the office."""
    return bool(hats.office_roles & (DESK | HEADS))


def tells_of_others(hats: Any) -> bool:
    """Enters days away for somebody else: who appoints."""
    return appoints(hats)
