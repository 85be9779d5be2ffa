"""What the twenty tests of the auditor share (domain.md §6.8): a period, a row with its why, a result."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from deadlines.days import SHANGHAI
from seals.models import LedgerLine
from seals.words import LineKind

USES = (LineKind.USE, LineKind.LATE_ENTRY)
COUNTED = (LineKind.USE, LineKind.LATE_ENTRY, LineKind.SETTLE)
MOST = 500  # rows of one test; more are said to be there, not drawn
PERSONS = ("actor", "applicant", "approver", "approver_for", "keeper", "supervisor", "second")


@dataclass(frozen=True)
class Period:
    """Days of Shanghai, both included; `now` is the database's."""

    first: date
    last: date
    now: datetime

    @property
    def start(self) -> datetime:
        return datetime.combine(self.first, time.min, tzinfo=SHANGHAI)

    @property
    def end(self) -> datetime:
        """The first moment after it."""
        return datetime.combine(self.last + timedelta(days=1), time.min, tzinfo=SHANGHAI)

    @property
    def until(self) -> datetime:
        """Its end, or now where it is not over."""
        return min(self.end, self.now)

    def lines(self, *kinds: str) -> QuerySet[LedgerLine]:
        """Lines registered in the period, oldest first, each with its seal; `used`: when the seal was really set."""
        found = LedgerLine.objects.filter(at__gte=self.start, at__lt=self.end)
        found = found.filter(kind__in=kinds) if kinds else found
        return with_use(found)


def with_use(lines: QuerySet[LedgerLine]) -> QuerySet[LedgerLine]:
    """`used`: of a late entry when it really was, of any other line when it was written."""
    return (
        lines.annotate(used=Coalesce("happened_at", "at"))
        .select_related("seal")
        .defer("canon", "prev")
        .order_by("at", "id")
    )


@dataclass(frozen=True)
class Row:
    """One thing to look at. `key` is the same whenever the test is run: under it the auditor's answer is kept.

    `persons` had a part in it and may not judge it. `title` is for who may see titles.
    """

    key: str
    why: str
    at: datetime | None = None
    seal_id: int | None = None
    seal: str = ""
    serial: int = 0
    number: str = ""
    title: str = ""
    who: str = ""
    persons: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Result:
    """Of one test: how many lines or cases it looked at, what is wrong (`rows`), what is only listed."""

    code: str
    checked: int
    rows: Sequence[Row] = ()
    listed: Sequence[Row] = field(default=())
    note: str = ""

    @property
    def passed(self) -> bool:
        return not self.rows


def of_line(line: Any, why: str) -> Row:
    """The row of a ledger line."""
    persons = (getattr(line, f"{name}_id") for name in PERSONS)
    names = (line.applicant_name, line.approver_name, line.keeper_name or line.actor_name)
    return Row(
        key=f"{line.seal_id}#{line.serial}", why=str(why), at=line.at, seal_id=line.seal_id, seal=line.seal.name,
        serial=line.serial, number=line.doc_number or line.request_no, title=line.title,
        who=" → ".join(name for name in names if name), persons=frozenset(pk for pk in persons if pk),
    )  # fmt: skip


def rows_of(lines: QuerySet[LedgerLine], why: str) -> list[Row]:
    """The first of them, all for the same reason."""
    return [of_line(line, why) for line in lines[:MOST]]


def plainly(rows: Iterable[Row]) -> list[Row]:
    """Each line once, with all that is wrong with it, in order of time."""
    found: dict[str, Row] = {}
    for row in rows:
        before = found.get(row.key)
        if before is None:
            found[row.key] = row
        elif row.why not in before.why:
            found[row.key] = Row(**{**vars(before), "why": f"{before.why}；{row.why}"})
    return sorted(found.values(), key=lambda row: (row.at is None, row.at, row.key))


def start_of(day: date) -> datetime:
    """Its midnight in Shanghai."""
    return datetime.combine(day, time.min, tzinfo=SHANGHAI)
