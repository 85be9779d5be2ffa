"""What the auditor does is kept for the security administrator (三员分立: GB/T 22239-2019, 8.1.5.2)."""

from __future__ import annotations

from typing import Any

from seals.models import AuditDeed
from workflow.clock import database_now


def noted(person: Any, kind: str, *, about: str = "", sha256: str = "", **data: Any) -> AuditDeed:
    """Write down that he did it, now."""
    return AuditDeed.objects.create(
        kind=kind, about=about[:300], data=data, sha256=sha256, person=person, person_name=person.name,
        at=database_now(),
    )  # fmt: skip
