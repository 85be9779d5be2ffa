"""One page of the outgoing register as SQL: every order runs along an index."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from documents.queries.asked import Place
from documents.queries.finding import Conditions
from outgoing.queries.visible import HIS, MAY_SEE_OUTGOING, SEES_INSIDE
from outgoing.words import FINAL

NEWEST, NUMBER, SIGNED, SENT, DUE = "no", "number", "signed", "sent", "due"
OLDEST, NUMBER_UP, SIGNED_UP, SENT_UP, DUE_DOWN = "no-up", "number-up", "signed-up", "sent-up", "due-down"
SLOT = "s.series_id, s.year, s.serial"
# The column a place is read from, and does it fall? The id breaks ties; numbers have none.
ORDERS: dict[str, tuple[str, bool]] = {
    NEWEST: ("o.id", True), OLDEST: ("o.id", False),
    NUMBER: (SLOT, True), NUMBER_UP: (SLOT, False),
    SIGNED: ("o.document_date", True), SIGNED_UP: ("o.document_date", False),
    SENT: ("o.dispatched_at", True), SENT_UP: ("o.dispatched_at", False),
    DUE: ("o.due_at", False), DUE_DOWN: ("o.due_at", True),
}  # fmt: skip
BY_NUMBER = (NUMBER, NUMBER_UP)
LIVE = "o.state NOT IN ({})".format(", ".join(f"'{state}'" for state in sorted(FINAL)))
THERE = {  # an order by a date lists what has one
    "o.document_date": "o.document_date IS NOT NULL",
    "o.dispatched_at": "o.dispatched_at IS NOT NULL",
    "o.due_at": f"o.due_at IS NOT NULL AND {LIVE} AND {SEES_INSIDE}",
}
COLUMNS = f"""o.id, o.ref, o.number, o.title, o.kind, o.urgency, o.unit_name, o.drafter_name, o.state, o.holders,
  o.due_at, o.document_date, o.dispatched_at, o.standing, o.paused_at IS NOT NULL, {SEES_INSIDE}"""
# What a list reads only when somebody shows it.
FURTHER: dict[str, str] = {
    "drafted_at": "o.drafted_at",
    "why": """CASE WHEN o.state = 'voided' THEN
      (SELECT n.reason FROM outgoing_numberslot n WHERE n.paper_id = o.id) END""",
    "publicity": "o.publicity",
    "signers": "o.signers",
    "print_run": "o.print_run",
    "organ": "(SELECT g.short_name FROM outgoing_organ g WHERE g.id = o.organ_id)",
    "main": """(SELECT string_agg(DISTINCT coalesce(nullif(a.text, ''), a.name), '、') FROM outgoing_addressee a
      WHERE a.paper_id = o.id AND a.role = 'main')""",
    "receipts": """(SELECT count(*) FILTER (WHERE a.receipt = 'signed') || '/' || count(*) FROM outgoing_addressee a
      WHERE a.paper_id = o.id AND a.receipt <> 'withdrawn')""",
}


def aware(day: date) -> datetime:
    """A day as the moment that the address of a page carries."""
    return datetime(day.year, day.month, day.day, tzinfo=timezone.get_fixed_timezone(0))


@dataclass(frozen=True)
class Asked:
    """One page. `slots`: a condition speaks of the number `s`."""

    others: Conditions
    order: str
    place: Place | None
    back: bool
    broad: bool
    slots: bool
    limit: int  # in the text of the statement: a plan for any number would not stop early
    more: tuple[str, ...] = ()

    @property
    def column(self) -> str:
        return ORDERS[self.order][0]

    @property
    def way(self) -> str:
        return "DESC" if ORDERS[self.order][1] != self.back else "ASC"

    @property
    def values(self) -> Mapping[str, Any]:
        if self.place is None:
            return self.others.values
        return {**self.others.values, "place_id": self.place.id, "place_at": self.place.at}

    @property
    def keys(self) -> list[str]:
        return self.column.split(", ") if self.column in ("o.id", SLOT) else [self.column, "o.id"]

    @property
    def bound(self) -> str:
        """Behind the place: that of a number is where its paper's number stands now."""
        if self.place is None:
            return ""
        sign = "<" if self.way == "DESC" else ">"
        if self.column == "o.id":
            return f" AND o.id {sign} %(place_id)s"
        if self.column == SLOT:
            at = "SELECT p.series_id, p.year, p.serial FROM outgoing_numberslot p WHERE p.paper_id = %(place_id)s"
            return f" AND ({SLOT}) {sign} ({at})"
        at = (
            "(%(place_at)s::timestamptz AT TIME ZONE 'UTC')::date"
            if self.column == "o.document_date"
            else "%(place_at)s"
        )
        return f" AND ({self.column}, o.id) {sign} ({at}, %(place_id)s)"

    @property
    def sql(self) -> str:
        """Read along the order's index, each row asked whether it may be seen; who does not read the register reads
        what is his."""
        columns = COLUMNS + "".join(f", {FURTHER[name]}" for name in self.more)
        source = "outgoing_outgoing o"
        if self.column == SLOT:
            source = "outgoing_numberslot s JOIN outgoing_outgoing o ON o.id = s.paper_id"
        elif self.slots:
            source = "outgoing_outgoing o JOIN outgoing_numberslot s ON s.paper_id = o.id"
        there = f" AND {THERE[self.column]}" if self.column in THERE else ""
        order = ", ".join(f"{key} {self.way}" for key in self.keys)
        return f"""SELECT {columns} FROM {source}
          WHERE {MAY_SEE_OUTGOING if self.broad else HIS}{there}{self.others.text}{self.bound}
          ORDER BY {order} LIMIT {self.limit}"""  # noqa: S608 - constants of this room
