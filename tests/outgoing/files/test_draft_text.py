"""Drafts as people write them: what is recognised, and that nothing gets lost."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outgoing.files.draft_text import Annex, DraftText, normalised, parse

WHOLE = """加急
云川市人民政府文件


　云政〔2026〕15号　　　　　　　　　　签发人：张三
━━━━━━━━━━━━━━━━━━━━━━━━━━━━


云川市人民政府
关于设立云川市实验学校的请示

江东省人民政府：
　　为加强统筹协调，我市拟设立云川市实验学校。现将有关情况请示如下。
　　一、基本情况
　　（一）现有学校7所。平均班额为49.6人。
　　1.小学5所。
　　（1）农村3所。
　　3.5公里内没有中学。
　　妥否，请批示。

　　附件：1. 云川市实验学校设立方案
　　　　　2. 经费测算表


　　　　　　　　　　　　　　　　　　云川市人民政府
　　　　　　　　　　　　　　　　　　2026年4月8日
　　（联系人：冯二二，联系电话：0900-0000001）
［分页］
附件1

云川市实验学校设立方案

　　一、主要职责。承担义务教育。
　　二、内设机构。设三个科室。
［分页］
附件2

经费测算表

　　开办经费80万元。
────────────────────────────
　抄送：省教育厅，省财政厅。
────────────────────────────
　云川市人民政府办公室　　　　　　　　　2026年4月8日印发
────────────────────────────
"""

READ = DraftText(
    title="云川市人民政府关于设立云川市实验学校的请示",
    main_to="江东省人民政府",
    body=(
        (0, "为加强统筹协调，我市拟设立云川市实验学校。现将有关情况请示如下。"),
        (1, "一、基本情况"),
        (2, "（一）现有学校7所。平均班额为49.6人。"),
        (3, "1.小学5所。"),
        (4, "（1）农村3所。"),
        (0, "3.5公里内没有中学。"),
        (0, "妥否，请批示。"),
    ),
    attachments=("云川市实验学校设立方案", "经费测算表"),
    annexes=(
        Annex(
            "附件1",
            "云川市实验学校设立方案",
            ((1, "一、主要职责。承担义务教育。"), (1, "二、内设机构。设三个科室。")),
        ),
        Annex("附件2", "经费测算表", ((0, "开办经费80万元。"),)),
    ),
    signature=("云川市人民政府",),
    dated="2026年4月8日",
    note="联系人：冯二二，联系电话：0900-0000001",
    cc="省教育厅，省财政厅",
    head=("加急", "云川市人民政府文件", "云政〔2026〕15号　　　　　　　　　　签发人：张三"),
    imprint=("云川市人民政府办公室　　　　　　　　　2026年4月8日印发",),
)


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_a_whole_paper_from_a_text_file(ending):
    assert parse(WHOLE.replace("\n", ending).splitlines()) == READ
    assert parse([WHOLE.replace("\n", ending)]) == READ


def test_a_word_file_has_neither_rules_nor_indents_nor_blank_lines():
    lines = [line.strip() for line in WHOLE.splitlines()]
    plain = [line for line in lines if line and line[0] not in "━─［"]
    assert parse(plain) == READ


def test_body_alone_is_body():
    body = ["为加强管理，现通知如下：", "一、要求", "请遵照执行。"]
    assert parse(body) == DraftText(body=((0, body[0]), (1, body[1]), (0, body[2])))


def test_addressee_without_title():
    read = parse(["各县（区）人民政府，市政府各部门：", "现通知如下。"])
    assert (read.main_to, read.body) == ("各县（区）人民政府，市政府各部门", ((0, "现通知如下。"),))


@pytest.mark.parametrize(
    ("first", "known"),
    [
        (["云川市人民政府关于放假的通知"], ""),
        (["云川市人民政府", "关于放假的通知"], ""),
        (["关于放假的安排"], "关于放假的安排"),
        (["云川市人民政府", "关于放假的安排"], "关于放假的安排"),
        (["　　　　云川市人民政府", "　　　　关于放假的安排"], "云川市人民政府关于放假的安排"),
        (["关于放假的通知（试行）"], ""),
    ],
)
def test_titles(first, known):
    read = parse([*first, "各科室：", "现安排如下。"], title=known)
    assert read.title == "".join(line.strip() for line in first)
    assert (read.main_to, read.body) == ("各科室", ((0, "现安排如下。"),))


def test_a_sentence_that_ends_like_a_kind_is_no_title():
    read = parse(["我局收到云川市人民政府的通知。", "现报告如下。"])
    assert read.title == ""
    assert len(read.body) == 2


def test_what_is_listed_wrongly_stays_as_it_is():
    read = parse(["正文。", "附件：1.甲", "3.乙"])
    assert read.attachments == ()
    assert [text for _, text in read.body] == ["正文。", "附件：1.甲", "3.乙"]


def test_joint_signatures_in_a_row():
    read = parse(["正文。", "　　云川市财政局　　　　云川市教育局", "2026年3月5日"])
    assert (read.signature, read.dated) == (("云川市财政局", "云川市教育局"), "2026年3月5日")


@pytest.mark.parametrize("day", ["2026年3月　日", "2026年　月　日", "2026年  月  日", "2026 年 3 月 日", "2026年X月XX日", "2026年×月×日",
                                 "2026年3月__日", "二〇二六年三月　日", "二〇二六年　月　日"])  # fmt: skip
def test_a_day_left_open_is_an_end_too(day: str) -> None:
    read = parse(["正文。", "云川市财政局", day])
    assert (read.signature, read.dated) == (("云川市财政局",), day)


@pytest.mark.parametrize("line", ["2026年3月以来", "2026年XXXXXXXXXX月日", "2026年", "年　月　日"])
def test_what_only_begins_like_a_day_is_text(line: str) -> None:
    assert parse(["正文。", "云川市财政局", line]).dated == ""


def test_the_officer_who_signs_an_order():
    read = parse(["现予公布。", "市　长　　张　三", "2026年3月5日"])
    assert (read.body, "".join(read.signature)) == (((0, "现予公布。"),), "市长张三")


def test_copies_that_go_on_on_a_further_line():
    rule = "─" * 20
    read = parse(
        ["正文。", rule, "抄送：省教育厅，", "　　　省财政厅。", rule, "市政府办公室　2026年4月8日印发", rule]
    )
    assert read.cc == "省教育厅，省财政厅"
    assert read.imprint == ("市政府办公室　2026年4月8日印发",)
    assert parse(["正文。", rule, "抄送：甲局", "市政府办公室"]).cc == "甲局"


def test_a_heading_is_no_addressee():
    assert parse(["关于放假的通知", "一、安排：", "如下。"]).main_to == ""


def test_the_office_knows_its_own_name():
    lines = ["正文。", "云川市大数据", "2026年3月5日"]
    assert parse(lines).signature == ()
    assert parse(lines, organs=["云川市大数据"]).signature == ("云川市大数据",)


def test_a_date_in_the_text_is_no_end():
    read = parse(["2026年3月5日", "会议开始。", "会议结束。"])
    assert (read.dated, len(read.body)) == ("", 3)


def test_a_page_break_in_the_text_means_nothing():
    read = parse(["甲。", "［分页］", "乙。\f丙。"])
    assert [text for _, text in read.body] == ["甲。", "乙。", "丙。"]


def test_letter_number_below_the_rule():
    read = parse(["云川市人民政府", "━" * 20, "云政函〔2026〕7号", "关于放假的函", "市教育局：", "正文。"])
    assert read.head == ("云川市人民政府", "云政函〔2026〕7号")
    assert (read.title, read.main_to) == ("关于放假的函", "市教育局")


PIECES = st.sampled_from(
    [line for line in WHOLE.splitlines() if line.strip()] + ["", "附件", "附件：", "主送：甲局。"]
)
ANY = st.lists(PIECES | st.text(max_size=30), max_size=40)


def said(read: DraftText) -> str:
    """All the words of a draft that was read."""
    parts = [read.title, read.main_to, *(t for _, t in read.body), *read.attachments, *read.signature]
    for annex in read.annexes:
        parts += [annex.heading, annex.title, *(t for _, t in annex.body)]
    return "".join([*parts, read.dated, read.note, read.cc, *read.head, *read.imprint])


def words(text: str) -> list[str]:
    """The letters of a text, without marks, rules, labels and an attachment's number, in alphabetical order."""
    return sorted(re.sub(r"[\W_]|附件|抄送|主送|分页|\d", "", text))


@settings(max_examples=400)
@given(ANY, st.sampled_from(["", READ.title]))
def test_no_words_get_lost_and_none_are_added(paragraphs, title):
    assert words(said(parse(paragraphs, title=title))) == words("".join(paragraphs))


@given(ANY)
def test_white_space_and_line_endings_do_not_count(paragraphs):
    same = [f" \u3000{line}\r\n\n" for line in paragraphs]
    assert normalised(same) == normalised(paragraphs)
    assert normalised(["\n".join(paragraphs)]) == normalised(paragraphs)


@given(st.lists(st.text("国家省市，。 ab1", min_size=1, max_size=20), min_size=1, max_size=8), st.data())
def test_any_other_change_counts(paragraphs, data):
    at = data.draw(st.integers(0, len(paragraphs) - 1))
    where = data.draw(st.integers(0, len(paragraphs[at])))
    changed = [*paragraphs]
    changed[at] = changed[at][:where] + "改" + changed[at][where:]
    assert normalised(changed) != normalised(paragraphs)
    assert normalised(["甲", "乙"]) != normalised(["乙", "甲"])
