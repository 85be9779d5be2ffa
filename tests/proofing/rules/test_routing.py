"""行文规则 (RTE) and 主送 (RCP)."""

from __future__ import annotations

from typing import Any

import pytest

from proofing.finding import Finding
from proofing.meta import Organ
from tests.proofing.papers import (
    CITY,
    FINANCE,
    GOVERNMENT,
    LOWER,
    OFFICE,
    SUPERIOR,
    TEXT,
    found,
    mended,
    meta,
    paper,
    says,
)


def shown(
    rule: str,
    kind: str = "通知",
    body: str = "内容。",
    to: str = "各市、州人民政府：",
    cc: str = "",
    **values: Any,
) -> list[Finding]:
    text = paper(f"{OFFICE}关于甲的{kind}", body=f"　　{body}", to=to, cc=cc)
    return says(rule, text, meta(kind, **values))


def hits(rule: str, kind: str = "通知", **values: Any) -> list[str]:
    return [one.text for one in shown(rule, kind, **values)]


@pytest.mark.parametrize(
    ("kind", "direction", "to", "rules"),
    [
        ("请示", "up", f"{GOVERNMENT}：", []),
        ("请示", "up", f"{GOVERNMENT}、省发展改革委：", ["RTE-01"]),
        ("请示", "up", "省委、省政府：", ["RTE-01"]),
        ("请示", "", f"{GOVERNMENT}，省发展改革委：", ["RTE-01"]),
        ("请示", "up", "江东省县（市、区）工作联席会议办公室：", []),
        ("报告", "up", f"{GOVERNMENT}、省委办公厅：", ["RTE-02"]),
        ("报告", "", f"{GOVERNMENT}、省委办公厅：", ["RTE-02"]),
        ("报告", "up", f"{GOVERNMENT}：", []),
        ("意见", "up", f"{GOVERNMENT}、省委办公厅：", ["RTE-02"]),
        ("意见", "down", "各市、州人民政府：", []),
        ("通知", "down", "各市、州人民政府：", []),
    ],
)
def test_rte_01_and_02(kind: str, direction: str, to: str, rules: list[str]) -> None:
    text = paper(f"{OFFICE}关于甲的{kind}", to=to)
    every = found(text, meta(kind, direction=direction))
    assert [(one.rule, one.text) for one in every if one.rule in ("RTE-01", "RTE-02")] == [
        (rule, to) for rule in rules
    ]


def test_rte_01_of_a_printed_request() -> None:
    known = meta("请示", printed=True, recipients=(SUPERIOR, Organ(FINANCE, "other")))
    assert [(one.field, one.line) for one in says("RTE-01", TEXT, known)] == [("main_to", 0)]


@pytest.mark.parametrize(
    ("cc", "relations", "text"),
    [
        ("抄送：省财政厅。", {"省财政厅": "other"}, None),
        ("抄送：省财政厅，各县（市、区）人民政府。", {}, "各县（市、区）人民政府"),
        ("抄送：市政府所属各单位。", {}, "所属各单位"),
        ("抄送：省财政厅，青石县人民政府。", {"青石县人民政府": "subordinate"}, "青石县人民政府"),
        ("抄送：青石县政府。", {"青石县人民政府": "subordinate"}, "抄送：青石县政府。"),
        ("抄送：青石县人民政府。", {}, None),
        ("", {"青石县人民政府": "subordinate"}, None),
    ],
)
def test_rte_03(cc: str, relations: dict[str, str], text: str | None) -> None:
    known = tuple(Organ(name, relation) for name, relation in relations.items())
    got = [
        one.text
        for one in says("RTE-03", paper(f"{CITY}关于甲的请示", cc=cc), meta("请示", direction="up", cc=known))
    ]
    assert got == ([text] if text else [])
    assert not says("RTE-03", paper(cc=cc), meta("通知", direction="down", cc=known))


@pytest.mark.parametrize(
    ("to", "text"),
    [
        ("张三省长：", "张三省长"),
        ("李四同志：", "李四同志"),
        (f"{GOVERNMENT}、张三省长：", "张三省长"),
        ("省委书记：", "省委书记"),
        ("市政府办公室主任：", "市政府办公室主任"),
        ("省政协主席:", "省政协主席"),
        ("李省长并省政府：", "李省长"),
        ("李某某省长并江东省人民政府：", "李某某省长"),
        ("江东省人民政府并李省长：", "李省长"),
        ("张市长及市政府办公室：", "张市长"),
        ("省普及法律常识办公室：", None),
        (f"{GOVERNMENT}：", None),
        ("省委书记办公室：", None),
        ("各位同志们：", None),
        ("省关心下一代工作委员会：", None),
        ("省人民检察院：", None),
    ],
)
def test_rte_04(to: str, text: str | None) -> None:
    assert hits("RTE-04", "报告", to=to) == ([text] if text else [])


