"""Whatever somebody types or uploads: no rule fails, each finding is where it says it is, fixes end."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from proofing.meta import KINDS, Meta, Organ
from proofing.proof import proof
from proofing.read.text import lines_of, parse
from tests.proofing.papers import OFFICE, RED, THIN, found, mended, meta, stands

DRAFTS = sorted((Path(__file__).parent / "drafts").glob("*/*.txt"))
PIECES = [
    *"一二三（）()〔〕[]《》“”\"：:，,。.；、！？ 　\t0123456789０年月日号第附件请示报告通知关于的\ufeff\u200b\ufffc𠮷é",
    "\n", "\n", "\n", "\n　　", "\n" + RED + "\n", "\n" + THIN + "\n", "\n［分页］\n", "附件：1. ", "附件1", "抄送：", "签发人：", "特急",
    "机密★10年", "江政办发〔2026〕12号", "江政办发[26]第08", "江东省人民政府办公厅", "关于做好", "的通知", "请批示。", "2026年3月5日", "二〇二六年三月",
    "（此件公开发布）", "印发", "│", "｜", "恳请批准", "现将", "转报", "各县", "省长：",
]  # fmt: skip


def metas() -> list[Meta]:
    some = (
        Organ("江东省人民政府", "superior"),
        Organ("张三", "leader"),
        Organ("云川市人民政府", "subordinate", "government"),
    )
    full: dict[str, Any] = {
        "recipients": some, "cc": some, "joint": some, "number_code": "江政办发", "passed_on": "云川市", "number_taken": True,
        "issuer_type": "department", "approved_by_government": True, "countersign_asked": 3, "countersign_agreed": 1,
    }  # fmt: skip
    every = [meta(kind) for kind in KINDS]
    every += [
        meta(kind, printed=True, title="关于的通知。", number="[26]第08", direction="up", **full)
        for kind in KINDS
    ]
    return [
        *every,
        Meta(kind="函", format="letter", carrier="telegram", urgency="急电"),
        Meta(kind="请示", **full),
    ]


METAS = metas()


def check(text: str, known: Meta) -> None:
    findings = found(text, known)
    assert len({(one.rule, one.line, one.field) for one in findings}) == len(findings)
    for one in findings:
        assert one.line >= 0
        assert (one.line == 0) == bool(one.field), one
        assert stands(text, one), one
        assert one.fix != one.text, one


@given(st.lists(st.sampled_from(PIECES), max_size=60).map("".join), st.sampled_from(METAS))
@example("\ufeff\ufeff一", METAS[0])
def test_pieces_of_papers(text: str, known: Meta) -> None:
    check(text, known)


@given(st.text(max_size=200), st.sampled_from(METAS))
def test_any_characters(text: str, known: Meta) -> None:
    check(text, known)


@pytest.mark.parametrize("file", DRAFTS, ids=lambda f: f.name)
def test_papers_cut_joined_and_shuffled(file: Path) -> None:
    chance = random.Random(file.name)
    lines = lines_of(file.read_text(encoding="utf-8"))
    for turn in range(25):
        some = list(lines)
        if turn % 3 == 0:
            del some[chance.randrange(len(some)) :]
        elif turn % 3 == 1:
            chance.shuffle(some)
        else:
            for _ in range(5):
                n = chance.randrange(len(some))
                some[n] = some[n][: chance.randrange(len(some[n]) + 1)]
        check("\n".join(some), chance.choice(METAS))


@pytest.mark.parametrize("file", DRAFTS, ids=lambda f: f.name)
@pytest.mark.parametrize(
    "known", [meta("通知", direction="down"), meta("请示", direction="up"), meta("函")], ids=lambda m: m.kind
)
def test_every_fix_takes_its_finding_away(file: Path, known: Meta) -> None:
    text = file.read_text(encoding="utf-8")
    for _ in range(60):
        fixable = [one for one in found(text, known) if one.fix is not None and one.line]
        if not fixable:
            return
        one = fixable[0]
        text = mended(text, one)
        again = [
            o
            for o in found(text, known)
            if (o.rule, o.line, o.column, o.text) == (one.rule, one.line, one.column, one.text)
        ]
        assert not again, one
    raise AssertionError("fixes without an end")


@pytest.mark.parametrize("text", ["", "测试", "通知", "：", RED, OFFICE, "附件", "2026年3月5日", "\n" * 50])
@pytest.mark.parametrize("known", METAS, ids=lambda m: f"{m.kind}{'-printed' if m.printed else ''}")
def test_next_to_nothing(text: str, known: Meta) -> None:
    check(text, known)


@pytest.mark.parametrize("text", ["测试", "江东", "加强值班", "今天天气很好"])
def test_a_word_is_not_blamed_for_lacking_a_paper(text: str) -> None:
    known = meta()
    assert not [
        one
        for one in proof(parse([text], known), known)
        if one.rule[:3] in ("NUM", "HDR", "TTL", "KIN", "RTE", "RCP")
    ]
