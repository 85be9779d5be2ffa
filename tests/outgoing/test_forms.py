"""发文稿纸 and 发送清单: what they say, as PDF and as Word; and the digits that find the paper."""

from __future__ import annotations

from io import BytesIO

import pypdfium2
import pytest
from django.test import Client
from django.utils import translation
from docx import Document as WordFile

from outgoing.actions import route, signing, texts
from outgoing.models import NumberSlot, Outgoing
from outgoing.queries.lists import matching
from outgoing.rules.codes import code_of, read_code
from tests.outgoing.desk import Desk, dispatched, drafted, make_desk, sent, signing_, text, to

pytestmark = pytest.mark.django_db


@pytest.fixture
def d() -> Desk:
    return make_desk()


def pdf_text(content: bytes) -> str:
    with pypdfium2.PdfDocument(content) as pdf:
        return "".join(page.get_textpage().get_text_range() for page in pdf).replace("\r\n", "")


def word_text(content: bytes) -> str:
    made = WordFile(BytesIO(content))
    return "".join(cell.text for table in made.tables for row in table.rows for cell in row.cells)


def test_the_manuscript_has_every_opinion_in_its_row(d: Desk, client: Client) -> None:
    paper = sent(d, drafted(d, title="江东省人民政府办公厅关于骉龑堃祎的通知"), units=[d.o.unit.pk])
    route.countersign(paper, by=d.o.unit_clerk, result="amended", opinion="建议写明时限。")
    paper.refresh_from_db()
    paper = route.settle(paper, by=d.drafter, answer="采纳。", expected_version=paper.version).subject
    paper = route.review(
        paper,
        by=d.o.chief,
        checked=["basis", "lawful", "consulted", "form", "other"],
        expected_version=paper.version,
    ).subject
    signing.sign(paper, by=d.o.leader2, opinion="同意，请印发。", expected_version=paper.version)
    client.force_login(d.o.clerk)
    address = f"/outgoing/{paper.ref}/manuscript/"
    with translation.override("en"):
        shown = pdf_text(client.get(address).content)
    for words in (
        "发文稿纸",
        "骉龑堃祎",
        "建议写明时限。",
        "同意（有修改意见）",
        "同意，请印发。",
        "李四",
        "主动公开",
        "省水利厅",
    ):
        assert words in shown, words
    assert shown.index("同意，请印发。") < shown.index("建议写明时限。"), "signing stands over countersigning"
    assert "同意，请印发。" in word_text(client.get(address, {"as": "docx"}).content)


def test_a_stale_signature_is_marked(d: Desk, client: Client) -> None:
    paper = signing_(d)
    paper = signing.sign(paper, by=d.o.leader2, opinion="同意。", expected_version=paper.version).subject
    texts.save(paper, by=d.drafter, text=text("改过的正文。"), expected_version=paper.version)
    client.force_login(d.o.clerk)
    assert "已不作数" in pdf_text(client.get(f"/outgoing/{paper.ref}/manuscript/").content)


def test_the_dispatch_list_adds_up(d: Desk, client: Client) -> None:
    paper = dispatched(d, drafted(d, main=[to(d.o.unit, copies=2), to(d.o.unit2, "copy", 3)]))
    client.force_login(d.o.clerk)
    shown = pdf_text(client.get(f"/outgoing/{paper.ref}/dispatch-list/").content)
    for words in ("发送清单", paper.number, "江东省水利厅", "2 个单位", "5 份"):
        assert words in shown, words


def test_bad_ways_and_outsiders(d: Desk, client: Client) -> None:
    paper = drafted(d)
    client.force_login(d.o.clerk)
    for name in ("manuscript", "dispatch-list"):
        assert client.get(f"/outgoing/{paper.ref}/{name}/?as=exe").status_code == 400
    client.force_login(d.o.outsider)
    for name in ("manuscript", "dispatch-list"):
        assert client.get(f"/outgoing/{paper.ref}/{name}/").status_code == 404


def test_the_digits_find_the_paper(d: Desk) -> None:
    paper = dispatched(d)
    slot = NumberSlot.objects.get(paper=paper)
    code = code_of(slot.series_id, slot.year, slot.serial)
    assert len(code) == 14
    assert read_code(code) == (slot.series_id, slot.year, slot.serial)
    assert list(matching(Outgoing.objects.all(), code)) == [paper]
    assert list(matching(Outgoing.objects.all(), f"江政办发{slot.year} {slot.serial}号")) == [paper]