def test_rte_04_of_a_printed_paper_and_no_second_finding_for_it() -> None:
    known = meta("请示", printed=True, recipients=(Organ("省长个人", "leader"),))
    assert [(one.rule, one.field) for one in found(TEXT, known) if one.field == "main_to"] == [
        ("RTE-04", "main_to")
    ]
    every = {
        one.rule
        for one in found(paper(to="张三省长："), meta("请示", recipients=(Organ("张三省长", "other"),)))
    }
    assert "RTE-04" in every
    assert "KIND-04" not in every


@pytest.mark.parametrize(
    ("passed", "cc", "known", "hit"),
    [
        (CITY, f"抄送：{CITY}。", (), False),
        (CITY, "抄送：云川市政府。", (), False),
        (CITY, "抄送：省财政厅。", (), True),
        (CITY, "", (), True),
        (CITY, "", (Organ(CITY, "superior"),), False),
        ("", "", (), False),
    ],
)
def test_rte_05(passed: str, cc: str, known: tuple[Organ, ...], hit: bool) -> None:
    text = paper("青石县人民政府关于甲的请示", to=f"{GOVERNMENT}：", cc=cc)
    assert bool(says("RTE-05", text, meta("请示", passed_on=passed, cc=known))) is hit


@pytest.mark.parametrize(
    ("issuer", "kind", "hit"),
    [
        ("江东省财政厅预算处", "internal_unit", True),
        ("江东省财政厅办公室", "internal_unit", False),
        (OFFICE, "internal_unit", False),
        ("江东省财政厅预算处", "", False),
        (FINANCE, "department", False),
    ],
)
def test_rte_06(issuer: str, kind: str, hit: bool) -> None:
    assert bool(hits("RTE-06", issuer=issuer, issuer_type=kind)) is hit


@pytest.mark.parametrize(
    ("kind", "organ", "values", "severity"),
    [
        ("通知", LOWER, {}, "error"),
        ("决定", LOWER, {}, "error"),
        ("通知", LOWER, {"body": "经省人民政府同意，现就有关事项通知如下。"}, "warn"),
        ("通知", LOWER, {"body": "经省政府第125次常务会议审议通过，现通知如下。"}, "warn"),
        ("通知", LOWER, {"body": "未经省政府批准，不得开工。"}, "error"),
        ("通知", Organ("中共云川市委", "other"), {}, "error"),
        ("通知", Organ("各市财政局", "subordinate"), {}, None),
        ("函", LOWER, {}, None),
        ("通知", Organ(GOVERNMENT, "superior"), {}, None),
        ("通知", LOWER, {"issuer_type": "government"}, None),
        ("通知", LOWER, {"issuer_type": ""}, None),
    ],
)
def test_rte_07(kind: str, organ: Organ, values: dict[str, Any], severity: str | None) -> None:
    values = {"issuer_type": "department", "recipients": (organ,), "to": f"{organ.name}："} | values
    assert [one.severity for one in shown("RTE-07", kind, **values)] == ([severity] if severity else [])


@pytest.mark.parametrize(
    ("approved", "body", "hit"),
    [
        (True, "现就有关事项通知如下。", True),
        (True, "经省人民政府同意，现通知如下。", False),
        (True, "已经省政府批准，现印发给你们。", False),
        (True, "经省人民政府第125次常务会议审议通过，现印发给你们。", False),
        (True, "经省政府第125次常务会议研究同意，现印发给你们。", False),
        (True, "《甲方案》已经2026年3月18日省政府第27次常务会议通过，现印发给你们。", False),
        (True, "省政府已同意《甲方案》，现印发给你们。", False),
        (True, "江东省人民政府同意《甲方案》，现印发给你们。", False),
        (True, "项目已经专家组验收通过，现通知如下。", True),
        (True, "未经省政府批准，不得开工。", True),
        (True, "重大事项要报省政府同意后实施。", True),
        (True, "要推动经济社会发展，各地区的方案由主管部门批准。", True),
        (False, "现就有关事项通知如下。", False),
        (None, "现就有关事项通知如下。", False),
    ],
)
def test_rte_08(approved: bool | None, body: str, hit: bool) -> None:
    assert bool(hits("RTE-08", body=body, approved_by_government=approved, issuer_type="department")) is hit


@pytest.mark.parametrize(
    ("ranks", "hit"),
    [((3, 3), False), ((3, 4), True), ((3, 3, 5), True), ((3, None), False), ((3,), False), ((), False)],
)
def test_rte_09(ranks: tuple[int | None, ...], hit: bool) -> None:
    joint = tuple(Organ(f"机关{n}", rank=rank) for n, rank in enumerate(ranks))
    assert bool(hits("RTE-09", joint=joint)) is hit


@pytest.mark.parametrize(
    ("asked", "agreed", "hit"),
    [(3, 3, False), (3, 1, True), (None, None, False), (3, None, False), (0, 0, False)],
)
def test_rte_10(asked: int | None, agreed: int | None, hit: bool) -> None:
    got = shown("RTE-10", countersign_asked=asked, countersign_agreed=agreed)
    assert [(one.line, one.field) for one in got] == ([(0, "countersign")] if hit else [])


