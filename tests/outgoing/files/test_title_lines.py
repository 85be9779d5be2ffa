"""Titles in lines: whole words, a trapezoid or a diamond, no line that begins or ends badly."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outgoing.files.title_lines import ROOM, title_lines, width
from outgoing.files.title_words import COMMON, words_of

TITLES = {
    "关于做好放假安排的通知": ["关于做好放假安排的通知"],
    "云川市人民政府办公室关于进一步规范公文报送工作的通知": [
        "云川市人民政府办公室",
        "关于进一步规范公文报送工作的通知",
    ],
    "云川市财政局关于2025年度市级预算绩效管理情况的报告": [
        "云川市财政局关于2025年度市级",
        "预算绩效管理情况的报告",
    ],
    "关于申请批复《云川市城市更新三年行动方案（2027—2029年）》的请示": [
        "关于申请批复《云川市城市更新三年",
        "行动方案（2027—2029年）》的请示",
    ],
    "云川市教育局云川市财政局云川市人力资源和社会保障局关于2026年中小学教师招聘工作有关事项的通知": [
        "云川市教育局云川市财政局",
        "云川市人力资源和社会保障局关于2026年",
        "中小学教师招聘工作有关事项的通知",
    ],
    "云川市人民政府关于同意设立云川经济技术开发区的批复": [
        "云川市人民政府关于同意设立",
        "云川经济技术开发区的批复",
    ],
    "关于表彰全市“放管服”改革先进集体和先进个人的决定": [
        "关于表彰全市“放管服”改革",
        "先进集体和先进个人的决定",
    ],
    "关于印发《云川市养犬管理办法》和《云川市城市供水管理办法》的通知": [
        "关于印发《云川市养犬管理办法》",
        "和《云川市城市供水管理办法》的通知",
    ],
}
# As titles are built, in random order.
PARTS = st.sampled_from(
    [
        "云川市", "人民政府", "办公室", "关于", "印发", "转发", "《", "》", "（试行）", "2026年度", "“十五五”", "规划", "管理办法",
        "实施方案", "等", "的", "和", "、", "进一步", "加强", "安全生产", "工作", "有关事项", "通知", "意见", "第3号", "报告", "请示",
    ]
)  # fmt: skip
LIKELY = st.lists(PARTS, min_size=1, max_size=24).map("".join)


@pytest.mark.parametrize("title", TITLES)
def test_golden(title):
    assert title_lines(title) == TITLES[title]


def test_nothing_gives_nothing():
    assert title_lines("") == title_lines(" \n\u3000") == []


@settings(max_examples=150)
@given(st.text(max_size=110))
def test_no_character_is_lost_and_no_line_too_long(title):
    lines = title_lines(title)
    assert "".join("".join(lines).split()) == "".join(title.split())
    assert all(line and width(line) <= ROOM for line in lines)


@settings(max_examples=150)
@given(LIKELY)
def test_no_line_begins_or_ends_badly(title):
    lines = title_lines(title)
    for before, after in zip(lines, lines[1:], strict=False):
        assert after[0] not in "》）”、，。的" or before[-1] in "《（“"
        if after[0] not in "》）”、的":
            assert before[-1] not in "《（“"
        assert not (before[-1].isascii() and after[0].isascii())
    if len(lines) > 1:
        assert width(lines[-1]) >= 2


@settings(max_examples=100)
@given(st.lists(st.sampled_from(sorted(word for word in COMMON if len(word) == 2)), min_size=11, max_size=40))
def test_the_shape_is_no_hourglass(words):
    widths = [width(line) for line in title_lines("".join(words))]
    steps = [b - a for a, b in zip(widths, widths[1:], strict=False) if a != b]
    falling = [step < 0 for step in steps]
    assert falling == sorted(falling)  # first longer, then shorter


@given(st.text(max_size=60))
def test_words_give_the_text_again(text):
    assert "".join(words_of(text)) == text


def test_words_of_an_office():
    assert words_of("云川市人民政府关于规范性文件的通知") == [
        "云川市", "人民政府", "关于", "规范性文件", "的", "通知",
    ]  # fmt: skip
