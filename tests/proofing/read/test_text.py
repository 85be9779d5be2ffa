"""A draft is read into its elements, whatever is missing or odd; no line is lost or numbered anew."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from proofing.draft import Draft, Spot
from proofing.meta import Meta, Organ
from proofing.read.text import lines_of, parse
from tests.proofing.papers import CITY, FINANCE, GOVERNMENT, OFFICE, RED, TEXT, THIN, meta, paper


def read(text: str, known: Meta | None = None) -> Draft:
    return parse(lines_of(text), known or meta())


def texts(spots: tuple[Spot, ...]) -> list[str]:
    return [spot.text for spot in spots]


def body(draft: Draft) -> list[str]:
    return [line.text.strip() for line in draft.body]


def test_a_whole_paper() -> None:
    draft = read(
        paper(
            labels="000123\n特　急",
            number="　江政办发〔2026〕12号　　　　签发人：张三",
            body=f"{TEXT}\n　　一、做好值班\n\n　　附件：1. 甲表\n　　　　　2. 乙表",
            note="　　（此件公开发布）",
            cc="抄送：省委办公厅，\n　　　省政协办公厅。\n" + THIN + f"\n　{OFFICE}　　2026年3月6日印发",
        )
    )
    assert texts(draft.labels) == ["000123", "特　急"]
    assert draft.letterhead == Spot(3, 1, f"{OFFICE}文件")
    assert draft.number == Spot(5, 2, "江政办发〔2026〕12号")
    assert draft.signer.text == "签发人：张三"
    assert draft.rule == 6
    assert draft.title == Spot(8, 1, f"{OFFICE}关于做好值班工作的通知")
    assert draft.addressee.text == "各市、州人民政府："
    assert body(draft) == [TEXT.strip(), "一、做好值班"]
    assert texts(draft.listed) == ["甲表", "乙表"]
    assert texts(draft.signature) == [OFFICE]
    assert (draft.dated.text, draft.day) == ("2026年3月5日", date(2026, 3, 5))
    assert texts(draft.notes) == ["（此件公开发布）"]
    assert draft.cc.text == "抄送：省委办公厅，省政协办公厅。"
    assert draft.printed_day == date(2026, 3, 6)
    assert draft.order == (
        "copy", "urgency", "letterhead", "number", "signer", "rule", "title", "addressee", "body", "attachments", "signature",
        "dated", "notes", "cc", "imprint", "printed",
    )  # fmt: skip


def test_a_letter_has_its_number_below_the_rule() -> None:
    draft = read(
        f"{OFFICE}\n{RED}\n加急　　　　　　江政办函〔2026〕8号\n\n{OFFICE}\n关于商请协助的函\n\n{FINANCE}：\n{TEXT}\n{RED}"
    )
    assert draft.number.text == "江政办函〔2026〕8号"
    assert texts(draft.labels) == ["加急"]
    assert draft.title.text == f"{OFFICE}关于商请协助的函"
    assert draft.addressee.text == f"{FINANCE}："


@pytest.mark.parametrize(
    "text",
    ["测试", "", "　", "急", "《", "附件：", "2026", "\n\n\n", "\ufeff", RED, THIN, "［分页］", "：", "，"],
)
def test_next_to_nothing(text: str) -> None:
    draft = read(text)
    assert len(draft.lines) == len(lines_of(text))
    assert not draft.title


def test_without_any_mark_a_text_is_body() -> None:
    draft = read("　　为做好值班工作，现通知如下。\n　　一、加强领导\n没有缩进的一段话，应当也是正文。")
    assert len(draft.body) == 3
    assert draft.order == ("body",)
    assert draft.whole


def test_a_body_alone_of_a_printed_paper() -> None:
    known = replace(meta(), printed=True, title="关于值班的通知")
    assert not read(TEXT, known).whole
    whole = read(paper(), known)
    assert whole.whole
    assert whole.number.text == "江政办发〔2026〕12号"


def test_only_annexes() -> None:
    draft = read("附件1\n\n甲表\n\n　　内容。\n［分页］\n附件2\n\n乙表\n\n　　内容。")
    assert [(a.heading.text, a.title.text, a.fresh) for a in draft.annexes] == [
        ("附件1", "甲表", True),
        ("附件2", "乙表", True),
    ]
    assert draft.body == ()


def test_an_annex_on_the_same_page_is_told_by_the_date_before_it() -> None:
    draft = read(paper() + "\n附件\n\n甲表\n　　内容。")
    assert [(a.heading.text, a.fresh) for a in draft.annexes] == [("附件", False)]


def test_what_is_issued_follows_without_a_heading() -> None:
    draft = read(
        paper()
        + "\n［分页］\n值班办法\n\n　　第一条　内容。\n［分页］\n　　第二条　内容。\n［分页］\n附件\n\n甲表"
    )
    assert [(a.heading.text, a.title.text) for a in draft.annexes] == [("", "值班办法"), ("附件", "甲表")]


def test_a_page_break_inside_the_text_means_nothing() -> None:
    draft = read(paper(body=f"{TEXT}\n［分页］\n　　二、后面的正文。"))
    assert body(draft) == [TEXT.strip(), "二、后面的正文。"]
    assert draft.annexes == ()


@pytest.mark.parametrize(
    ("title", "joined"),
    [
        (f"{OFFICE}\n关于做好值班工作的通知", f"{OFFICE}关于做好值班工作的通知"),
        (f"{OFFICE}\n\n关于做好值班工作的通知", f"{OFFICE}关于做好值班工作的通知"),
        ("　　　　关于做好值班工作的通知", "关于做好值班工作的通知"),
        (
            f"{OFFICE}\n关于转发省财政厅省级预算管理办法\n实施意见有关问题\n的通知",
            f"{OFFICE}关于转发省财政厅省级预算管理办法实施意见有关问题的通知",
        ),
        ("关于加强值班工作的紧急通知。", "关于加强值班工作的紧急通知。"),
        ("关于加强值班工作的实施方案", "关于加强值班工作的实施方案"),
        ("值班", "值班"),
        ("", ""),
    ],
)
def test_titles(title: str, joined: str) -> None:
    draft = read(paper(title))
    assert draft.title.text == joined
    assert draft.addressee.text == "各市、州人民政府："
    assert body(draft) == [TEXT.strip()]


@pytest.mark.parametrize(
    ("to", "whole"),
    [
        ("各市、州人民政府：", "各市、州人民政府："),
        ("各市、州人民政府:", "各市、州人民政府:"),
        ("江东省人民政府，", "江东省人民政府，"),
        ("江东省人民政府", "江东省人民政府"),
        ("　　江东省人民政府：", "江东省人民政府："),
        ("张三省长：", "张三省长："),
        ("江东日报：", "江东日报："),
        ("国网江东电力：", "国网江东电力："),
        ("各有关领导：", "各有关领导："),
        ("各市、州人民政府，省应急管理厅：", "各市、州人民政府，省应急管理厅："),
        (
            "各市、州人民政府，省政府各部门、直属机构，\n各有关企业：",
            "各市、州人民政府，省政府各部门、直属机构，各有关企业：",
        ),
        ("", ""),
    ],
)
def test_addressees(to: str, whole: str) -> None:
    draft = read(paper(to=to))
    assert draft.addressee.text == whole
    assert body(draft) == [TEXT.strip()]


@pytest.mark.parametrize(
    "first",
    [
        "　　现就有关事项公告如下：",
        "现就有关事项公告如下：",
        "　　根据有关规定，现决定：",
        "为加强管理，现通知如下：",
        "各单位要做到：",
        "　　一、时间：",
        "　　（一）对象：",
    ],
)
def test_what_is_no_addressee(first: str) -> None:
    draft = read(paper(to="", body=f"{first}\n　　内容。"), meta("公告"))
    assert not draft.addressee
    assert body(draft) == [first.strip(), "内容。"]


def test_an_addressee_that_only_the_register_knows() -> None:
    known = replace(meta(), recipients=(Organ("江东大剧院筹建指挥中枢", "subordinate"),))
    assert read(paper(to="江东大剧院筹建指挥中枢"), known).addressee
    assert not read(paper(to="江东大剧院筹建指挥中枢")).addressee


@pytest.mark.parametrize(
    ("signed", "names"),
    [
        (OFFICE, [OFFICE]),
        (f"{FINANCE}　　　　江东省教育厅", [FINANCE, "江东省教育厅"]),
        (f"{FINANCE}\n　　　　　　　　　　江东省教育厅", [FINANCE, "江东省教育厅"]),
        ("省长　张三", ["省长　张三"]),
        ("江东大剧院筹建指挥中枢", ["江东大剧院筹建指挥中枢"]),
        ("", []),
    ],
)
def test_signatures(signed: str, names: list[str]) -> None:
    assert texts(read(paper(signed=signed)).signature) == names


@pytest.mark.parametrize(
    ("dated", "day"),
    [
        ("2026年3月5日", date(2026, 3, 5)),
        ("2026年03月05日", date(2026, 3, 5)),
        ("二〇二六年三月二十五日", date(2026, 3, 25)),
        ("二○二六年十月十日", date(2026, 10, 10)),
        ("2026.3.5", date(2026, 3, 5)),
        ("2026-03-05", date(2026, 3, 5)),
        ("２０２６年３月５日", date(2026, 3, 5)),
        ("2026年2月30日", None),
        ("2026年3月", None),
        ("2026年3月5号", date(2026, 3, 5)),
        ("2026年　月　日", None),
    ],
)
def test_dates(dated: str, day: date | None) -> None:
    draft = read(paper(dated=dated))
    assert (draft.dated.text, draft.day) == (dated, day)
    assert texts(draft.signature) == [OFFICE]
    assert body(draft) == [TEXT.strip()]


def test_signature_and_date_on_one_line() -> None:
    draft = read(f"关于值班的通知\n{CITY}：\n{TEXT}\n\n　　　　{OFFICE}　2026年3月5日")
    assert texts(draft.signature) == [OFFICE]
    assert draft.dated == Spot(5, 16, "2026年3月5日")


def test_a_date_in_the_text_is_text() -> None:
    many = "\n".join(f"　　{n}这是后面的一段正文，说明有关情况和要求。" for n in "一二三四五六七八九十甲乙")
    draft = read(paper(body=f"　　2026年3月1日\n{many}", signed="", dated=""))
    assert not draft.dated
    assert len(draft.body) == 13


def test_attachments_on_one_line_wrapped_or_after_the_date() -> None:
    assert texts(read(paper(body=f"{TEXT}\n\n　　附件：1. 甲表　2. 乙表")).listed) == ["甲表", "乙表"]
    wrapped = read(
        paper(body=f"{TEXT}\n\n　　附件：1. 关于甲的很长很长的\n　　　　　　表格\n　　　　　2. 乙表；")
    )
    assert texts(wrapped.listed) == ["关于甲的很长很长的表格", "乙表；"]
    late = read(paper(note="　　附件：甲表"))
    assert texts(late.listed) == ["甲表"]
    assert late.order[-3:] == ("signature", "dated", "attachments")


CONTACT = "　　联系人：王一，电话：0900-0000001。"


@pytest.mark.parametrize(
    ("listed", "below", "names"),
    [
        ("　　附件：1. 甲表\n　　　　　2. 乙表", CONTACT, ["甲表", "乙表"]),
        ("　　附件：1. 甲表\n　　　　　2. 乙表", f"　　特此通知。\n{CONTACT}", ["甲表", "乙表"]),
        ("　　附件：甲表", CONTACT, ["甲表"]),
        ("　　附：甲的情况", "　　甲地各项工作已经完成。", []),
        ("　　附件：1. 甲表\n　　　　　2. 乙表", "\n".join([CONTACT] * 3), []),
    ],
)
def test_a_line_of_text_below_the_list_leaves_it_a_list(listed: str, below: str, names: list[str]) -> None:
    draft = read(paper(body=f"{TEXT}\n\n{listed}\n\n{below}"))
    assert texts(draft.listed) == names
    left = [] if names else [line.strip() for line in listed.split("\n")]
    assert body(draft) == [TEXT.strip(), *left, *(line.strip() for line in below.split("\n"))]


def test_an_imprint_without_rules_and_one_before_the_annexes() -> None:
    bare = read(paper() + f"\n抄送：省委办公厅。\n{OFFICE}　2026年3月6日印发")
    assert bare.cc.text == "抄送：省委办公厅。"
    assert bare.printed_day == date(2026, 3, 6)
    early = read(paper(cc="抄送：省委办公厅。") + "\n［分页］\n附件\n\n甲表\n　　内容。")
    assert early.cc
    assert len(early.annexes) == 1


def test_a_rule_in_the_text_is_no_imprint() -> None:
    draft = read(paper(body=f"{TEXT}\n{THIN}\n　　一、这里是正文。\n　　二、这里也是正文。"))
    assert draft.imprint == ()
    assert body(draft) == [TEXT.strip(), "一、这里是正文。", "二、这里也是正文。"]
    assert draft.dated


def test_tables_are_no_body() -> None:
    rows = "│单位│数量│\n甲\t乙\t丙\n| 单位 | 数量 |\n┌──┬──┐"
    assert body(read(paper(body=f"{TEXT}\n{rows}"))) == [TEXT.strip()]


def test_columns_and_numbers_are_those_of_the_file() -> None:
    for text in (paper(), paper(labels="特急", cc="抄送：省委办公厅。")):
        draft = read(text)
        for spot in (draft.letterhead, draft.number, draft.dated, draft.cc, *draft.signature, *draft.labels):
            assert not spot or lines_of(text)[spot.line - 1][spot.column - 1 :].startswith(spot.text)
        assert [line.n for line in draft.lines] == list(range(1, len(lines_of(text)) + 1))


def test_an_order_and_minutes() -> None:
    order = read(
        f"{GOVERNMENT}令\n\n第312号\n\n{TEXT}\n\n　　　　　　省长　张三\n　　　　　　2026年3月5日",
        meta("命令"),
    )
    assert (order.letterhead.text, order.number.text) == (f"{GOVERNMENT}令", "第312号")
    assert not order.title
    assert body(order) == [TEXT.strip()]
    minutes = read(f"会议纪要\n第3期\n{RED}\n关于研究防汛工作的会议纪要\n\n{TEXT}", meta("纪要"))
    assert minutes.number.text == "第3期"
    assert minutes.title.text == "关于研究防汛工作的会议纪要"
