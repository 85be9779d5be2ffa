"""The register's filters as conditions, and the fixed views above it with their capped counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from documents.queries import saved
from documents.queries.asked import DUE, DUE_DOWN, NEWEST, OLDEST, RECEIVED, RECEIVED_UP
from documents.queries.finding import Conditions
from documents.queries.saved import Saved
from documents.queries.search import like, plain
from documents.queries.visible import MAY_SEE, may_see
from documents.words import FINAL, State

LIVE = sorted(str(s) for s in State if s not in FINAL)
IN_WORK = "d.state IN ({})".format(", ".join(f"'{state}'" for state in LIVE))
BY_DUE = (DUE, DUE_DOWN)
RANGED = {NEWEST: RECEIVED, OLDEST: RECEIVED_UP}
PLAIN = {"state": "d.state", "urgency": "d.urgency", "kind": "d.kind", "category": "d.category"}


def view_conditions(view: str, person_id: int, now: datetime) -> Conditions:
    """A fixed view: open, today, late, mine, reading; anything else is all."""
    found = Conditions()
    day = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    found.live = view in ("open", "late")
    if view == "open":
        found.add(IN_WORK)
    elif view == "today":
        found.add("d.received_at >= %(day)s", day=day)
    elif view == "late":
        found.add(f"{IN_WORK} AND d.paused_at IS NULL AND d.due_at >= %(monday)s AND d.due_at < %(now)s",
                  monday=day - timedelta(days=day.weekday()), now=now)  # fmt: skip
    elif view == "mine":
        found.add("d.registrar_id = %(me)s", me=person_id)
    elif view == "reading":
        found.add("d.category = 'reading'")
    return found


def conditions(data: Mapping[str, Any], person_id: int, now: datetime) -> Conditions:
    """Everything but the words. `data` is a cleaned `RegisterForm`; days are already moments here."""
    found = view_conditions(data["view"], person_id, now)
    for name, column in PLAIN.items():
        if name == "state" and data[name] == "open":
            found.add(IN_WORK)
        elif data[name]:
            found.add(f"{column} = %({name})s", **{name: data[name]})
    if data["since"]:
        found.add("d.received_at >= %(since)s", since=data["since"])
    if data["until"]:
        found.add("d.received_at < %(until)s", until=data["until"])
    if data["sender"]:
        found.add("d.source_id = ANY (%(senders)s)", senders=senders(data["sender"]))
    found.live = found.live or data["sort"] in BY_DUE or data["state"] in ("open", *LIVE)
    if data["sort"] in BY_DUE:
        found.add(f"{IN_WORK} AND d.due_at IS NOT NULL")
    return found


def order(data: Mapping[str, Any]) -> str:
    """The order of the list: days are read in the order of receiving, which has their index."""
    asked = data["sort"] or NEWEST
    ranged = data["since"] or data["until"] or data["view"] == "today"
    return RANGED.get(asked, asked) if ranged else asked


def senders(typed: str) -> list[int]:
    """Ids of the units whose name, short name or initials contain what was typed."""
    folded, initials = like(typed.strip()), like(plain(typed))
    sql = """SELECT id FROM people_unit
             WHERE name ILIKE %s OR short_name ILIKE %s OR (%s AND initials LIKE %s) LIMIT 500"""
    latin = plain(typed).isascii() and plain(typed) != ""
    with connection.cursor() as cursor:
        cursor.execute(sql, [folded, folded, latin, initials])
        return [row[0] for row in cursor.fetchall()]


def pills(person: Any, now: datetime, views: Sequence[str]) -> tuple[dict[str, int], list[Saved]]:
    """How many stand in each fixed view (capped), and the views that were kept: one statement.

    Only who reads the whole register gets counts: his have an index each.
    """
    wanted = views if person.hats.reads_register else []
    asked = {view: view_conditions(view, person.pk, now) for view in wanted}
    source = f"documents_document d WHERE {MAY_SEE}"
    return saved.pills("register", person, source, asked, may_see(person.hats))
