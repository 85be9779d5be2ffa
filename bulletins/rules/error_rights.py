"""Who reads the error book, who writes in it, and who sees whose error it was. To learn, not to blame."""

from __future__ import annotations

from typing import Any

from people.roles import ADMINS, CHIEFS, Role

CHIEF_FIELDS = ("stage", "category", "rule", "description", "unit_name", "consequence", "made_by", "root_cause", "correction",
                "prevention", "discussed_in")  # fmt: skip
OWN_FIELDS = ("root_cause", "prevention")  # of whose error it was
FINDER_FIELDS = (
    "stage",
    "category",
    "description",
    "consequence",
    "correction",
)  # of who wrote it down, while it is open


def writes(hats: Any) -> bool:
    """Whoever does the work of our own office puts down what he found."""
    return any(seat.internal and seat.role not in ADMINS for seat in hats.seats)


def reads(hats: Any) -> bool:
    """They, and the audit administrator, who changes nothing."""
    return writes(hats) or Role.AUDITADMIN in hats.roles


def is_chief(hats: Any) -> bool:
    return bool(hats.office_roles & CHIEFS)


def sees_names(hats: Any) -> bool:
    """Whose error each was, and who found it: the chiefs, and the audit administrator. Everybody sees himself."""
    return is_chief(hats) or Role.AUDITADMIN in hats.roles


def editable(hats: Any, person_id: int, entry: Any) -> tuple[str, ...]:
    """The fields of this entry that he may write."""
    if entry.closed_at is not None or not writes(hats):
        return ()
    if is_chief(hats):
        return CHIEF_FIELDS
    found: tuple[str, ...] = ()
    if entry.source == "hand" and entry.found_by_id == person_id:
        found += FINDER_FIELDS
    if entry.made_by_id == person_id:
        found += OWN_FIELDS
    return found


def may_close(hats: Any, person_id: int, entry: Any) -> bool:
    """The chiefs; and who wrote down by hand what was no error."""
    if entry.closed_at is not None or not writes(hats):
        return False
    return is_chief(hats) or entry.source == "hand" and entry.found_by_id == person_id


def may_reopen(hats: Any, entry: Any) -> bool:
    return entry.closed_at is not None and is_chief(hats)
