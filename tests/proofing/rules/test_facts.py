"""PROC: what must have happened; SEC-01 and BODY-01: where the place decides."""

from datetime import date

import pytest

from proofing.meta import SignOff

from .reading import HEAD, IMPRINT, NOTE, SIGNED, TEXT, TITLE, meta, of, says, whole

DAY = date(2026, 3, 5)
FACTS = [  # rule, facts, the field it is found at
    ("PROC-01", {"direction": "up", "signoff": SignOff("张三", on=DAY, rank="deputy")}, "signer"),
    ("PROC-01", {"direction": "up", "signoff": SignOff("张三", on=DAY, rank="principal")}, None),
    ("PROC-01", {"direction": "up", "signoff": SignOff("张三", on=DAY, rank="deputy", delegated=True)}, None),
    ("PROC-01", {"direction": "up", "signoff": SignOff("张三", on=DAY)}, None),
    ("PROC-01", {"direction": "up"}, None),
    ("PROC-01", {"signoff": SignOff("张三", on=DAY, rank="deputy")}, None),
    ("PROC-02", {"text_hash": "a", "signoff": SignOff("张三", on=DAY, text_hash="b")}, "text"),
    ("PROC-02", {"text_hash": "a", "signoff": SignOff("张三", on=DAY, text_hash="a")}, None),
    ("PROC-02", {"text_hash": "a", "signoff": SignOff("张三", on=DAY)}, None),
    ("PROC-03", {"is_normative": True, "legality_reviewed": False}, "review"),
    ("PROC-03", {"is_normative": True, "legality_reviewed": True}, None),
    ("PROC-03", {"is_normative": True}, None),
    ("PROC-03", {"legality_reviewed": False}, None),
    ("PROC-04", {"affects_operators": True, "fairness_reviewed": False}, "review"),
    ("PROC-04", {"affects_operators": True}, None),
    ("PROC-04", {"affects_operators": False, "fairness_reviewed": False}, None),
    ("PROC-05", {"publicity": ""}, "publicity"),
    ("PROC-05", {"publicity": "内部"}, "publicity"),
    ("PROC-05", {"publicity": "不予公开", "publicity_reason": ""}, "publicity"),
    ("PROC-05", {"publicity": "不予公开", "publicity_reason": "内部管理事项"}, None),
    ("PROC-05", {"publicity": "不予公开"}, None),
    ("PROC-05", {"publicity": "主动公开"}, None),
    ("PROC-05", {}, None),
    ("PROC-06", {"signoff": SignOff("张三")}, "signer"),
    ("PROC-06", {"signoff": SignOff("", opinion="同意", on=DAY)}, "signer"),
    ("PROC-06", {"signoff": SignOff("张三", on=DAY)}, None),
    ("PROC-06", {}, None),
    ("PROC-07", {"numbered": True, "rechecked": False}, "number"),
    ("PROC-07", {"numbered": True, "rechecked": True}, None),
    ("PROC-07", {"numbered": True}, None),
    ("PROC-08", {"sealed": True, "numbered": False}, "seal"),
    ("PROC-08", {"sealed": True, "numbered": True, "signoff": SignOff("张三")}, "seal"),
    ("PROC-08", {"sealed": True, "numbered": True}, None),
    ("PROC-08", {"sealed": True}, None),
]


@pytest.mark.parametrize(("rule", "facts", "field"), FACTS)
def test_what_must_have_happened(rule, facts, field):
    hits = says(rule, TEXT, **facts)
    assert [(f.line, f.field) for f in hits] == ([(0, field)] if field else [])


def test_what_is_lacking_is_named():
    assert says("PROC-06", TEXT, signoff=SignOff())[0].note == "缺姓名、日期。"


@pytest.mark.parametrize(
    "words",
    [
        "机密★10年\n" + whole(),
        "000123\n秘密\n特急\n" + whole(),
        "绝 密 ★ 长期\n" + whole(),
        "绝密\n" + whole(),
        whole(TEXT + "　　机密★1年\n"),
        whole(TEXT + "　　密级：秘密\n"),
        whole(listed="\n　　附件：任务表\n", annexes="［分页］\n附件\n秘密★5年\n任务表\n\n　　一、甲。\n"),
        HEAD.replace("的通知", "的通知（机密）") + TEXT + SIGNED + NOTE + IMPRINT,
    ],
)
def test_a_state_secret_is_found(words):
    hits = of("SEC-01", words)
    assert len(hits) == 1
    assert hits[0].severity == "error"
    assert not hits[0].of.waivable


@pytest.mark.parametrize(
    "text",
    [
        "严守国家秘密、工作秘密和商业秘密。",
        "涉及机密的，按照保密规定办理；绝密件由专人传递。",
        "一、机密文件管理",
        "对商业秘密和个人隐私予以保护。",
        "星级酒店标准为五星★★★★★。",
        "密切联系群众，严密组织。",
    ],
)
def test_a_text_about_secrets_is_an_ordinary_text(text):
    assert not of("SEC-01", whole(f"{TEXT}　　{text}\n"))
    assert not says("SEC-01", "　　" + text)


def test_a_secret_in_our_own_editor():
    assert [f.line for f in says("SEC-01", "秘密★5年\n" + TEXT)] == [1]
    hits = of("SEC-01", TEXT, meta(printed=True, title=TITLE + "（秘密）"))
    assert [(f.line, f.field) for f in hits] == [(0, "title")]


@pytest.mark.parametrize(
    ("line", "text", "fix"),
    [
        ("为做好工作，通知如下。", "为做好工", "　　为做好工"),
        ("    为做好工作，通知如下。", "    为做好工", "　　为做好工"),
        ("　为做好工作，通知如下。", "　为做好工", "　　为做好工"),
        ("　　　为做好工作，通知如下。", "　　　为做好工", "　　为做好工"),
        ("一、总体要求", "一、总体", "　　一、总体"),
    ],
)
def test_two_characters_in(line, text, fix):
    hits = of("BODY-01", whole(f"{TEXT}{line}\n　　特此通知。\n"))
    assert [(f.column, f.text, f.fix) for f in hits] == [(1, text, fix)]


def test_where_the_indentation_is_set_nobody_types_it():
    assert not of("BODY-01", whole("为做好工作，通知如下。\n一、甲\n"), docx=True)
    assert not says("BODY-01", "为做好工作，通知如下。\n一、甲")


def test_chapters_stand_in_the_middle():
    assert not of("BODY-01", whole(TEXT + "　　　　　　　　第一章　总则\n　　第一条　甲。\n"))
