"""Outgoing papers for the lists, by rows: what they need to be found, not how they came about."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from documents.queries.search import search_vector
from documents.rules.keys import number_key, title_key
from outgoing.models import Addressee, NumberSeries, NumberYear, Outgoing
from tests.office import Office
from tests.outgoing.numbers.rows import THIS_YEAR, paper, taken
from workflow.models import Task


def one(office: Office, title: str = "", **fields: Any) -> Outgoing:
    """A paper that waits for its number, unless told otherwise."""
    made = paper(office, title, **fields)
    return indexed(made)


def indexed(made: Outgoing) -> Outgoing:
    """Found by its words."""
    made.title_key, made.number_key = title_key(made.title), number_key(made.number)
    made.search = search_vector(made.title, made.number, made.unit_name)
    made.save(update_fields=["title_key", "number_key", "search"])
    return made


def numbered(office: Office, rule: NumberSeries, title: str = "", **fields: Any) -> Outgoing:
    """With the next number, as it is printed in it; no row changes its state but along the machine's edges."""
    year = THIS_YEAR if rule.is_yearly else 0
    last = NumberYear.objects.filter(series=rule, year=year).values_list("last", flat=True).first()
    number = rule.number(year, (last or 0) + 1)
    values = {"state": "printing", "number": number, "numbered_on": timezone.localdate(), **fields}
    made = paper(office, title, **values)
    assert taken(rule, office, of=made).number == number
    return indexed(made)


def issued(office: Office, rule: NumberSeries, days: int, title: str = "", **fields: Any) -> Outgoing:
    """Sent so many days ago."""
    at = timezone.now() - timedelta(days=days)
    values = {"state": "dispatched", "dispatched_at": at, "document_date": timezone.localdate(at), **fields}
    return numbered(office, rule, title, **values)


def addressed(made: Outgoing, unit: Any, role: str = "main", text: str = "") -> Addressee:
    """On its list."""
    sent = (
        {"receipt": "sent", "sent_at": made.dispatched_at, "channel": "electronic"}
        if made.dispatched_at
        else {}
    )
    values = {"unit": unit, "relation": unit.relation, "role": role, "text": text, "copies": 1,
              "order": made.addressees.count() + 1, **sent}  # fmt: skip
    return Addressee.objects.get_or_create(paper=made, name=unit.name, defaults=values)[0]


def to_sign_for(made: Outgoing, unit: Any, role: str = "main") -> Addressee:
    """A unit that signs for its copies itself."""
    row = addressed(made, unit, role)
    Task.objects.create(
        subject_kind="outgoing", subject_pk=made.pk, subject_ref=made.ref, title=made.title, kind="receive",
        lane="circulation", holder=unit.principal, holder_name=unit.name, given_at=timezone.now(), assignment_id=row.pk,
    )  # fmt: skip
    return row


def closing_task(made: Outgoing, office: Office) -> Task:
    """At the desk: who urges and closes."""
    return Task.objects.create(
        subject_kind="outgoing", subject_pk=made.pk, subject_ref=made.ref, title=made.title, kind="receipts",
        holder=office.section.principal, holder_name="公文运转处", given_at=timezone.now(),
    )  # fmt: skip


def to_sign(made: Outgoing, office: Office) -> Task:
    """With the signer."""
    return Task.objects.create(
        subject_kind="outgoing", subject_pk=made.pk, subject_ref=made.ref, title=made.title, kind="sign",
        holder=office.leader2.principal, holder_name=office.leader2.name, given_at=timezone.now(),
    )  # fmt: skip
