"""发文稿纸 and 发送清单: what they say, as PDF and as Word; and the digits that find the paper."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pypdfium2
import pytest
from django.test import Client
from django.utils import translation
from docx import Document as WordFile

from outgoing.actions import addressing, issuing, receipts, route, signing, texts
from outgoing.models import Addressee, NumberSlot, Outgoing
from outgoing.queries.lists import matching
from outgoing.rules.codes import code_of, read_code
from tests.documents.sheets.test_handling_sheet import in_order
from tests.documents.sheets.test_word import footless, said
from tests.office import fresh, registered
from tests.outgoing.desk import (
    CHECKED,
    RECHECKED,
    Desk,
    dispatched,
    drafted,
    make_desk,
    sent,
    signing_,
    text,
    to,
)

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


def on(paper: Outgoing, verb: Any, who: Any, **said: Any) -> Outgoing:
    """One step further, as it stands now."""
    now = Outgoing.objects.get(pk=paper.pk)
    verb(now, by=fresh(who), expected_version=now.version, **said)
    return Outgoing.objects.get(pk=paper.pk)


def agreed(d: Desk) -> Outgoing:
    """Signed, with all that 发文稿纸 can show: what it answers, three roles, an opinion in each row."""
    paper = drafted(
        d, title="江东省人民政府办公厅关于骉龑堃祎的批复", kind="reply", answers=registered(d.o), urgency="urgent",
        numbered_copies=True, publicity="not_public", publicity_reason="内部事项", work_secret=True,
    )  # fmt: skip
    paper = on(paper, addressing.set_addressees, d.drafter, main=[to(d.o.sender, copies=2)],
               cc=[to(d.o.unit, copies=3)], internal=[to(d.o.section)])  # fmt: skip
    paper = sent(d, paper, units=[d.o.unit.pk])
    paper = on(paper, route.countersign, d.o.unit_clerk, result="amended", opinion="建议写明时限。")
    paper = on(paper, route.settle, d.drafter, answer="采纳。")
    paper = on(paper, route.review, d.o.chief, checked=CHECKED, opinion="文字已核。")
    return on(paper, signing.sign, d.o.leader2, opinion="同意印发。")


def changed(d: Desk) -> Outgoing:
    """The signature holds no more."""
    return on(agreed(d), texts.save, d.drafter, text=text("改过的正文。"))


def issued(d: Desk) -> Outgoing:
    """With a number and its digits, 份号 and one receipt."""
    paper = on(agreed(d), issuing.recheck, d.o.deputy, checked=RECHECKED, opinion="复核无误。")
    paper = on(paper, issuing.number, d.o.clerk)
    paper = on(paper, issuing.print_run, d.o.clerk, copies=9)
    paper = on(paper, issuing.lift_seal, d.keeper, copies=9)
    paper = on(paper, issuing.dispatch, d.o.clerk, channel="exchange")
    row = Addressee.objects.get(paper=paper, unit=d.o.sender)
    return on(
        paper,
        receipts.receipts,
        d.o.clerk,
        rows=[{"addressee": row.pk, "receipt": "signed", "by_name": "林越"}],
    )


@pytest.mark.parametrize(
    ("name", "made", "shown"),
    [
        ("manuscript", drafted, ["发文稿纸", "（未编号）", "拟稿人", "签发", "审核", "会签", "复核"]),
        ("manuscript", changed, ["加急", "不予公开（内部事项）", "依据来文", "同意印发。", "已不作数", "文字已核。", "建议写明时限。"]),
        ("manuscript", issued, ["江政办发", "骉龑堃祎", "同意印发。", "文字已核。", "建议写明时限。", "复核无误。", "印数", "9"]),
        ("dispatch-list", drafted, ["发送清单", "（未编号）", "2个单位2份", "江东省水利厅"]),
        ("dispatch-list", issued, ["江政办发", "骉龑堃祎", "3个单位6份", "云川市人民政府", "林越", "份号", "江东省水利厅", "公文运转处"]),
    ],
)  # fmt: skip
def test_the_word_copy_says_what_the_pdf_says(
    d: Desk, client: Client, name: str, made: Callable[[Desk], Outgoing], shown: list[str]
) -> None:
    """The same characters, no more and no less; and in both what the form is for, in the same order."""
    paper = made(d)
    client.force_login(fresh(d.o.chief))
    address = f"/outgoing/{paper.ref}/{name}/"
    pdf, word = client.get(address), client.get(address, {"as": "docx"})
    assert (pdf.status_code, word.status_code) == (200, 200)
    printed, copied = footless(pdf.content), said(word.content)
    assert sorted(copied) == sorted(printed), "other characters"
    for words in (printed, copied):
        in_order(words, *shown)


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
