from dataclasses import replace
from datetime import date

import pytest

from proofing.layout import Layout
from proofing.meta import Organ, SignOff
from proofing.proof import proof
from proofing.read.text import parse

from .reading import FIRST, HEAD, IMPRINT, ISSUER, TEXT, found, meta, of, says, whole


def _signed(day, organ=ISSUER):
    return f"\n\n　　　　　　　　　　{organ}\n　　　　　　　　　　　　{day}\n"


def _rules(day):
    return sorted(
        f.rule
        for f in found(whole(signed=_signed(day), note="　　（此件公开发布）\n"))
        if f.rule[:3] in ("SIG", "DIG")
    )


@pytest.mark.parametrize(
    ("day", "rules", "fix"),
    [
        ("2026年3月5日", [], None),
        ("2026年12月31日", ["SIG-06"], None),  # after today
        ("2026.3.5", ["SIG-01"], "2026年3月5日"),
        ("2026-03-05", ["SIG-01"], "2026年3月5日"),
        ("2026/3/5", ["SIG-01"], "2026年3月5日"),
        ("2026年3月", ["SIG-01"], None),
        ("2026年 3月 5日", ["SIG-01"], "2026年3月5日"),
        ("2026年3月20号", ["DIG-04", "SIG-01"], "2026年3月20日"),
        ("2026年03月05日", ["SIG-02"], "2026年3月5日"),
        ("2026年3月05日", ["SIG-02"], "2026年3月5日"),
        ("二〇二六年三月五日", ["SIG-03"], "2026年3月5日"),
        ("二○二六年四月二十一日", ["SIG-03"], "2026年4月21日"),
        ("二零二六年三月", ["SIG-03"], None),
        ("二0二六年三月五日", ["SIG-03"], "2026年3月5日"),
        ("二О二六年三月五日", ["SIG-03"], "2026年3月5日"),
        ("2026年三月五日", ["SIG-03"], "2026年3月5日"),
        ("2O26年3月5日", ["SIG-01"], "2026年3月5日"),
        ("2O26年03月5日", ["SIG-02"], "2026年3月5日"),
        ("2026年3月5日。", ["SIG-01"], "2026年3月5日"),
        ("2026年3月5日（签发）", ["SIG-01"], None),
        ("2026年2月30日", ["SIG-06"], None),
        ("2026年13月1日", ["SIG-06"], None),
        ("２０２６年３月５日", ["DIG-03"], None),
    ],
)
def test_the_day(day, rules, fix):
    assert _rules(day) == rules
    if fix:
        hit = next(f for f in found(whole(signed=_signed(day))) if f.rule.startswith("SIG"))
        assert (hit.text, hit.fix) == (day, fix)
        assert not _rules(fix)


@pytest.mark.parametrize(
    "day", ["二0二六年三月五日", "2O26年3月5日", "2026年3月5日。", "2026年3月5日（签发）"]
)
def test_a_slip_in_the_day_is_one_finding(day):
    """It stays the day: neither a paragraph of the text, nor a paper without signature."""
    hits = found(whole(signed=_signed(day)))
    assert [(f.line, f.column, f.text) for f in hits] == [(FIRST + 4, 13, day)]


def test_no_signature():
    hits = of("SIG-04", whole(signed="\n\n　　　　　　　　　　　　2026年3月5日\n"))
    assert [f.text for f in hits] == ["2026年3月5日"]


@pytest.mark.parametrize("kind", ["命令", "纪要", "决议", "公报"])
def test_some_kinds_have_none(kind):
    assert not of("SIG-04", whole(signed="\n\n　　　　　　　　　　　　2026年3月5日\n"), meta(kind=kind))


def test_neither_signature_nor_day():
    hits = of("SIG-04", HEAD + TEXT + IMPRINT)
    assert len(hits) == 1
    assert "成文日期" in hits[0].note


@pytest.mark.parametrize(
    ("beside", "told"),
    [
        ((ISSUER, "2026年3月5日"), False),
        ((ISSUER, "二〇二六年三月五日"), False),
        ((ISSUER, "任务", "2026年3月5日前完成"), True),
        ((ISSUER, "2026年3月6日印发"), True),
        ((), True),
    ],
)
def test_signature_and_day_in_the_cells_of_a_word_table(beside, told):
    """As for joint seals: the cells are no lines of the draft."""
    for words, rule in ((HEAD + TEXT + IMPRINT, "SIG-04"), (whole(signed=f"\n\n　　　　　　　　　　　　　　　　{ISSUER}\n", note=""), "SIG-01")):  # fmt: skip
        draft = replace(parse(words.split("\n"), meta()), layout=Layout(beside=beside))
        assert (rule in {f.rule for f in proof(draft, meta())}) == told


def test_no_day():
    hits = of("SIG-01", whole(signed=f"\n\n　　　　　　　　　　　　　　　　{ISSUER}\n", note=""))
    assert [(f.text, f.note) for f in hits] == [(ISSUER, "没有成文日期。")]


def test_in_our_own_editor_the_program_sets_both():
    for rule in ("SIG-01", "SIG-02", "SIG-03", "SIG-04", "SIG-05", "SIG-06"):
        assert not says(rule, TEXT, signoff=SignOff(name="张三", on=date(2026, 3, 9)))


def test_the_day_is_that_of_the_signature_or_the_meeting():
    words = whole()
    assert not of("SIG-05", words, meta(signoff=SignOff(name="张三", on=date(2026, 3, 5))))
    assert not of("SIG-05", words, meta(signoff=SignOff(name="张三")))
    assert not of(
        "SIG-05", words, meta(signoff=SignOff(name="张三", on=date(2026, 3, 9)), meeting_on=date(2026, 3, 5))
    )
    hits = of("SIG-05", words, meta(signoff=SignOff(name="张三", on=date(2026, 3, 9))))
    assert [(f.text, f.note) for f in hits] == [("2026年3月5日", "签发（通过）日期为2026年3月9日。")]


@pytest.mark.parametrize(
    ("seal", "wrong"),
    [
        ("", False),
        (ISSUER, False),
        (f"{ISSUER}印章", False),
        ("省政府办公厅", False),
        ("江东省人民政府", True),
    ],
)
def test_the_seal_is_the_signers(seal, wrong):
    known = {"seal_organ": seal, "issuer_short": "省政府办公厅"}
    assert bool(of("SIG-07", whole(), meta(**known))) == wrong
    assert [f.field for f in says("SIG-07", TEXT, **known)] == (["seal"] if wrong else [])


def test_joint_papers_are_signed_and_sealed_by_all():
    three = tuple(Organ(name) for name in (ISSUER, "江东省财政厅", "江东省水利厅"))
    assert not says("SIG-08", TEXT, joint=three)
    assert not says("SIG-08", TEXT, joint=three, joint_signed=3, joint_sealed=3)
    assert says("SIG-08", TEXT, joint=three, joint_signed=2)[0].note == "3个机关中2个已签发。"
    assert says("SIG-08", TEXT, joint=three, joint_signed=3, joint_sealed=1)[0].note == "3个机关中1个已用印。"
    assert len(of("SIG-08", whole(), meta(joint=three, joint_signed=2))) == 1
    assert not says("SIG-08", TEXT, joint=three[:1], joint_signed=0)


def test_no_page_without_text():
    assert of("SIG-09", whole(TEXT + "　　（此页无正文）\n"))
    assert not of("SIG-09", whole(TEXT + "　　不得标注“此页无正文”。\n"))
