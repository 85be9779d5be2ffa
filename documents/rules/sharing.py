"""Who may give a view of a register to everybody who reads it, and take it away again. Pure."""

from __future__ import annotations

from typing import Any

from people.roles import CHIEFS, Role

SHARERS = CHIEFS | {Role.CLERK}


def may_share(hats: Any) -> bool:
    """Clerks and chiefs of our own office: the register is theirs."""
    return bool(hats.office_roles & SHARERS)


def may_forget(hats: Any, *, is_mine: bool, is_shared: bool) -> bool:
    """His own always; a shared one also a chief, when its maker is gone or it is of no use."""
    return is_mine or is_shared and bool(hats.office_roles & CHIEFS)
