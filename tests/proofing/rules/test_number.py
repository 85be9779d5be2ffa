"""发文字号 (NUM): what is a fault, what is none, and what the fix makes of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from proofing.meta import Meta, SignOff
from tests.proofing.papers import found, mended, meta, paper, says

NUM = [f"NUM-{n:02}" for n in range(1, 13)]


def numbered(number: str, known: Meta | None = None) -> list[str]:
    return [one.rule for one in found(paper(number=number), known or meta()) if one.rule in NUM]


@pytest.mark.parametrize(
    ("number", "rules"),
    [
        ("江政办发〔2026〕12号", []),
        ("江政办发〔2026〕1号", []),
        ("中共江东省委办公厅文〔2026〕120号", []),
        ("　江政办发〔2026〕12号　　　签发人：张三", []),
        # NUM-02: every other bracket
        ("江政办发[2026]12号", ["NUM-02"]),
        ("江政办发（2026）12号", ["NUM-02"]),
        ("江政办发(2026)12号", ["NUM-02"]),
        ("江政办发【2026】12号", ["NUM-02"]),
        ("江政办发［2026］12号", ["NUM-02"]),
        ("江政办发﹝2026﹞12号", ["NUM-02"]),
        ("江政办发〔2026]12号", ["NUM-02"]),
        # NUM-03 to NUM-07
        ("江政办发〔26〕12号", ["NUM-03"]),
        ("江政办发〔026〕12号", ["NUM-03"]),
        ("江政办发〔2026〕012号", ["NUM-04"]),
        ("江政办发〔2026〕08号", ["NUM-04"]),
        ("江政办发〔2026〕第8号", ["NUM-05"]),
        ("江政办发〔2026〕8", ["NUM-06"]),
        ("江政办发〔二〇二六〕8号", ["NUM-07"]),
        ("江政办发〔2026〕十八号", ["NUM-07"]),
        ("江政办发〔２０２６〕18号", ["NUM-07"]),
        ("江政办发〔2026〕１８号", ["NUM-07"]),
        ("江政办发[26]第08号", ["NUM-02", "NUM-03", "NUM-05", "NUM-04"]),
        # NUM-01: nothing of that explains it
        ("江政办发2026-12", ["NUM-01"]),
        ("江政办发2026年12号", ["NUM-01"]),
        ("江政办发2026第12号", ["NUM-01"]),
        ("江政办发〔1926〕12号", ["NUM-01"]),
        ("江政办发〔2026〕12号文", ["NUM-01"]),
        ("江政办发〔2026〕号", ["NUM-01"]),
        ("江政办发〔〕号", ["NUM-01"]),
        ("江政办发〔2026年〕12号", ["NUM-01"]),
        ("江政办发〔2O26〕12号", ["NUM-01"]),
        ("江政办发〔2026〕l2号", ["NUM-01"]),
        ("江政办发（2026年）第12号", ["NUM-01"]),
        # NUM-12
        ("江政办发 〔2026〕 12 号", ["NUM-12"]),
        ("江政办发〔2026〕　12号", ["NUM-12"]),
        ("江政 办发〔2026〕12号", ["NUM-12"]),
        ("江 政 办 发〔2026〕12号", ["NUM-12"]),
        ("江政办\u200b发〔2026〕12号", ["NUM-12"]),
        ("江政办发\u200b〔2026〕12号", ["NUM-12"]),
        ("江政办发〔2026\u200b〕12号", ["NUM-12"]),
        ("江政办发〔2026〕12\u200b号\ufeff", ["NUM-12"]),
        ("特急 江政办发〔2026〕12号", []),
        ("2026年3月5日 江政办发〔2026〕12号", []),
        # NUM-11
        ("江发改〔2026〕5号　江财〔2026〕7号", ["NUM-11"]),
        ("江发改〔2026〕5号\n江财〔2026〕7号", ["NUM-11"]),
    ],
)
def test_numbers(number: str, rules: list[str]) -> None:
    assert numbered(number) == rules


@pytest.mark.parametrize(
    ("number", "good"),
    [
        ("江政办发[2026]12号", "江政办发〔2026〕12号"),
        ("江政办发（ 2026 ）12号", "江政办发〔2026〕12号"),
        ("江政办发〔2026〕008号", "江政办发〔2026〕8号"),
        ("江政办发〔2026〕第8号", "江政办发〔2026〕8号"),
        ("江政办发〔2026〕8", "江政办发〔2026〕8号"),
        ("江政办发〔２０２６〕１８号", "江政办发〔2026〕18号"),
        ("江政办发 〔2026〕 12 号", "江政办发〔2026〕12号"),
        ("江政 办发〔2026〕12号", "江政办发〔2026〕12号"),
        ("江政办发\u200b〔2026〕12号", "江政办发〔2026〕12号"),
        ("江政办\u200b发[2026\u200b]12号", "江政办发〔2026〕12号"),
        ("　江政办发[2026]第08　　　签发人：张三", "　江政办发〔2026〕8号　　　签发人：张三"),
    ],
)
def test_fixes_one_after_another(number: str, good: str) -> None:
    text = paper(number=number)
    for _ in range(6):
        left = [one for one in found(text, meta()) if one.rule in NUM and one.fix is not None]
        if not left:
            break
        text = mended(text, left[-1])
    assert text == paper(number=good)
    assert not [one for one in found(text, meta()) if one.rule in NUM]


@pytest.mark.parametrize(
    "number", ["江政办发〔26〕12号", "江政办发〔二〇二六〕8号", "江政办发〔2026〕000号", "江政办发2026-12"]
)
def test_no_fix_where_nobody_can_know(number: str) -> None:
    assert all(one.fix is None for one in found(paper(number=number), meta()) if one.rule in NUM)


@pytest.mark.parametrize(
    ("kind", "number", "values"),
    [
        ("命令", "第12号", {}),
        ("纪要", "第3期", {}),
        ("纪要", "〔2026〕3号", {}),
        ("纪要", "〔2026〕第3号", {}),
        ("公告", "第3号", {}),
        ("通告", "第3号", {}),
        ("公告", "2026年第3号", {}),
        ("公告", "（2026年第3号）", {}),
        ("公告", "（第38号）", {}),
        ("公告", "第三十八号", {}),
        ("公告", "（第三十八号）", {}),
        ("通告", "2026年第3号", {}),
        ("公告", "国家税务总局江东省税务局公告〔2026〕3号", {}),
        ("纪要", "2026年第3期", {}),
        ("决定", "第3号", {"format": "order"}),
    ],
)
def test_orders_and_minutes_are_numbered_otherwise(kind: str, number: str, values: dict[str, Any]) -> None:
    assert numbered(number, meta(kind, **values)) == []


def test_but_a_notice_is_not() -> None:
    assert numbered("第12号") == ["NUM-01"]
    assert numbered("2026年第12号") == ["NUM-01"]
    assert numbered("（第38号）") == numbered("第三十八号") == ["NUM-01"]
    assert numbered("（第38号", meta("公告")) == numbered("(第38号）", meta("公告")) == ["NUM-01"]
    assert numbered("2026年 第3号", meta("公告")) == ["NUM-12"]


def test_a_number_in_the_text_is_another_rules_affair() -> None:
    text = paper(body="　　根据江政办发[2025]第08号文件，现通知如下。")
    assert not [one for one in found(text, meta()) if one.rule in NUM]


def test_a_draft_without_number_is_not_blamed_for_it() -> None:
    assert numbered("") == []


@pytest.mark.parametrize(
    ("number", "dated", "signed", "hit"),
    [
        ("江政办发〔2025〕12号", "2026年3月5日", None, True),
        ("江政办发〔2027〕12号", "2026年3月5日", None, True),
        ("江政办发〔2026〕12号", "2026年3月5日", None, False),
        ("江政办发〔2025〕12号", "2026年1月9日", None, False),  # nobody knows when it was signed
        ("江政办发〔2025〕12号", "2026年1月9日", date(2025, 12, 30), False),
        ("江政办发〔2025〕12号", "2026年1月9日", date(2026, 1, 9), True),
        ("江政办发〔26〕12号", "2025年3月5日", None, False),  # NUM-03
        ("江政办发〔2025〕12号", "", None, False),
    ],
)
def test_num_08(number: str, dated: str, signed: date | None, hit: bool) -> None:
    known = meta(signoff=SignOff(name="张三", on=signed) if signed else None)
    assert bool(says("NUM-08", paper(number=number, dated=dated), known)) is hit


@pytest.mark.parametrize(
    ("number", "values", "note"),
    [
        ("江政办发〔2026〕3号", {}, None),
        ("江政办发〔2026〕3号", {"number_code": "江政办发"}, None),
        ("江政办〔2026〕3号", {"number_code": "江政办发"}, "应为“江政办发”。"),
        ("江政办发〔2026〕3号", {"series": {"江政办发": ["通知"], "江政办函": ["函"]}}, None),
        ("江政办发〔2026〕3号", {"series": {"江政办发": []}}, None),
        (
            "江政办函〔2026〕3号",
            {"series": {"江政办发": ["通知"], "江政办函": ["函"]}},
            "“江政办函”不用于通知。",
        ),
        ("江政〔2026〕3号", {"series": {"江政办发": ["通知"]}}, "本机关没有这个机关代字。"),
    ],
)
def test_num_09(number: str, values: dict[str, Any], note: str | None) -> None:
    shown = says("NUM-09", paper(number=number), meta(**values))
    assert [one.note for one in shown] == ([note] if note else [])


def test_blanks_belong_to_the_code() -> None:
    """江政 发 is 江政发 with a blank in it, and no other series."""
    text = paper(number="江政 发〔2026〕27号")
    assert [(one.rule, one.text, one.fix) for one in found(text, meta(number_code="江政发"))] == [
        ("NUM-12", "江政 发〔2026〕27号", "江政发〔2026〕27号")
    ]
    other = says("NUM-09", text, meta(number_code="江政办发"))
    assert [(one.column, one.text) for one in other] == [(1, "江政 发")]
    assert [one.fix for one in says("NUM-12", text, meta(number_code="江政办发"))] == [None]


def test_what_nobody_sees_is_named() -> None:
    shown = says("NUM-12", paper(number="江政办发\u200b〔2026〕12号"), meta())
    assert [one.note for one in shown] == ["含不可见字符。"]
    assert [one.note for one in says("NUM-12", paper(number="江政 办发〔2026〕12号"), meta())] == [""]


def test_num_10() -> None:
    assert says("NUM-10", paper(), meta(number_taken=True))
    assert not says("NUM-10", paper(), meta(number_taken=False))
    assert not says("NUM-10", paper(), meta())


def test_a_printed_number_is_a_field() -> None:
    known = replace(meta(), printed=True, number="江政办发[2026]12号")
    shown = says("NUM-02", "　　内容。", known)
    assert [(one.line, one.column, one.field, one.text, one.fix) for one in shown] == [
        (0, 5, "number", "[2026]", "〔2026〕")
    ]
