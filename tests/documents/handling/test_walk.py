"""Random walks through handling and closing: whatever people do in whatever order, nothing is lost."""

from __future__ import annotations

import random
from typing import Any

import pytest
from django.db import connection, transaction

from docflow.web.errors import Refusal
from documents.actions import handling, handover
from documents.models import Assignment, Document
from documents.queries.open_matters import open_matters
from tests.office import Office, instructed, item, make_office
from tests.office import handling as at_units
from workflow.models import Task
from workflow.replay import differences

from .path import days, now
from .test_table import ACTS

pytestmark = pytest.mark.django_db
STEPS = 150
WORKERS = ("handler", "chief", "deputy", "unit_clerk", "unit2_clerk", "unit3_clerk", "leader")
# What most days are made of; the rest comes now and then.
OFTEN = [
    "accept",
    "report",
    "report",
    "report",
    "assign",
    "set_reply",
    "ask_to_close",
    "close",
    "answer_extension",
]


def holds(doc: Document) -> None:
    """What is true of every paper at every moment."""
    rows = Assignment.objects.filter(document=doc, round=doc.round)
    held = set(Task.objects.about(doc).live().values_list("assignment_id", flat=True))
    for row in rows:
        assert row.is_open is (row.pk in held) or row.status == "misdirected" or row.status == "reported", row
    main = Task.objects.about(doc).open().filter(lane="main")
    if doc.state == "closed":
        assert not Task.objects.about(doc).live().exists()
        assert open_matters(doc) == []
    else:
        assert main.exists()
    if doc.state == "handling" and not any(row.is_open for row in rows):
        assert main.filter(kind__in=["wrap_up", "assign", "instruct"]).exists()
    leads = [r.item for r in rows if r.role == "lead" and r.status not in ("misdirected", "withdrawn")]
    assert len(leads) == len(set(leads))


def acts(office: Office, doc: Document, dice: random.Random) -> dict[str, Any]:
    """The acts of the table, with a unit or a part picked by the dice."""
    units = [office.unit, office.unit2, office.unit3]
    row = dice.choice(
        list(Assignment.objects.filter(document=doc, round=doc.round).values_list("pk", flat=True)) or [1]
    )

    def assign(o: Office, d: Document, p: Any) -> Any:
        lead, co = dice.sample(units, 2)
        return handover.assign(d, by=p, items=[item(o, lead=lead, co=[co] if dice.random() < 0.5 else [])])

    return ACTS | {
        "assign": assign,
        "waive": lambda o, d, p: handling.waive(d, by=p, part=row, reason="x"),
        "rework": lambda o, d, p: handling.rework(d, by=p, parts=[row], reason="x", due=days(3)),
    }


def step(office: Office, doc: Document, dice: random.Random) -> bool:
    if doc.state == "proposing":  # reopened
        at_units(office, doc)
        return True
    verb = dice.choice(OFTEN if dice.random() < 0.7 else sorted(ACTS))
    who = getattr(office, dice.choice(WORKERS))
    perform = acts(office, doc, dice)[verb]
    try:
        with transaction.atomic():
            perform(office, doc, who)
            with connection.cursor() as cursor:  # the holder trigger, as at a commit
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    except Refusal:
        return False
    return True


@pytest.mark.parametrize("seed", range(8))
def test_a_walk(seed: int) -> None:
    office, dice = make_office(), random.Random(seed)
    several = [item(office, co=[office.unit2]), item(office, lead=office.unit2, co=[office.unit3])]
    doc = at_units(office, items=several) if seed % 3 else instructed(office)
    done = 0
    for _ in range(STEPS):
        if step(office, doc, dice):
            done += 1
            doc = now(doc)
            holds(doc)
        if doc.state == "circulating":  # nothing but readers there: on with another paper
            doc = at_units(office)
    assert done >= 5, "the walk went nowhere"
    assert list(differences(Document)) == []
