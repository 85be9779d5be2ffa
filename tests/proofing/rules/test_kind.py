"""文种 (KIND): is it the right one, and does the text keep to it?"""

from __future__ import annotations

from typing import Any

import pytest

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
    meta,
    paper,
    says,
)

PEER = Organ("江东省教育厅", "other")
CONGRESS = "江东省人民代表大会常务委员会"


def hits(rule: str, body: str, kind: str, title: str = "", to: str = "各单位：", **values: Any) -> list[str]:
    title = title or f"{OFFICE}关于甲的{kind}"
    return [one.text for one in says(rule, paper(title, body=f"　　{body}", to=to), meta(kind, **values))]


@pytest.mark.parametrize(
    "sentence",
    [
        "以上报告当否，请批示。",
        "妥否，请批复。",
        "可否请予支持。",
        "恳请省政府批准安排专项资金1.2亿元。",
        "因资金缺口较大，恳请予以支持。",
        "请予批准。",
        "请予以批准。",
        "现将方案报上，请审批。",
        "请予核拨资金200万元。",
        "请予尽快拨付。",
        "因不能按期完成，需要追加投资，恳请省政府批准。",
        "必须尽快安排资金，妥否，请批示。",
        "为此，我市特恳请省政府支持。",
        "一是恳请省政府解决建设资金。",
        "根据省领导批示精神，我厅编制了方案，恳请省政府批准。",
        "根据省领导批示，拟调整方案，妥否，请批示。",
    ],
)
@pytest.mark.parametrize("kind", ["报告", "通报", "通知", "纪要", "决定"])
def test_kind_01_finds_a_request(sentence: str, kind: str) -> None:
    assert hits("KIND-01", f"前面一句。{sentence}后面一句。", kind) == [sentence]


@pytest.mark.parametrize(
    "sentence",
    [
        "报送省政府审批的事项使用请示，做到一文一事。",
        "报告中不写请示事项。",
        "不得在报告中使用“当否，请批示”等用语。",
        "不得在报告中使用当否，请批示等用语。",
        "请示结语应当写妥否，请批示。",
        "结语不写请批示、请审批等字样。",
        "应当在请示中写明请予批准的事项。",
        "由省水利厅修改后，按程序报请审批。",
        "重大事项及时报请批示。",
        "特此报告。",
        "以上报告，请审阅。",
        "现将有关情况报告如下。",
        "云川市《关于恳请批准设立机构的请示》（云政〔2026〕3号）已办结。",
        "省政府已批准安排资金。",
        "请认真贯彻落实。",
        "请审批部门在3个工作日内办结。",
        "请审批服务局牵头，会同有关部门落实。",
        "请批示件承办单位按期反馈。",
        "请各地将申请表报省厅，请批复后组织实施。",
        "请予以批准登记的企业于2026年6月30日前办理变更。",
        "群众恳请政府解决出行难问题，我厅已协调解决。",
        "人大代表恳请省政府支持该项目建设。",
        "云川市来函，恳请省政府支持该项目建设。",
        "省领导批示：请予拨付资金500万元。",
    ],
)
@pytest.mark.parametrize("kind", ["报告", "通知", "纪要"])
def test_kind_01_is_silent(sentence: str, kind: str) -> None:
    assert hits("KIND-01", sentence, kind) == []


UPWARD = [
    "请省政府予以批准。",
    "请江东省人民政府尽快研究批准。",
    "以上报告如无不妥，请批准。",
    "敬请批准。",
    "现请省委批准为盼。",
    "请求省政府安排资金2000万元。",
    "特请省政府拨付资金500万元。",
    "请省政府尽快下达2026年度补助经费1200万元。",
    "根据省领导批示精神，我厅编制了方案，请省政府批准。",
    "按照会议决定，现将方案报上，请省政府批准。",
    "下一步建议：请省政府拨付资金500万元。",
]


@pytest.mark.parametrize("sentence", UPWARD)
def test_kind_01_finds_what_a_report_asks(sentence: str) -> None:
    """条例 第十五条（四）; downward the same words may be an order: 请各市安排资金."""
    assert hits("KIND-01", f"前面一句。{sentence}", "报告", direction="up") == [sentence]
    assert hits("KIND-01", f"前面一句。{sentence}", "报告") == [sentence]  # a report goes up
    assert hits("KIND-01", f"前面一句。{sentence}", "通知", direction="down") == []


