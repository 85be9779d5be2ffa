"""What each refusal of handling and closing is: every act, every state, every kind of person.

Who may do what, for every verb: `tests/documents/test_matrix.py`."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db import transaction
from django.db.models import F

from docflow.web.errors import BadInput, Faster, Incomplete, NotAllowed, Refusal
from documents.actions import closing, confirming, extension, handling, handover
from documents.actions.propose import propose_return
from documents.models import Assignment, Document
from tests.office import (
    Office,
    approve,
    circulating,
    instructed,
    item,
    make_office,
    registered,
    reviewing,
    submitted,
)
from tests.office import handling as at_units

from .path import answered, asked, asked_for_time, closed, codes, days, now

pytestmark = pytest.mark.django_db
PEOPLE = ("clerk", "handler", "chief", "deputy", "leader", "secretary", "supervisor", "unit_clerk", "head",
          "unit2_clerk", "outsider", "auditor", "admin")  # fmt: skip


def returned(office: Office) -> Document:
    doc = registered(office)
    doc = propose_return(
        doc, by=office.handler, codes=["R11"], text="缺联系人。", reviewer=office.chief
    ).subject
    return approve(doc, by=office.chief).subject


def voided(office: Office) -> Document:
    doc = registered(office)
    Document.objects.filter(pk=doc.pk).update(
        state="voided", version=F("version") + 1, entry_count=F("entry_count") + 1
    )
    return now(doc)


STAGES: dict[str, Callable[[Office], Document]] = {
    "registered": registered, "reviewing": reviewing, "submitted": submitted, "instructed": instructed,
    "at_units": at_units, "asked_for_time": asked_for_time, "answered": answered, "circulating": circulating,
    "closing": asked, "closed": closed, "returned": returned, "voided": voided,
}  # fmt: skip


def part_id(doc: Document) -> int:
    row = Assignment.objects.filter(document=doc).first()
    return row.pk if row else 1


ACTS: dict[str, Callable[[Office, Document, Any], Any]] = {
    "assign": lambda o, d, p: handover.assign(d, by=p, items=[item(o)]),
    "circulate_only": lambda o, d, p: handover.circulate_only(d, by=p),
    "accept": lambda o, d, p: handling.accept(d, by=p),
    "misdirected": lambda o, d, p: handling.misdirected(d, by=p, reason="不是。"),
    "progress": lambda o, d, p: handling.progress(d, by=p, text="进展。"),
    "report": lambda o, d, p: handling.report(d, by=p, result="已办。"),
    "extend": lambda o, d, p: extension.extend(d, by=p, until=days(30), reason="x", progress="y"),
    "answer_extension": lambda o, d, p: extension.answer_extension(d, by=p, granted=True),
    "rework": lambda o, d, p: handling.rework(d, by=p, parts=[part_id(d)], reason="x", due=days(3)),
    "waive": lambda o, d, p: handling.waive(d, by=p, part=part_id(d), reason="x"),
    "confirm_oral": lambda o, d, p: confirming.confirm_oral(d, by=p, number=1),
    "set_reply": lambda o, d, p: closing.set_reply(d, by=p, no_reply="无需。"),
    "ask_to_close": lambda o, d, p: closing.ask_to_close(d, by=p, checker=o.chief, result="x"),
    "close": lambda o, d, p: closing.close(d, by=p, checked=codes(d)),
    "not_yet": lambda o, d, p: closing.not_yet(d, by=p, reason="x"),
    "reopen": lambda o, d, p: closing.reopen(d, by=p, reason="x", due=days(9)),
}
UNIT = {"unit_clerk": "ok", "head": "ok"}
CHIEFS = {"chief": "ok", "deputy": "ok"}
REGISTRY = dict.fromkeys(["clerk", "handler", "chief", "deputy", "supervisor"], "ok")
# Nothing of theirs is open, but they would be the ones: told what does not fit.
NO_ORAL = dict.fromkeys(["clerk", "handler", "leader", "secretary"], "BadInput")
NO_PART = dict.fromkeys(["chief", "deputy"], "Incomplete")
NO_REPORT = dict.fromkeys(["handler", "chief", "deputy"], "Incomplete")
IN_WORK = ("registered", "reviewing", "submitted", "instructed", "at_units", "asked_for_time", "answered",
           "circulating", "closing")  # fmt: skip
HANDLING = ("at_units", "asked_for_time")

# act → stage → person → what he gets. Not named: `other`. Stages not named: nobody can, the paper has moved on.
TABLE: dict[str, dict[str, tuple[dict[str, str], str]]] = {
    "assign": dict.fromkeys(
        ("instructed", "answered"), ({"handler": "ok"}, "NotAllowed")
    ),  # one more thing to do
    "circulate_only": {"instructed": ({"handler": "ok"}, "NotAllowed")},
    "accept": {
        "at_units": (UNIT, "NotAllowed"),
        "asked_for_time": (dict.fromkeys(UNIT, "Faster"), "NotAllowed"),  # who asks for time has accepted
    },
    "misdirected": dict.fromkeys(HANDLING, (UNIT, "NotAllowed")),
    "progress": dict.fromkeys(HANDLING, (UNIT, "NotAllowed")),
    "report": dict.fromkeys(HANDLING, (UNIT, "NotAllowed")),
    "extend": {
        "at_units": (UNIT, "NotAllowed"),
        "asked_for_time": (dict.fromkeys(UNIT, "Incomplete"), "NotAllowed"),
    },
    "answer_extension": {"asked_for_time": ({"chief": "ok"}, "NotAllowed")},
    "rework": {
        "answered": ({"handler": "ok", **CHIEFS}, "NotAllowed"),
        "at_units": (NO_REPORT, "Faster"),
        "asked_for_time": (NO_REPORT, "Faster"),
    },
    "waive": {
        "at_units": (CHIEFS, "NotAllowed"),
        "asked_for_time": (CHIEFS, "NotAllowed"),
        "instructed": (NO_PART, "NotAllowed"),
        "answered": (NO_PART, "NotAllowed"),
    },
    "confirm_oral": dict.fromkeys(IN_WORK, (NO_ORAL, "NotAllowed")),
    "set_reply": dict.fromkeys(IN_WORK, (REGISTRY, "NotAllowed")),
    "ask_to_close": {
        "answered": ({"handler": "ok"}, "NotAllowed"),
        "instructed": ({"handler": "Incomplete"}, "NotAllowed"),  # the reply is open
        "circulating": ({"handler": "Incomplete"}, "NotAllowed"),  # readers have not read
    },
    "close": {"closing": ({"chief": "ok"}, "NotAllowed")},
    "not_yet": {"closing": ({"chief": "ok"}, "NotAllowed")},
    "reopen": {"closed": (CHIEFS, "NotAllowed")},
}


class Undo(Exception):
    pass


def outcome(call: Callable[[], Any]) -> str:
    """ok, or the class of the refusal; nothing stays."""
    try:
        with transaction.atomic():
            call()
            raise Undo
    except Undo:
        return "ok"
    except (Faster, NotAllowed, Incomplete, BadInput) as refusal:
        return type(refusal).__name__ if str(refusal) else "no words"
    except Refusal as refusal:
        return f"unexpected {refusal!r}"


@pytest.mark.parametrize("stage", STAGES)
def test_table(stage: str) -> None:
    office = make_office()
    doc = STAGES[stage](office)
    found, expected = {}, {}
    for verb, perform in ACTS.items():
        allowed, other = TABLE[verb].get(stage, ({}, "Faster"))
        for who in PEOPLE:
            person = getattr(office, who)
            found[verb, who] = outcome(partial(perform, office, doc, person))
            expected[verb, who] = allowed.get(who, other)
    wrong = {key: (found[key], expected[key]) for key in found if found[key] != expected[key]}
    assert wrong == {}
    assert now(doc).version == doc.version
