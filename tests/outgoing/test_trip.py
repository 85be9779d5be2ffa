"""The trip of an outgoing paper through its acts: from the draft to the dispatched original."""

from __future__ import annotations

import pytest

from outgoing.models import DraftVersion, NumberSlot, Outgoing, SignOff
from tests.outgoing.desk import dispatched, make_desk
from workflow.models import Entry, Task
from workflow.replay import differences

pytestmark = pytest.mark.django_db


def test_from_the_draft_to_the_dispatched_original() -> None:
    d = make_desk()
    paper = dispatched(d)
    assert paper.state == "dispatched"
    assert paper.document_date is not None
    assert paper.number == f"江政办发〔{paper.document_date.year}〕1号"
    assert (paper.print_run, paper.sealed) == (10, 10)
    assert paper.original is not None
    assert NumberSlot.objects.get(paper=paper).status == "used"
    assert SignOff.objects.get(paper=paper).content_hash == paper.content_hash
    assert DraftVersion.objects.filter(paper=paper).count() == 1
    verbs = list(
        Entry.objects.filter(subject_kind="outgoing", subject_pk=paper.pk)
        .order_by("seq")
        .values_list("verb", flat=True)
    )
    assert verbs == [
        "draft",
        "send",
        "review",
        "sign",
        "recheck",
        "number",
        "print_run",
        "lift_seal",
        "dispatch",
    ]
    assert [t.kind for t in Task.objects.about(paper).open().filter(lane="main")] == ["receipts"]
    assert list(differences(Outgoing)) == []
