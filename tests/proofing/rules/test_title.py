"""标题 (TTL)."""

from __future__ import annotations

from typing import Any

import pytest

from proofing.meta import Organ
from tests.proofing.papers import FINANCE, GOVERNMENT, OFFICE, TEXT, found, mended, meta, paper, says


def titled(title: str, kind: str = "通知", **values: Any) -> list[str]:
    shown = found(paper(title), meta(kind, **values))
    return sorted(one.rule for one in shown if one.rule.startswith("TTL"))


@pytest.mark.parametrize(
    ("title", "rules"),
    [
        (f"{OFFICE}关于加强值班工作的通知", []),
        (f"{OFFICE}\n关于加强值班工作的通知", []),
        ("省政府办公厅关于加强值班工作的通知", []),
        (f"{OFFICE}关于印发《江东省值班工作办法》的通知", []),
        (f"{OFFICE}关于印发《关于加强值班工作的意见》的通知", []),
        (f"{OFFICE}关于印发《值班（试行）办法》“十四五”规划的通知", []),
        (f"{OFFICE}转发省财政厅关于加强预算管理意见的通知", []),
        (f"{OFFICE}关于转发省财政厅关于加强预算管理意见的通知", []),
        (f"{OFFICE}关于做好2026年“五一”假期、汛期值班工作的补充通知", []),
        (f"{OFFICE}关于加强值班工作的通知（征求意见稿）", []),
        (f"{FINANCE} {OFFICE}关于甲的通知", []),
        # TTL-01
        (f"{OFFICE}关于加强值班工作的实施方案", ["TTL-01"]),
        (f"{OFFICE}关于2025年工作的总结", ["TTL-01"]),
        (f"{OFFICE}关于加强值班工作", ["TTL-01"]),
        # TTL-02
        ("关于加强值班工作的通知", ["TTL-02"]),
        ("转发省财政厅关于加强预算管理意见的通知", ["TTL-02"]),
        ("通知", ["TTL-02"]),
        # TTL-03: nothing of what it explains
        (f"{OFFICE}关于拨付经费的请示报告", ["TTL-03"]),
        (f"{OFFICE}关于拨付经费的请示函", ["TTL-03"]),
        (f"{OFFICE}关于拨付经费的申请报告", ["TTL-03"]),
        (f"{OFFICE}关于拨付经费的批复函", ["TTL-03"]),
        (f"{OFFICE}关于拨付经费的请示报告。", ["TTL-03", "TTL-04"]),
        # TTL-04, TTL-05
        (f"{OFFICE}关于加强值班工作的通知。", ["TTL-04"]),
        (f"{OFFICE}关于做好防汛，抗旱工作的通知", ["TTL-05"]),
        (f"{OFFICE}关于做好防汛、抗旱工作的通知", []),
        (f"{OFFICE}关于做好防汛;抗旱工作的通知", ["TTL-05"]),
        (f"{OFFICE}关于印发《防汛，抗旱办法》的通知", []),
        (f"{OFFICE}关于实施1:500比例尺测图的通知", []),
        # TTL-06
        (f"{OFFICE}关于做好强降雨防范工作的紧急通知", ["TTL-06"]),
        (f"{OFFICE}关于做好紧急救援工作的通知", []),
        # TTL-07
        (f"{OFFICE}关于转发省教育厅意见的通知的通知", ["TTL-07"]),
        (f"{OFFICE}关于报送关于值班情况的通知", ["TTL-07"]),
        (f"{OFFICE}关于关于值班的通知", ["TTL-07"]),
        # TTL-10
        (f"{OFFICE}关于加强值班工作通知", ["TTL-10"]),
        (f"{OFFICE}关于加强值班工作的若干具体通知", []),
    ],
)
def test_titles_of_a_notice(title: str, rules: list[str]) -> None:
    assert titled(title) == rules


@pytest.mark.parametrize(
    ("kind", "title", "rules"),
    [
        ("函", f"{OFFICE}关于同意甲的复函", []),
        ("函", f"{OFFICE}关于商请甲的函", []),
        ("函", f"{OFFICE}关于甲的通知", ["TTL-08"]),
        ("请示", f"{OFFICE}关于甲的报告", ["TTL-08"]),
        ("请示", f"{OFFICE}关于甲的请示", []),
        ("报告", f"{OFFICE}关于甲的请示报告", ["TTL-03"]),
        ("意见", f"{OFFICE}关于甲的指导意见", []),
        ("意见", f"{OFFICE}关于甲的实施意见", []),
        ("命令", f"{GOVERNMENT}令", []),
        ("命令", f"{GOVERNMENT}关于甲的命令", []),
        ("纪要", "关于研究甲的会议纪要", []),
        ("公告", "公告", []),
        ("公告", f"{OFFICE}公告", []),
        ("通告", "关于甲的通告", ["TTL-02"]),
        ("公报", "江东省2025年国民经济和社会发展统计公报", []),
        ("公报", "江东省2025年国民经济和社会发展统计公报〔1〕", []),
        ("公报", "关于2025年国民经济和社会发展的统计公报", ["TTL-02"]),
        ("通知", "江东省2025年工作的通知〔1〕", ["TTL-02"]),
        ("通知", f"{OFFICE}关于甲的方案〔1〕", ["TTL-01"]),
        ("批复", f"{OFFICE}关于同意甲的批复", []),
        ("决定", f"{OFFICE}关于表彰甲的决定", []),
    ],
)
def test_titles_of_other_kinds(kind: str, title: str, rules: list[str]) -> None:
    assert titled(title, kind) == rules


