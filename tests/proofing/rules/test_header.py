"""版头 (HDR)."""

from __future__ import annotations

from typing import Any

import pytest

from proofing.meta import Organ
from tests.proofing.papers import CITY, FINANCE, GOVERNMENT, LETTER, OFFICE, RED, TEXT, meta, paper, says


def hits(rule: str, text: str, kind: str = "通知", **values: Any) -> list[str]:
    return [one.text for one in says(rule, text, meta(kind, **values))]


@pytest.mark.parametrize(
    ("rule", "labels", "text"),
    [
        ("HDR-01", "000123", None),
        ("HDR-01", "123", "123"),
        ("HDR-01", "0000123", "0000123"),
        ("HDR-01", "第123份", "第123份"),
        ("HDR-02", "机密★10年", None),
        ("HDR-02", "绝密★长期", None),
        ("HDR-02", "秘密★6个月", None),
        ("HDR-02", "秘　密", None),
        ("HDR-02", "工作秘密", None),
        ("HDR-02", "内部事项　注意保管", None),
        ("HDR-02", "机密★十年", "机密★十年"),
        ("HDR-02", "机密*10年", "机密*10年"),
        ("HDR-02", "内部机密", "内部机密"),
        ("HDR-02", "机密★", "机密★"),
        ("HDR-03", "秘密★5年", None),
        ("HDR-03", "秘密★10年", None),
        ("HDR-03", "机密★240个月", None),
        ("HDR-03", "秘密★20年", "秘密★20年"),
        ("HDR-03", "绝密★40年", "绝密★40年"),
        ("HDR-03", "秘密★121个月", "秘密★121个月"),
        ("HDR-04", "特急", None),
        ("HDR-04", "加急", None),
        ("HDR-04", "特　急", None),
        ("HDR-04", "急件", "急件"),
        ("HDR-04", "紧急", "紧急"),
        ("HDR-04", "火急", "火急"),
        ("HDR-04", "平件", "平件"),
        ("HDR-06", "000123\n机密★1年\n特急", None),
        ("HDR-06", "000123　特急", None),
        ("HDR-06", "特急\n000123", "000123"),
        ("HDR-06", "特急\n机密★1年", "机密★1年"),
        ("HDR-06", "特急　000123", "000123"),
    ],
)
def test_labels(rule: str, labels: str, text: str | None) -> None:
    assert hits(rule, paper(labels=labels)) == ([text] if text else [])


def test_a_short_copy_number_is_filled_up() -> None:
    assert [one.fix for one in says("HDR-01", paper(labels="123"), meta())] == ["000123"]
    assert [one.fix for one in says("HDR-01", paper(labels="第123份"), meta())] == [None]


@pytest.mark.parametrize(
    ("labels", "urgency", "hit"),
    [
        ("特提", "", False),
        ("平急", "", False),
        ("急电", "", True),
        ("", "急电", True),
        ("", "特提", False),
        ("", "", False),
    ],
)
def test_telegrams(labels: str, urgency: str, hit: bool) -> None:
    text = paper(labels=labels)
    assert bool(hits("HDR-05", text, carrier="telegram", urgency=urgency)) is hit
    assert hits("HDR-04", text, carrier="telegram") == []
    assert hits("HDR-05", text) == []


@pytest.mark.parametrize(
    ("kind", "values", "signer", "hit"),
    [
        ("请示", {"direction": "up"}, "", True),
        ("请示", {}, "", True),
        ("请示", {"direction": "up"}, "签发人：", True),
        ("请示", {"direction": "up"}, "签发人：张三", False),
        ("意见", {"direction": "up"}, "", True),
        ("意见", {"direction": "down"}, "", False),
        ("议案", {"direction": "up"}, "", False),
        ("通知", {}, "", False),
    ],
)
def test_hdr_07(kind: str, values: dict[str, Any], signer: str, hit: bool) -> None:
    text = paper(number=f"　江政办〔2026〕3号　　　　{signer}".rstrip())
    shown = says("HDR-07", text, meta(kind, **values))
    assert [(one.line, one.text) for one in shown] == ([(3, "江政办〔2026〕3号")] if hit else [])


def test_hdr_07_needs_a_head() -> None:
    assert not hits("HDR-07", TEXT, "请示", direction="up")
    assert not hits("HDR-07", TEXT, "请示", direction="up", printed=True)
    assert hits("HDR-07", f"{CITY}文件\n{RED}\n关于甲的请示\n\n{GOVERNMENT}：\n{TEXT}", "请示") == [
        f"{CITY}文件"
    ]


@pytest.mark.parametrize(
    ("kind", "direction", "hit"),
    [
        ("通知", "down", True),
        ("函", "parallel", True),
        ("通知", "", True),
        ("请示", "up", False),
        ("意见", "", False),
    ],
)
def test_hdr_08(kind: str, direction: str, hit: bool) -> None:
    text = paper(number="江政办〔2026〕3号　　　　签发人：张三")
    assert hits("HDR-08", text, kind, direction=direction) == (["签发人：张三"] if hit else [])


@pytest.mark.parametrize(
    ("signer", "text", "fix"),
    [
        ("签发人：张三", None, None),
        ("签发人:张三", "签发人:", "签发人："),
        ("签发人 : 张三", "签发人 :", "签发人："),
        ("签发人　张三", "签发人", None),
    ],
)
def test_hdr_09(signer: str, text: str | None, fix: str | None) -> None:
    shown = says("HDR-09", paper(number=f"江政办〔2026〕3号　　　　{signer}"), meta("请示"))
    assert [(one.text, one.fix) for one in shown] == ([(text, fix)] if text else [])


