"""Several units, or several steps, at the same moment: nothing is lost, the paper keeps a holder."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from docflow.web.errors import Faster, Incomplete, NotAllowed
from documents.actions import closing, handling
from documents.actions.guard import allow
from documents.actions.reading import give_readers
from documents.models import Assignment, Document
from tests.office import Office, fresh, item, make_office
from tests.office import handling as at_units
from tests.races.threads import at_once
from workflow.act import Act
from workflow.models import Entry, Task
from workflow.replay import differences
from workflow.spine import Done, act

from .path import asked, codes, now, part, tasks, with_co

pytestmark = pytest.mark.django_db(transaction=True)


def the_task(doc: Document) -> int:
    return Task.objects.about(doc).filter(kind="handle").latest("pk").pk


def _report(office: Office, doc: Document) -> Done:
    return handling.report(doc, by=fresh(office.unit_clerk), task_id=the_task(doc), result="已办。")


def _misdirected(office: Office, doc: Document) -> Done:
    return handling.misdirected(doc, by=fresh(office.unit_clerk), task_id=the_task(doc), reason="不是。")


def _waive(office: Office, doc: Document) -> Done:
    row = part(doc, office.unit).pk
    return handling.waive(doc, by=fresh(office.chief), part=row, reason="免。", expected_version=doc.version)


def _close(office: Office, doc: Document) -> Done:
    return closing.close(doc, by=fresh(office.chief), checked=codes(doc), expected_version=doc.version)


def test_the_last_report_opens_the_next_step_once() -> None:
    """Every unit reports at the same moment: nobody is lost, the handler gets one task."""
    office = make_office()
    doc = at_units(
        office, items=[item(office), item(office, lead=office.unit2), item(office, lead=office.unit3)]
    )
    clerks = [office.unit_clerk, office.unit2_clerk, office.unit3_clerk]
    results = at_once([partial(handling.report, doc, by=fresh(who), result="已办。") for who in clerks])
    assert all(isinstance(r, Done) for r in results), results
    assert [t.kind for t in tasks(doc)] == ["wrap_up"]
    assert list(differences(Document)) == []


def test_the_lead_never_gets_past_its_co_unit() -> None:
    office = make_office()
    doc = with_co(office)
    calls = [lambda: handling.report(doc, by=fresh(office.unit_clerk), result="主办已办。")] * 8
    calls += [lambda: handling.report(doc, by=fresh(office.unit2_clerk), result="协办已办。")]
    at_once(calls)
    verbs = (
        Entry.objects.filter(subject_pk=doc.pk, verb="report")
        .order_by("seq")
        .values_list("opinion", flat=True)
    )
    assert list(verbs) in (["协办已办。"], ["协办已办。", "主办已办。"])


def test_report_against_waive_and_misdirected() -> None:
    office = make_office()
    doc = at_units(office)
    at_once([partial(f, office, doc) for f in (_report, _waive, _misdirected) * 8])
    assert Assignment.objects.get(document=doc).status in ("reported", "waived", "misdirected")
    assert len(tasks(doc)) == 1
    assert list(differences(Document)) == []


@act("circulate", exclusive=False)
def circulate(a: Act, *, readers: Any) -> None:
    allow(a, "circulate")
    give_readers(a, readers)


def test_a_closed_paper_never_has_an_open_reader() -> None:
    office = make_office()
    for _ in range(6):
        doc = asked(office)
        calls = [
            lambda d=doc: _close(office, d),
            lambda d=doc: circulate(d, by=office.clerk, readers=[office.head]),
        ]
        results = at_once(calls * 4)
        is_open = Task.objects.about(doc).live().filter(lane="circulation").exists()
        assert (now(doc).state == "closed") is not is_open, results
        assert all(isinstance(r, (Done, Faster, Incomplete, NotAllowed)) for r in results)