@pytest.mark.parametrize(
    "sentence",
    [
        "方案已请省政府批准。",
        "2026年3月，已报请省政府批准。",
        "报请省政府批准后，印发实施方案。",
        "我厅已于2026年5月将方案报送，请省政府批准。",
        "针对资金缺口，请省财政厅安排资金2000万元，现已全部拨付到位。",
        "同意邀请省政府安排资金的部门参加。",
        "2026年3月10日，请省政府批准。",
        "代表们提出，请政府安排资金。",
        "请上级部门支持的事项：安排资金500万元。",
        "请假审批。",
        "请示批复。",
        "一是落实请示批准制度。",
        "请各市安排配套资金。",
        "县里多次请求省政府安排资金。",
        "不得请求省政府安排资金。",
        "以上报告，请审议。",
        "以上报告，请审阅。",
        "省领导批示：请省财政厅拨付专项资金500万元。",
        "会议议定：请省财政厅安排经费300万元。",
        "会议议定：由我厅牵头；请省财政厅安排经费300万元。",
        "会议决定，请省财政厅安排经费300万元。",
        "会议明确，请省财政厅安排经费300万元。",
        "根据省领导批示精神，请省财政厅安排资金2000万元。",
        "云川市来函，请省财政厅拨付资金500万元。",
        "企业来信，请政府追加补助资金。",
        "代表们提出：请政府安排资金。",
        "3月5日，省政府常务会议议定，由我厅牵头，请省财政厅拨付资金。",
        "下一步，请各市州政府拨付配套资金。",
        "下一步，请有关市县政府拨付配套资金。",
    ],
)
def test_kind_01_of_a_report_that_tells_what_was_done(sentence: str) -> None:
    assert hits("KIND-01", sentence, "报告", direction="up") == []


def test_kind_01_looks_at_the_text_alone_and_only_in_papers_that_must_not_ask() -> None:
    assert hits("KIND-01", "妥否，请批示。", "请示") == []
    assert hits("KIND-01", "妥否，请批示。", "函") == []
    text = paper(note="　　（请批示）", body=TEXT) + "\n［分页］\n附件\n\n甲表\n　　妥否，请批示。"
    assert says("KIND-01", text, meta("报告")) == []


@pytest.mark.parametrize(
    ("last", "hit"),
    [
        ("妥否，请批示。", False),
        ("当否，请指示。", False),
        ("以上请示，请予审批。", False),
        ("以上意见当否，请予批复为盼。", False),
        ("恳请批准。", False),
        ("以上请示如无不妥，请批转各地区、各部门执行。", False),
        ("请予核准。", False),
        ("请予同意。", False),
        ("请予核复。", False),
        ("请省政府予以核定。", False),
        ("以上事项已商省财政厅同意。", True),
        ("以上事项已请省财政厅核定金额。", True),
        ("请审示。", False),
        ("以上请示，望予批准。", False),
        ("恳请省政府给予支持为盼。", False),
        ("提请省政府常务会议审议。", False),
        ("请省人民政府转报国务院审批。", False),
        ("特此请示。", True),
        ("已申请列入明年预算，待省财政厅批准。", True),
        ("特此请示报告。", True),
        ("以上请示如无不妥。", True),
    ],
)
def test_kind_02(last: str, hit: bool) -> None:
    assert hits("KIND-02", f"情况如下。\n　　{last}", "请示") == ([last] if hit else [])


def test_kind_02_asks_only_a_request_that_says_something() -> None:
    assert hits("KIND-02", "特此报告。", "报告") == []
    assert says("KIND-02", "", meta("请示")) == []


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (
            "一、请求安排资金\n　　内容。\n　　二、请求增加编制\n　　内容。\n　　三、请求调整用地",
            "二、请求增加编制",
        ),
        ("一、申请资金。内容。\n　　二、申请编制。内容。", "二、申请编制。内容。"),
        ("（一）恳请解决经费\n　　（二）恳请解决编制", "（二）恳请解决编制"),
        ("1.请求甲\n　　2.请求乙", "2.请求乙"),
        ("一、基本情况\n　　二、设立理由\n　　三、请示事项", None),
        ("一、申请理由\n　　二、申请事项", None),
        ("一、请求的依据\n　　二、请求的内容", None),
        ("一、请求安排资金\n　　二、资金用途", None),
        ("一、请求安排资金\n　　（一）请求的依据", None),
        ("一、申请单位概况\n　　二、申请资金用途\n　　三、申请额度", None),
        ("一、申请条件\n　　二、申请范围\n　　三、申请对象", None),
        ("一、请求提高补助标准\n　　二、请求扩大补助范围", "二、请求扩大补助范围"),
    ],
)
def test_kind_03_by_headings(body: str, text: str | None) -> None:
    assert hits("KIND-03", f"{body}\n　　妥否，请批示。", "请示") == ([text] if text else [])


