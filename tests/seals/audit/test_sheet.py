"""用印登记表 as it leaves the house, the drawn sample by itself, and the seals' part of the weekly pack."""

from __future__ import annotations

from typing import Any

import pypdfium2
import pytest
from django.test import Client

from seals.models import AuditDeed, LedgerLine
from seals.queries.sample import drawn_by, marked, on_paper
from seals.queries.weekly import week
from seals.views.ledger_sheet import _days
from tests.office import fresh
from tests.seals.audit.stock import PERIOD, asked, audited, forged, note, used
from tests.seals.world import World


@pytest.fixture
def w(db: None) -> World:
    return audited()


def read(answer: Any) -> str:
    document = pypdfium2.PdfDocument(answer.content)
    try:
        return "".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


def test_the_sheet_tells_the_uses_and_the_end_of_the_chain(client: Client, w: World) -> None:
    used(w, asked(w, doc_number="江政办函〔2026〕88号", title="关于供暖的函", paging=1), paging=1)
    spoiled = asked(w, copies=3, stamped=2, impressions=2, spoiled=1)
    last = used(w, spoiled, second=w.stand_in, reason="盖歪")
    note(w.seal, by=w.keeper, kind="correction", corrects=1, reason="漏写附件")
    client.force_login(fresh(w.o.chief))
    at = f"/seals/ledger/sheet/?seal={w.seal.pk}&first=2026-11-16&last=2026-11-22"
    answer = client.get(at)
    assert answer["Content-Type"] == "application/pdf"
    said = read(answer).replace("\r\n", "").replace("\n", "")
    head = bytes(last.hash).hex()
    for words in ("用印登记表", "2026年11月16日—11月22日", "江政办函〔2026〕88号", "骑缝1", "废印1份", "更正见第3号",
                  f"校验链尾：{head[:4]}…{head[-4:]}", "第 1 页，共 1 页", w.o.chief.name):  # fmt: skip
        assert words in said, said
    client.force_login(w.o.auditor)
    assert "供暖" not in read(client.get(at))
    assert AuditDeed.objects.get().kind == "sheet"


@pytest.mark.parametrize(
    ("query", "status"), [("", 422), ("seal=x", 422), ("seal=999999", 404), ("seal=1&first=x", 422)]
)
def test_a_bad_sheet_is_said(client: Client, w: World, query: str, status: int) -> None:
    client.force_login(fresh(w.o.chief))
    assert client.get(f"/seals/ledger/sheet/?{query}").status_code == status


def test_the_days_of_two_years_are_written_out() -> None:
    first, last = PERIOD.first.replace(year=2025), PERIOD.last
    assert _days(first, last) == "2025年11月1日—2026年11月30日"


def test_the_draw_is_the_seeds_and_what_is_drawn_from(w: World) -> None:
    lines = [used(w) for _n in range(9)]
    one, two = drawn_by("a", PERIOD, 4), drawn_by("a", PERIOD, 4)
    assert [x.pk for x in one] == [x.pk for x in two]
    assert marked(one) == marked(two) != marked(drawn_by("b", PERIOD, 4))
    assert len({x.pk for x in one}) == 4
    assert len(drawn_by("a", PERIOD, 100)) == 9
    drawn = {x.pk for n in range(30) for x in drawn_by(f"s{n}", PERIOD, 3)}
    assert drawn == {line.pk for line in lines}, "each has its chance"


def test_what_to_look_at_is_said_of_each_kind() -> None:
    said = [on_paper(LedgerLine(kind=kind, spoiled=n, certificate=c)) for kind, n, c in
            (("use", 0, ""), ("use", 1, ""), ("use", 0, "C1"), ("refusal", None, ""), ("handover", None, ""))]  # fmt: skip
    assert len(set(said)) == 5


def test_the_week(w: World) -> None:
    used(w)
    used(w, asked(w, unit_name="综合处", signed_name="别处", copies=5))
    note(w.seal, by=w.keeper, kind="refusal", code="X5", reason="私事")
    found = week(PERIOD.first, PERIOD.last, PERIOD.now)
    w.seal.refresh_from_db()
    assert (found.uses, found.copies) == (2, 7)
    assert found.by_seal == [(w.seal.name, 2, 7)]
    assert found.by_unit == [("公文运转处", 1, 2), ("综合处", 1, 5)]
    assert (found.refusals, found.out, found.overdue) == ([("X5", 1)], 0, 0)
    assert found.anomalies == [("A10", 1, 1)]
    assert found.heads == [("Y-01", w.seal.name, 3, bytes(w.seal.line_head).hex()[:16])]


def test_the_week_counts_nothing_twice_of_a_forged_line(w: World) -> None:
    forged(used(w), impressions=1)
    assert week(PERIOD.first, PERIOD.last, PERIOD.now).anomalies == [("A4", 1, 1)]