@pytest.mark.parametrize(
    ("mark", "issuer", "signed", "text"),
    [
        (f"{OFFICE}文件", OFFICE, OFFICE, None),
        ("省政府办公厅文件", OFFICE, OFFICE, None),
        ("江东省发展改革委文件", "江东省发展和改革委员会", "江东省发展和改革委员会", None),
        ("云川市城管局文件", "云川市城市管理局", "云川市城市管理局", None),
        ("云川经济技术开发区管理委员会文件", "云川经开区管委会", "云川经济技术开发区管理委员会", None),
        ("云川高新技术产业开发区管理委员会文件", "云川高新区管委会", "云川高新区管理委员会", None),
        ("江东省安全生产委员会办公室文件", "省安委会办公室", "江东省安全生产委员会办公室", None),
        ("江东省安全生产委员会办公室文件", "省安委办", "江东省安全生产委员会办公室", None),
        ("江东省国有资产监督管理委员会文件", "省国资委", "江东省国资委", None),
        ("江东省安全生产委员会办公室文件", "省安委会", "江东省安全生产委员会办公室", "省安委会"),
        (
            "云川经济技术开发区管理委员会文件",
            "云川高新区管委会",
            "云川经济技术开发区管理委员会",
            "云川高新区管委会",
        ),
        (f"{CITY}文件", "云川市政府办公室", CITY, "云川市政府办公室"),
        (f"{FINANCE}\n江东省教育厅文件", f"{FINANCE}　江东省教育厅", f"{FINANCE}　　　　江东省教育厅", None),
        (f"{FINANCE}文件", f"{FINANCE} 江东省教育厅", f"{FINANCE}　　　　江东省教育厅", None),
        (f"{OFFICE}文件", OFFICE, GOVERNMENT, GOVERNMENT),
        ("省政府办公厅文件", GOVERNMENT, GOVERNMENT, GOVERNMENT),
        (f"{OFFICE}文件", GOVERNMENT, OFFICE, GOVERNMENT),
        (f"{OFFICE}文件", OFFICE, f"{OFFICE}（印章）", None),
        (f"{OFFICE}文件", OFFICE, f"{OFFICE}（盖章）", None),
        (f"{OFFICE}文件", OFFICE, f"{GOVERNMENT}（印章）", f"{GOVERNMENT}（印章）"),
        (f"{OFFICE}文件", OFFICE, "", None),
        ("", OFFICE, OFFICE, None),
    ],
)
def test_hdr_10(mark: str, issuer: str, signed: str, text: str | None) -> None:
    shown = hits("HDR-10", paper(f"{issuer}\n关于甲的通知", mark=mark, signed=signed))
    assert shown == ([text] if text else [])


def test_hdr_10_of_a_printed_title() -> None:
    shown = says("HDR-10", TEXT, meta(printed=True, title=f"{GOVERNMENT}关于甲的通知"))
    assert [(one.field, one.text) for one in shown] == [("title", GOVERNMENT)]
    assert not hits("HDR-10", TEXT, printed=True, title="省政府办公厅关于甲的通知")
    assert not hits("HDR-10", TEXT, printed=True, title=f"{OFFICE}转发省财政厅关于甲的通知")


def test_a_person_signs_an_order() -> None:
    text = f"{GOVERNMENT}令\n\n第3号\n\n{TEXT}\n\n　　　　　　省长　张三\n　　　　　　2026年3月5日"
    assert hits("HDR-10", text, "命令") == []


@pytest.mark.parametrize(
    ("mark", "kind", "form", "hit"),
    [
        (f"{OFFICE}文件", "通知", "standard", False),
        (OFFICE, "通知", "standard", False),
        (f"{OFFICE}通知", "通知", "standard", True),
        (f"{OFFICE}请示", "请示", "standard", True),
        (f"{GOVERNMENT}令", "命令", "order", False),
        ("专题会议纪要", "纪要", "minutes", False),
        (f"{GOVERNMENT}公告", "公告", "standard", False),
    ],
)
def test_hdr_11(mark: str, kind: str, form: str, hit: bool) -> None:
    assert hits("HDR-11", paper(mark=mark), kind, format=form) == ([mark] if hit else [])


def test_hdr_11_of_a_letter() -> None:
    text = LETTER.replace(OFFICE, f"{OFFICE}文件", 1) + f"{OFFICE}\n关于甲的函\n\n{FINANCE}：\n{TEXT}"
    assert hits("HDR-11", text, "函", format="letter") == [f"{OFFICE}文件"]
    assert (
        hits("HDR-11", LETTER + f"{OFFICE}\n关于甲的函\n\n{FINANCE}：\n{TEXT}", "函", format="letter") == []
    )


@pytest.mark.parametrize(
    ("line", "hit"),
    [
        ("主题词：教育　通知", True),
        ("　　主 题 词：教育", True),
        ("　　主题词已不再使用。", False),
        ("　　不标“主题词：教育”。", False),
    ],
)
def test_hdr_12(line: str, hit: bool) -> None:
    assert bool(hits("HDR-12", paper() + f"\n{line}")) is hit


def test_joint_papers_name_their_organs() -> None:
    joint = (Organ(FINANCE), Organ("江东省教育厅"))
    text = paper(
        f"{FINANCE}　江东省教育厅\n关于甲的通知", mark=f"{FINANCE}文件", signed=f"{FINANCE}　　　江东省教育厅"
    )
    assert hits("HDR-10", text, joint=joint) == []
