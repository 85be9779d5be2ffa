"""The filters of the outgoing register as conditions, and its fixed views with their capped counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from documents.queries import saved
from documents.queries.filters import senders
from documents.queries.finding import Conditions
from documents.queries.saved import Saved
from documents.queries.search import like, words
from documents.rules.keys import number_key
from outgoing.queries.asked import LIVE, NEWEST, NUMBER, SENT, SIGNED
from outgoing.queries.visible import MAY_SEE_OUTGOING, SEES_INSIDE, seen_by
from outgoing.rules.codes import read_code
from outgoing.words import State

LEDGER = "outgoing_register"
VIEWS: dict[str, str] = {
    "going": LIVE,
    "mine": "o.drafter_id = %(drafter)s",
    "numbered": "o.number_key <> ''",
    "sent": f"o.state = '{State.DISPATCHED.value}'",
    "closed": f"o.state = '{State.CLOSED.value}'",
    "gone": f"o.state IN ('{State.WITHDRAWN.value}', '{State.VOIDED.value}')",
}
OF_NUMBER = ("series", "year", "low", "high")
SLOT_OF = {"series": "s.series_id = %(series)s", "year": "s.year = %(year)s", "low": "s.serial >= %(low)s",
           "high": "s.serial <= %(high)s"}  # fmt: skip
# A unit as it stood on the day of drafting, or as the roster knows it; a person by name. Who sees the issued paper
# alone is told nothing of the inside, not even by what a filter leaves out.
UNIT = f"""(o.unit_name ILIKE %(unit)s OR o.drafter_name ILIKE %(unit)s
  OR o.unit_name IN (SELECT u.name FROM people_unit u WHERE u.id = ANY (%(units)s))) AND {SEES_INSIDE}"""  # noqa: S608 - constants
TO = f"""EXISTS (SELECT 1 FROM outgoing_addressee a WHERE a.paper_id = o.id
  AND (a.name ILIKE %(to)s OR a.text ILIKE %(to)s OR a.unit_id = ANY (%(tos)s))) AND {SEES_INSIDE}"""  # noqa: S608
PLAIN = {
    "kind": "o.kind = %(kind)s", "state": "o.state = %(state)s", "organ": "o.organ_id = %(organ)s",
    "publicity": f"o.publicity = %(publicity)s AND {SEES_INSIDE}",
    "signed_since": "o.document_date >= %(signed_since)s", "signed_until": "o.document_date <= %(signed_until)s",
    "sent_since": "o.dispatched_at >= %(sent_since)s", "sent_until": "o.dispatched_at < %(sent_until)s",
}  # fmt: skip


def view_conditions(view: str, person_id: int) -> Conditions:
    """A fixed view; anything else is all."""
    found = Conditions()
    if view in VIEWS:
        found.add(VIEWS[view], **({"drafter": person_id} if view == "mine" else {}))
    return found


def conditions(data: Mapping[str, Any], person_id: int) -> Conditions:
    """Everything. `data` is a cleaned form of the register; days of sending are already moments here."""
    found = view_conditions(data["view"], person_id)
    for name, sql in {**PLAIN, **SLOT_OF}.items():
        if data.get(name) not in (None, ""):
            found.add(sql, **{name: data[name]})
    for name, sql in (("unit", UNIT), ("to", TO)):
        if data[name]:
            found.add(sql, **{name: like(data[name].strip()), f"{name}s": senders(data[name])})
    if data["q"]:
        _typed(found, data["q"])
    return found


def by_slots(data: Mapping[str, Any]) -> bool:
    """Does a filter speak of numbers?"""
    return any(data.get(name) not in (None, "") for name in OF_NUMBER)


def _typed(found: Conditions, typed: str) -> None:
    """By the digits of a form's barcode; by the very number however it is typed, or by words of number and title."""
    if code := read_code(typed):
        series, year, serial = code
        of = "SELECT n.paper_id FROM outgoing_numberslot n WHERE (n.series_id, n.year, n.serial) = (%(c0)s, %(c1)s, %(c2)s)"
        found.add(f"o.id = ({of})", c0=series, c1=year, c2=serial)
        return
    parts, values = [], dict[str, Any]()
    if key := number_key(typed):
        parts.append("o.number_key = %(number)s AND o.number_key <> ''")
        values["number"] = key
    if asked := words(typed):
        parts.append("o.search @@ %(words)s::tsquery")
        values["words"] = " & ".join(f"({word.tsquery})" for word in asked)
    found.add(f"({' OR '.join(parts)})" if parts else "false", **values)


def order(data: Mapping[str, Any]) -> str:
    """Numbers are read in their own order, days in that of the day asked for: each has its index."""
    if data["sort"]:
        return str(data["sort"])
    if by_slots(data):
        return NUMBER
    if data["signed_since"] or data["signed_until"]:
        return SIGNED
    return SENT if data["sent_since"] or data["sent_until"] else NEWEST


def pills(person: Any, now: datetime, views: Sequence[str]) -> tuple[dict[str, int], list[Saved]]:
    """How many stand in each fixed view (capped), and the views that were kept: one statement. Only who reads the whole
    register gets counts."""
    wanted = views if person.hats.reads_register else []
    asked = {view: view_conditions(view, person.pk) for view in wanted}
    return saved.pills(
        LEDGER, person, f"outgoing_outgoing o WHERE {MAY_SEE_OUTGOING}", asked, seen_by(person)
    )
