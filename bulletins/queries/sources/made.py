"""What a row of the record says went wrong: an entry of the error book before it is one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.db.models import CharField, Exists, Model, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Concat

from bulletins.models import ErrorEntry
from docflow.web.prepared import fetch

AT_ONCE = 1000  # rows of a source without keys to read on from
M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class Made:
    """`source` and `key` name the row that it comes from; `mark` is what a repetition has in common (rule, code, step). `reason` is
    somebody's words, added to `said` where they may be. `made_by` and `found_by` are (key, name) of a person."""

    source: str
    key: str
    at: datetime
    stage: str
    category: str
    said: str
    mark: str
    reason: str = ""
    rule: str = ""
    kind: str = ""
    pk: int | None = None
    name: str = ""
    ref: str = ""
    organ: str = ""
    secret: bool = False
    unit: str = ""
    made_by: tuple[int | None, str] = (None, "")
    found_by: tuple[int | None, str] = (None, "")
    consequence: str = "none"


@dataclass(frozen=True)
class Reader:
    """One source. `table`: rows of it come in the order of their keys, so that it is read on from where it was read to; without
    one its rows become errors later, and what is new among them is asked for each time. `read(low, high, now, whole)` answers
    for keys above `low` up to `high`."""

    source: str
    read: Callable[[int, int, datetime, bool], list[Made]]
    table: str = ""

    def top(self) -> int:
        """The highest key there is."""
        if not self.table:
            return 0
        [(top,)] = fetch(f"SELECT coalesce(max(id), 0) FROM {self.table}", {})  # noqa: S608 - a name of ours
        return int(top)


def unknown(rows: QuerySet[M], source: str, name: str) -> QuerySet[M]:
    """Those that the book has not yet (their key is `name:key`), some at a time."""
    key = Concat(Value(f"{name}:"), Cast(OuterRef("pk"), CharField()))
    kept = ErrorEntry.objects.filter(source=source, source_key=key)
    return rows.exclude(Exists(kept)).order_by("pk")[:AT_ONCE]
