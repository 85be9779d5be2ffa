"""The seals of the demo: the samples S05 and S09 as they are written down, and a book that everybody may check."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from deadlines.days import local
from outgoing.models import Outgoing
from seals.models import LedgerLine, Seal
from seals.queries.audit import TESTS, Period, run
from seals.queries.chain import check_chain
from workflow.clock import database_now

pytestmark = pytest.mark.usefixtures("demo")
# Seal, copies, applicant, keeper, supervisor, who signed: from the field study's samples.
SAMPLES = {
    "江政函〔2026〕30号": ("江东省人民政府", 6, "冯二二", "褚四四", "卫五五", "张三"),  # S05
    "江政办函〔2026〕21号": ("江东省人民政府办公厅", 4, "冯二二", "褚四四", "卫五五", "周九"),  # S09
}


@pytest.mark.parametrize("number", SAMPLES)
def test_a_sample_was_stamped_as_it_is_told(number: str) -> None:
    """The approver is who signed: the signed draft is the approval (docs/decisions/an-impression-rests-on-a-request)."""
    seal, copies, *persons = SAMPLES[number]
    [line] = LedgerLine.objects.filter(doc_number=number, kind="use")
    sealed = Outgoing.objects.get(number=number).sealed
    assert (line.seal.name, line.stamped, line.approved, sealed) == (seal, copies, copies, copies)
    found = [line.applicant_name, line.keeper_name, line.supervisor_name, line.approver_name]
    assert found == persons
    assert line.basis == "draft"
    assert line.approved_at is not None
    assert line.approved_at < line.at


def test_the_book_is_whole() -> None:
    found = check_chain()
    assert found.fault is None
    assert (found.lines, found.seals) == (LedgerLine.objects.count(), Seal.objects.count())


@pytest.mark.parametrize("code", [code for code in TESTS if code != "A19"])
def test_the_auditor_finds_nothing(code: str, demo: Path, settings: Any) -> None:
    settings.ESEAL_DIR = demo.parent / "eseal"
    now = database_now()
    period = Period(local(now).date() - timedelta(days=300), local(now).date(), now)
    assert [row.why for row in run(code, period).rows] == []
