"""Papers whose answer is known give exactly that; a clean paper with one thing broken gives that and nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from proofing.meta import KINDS, Meta
from proofing.proof import proof
from proofing.read.text import parse
from tests.proofing.corpus import PAGE, Paper, page, papers

CLEAN = [p for p in papers() if not p.wanted]


@pytest.mark.parametrize("paper", papers(), ids=lambda p: p.path.stem)
def test_gives_exactly_what_is_known(paper: Paper) -> None:
    assert sorted(paper.found) == sorted(paper.wanted)


def test_sixty_of_our_own_and_of_every_kind() -> None:
    own = [p for p in papers() if p.path.parent.name != "given"]
    assert len(own) >= 60
    assert {p.row["meta"]["kind"] for p in CLEAN} == set(KINDS)


def test_the_page_says_what_is_so() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "python -m tests.proofing.corpus"


# -- one thing broken: what is looked for in which line, what takes its place, and the rule that must say so ----------

Change = tuple[str, str, str, str]
CHANGES: tuple[Change, ...] = (
    ("square brackets of the number", r"^(　*[\u4e00-\u9fa5]{1,12})〔(20\d\d)〕([1-9]\d*号)", r"\1[\2]\3", "NUM-02"),
    ("the number begins with a zero", r"^(　*[\u4e00-\u9fa5]{1,12}〔20\d\d〕)([1-9]\d*号)", r"\g<1>0\2", "NUM-04"),
    ("第 in the number", r"^(　*[\u4e00-\u9fa5]{1,12}〔20\d\d〕)([1-9]\d*号)", r"\1第\2", "NUM-05"),
    ("the number without 号", r"^(　*[\u4e00-\u9fa5]{1,12}〔20\d\d〕[1-9]\d*)号", r"\1", "NUM-06"),
    ("a year of two digits in the number", r"^(　*[\u4e00-\u9fa5]{1,12})〔20(\d\d)〕", r"\1〔\2〕", "NUM-03"),
    ("half-width colon of the signer", "签发人：", "签发人:", "HDR-09"),
    ("half-width colon of the addressee", r"^((?:江东|云川|临湖|各市)[^。\n]*)：$", r"\1:", "RCP-02"),
    ("the addressee stands in", r"^((?:江东|云川|临湖|各市)[^。\n]*：)$", r"　　\1", "RCP-03"),
    ("a stop behind the title", r"^(.*关于.*(?:通知|报告|请示|决定|意见|函))$", r"\1。", "TTL-04"),
    ("two stops", r"^(　　[\u4e00-\u9fa5][^“”《》]*)。$", r"\1。。", "PUN-04"),
    ("an ordinal with two marks", r"^(　　（[一二三]）)(?=[\u4e00-\u9fa5])", r"\1、", "SEQ-03"),
    ("half-width brackets of an ordinal", r"^　　（([一二三])）(?=[\u4e00-\u9fa5])", r"　　(\1)", "SEQ-04"),
    ("zeros in the date", r"^(　{6,}20\d\d年)([1-9]月)", r"\g<1>0\2", "SIG-02"),
    ("dots in the date", r"^(　{6,})(20\d\d)年(\d+)月(\d+)日$", r"\1\2.\3.\4", "SIG-01"),
    ("a day that is none", r"^(　{6,}20\d\d年)\d+月\d+日$", r"\g<1>2月30日", "SIG-06"),
    ("a note that stands out", r"^　　（(此件公开发布)）$", r"\1", "NOTE-01"),
    ("half-width colon of the copies", "　抄送：", "　抄送:", "CC-01"),
    ("报 for copies", "　抄送：", "　抄报：", "CC-02"),
    ("the day of printing without 印发", r"(20\d\d年\d+月\d+日)印发$", r"\1", "CC-03"),
    ("the printing organ's day with zeros", r"(20\d\d年)([1-9]月\d+日印发)$", r"\g<1>0\2", "CC-03"),
)  # fmt: skip
EXPLAINED = {"CC-04", "NUM-01", "SEQ-02"}  # may say of the same line what follows from the change


@pytest.mark.parametrize(("name", "old", "new", "rule"), CHANGES, ids=[c[0] for c in CHANGES])
def test_one_thing_broken_is_found(name: str, old: str, new: str, rule: str) -> None:
    tried = 0
    for paper in CLEAN:
        lines = paper.path.read_text(encoding="utf-8").splitlines()
        if (n := _first(lines, lambda text: re.sub(old, new, text, count=1))) is None:
            continue
        lines[n] = re.sub(old, new, lines[n], count=1)
        meta = Meta.of(paper.row["meta"])
        found = {(f.rule, f.line) for f in proof(parse(lines, meta), meta)}
        if (rule, n + 1) in found:
            tried += 1
        others = {f for f in found if f != (rule, n + 1) and f[0] not in EXPLAINED}
        assert not others, (paper.path.name, lines[n], others)
        assert (rule, n + 1) in found, (paper.path.name, lines[n])
    assert tried >= 2


def _first(lines: list[str], change: Callable[[str], str]) -> int | None:
    """The first line of the paper itself or of its imprint that the change would change."""
    end = next((n for n, text in enumerate(lines) if text == "［分页］"), len(lines))
    imprint = next((n for n, text in enumerate(lines) if text.startswith("────────")), len(lines))
    order = [*range(end), *range(max(end, imprint), len(lines))]
    return next((n for n in order if change(lines[n]) != lines[n]), None)
