"""办理事项: each item of this round with its units, leads first; what each was asked, by when, what it answered. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from documents.models import Assignment
from documents.queries.page import Owes
from documents.words import TaskKind

Status = Assignment.Status
WORK = (TaskKind.HANDLE, TaskKind.ASSIST)


@dataclass
class Share:
    """One unit's part of an item. `task` is its open work."""

    unit: str
    lead: bool
    status: str
    due: datetime
    first: datetime
    reported: datetime | None
    result: str
    task: Owes | None = None

    @property
    def open(self) -> bool:
        return self.status in (Status.GIVEN, Status.ACCEPTED)


@dataclass
class Item:
    number: int
    content: str
    shares: list[Share] = field(default_factory=list)


def items(parts: Mapping[int, Mapping[str, Any]], tasks: Iterable[Owes]) -> list[Item]:
    """The items in order. A part taken back is no part any more; one sent back as misdirected stays to be seen."""
    working = {t.assignment_id: t for t in tasks if t.assignment_id and t.kind in WORK and t.status == "open"}
    found: dict[int, Item] = {}
    for pk, part in sorted(parts.items(), key=lambda p: (p[1]["item"], p[1]["role"] != "lead", p[0])):
        if part["status"] == Status.WITHDRAWN:
            continue
        item = found.setdefault(part["item"], Item(part["item"], part["content"]))
        item.shares.append(
            Share(
                unit=part["unit"], lead=part["role"] == "lead", status=part["status"], due=part["due"],
                first=part["first"], reported=part["reported"], result=part["result"], task=working.get(pk),
            )
        )  # fmt: skip
    return list(found.values())


def progress(found: Iterable[Item]) -> tuple[int, int]:
    """How many units have reported, of how many that are asked."""
    asked = [s for item in found for s in item.shares if s.open or s.status == Status.REPORTED]
    return sum(not s.open for s in asked), len(asked)