@pytest.mark.parametrize(
    ("matter", "hit"),
    [
        ("解决防洪资金和增加事业编制", True),
        ("设立甲中心及调整用地规划", True),
        ("设立云川市城市运行管理和应急中心", False),
        ("解决防洪和抗旱资金", False),
        ("批准江东大学与江东医学院合并成立新江东大学", False),
        ("解决防洪涉及调整用地", False),
        ("批准设立开发区并调整用地规划", True),
        ("同意撤销云川县并设立云川区", False),
        ("撤销云川县并设立云川区", False),
        ("撤销甲中心并增加编制", True),
        ("撤销甲中心和设立乙中心", True),
    ],
)
def test_kind_03_by_the_title(matter: str, hit: bool) -> None:
    title = f"{CITY}关于{matter}的请示"
    assert bool(hits("KIND-03", "妥否，请批示。", "请示", title)) is hit
    assert hits("KIND-03", "内容。", "通知", title) == []


@pytest.mark.parametrize(
    ("kind", "recipients", "to", "text"),
    [
        ("请示", (SUPERIOR,), f"{GOVERNMENT}：", None),
        ("请示", (Organ(FINANCE, "other"),), "省财政厅：", "省财政厅"),
        ("请示", (SUPERIOR, Organ(FINANCE, "other")), f"{GOVERNMENT}、省财政厅：", "省财政厅"),
        ("请示", (Organ(FINANCE, "peer"),), "省直有关单位：", "省直有关单位："),
        ("请示", (LOWER,), f"{CITY}：", CITY),
        ("请示", (Organ("省长", "leader"),), "张三省长：", None),
        ("请示", (), f"{FINANCE}：", None),
        ("函", (Organ(FINANCE, "other"),), "省财政厅：", None),
        ("报告", (Organ(FINANCE, "other"),), "省财政厅：", None),
    ],
)
def test_kind_04(kind: str, recipients: tuple[Organ, ...], to: str, text: str | None) -> None:
    assert hits("KIND-04", "妥否，请批示。", kind, to=to, recipients=recipients) == ([text] if text else [])


@pytest.mark.parametrize(
    ("body", "recipients", "hit"),
    [
        ("现将方案报上。请予批准。", (SUPERIOR,), True),
        ("当否，请批示。", (SUPERIOR,), True),
        ("现将有关情况函报如下。", (SUPERIOR,), False),
        ("请审批部门提前介入。", (SUPERIOR,), False),
        ("请予批准。", (PEER,), False),
        ("请予批准。", (), False),
    ],
)
def test_kind_05(body: str, recipients: tuple[Organ, ...], hit: bool) -> None:
    assert bool(hits("KIND-05", body, "函", recipients=recipients)) is hit
    assert hits("KIND-05", body, "报告", recipients=recipients) == []


@pytest.mark.parametrize(
    ("recipients", "values", "rules"),
    [
        ((LOWER,), {"answers_request": True}, []),
        ((LOWER,), {}, []),
        ((LOWER,), {"answers_request": False}, ["KIND-06"]),
        ((PEER,), {}, ["KIND-06"]),
        ((SUPERIOR,), {}, ["KIND-08"]),
        ((), {}, []),
    ],
)
def test_kind_06_and_08_of_a_reply(
    recipients: tuple[Organ, ...], values: dict[str, Any], rules: list[str]
) -> None:
    text = paper(f"{GOVERNMENT}关于同意甲的批复", to=f"{recipients[0].name if recipients else CITY}：")
    shown = found(text, meta("批复", recipients=recipients, **values))
    assert [one.rule for one in shown if one.rule in ("KIND-06", "KIND-08")] == rules


