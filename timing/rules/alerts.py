"""Who looks into the ledger of alerts, and what he may know and do there."""

from __future__ import annotations

from typing import Any

from people.roles import CHIEFS, Role

KNOW = CHIEFS | {Role.SUPERVISOR}  # of our own office: what alerts are about, as far as they see the paper
KEEP = frozenset({Role.SYSADMIN, Role.AUDITADMIN})  # whether alerts arrive: numbers alone


def reads_titles(hats: Any) -> bool:
    return bool(hats.office_roles & KNOW) and not hats.is_admin


def sees_ledger(hats: Any) -> bool:
    return reads_titles(hats) or bool(hats.roles & KEEP)


def resends(hats: Any) -> bool:
    """What was given up is sent again by who keeps the system."""
    return Role.SYSADMIN in hats.roles


def keeps_targets(hats: Any) -> bool:
    """Where alerts may be sent outside is a matter of security."""
    return Role.SECADMIN in hats.roles