@pytest.mark.parametrize(
    ("body", "hit"),
    [
        ("现将临湖市请示转报，请审批。", True),
        ("现将临湖市《关于甲的请示》（临政〔2026〕3号）转报省政府，请审批。", True),
        ("现将临湖市请示转报，经研究，建议同意。", False),
        ("现将临湖市请示转报。\n　　我厅意见：拟同意该请示。", False),
        ("不得以“现将某市请示转报”了事。", False),
        ("现将有关情况请示如下。", False),
    ],
)
def test_rte_11(body: str, hit: bool) -> None:
    assert bool(hits("RTE-11", "请示", body=body)) is hit


@pytest.mark.parametrize(
    ("to", "cc", "text"),
    [
        (f"{FINANCE}：", "抄送：省审计厅，省财政厅。", "省财政厅"),
        (f"{FINANCE}：", f"抄送：{FINANCE}。", FINANCE),
        (f"{FINANCE}：", "抄送：省审计厅。", None),
        (f"{FINANCE}：", "抄送：省政府办公厅。", "省政府办公厅"),  # the issuer itself
        ("各市人民政府：", "抄送：各市人民政府办公室，各县人民政府。", None),
        (f"{GOVERNMENT}：", "抄送：各县（市、区）人民政府。", None),
        (f"{FINANCE}：", "", None),
        ("各市、州财政局、民政局：", "抄送：各县（市、区）财政局、民政局，省审计厅。", None),
        (f"{FINANCE}：", "抄送：各市财政局、省财政厅。", "省财政厅"),
        ("各市、州财政局、民政局：", "抄送：各县（市、区）财政局，民政局。", "民政局"),
    ],
)
def test_rte_12(to: str, cc: str, text: str | None) -> None:
    assert hits("RTE-12", to=to, cc=cc) == ([text] if text else [])


def test_rte_12_of_a_printed_paper() -> None:
    organ = Organ(FINANCE, "other")
    assert [
        one.field for one in says("RTE-12", TEXT, meta(printed=True, recipients=(organ,), cc=(organ,)))
    ] == ["cc"]


@pytest.mark.parametrize(
    ("kind", "to", "values", "hit"),
    [
        ("通知", "", {}, True),
        ("函", "", {}, True),
        ("意见", "", {"direction": "public"}, False),
        ("公告", "", {}, False),
        ("决定", "", {}, False),
        ("纪要", "", {}, False),
        ("通知", "各单位：", {}, False),
        ("通知", "", {"cc": "主送：各单位。\n　抄送：省委办公厅。"}, False),
    ],
)
def test_rcp_01(kind: str, to: str, values: dict[str, Any], hit: bool) -> None:
    assert hits("RCP-01", kind, to=to, **values) == ([f"{OFFICE}关于甲的{kind}"] if hit else [])


def test_rcp_01_of_a_printed_paper_and_of_a_word() -> None:
    assert [one.field for one in says("RCP-01", TEXT, meta(printed=True))] == ["main_to"]
    assert not says("RCP-01", TEXT, meta(printed=True, recipients=(LOWER,)))
    assert not says("RCP-01", "测试", meta())


@pytest.mark.parametrize(
    ("to", "text", "good"),
    [
        ("江东省人民政府：", None, None),
        ("江东省人民政府:", ":", "江东省人民政府："),
        ("江东省人民政府，", "，", "江东省人民政府："),
        ("江东省人民政府", "府", None),
        ("各市、州人民政府，\n省政府各部门:", ":", "各市、州人民政府，\n省政府各部门："),
        ("　　江东省人民政府：", None, None),
    ],
)
def test_rcp_02(to: str, text: str | None, good: str | None) -> None:
    got = shown("RCP-02", to=to)
    assert [one.text for one in got] == ([text] if text else [])
    if got and good:
        whole = paper(f"{OFFICE}关于甲的通知", body="　　内容。", to=to)
        assert mended(whole, got[0]) == paper(f"{OFFICE}关于甲的通知", body="　　内容。", to=good)
    assert all(one.fix is None for one in got) or good


def test_rcp_02_is_the_only_word_about_that_colon() -> None:
    rules = [one.rule for one in found(paper(to="江东省人民政府:"), meta())]
    assert "RCP-02" in rules
    assert "PUN-01" not in rules


@pytest.mark.parametrize(
    ("to", "blank"),
    [("江东省人民政府：", None), ("　　江东省人民政府：", "　　"), (" 江东省人民政府：", " ")],
)
def test_rcp_03(to: str, blank: str | None) -> None:
    got = shown("RCP-03", to=to)
    assert [(one.column, one.text, one.fix) for one in got] == ([(1, blank, "")] if blank else [])


@pytest.mark.parametrize(
    ("to", "text"),
    [
        ("省政府各部门、直属机构：", None),
        ("各有关领导：", "各有关领导"),
        ("有关单位负责人：", "有关单位负责人"),
        ("各位领导、同志们：", "各位领导"),
        ("省委领导小组办公室：", None),
        ("张三省长：", None),
    ],
)
def test_rcp_04(to: str, text: str | None) -> None:
    assert hits("RCP-04", to=to) == ([text] if text else [])
