"""Two different moves at once: one wins, whoever made the other is told who was faster."""

from __future__ import annotations

from functools import partial

import pytest

from docflow.web.errors import Faster, NotAllowed
from documents.actions.review import give_back
from documents.models import Document
from tests.office import approve, fresh, make_office, reviewing
from tests.races.threads import at_once
from workflow.replay import differences
from workflow.spine import Done

pytestmark = pytest.mark.django_db(transaction=True)


def test_approve_against_return() -> None:
    office = make_office()
    doc = reviewing(office)
    by = fresh(office.chief)
    calls = [
        partial(approve, doc, by=by, expected_version=doc.version),
        partial(give_back, doc, by=by, reason="请补充", expected_version=doc.version),
    ]
    results = at_once(calls * 16)
    assert sum(isinstance(r, Done) for r in results) == 1, results
    assert all(isinstance(r, (Done, Faster, NotAllowed)) for r in results)
    assert list(differences(Document)) == []
