"""Who may do what with packs and meetings, by his seat. Pure."""

from __future__ import annotations

from typing import Any

from people.roles import ADMINS, CHIEFS, LEADERS, REGISTRY, Role


def edits(hats: Any) -> bool:
    """Makes, writes and issues packs, holds the meeting, follows its actions: the chiefs of the office."""
    return bool(hats.office_roles & CHIEFS)


def reads_drafts(hats: Any) -> bool:
    """Sees a pack before it is issued: the register's people, the heads of the office and the leaders."""
    return not hats.is_admin and bool(hats.office_roles & (REGISTRY | LEADERS | CHIEFS))


def reads_issued(hats: Any) -> bool:
    """A pack that is issued is for all who work in our own office."""
    return any(seat.internal and seat.role not in ADMINS for seat in hats.seats)


def reads_figures(hats: Any) -> bool:
    """The audit administrator: figures, no titles, no texts."""
    return Role.AUDITADMIN in hats.roles


def comes(hats: Any) -> bool:
    """May he come to the packs at all?"""
    return reads_issued(hats) or reads_figures(hats)
