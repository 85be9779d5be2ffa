"""The clock is stopped while somebody acts: one of the two is first, and the other hears of it."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone

from docflow.web.errors import Faster, Incomplete
from documents.actions import handling, pausing
from documents.models import Document
from tests.documents.handling.path import now
from tests.office import approve, fresh, make_office, reviewing
from tests.office import handling as at_units
from tests.races.threads import at_once
from workflow.models import Task
from workflow.replay import differences
from workflow.spine import Done

pytestmark = pytest.mark.django_db(transaction=True)


def stop(doc: Document, by: object) -> partial[Done]:
    on = timezone.localdate() + timedelta(days=5)
    return partial(
        pausing.suspend,
        doc,
        by=by,
        code="supplement",
        reason="补附件",
        look_on=on,
        expected_version=doc.version,
    )


def test_it_is_approved_or_stands_still() -> None:
    office = make_office()
    doc = now(reviewing(office))
    chief, deputy = fresh(office.chief), fresh(office.deputy)
    calls = [stop(doc, deputy), partial(approve, doc, by=chief, expected_version=doc.version)]
    results = at_once(calls)
    assert sorted(type(r).__name__ for r in results) == ["Done", "Faster"], results
    doc = now(doc)
    assert doc.is_paused is (doc.state == "reviewing")
    assert list(differences(Document)) == []


def test_a_report_comes_in_before_or_is_kept_out() -> None:
    """A unit's report compares no version: under the lock it finds the clock stopped, or was before."""
    office = make_office()
    doc = now(at_units(office))
    task = Task.objects.about(doc).open().get(kind="handle")
    calls = [
        stop(doc, fresh(office.chief)),
        partial(handling.report, doc, by=fresh(office.unit_clerk), task_id=task.pk, result="已办。"),
    ]
    results = at_once(calls)
    assert all(isinstance(r, Done | Faster | Incomplete) for r in results), results
    assert any(isinstance(r, Done) for r in results)
    doc = now(doc)
    for one in Task.objects.about(doc).live().exclude(kind="look_again"):
        assert one.paused_at == doc.paused_at, one
    assert list(differences(Document)) == []