@pytest.mark.parametrize(
    ("kind", "title", "first", "hit"),
    [
        ("批复", "", "你市《关于甲的请示》（云政〔2026〕15号）收悉。", False),
        ("批复", "", "你市《关于转发〈甲〉的请示》（云政〔2026〕15号）收悉。现批复如下：", False),
        ("批复", "", "你市来文收悉。", True),
        ("批复", "", "你市《关于甲的请示》收悉。", True),
        ("函", f"{OFFICE}关于同意甲的复函", "贵厅来函收悉。", True),
        ("函", f"{OFFICE}关于同意甲的复函", "《关于甲的函》（江教函〔2026〕9号）收悉。", False),
        ("函", f"{OFFICE}关于商请甲的函", "为做好甲工作，现函商如下。", False),
        ("通知", "", "来文收悉。", False),
        ("函", "江东省教育厅关于江东省第十四届人大四次会议第0285号建议的答复函", "您提出的建议收悉。", False),
        ("函", "江东省教育厅关于省政协十三届四次会议第12号提案的复函", "您提出的提案收悉。", False),
        ("函", "江东省教育厅关于规划建议的复函", "来函收悉。", True),
    ],
)
def test_kind_07(kind: str, title: str, first: str, hit: bool) -> None:
    assert hits("KIND-07", f"{first}\n　　后文。", kind, title) == ([first] if hit else [])


@pytest.mark.parametrize(
    ("kind", "organ", "hit"),
    [
        ("通知", SUPERIOR, True),
        ("通报", SUPERIOR, True),
        ("决定", SUPERIOR, True),
        ("通知", LOWER, False),
        ("报告", SUPERIOR, False),
        ("意见", SUPERIOR, False),
    ],
)
def test_kind_08(kind: str, organ: Organ, hit: bool) -> None:
    assert hits("KIND-08", "内容。", kind, to=f"{organ.name}：", recipients=(organ,)) == (
        [organ.name] if hit else []
    )


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("请遵照执行。", "遵照执行"),
        ("请认真贯彻执行。", "认真贯彻执行"),
        ("务必于5月10日前报来。", "务必"),
        ("贵厅必须按期完成。", "贵厅必须"),
        ("为贯彻执行《甲条例》，现函商如下。", None),
        ("请予支持为盼。", None),
        ("按照《办法》规定，项目必须经过评审。", None),
        ("“务必”二字不宜使用。", None),
    ],
)
def test_kind_09(body: str, text: str | None) -> None:
    assert hits("KIND-09", body, "函") == ([text] if text else [])
    assert hits("KIND-09", body, "通知") == []


@pytest.mark.parametrize(
    ("kind", "closing", "hit"),
    [
        ("通知", "特此通知", False),
        ("报告", "特此报告", False),
        ("函", "特此函复", False),
        ("函", "特此函告", False),
        ("公告", "特此公告", False),
        ("请示", "特此请示", False),
        ("报告", "特此通知", True),
        ("函", "特此报告", True),
        ("通知", "特此函告", True),
        ("公告", "特此通告", True),
        ("通知", "特此说明", False),
    ],
)
def test_kind_10(kind: str, closing: str, hit: bool) -> None:
    assert hits("KIND-10", f"情况如上。\n　　{closing}。", kind) == ([closing] if hit else [])
    assert hits("KIND-10", f"结语写“{closing}”。", kind) == []


@pytest.mark.parametrize(
    ("values", "hit"),
    [
        ({"issuer": GOVERNMENT, "recipients": (Organ(CONGRESS, "other"),)}, False),
        ({"issuer": GOVERNMENT, "recipients": (Organ("省人大常委会", "other"),)}, False),
        ({"issuer": GOVERNMENT, "recipients": (SUPERIOR,)}, True),
        ({"issuer": "江东省教育厅", "recipients": (Organ(CONGRESS, "other"),)}, True),
        ({"issuer": "江东", "issuer_type": "department"}, True),
        ({"issuer": "江东", "issuer_type": "government"}, False),
        ({"issuer": "江东"}, False),
    ],
)
def test_kind_11(values: dict[str, Any], hit: bool) -> None:
    assert bool(hits("KIND-11", "现提请审议。", "议案", **values)) is hit
    assert hits("KIND-11", "内容。", "通知", **values) == []


@pytest.mark.parametrize(
    ("body", "values", "hit"),
    [
        ("现就滨江停车场收费有关事项公告如下。", {}, True),
        ("根据《中华人民共和国文物保护法》规定，现予公布。", {}, False),
        ("依法公布如下。", {}, False),
        ("经选举产生。", {}, False),
        ("现就有关事项公告如下。", {"issuer": CONGRESS}, False),
    ],
)
def test_kind_12(body: str, values: dict[str, Any], hit: bool) -> None:
    assert bool(hits("KIND-12", body, "公告", **values)) is hit
    assert hits("KIND-12", body, "通告", **values) == []