def test_a_telegram_may_call_itself_one() -> None:
    title = f"{OFFICE}关于做好强寒潮应对工作的电报"
    assert titled(title, carrier="telegram") == []
    assert titled(title) == ["TTL-01"]
    assert titled(f"{OFFICE}关于做好强寒潮应对工作的方案", carrier="telegram") == ["TTL-01"]


def test_without_an_issuer_only_what_is_certain() -> None:
    assert titled("值班工作的通知", issuer="") == []
    assert titled("关于值班工作的通知", issuer="") == ["TTL-02"]
    assert titled("值班工作的通知") == ["TTL-02"]


@pytest.mark.parametrize("length", [50, 51, 90])
def test_ttl_09(length: int) -> None:
    title = f"{OFFICE}关于{'甲' * (length - len(OFFICE) - 5)}的通知"
    half = len(title) // 2
    shown = says("TTL-09", paper(f"{title[:half]}\n{title[half:]}"), meta())
    assert bool(shown) is (length > 50)
    assert all((one.line, one.text) == (6, title[:half]) for one in shown)


def test_the_organs_of_a_joint_paper_make_no_title_long() -> None:
    names = [f"江东省{name}厅" for name in ("财政", "教育", "公安", "民政", "司法", "商务", "水利")]
    joint = tuple(Organ(name) for name in names)
    text = paper("\n".join([*names, "关于做好值班工作的通知"]))
    assert not says("TTL-09", text, meta(joint=joint))
    assert [one.note for one in says("TTL-09", text, meta())] == ["共53字。"]
    long = paper("\n".join([*names, f"关于{'甲' * 45}的通知"]))
    assert [one.note for one in says("TTL-09", long, meta(joint=joint))] == ["其他联合行文机关不计，共56字。"]


@pytest.mark.parametrize(
    ("title", "values", "text"),
    [
        (f"关于{FINANCE}预算的函", {}, None),
        (f"关于{OFFICE}搬迁的通知", {}, f"关于{OFFICE}"),
        ("关于省政府办公厅搬迁的通知", {"issuer_short": "省政府办公厅"}, "关于省政府办公厅"),
        (f"{OFFICE}关于{OFFICE}搬迁的通知", {}, None),
    ],
)
def test_ttl_11(title: str, values: dict[str, Any], text: str | None) -> None:
    """A hint where the organ's name is; that it does not come first is an error all the same (TTL-02)."""
    shown = found(paper(title), meta("函" if title.endswith("函") else "通知", **values))
    assert [one.text for one in shown if one.rule == "TTL-11"] == ([text] if text else [])
    assert any(one.rule == "TTL-02" for one in shown) is title.startswith("关于")


def test_the_line_is_that_of_the_words() -> None:
    shown = says("TTL-03", paper(f"{OFFICE}\n关于拨付经费\n的请示报告"), meta("请示"))
    assert [(one.line, one.column, one.text) for one in shown] == [(8, 2, "请示报告")]


def test_a_word_broken_between_two_lines_is_told_where_it_begins() -> None:
    shown = says("TTL-06", paper(f"{OFFICE}\n关于防汛工作的紧\n急通知"), meta())
    assert [(one.line, one.text) for one in shown] == [(7, "紧")]


def test_the_last_mark_goes() -> None:
    text = paper("关于加强值班工作的通知。")
    assert mended(text, says("TTL-04", text, meta())[0]) == paper("关于加强值班工作的通知")


def test_a_printed_title_is_a_field() -> None:
    known = meta(printed=True, title="关于加强值班工作的紧急通知。")
    shown = {one.rule: one for one in found(TEXT, known) if one.rule.startswith("TTL")}
    assert set(shown) == {"TTL-02", "TTL-04", "TTL-06"}
    assert {(one.line, one.field) for one in shown.values()} == {(0, "title")}
    assert (shown["TTL-04"].column, shown["TTL-04"].fix) == (14, "")
