"""Offices made for counting: rows written past the acts, with the times that a test wants."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import count
from random import Random
from typing import Any

from django.db import connection

from alerts.models import Alert, Delivery
from bulletins.models import ErrorEntry
from bulletins.words import Category
from checking.models import GateCheck, ProofReply, ProofRun, Sweep, SweepRow
from deadlines.days import SHANGHAI
from documents.models import Assignment, Document, ReturnSlip
from documents.words import State
from tests.office import Office, handling, registered
from workflow.models import Entry, Task


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@contextmanager
def unguarded(table: str) -> Iterator[None]:
    """Past the acts and their guards: only counting is looked at."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def rewrite(doc: Document, **values: Any) -> None:
    with unguarded("documents_document"):
        Document.objects.filter(pk=doc.pk).update(**values)


def closed(
    office: Office, received: str, done: str, first: str | None, due: str | None, **fields: Any
) -> Document:
    """A paper with these times."""
    doc = registered(office, **fields)
    rewrite(doc,
        received_at=at(received), registered_at=at(received), state=State.CLOSED, closed_at=at(done),
        due_first=first and at(first), due_at=due and at(due),
    )  # fmt: skip
    return doc


def returned(
    office: Office, when: str, *codes: str, received: str = "", again: Document | None = None
) -> Document:
    """A paper that went back to its sender."""
    doc = again or registered(office)
    rewrite(
        doc,
        received_at=at(received or when),
        registered_at=at(received or when),
        state=State.RETURNED,
        closed_at=None,
    )
    ReturnSlip.objects.create(document=doc, codes=list(codes), text="退", handled_by_name="甲", approved_by_name="乙",
                              returned_at=at(when))  # fmt: skip
    return doc


def reported(office: Office, given: str, done: str, first: str, due: str, **values: Any) -> Assignment:
    """A unit's part of an instruction with these times."""
    doc = handling(office)
    row = Assignment.objects.get(document=doc)
    values = {"instruction": doc.instructions.first(), **values}
    Assignment.objects.filter(pk=row.pk).update(
        status="reported",
        given_at=at(given),
        reported_at=at(done),
        due_first=at(first),
        due_at=at(due),
        **values,
    )
    return Assignment.objects.get(pk=row.pk)


def went_back(office: Office, doc: Document, verb: str, when: str) -> Entry:
    """An entry of this verb."""
    last = Entry.objects.filter(subject_pk=doc.pk, subject_kind="document").latest("seq")
    return Entry.objects.create(
        subject_kind="document", subject_pk=doc.pk, seq=last.seq + 1, at=at(when), actor_id=office.chief.pk,
        actor_name="吴十", verb=verb, reason="再核", prev=bytes(last.hash), hash=b"x" * 32, key=f"k{doc.pk}{last.seq}",
        version=1, round=1,
    )  # fmt: skip


numbers = count(1)


def error(number: int, when: str, **values: Any) -> ErrorEntry:
    fields = {"stage": "during", "category": Category.WORDING, "description": f"错字{number}"} | values
    return ErrorEntry.objects.create(no=number, found_at=at(when), **fields)


def run(side: str, pk: int, when: str, errors: int, warns: int, length: int, text: str) -> ProofRun:
    return ProofRun.objects.create(
        side=side, subject_pk=pk, text_hash=text * 64, fields_hash="f" * 64, catalogue="1", errors=errors, warns=warns,
        length=length, checked_at=at(when),
    )  # fmt: skip


def gate(
    office: Office, side: str, pk: int, when: str, text: str, waived: int = 0, gate: str = "before"
) -> GateCheck:
    return GateCheck.objects.create(
        side=side, subject_pk=pk, gate=gate, version=1, text_hash=text * 64, verb="submit", waived=waived,
        checked_by=office.chief, checked_by_name="吴十", checked_at=at(when),
    )  # fmt: skip


def waived(office: Office, side: str, pk: int, when: str, rule: str = "NUM-01") -> ProofReply:
    return ProofReply.objects.create(
        side=side, subject_pk=pk, rule=rule, place="p" * 64, text="x", severity="error", replied="waived",
        reason="照来文", text_hash="a" * 64, by=office.chief, by_name="吴十", at=at(when),
    )  # fmt: skip


def swept(day: str, side: str, *pks: int) -> list[SweepRow]:
    sweep, _new = Sweep.objects.get_or_create(day=day, defaults={"made_at": at(f"{day}T17:00")})
    return [
        SweepRow.objects.create(sweep=sweep, side=side, subject_pk=pk, marks=["still"], state="x")
        for pk in pks
    ]


def dead(office: Office, when: str) -> Delivery:
    alert = Alert.objects.create(
        recipient=office.clerk, stage="told", subject_kind="", subject_ref="", created_at=at(when)
    )
    return Delivery.objects.create(
        alert=alert,
        recipient=office.clerk,
        channel="mail",
        state="dead",
        next_try=at(when),
        created_at=at(when),
    )


def crowd(office: Office, made: Random) -> None:
    """A month of an office, thrown together: papers of every fate, with all that is counted about them."""
    start = at("2026-10-25T10:00")
    for _n in range(8):
        days = [start + timedelta(hours=made.randrange(900)) for _ in range(4)]
        doc = registered(
            office, kind=made.choice(["request", "report"]), category=made.choice(["action", "reading"])
        )
        state = made.choice([State.CLOSED, State.CLOSED, State.HANDLING, State.RETURNED])
        rewrite(doc,
            received_at=days[0], registered_at=days[0], state=state, work_secret=made.random() < 0.3,
            closed_at=max(days[:2]) if state == State.CLOSED else None, due_first=days[2], due_at=max(days[2:]),
        )  # fmt: skip
        if state == State.RETURNED:
            ReturnSlip.objects.create(document=doc, codes=made.sample(["R01", "R07", "R14"], 2), text="退",
                                      handled_by_name="甲", approved_by_name="乙", returned_at=days[1])  # fmt: skip
        Task.objects.filter(subject_pk=doc.pk, status="done").update(
            done_at=days[3], given_at=min(days[0], days[3])
        )
        went_back(office, doc, made.choice(["give_back", "rework"]), days[1].replace(tzinfo=None).isoformat())
        when = days[2].replace(tzinfo=None).isoformat()
        run("document", doc.pk, when, made.randrange(3), 1, made.randrange(0, 900), "a")
        gate(office, "document", doc.pk, when, "a", waived=made.randrange(2))
        waived(office, "document", doc.pk, when)
        error(next(numbers), when, category=made.choice(Category.values), subject_kind="document", subject_pk=doc.pk,
              subject_ref=doc.ref, subject_secret=doc.work_secret, unit_name=made.choice([office.unit.name, ""]))  # fmt: skip
        dead(office, when)
    swept("2026-11-12", "document", *Document.objects.order_by("-pk").values_list("pk", flat=True)[:4])
    for _n in range(2):
        given, first, done, due = sorted(
            (start + timedelta(hours=made.randrange(900))).replace(tzinfo=None).isoformat() for _ in range(4)
        )
        reported(office, given, done, first, due, unit=made.choice([office.unit, office.unit2]))
