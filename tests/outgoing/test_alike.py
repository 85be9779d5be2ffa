"""A draft that says something else than the register is not sent; what is printed comes from the register."""

from __future__ import annotations

from typing import Any

import pytest

from docflow.web.errors import Incomplete
from outgoing.actions import texts
from outgoing.actions.addressing import Entry
from outgoing.models import Outgoing
from outgoing.queries.original import as_original, unlike
from outgoing.queries.plan import missing
from outgoing.rules.alike import annex_name, same_names, same_note, same_organs
from outgoing.views.new import _opening
from tests.outgoing.desk import Desk, drafted, sent, text, to
from tests.outgoing.papers import now, scan

WATER, MONEY = ("江东省水利厅", "", "省水利厅"), ("江东省财政厅", "", "省财政厅")
CITIES = [(f"{name}市人民政府", "各市、县（市、区）人民政府", f"{name}市政府") for name in ("云川", "临湖")]


@pytest.mark.parametrize(("said", "rows"), [
    ("江东省水利厅、江东省财政厅", (WATER, MONEY)),
    ("省财政厅，省水利厅：", (WATER, MONEY)),
    ("省水利厅和 江东省财政厅", (WATER, MONEY)),
    ("各市、县(市、区)人民政府，省水利厅", (*CITIES, WATER)),
    ("云川市人民政府、临湖市政府", CITIES),
    ("市人民政府", CITIES[:1]),
    ("广州市水利局", (("广州市水利局", "", ""),)),
])  # fmt: skip
def test_the_same_organs_by_other_names(said: str, rows: Any) -> None:
    assert same_organs(said, rows)


@pytest.mark.parametrize(("said", "rows"), [
    ("省水利厅", (WATER, MONEY)), ("省水利厅、省财政厅、省教育厅", (WATER, MONEY)), ("各有关单位", (WATER, MONEY)),
    ("省水利厅水库处", (WATER,)), ("各市、县（市、区）人民政府", (*CITIES, WATER)), ("省水利厅", ()),
    ("北原省水利厅", (WATER,)),
])  # fmt: skip
def test_other_organs(said: str, rows: Any) -> None:
    assert not same_organs(said, rows)


def test_names_of_annexes_and_notes() -> None:
    assert same_names(["《方案》", "经费 测算表"], ["方案", "经费测算表"])
    assert not same_names(["方案", "经费测算表"], ["经费测算表", "方案"])
    assert not same_names(["方案"], [])
    assert same_note("联系人：冯二二，联系电话：0900-0000001", "联系人：冯二二 0900-0000001")
    assert not same_note("此件不公开", "此件公开发布")
    names = ("附件1：方案", "附件 2 方案", "1. 方案", "附件-方案", "方案")
    assert {annex_name(name) for name in names} == {"方案"}
    assert [annex_name(n) for n in ("附件", "附件目录", "3.5公里范围")] == ["附件", "附件目录", "3.5公里范围"]


def said(paper: Outgoing) -> str:
    return "".join(unlike(now(paper)))


def test_another_addressee_in_the_text_keeps_it_from_being_sent(d: Desk) -> None:
    paper = drafted(d, words=text("各有关单位：", "现通知如下。"))
    with pytest.raises(
        Incomplete, match="文稿里的主送与分发单位不一致（文稿：各有关单位；分发单位：江东省水利厅、"
    ) as refused:
        sent(d, paper)
    assert len(refused.value.reasons) == 1
    assert as_original(now(paper)).main_to == "江东省水利厅、江东省财政厅"
    texts.save(now(paper), by=d.drafter, text=text("省水利厅、江东省财政厅：", "现通知如下。"))
    assert missing(now(paper)) != []  # nobody was chosen yet
    assert said(paper) == ""
    assert sent(d, now(paper)).state == "reviewing"


def test_a_groups_name_stands_for_its_organs(d: Desk) -> None:
    units = (d.o.unit, d.o.unit2)
    main = [Entry(u, u.name, u.relation, "main", 1, "省政府有关部门") for u in units]
    paper = drafted(d, main=main, words=text("省政府有关部门：", "现通知如下。"))
    assert said(paper) == ""
    assert sent(d, now(paper)).state == "reviewing"


def test_copies_and_note_are_compared(d: Desk) -> None:
    end = ("江东省人民政府办公厅", "2026年3月5日", "（此件不公开）", "抄送：省教育厅。")
    paper = drafted(d, words=text("现通知如下。", *end))
    assert "文稿里的抄送与分发单位不一致（文稿：省教育厅；分发单位：无）" in said(paper)
    assert "文稿里的附注与栏目不一致（文稿：此件不公开；栏目：此件公开发布）" in said(paper)
    printed = as_original(now(paper))
    assert (printed.note, printed.cc) == ("此件公开发布", "")
    same = ("（此件公开发布）", "抄送：省财政厅。")
    main = [to(d.o.unit), to(d.o.unit2, "copy")]
    assert said(drafted(d, main=main, words=text("现通知如下。", *end[:2], *same))) == ""


def test_the_texts_list_of_annexes_is_that_of_the_register(d: Desk) -> None:
    paper = drafted(d, words=text("现通知如下。", "附件：1. 任务分工表", "2. 联系名单"))
    assert "文稿里的附件说明与附件不一致（文稿：任务分工表；联系名单；附件：无）" in said(paper)
    files = [(scan(d.drafter, 1), "附件1：任务分工表.pdf"), (scan(d.drafter, 2), "联系名单（新）.pdf")]
    texts.annex(now(paper), by=d.drafter, blobs=files)
    assert "附件：任务分工表；联系名单（新）" in said(paper)
    texts.save(
        now(paper), by=d.drafter, text=text("现通知如下。", "附件：1. 任务分工表", "2. 联系名单（新）")
    )
    assert said(paper) == ""
    assert as_original(now(paper)).attachments == ("任务分工表", "联系名单（新）")


def test_an_annex_in_the_text_itself_is_listed_by_its_number(d: Desk) -> None:
    inside = ("江东省人民政府办公厅", "2026年3月5日", "附件2", "联系名单", "张三。")
    paper = drafted(d, words=text("现通知如下。", "附件：1. 任务分工表", "2. 联系名单", *inside))
    assert "附件：联系名单" in said(paper)
    texts.annex(now(paper), by=d.drafter, blobs=[(scan(d.drafter, 1), "任务分工表.pdf")])
    assert said(paper) == ""
    assert as_original(now(paper)).attachments == ("任务分工表", "联系名单")


def test_how_an_answer_begins() -> None:
    class Asked:
        source_doc_number, title = "云政〔2026〕15号", "关于设立中心的请示"

    assert _opening(Asked, "reply") == "你单位《关于设立中心的请示》（云政〔2026〕15号）收悉。现批复如下："
    assert _opening(Asked, "letter") == "贵单位《关于设立中心的请示》（云政〔2026〕15号）收悉。现函复如下："
