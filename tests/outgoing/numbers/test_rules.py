"""What a rule of numbers may look like, which rule numbers a paper, what is printed; the hash of a certificate."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outgoing.models.number import PATTERN
from outgoing.rules.certificate import certificate, is_whole
from outgoing.rules.numbering import (
    Ambiguous,
    Plain,
    code_fits,
    pattern_fits,
    printed,
    series_for,
    shape,
    try_out,
)
from outgoing.words import KINDS, Layout

NUMBER = re.compile(r"[\u4e00-\u9fa5]{1,12}〔20\d{2}〕[1-9]\d*号")  # domain.md NUM-01
HAN = st.text(alphabet="江东省政办发函字电人府厅水财", min_size=1, max_size=12)
KIND = st.sampled_from([code for code, _label in KINDS])
LAYOUT = st.sampled_from(Layout.values)


@pytest.mark.parametrize(
    "pattern",
    [PATTERN, "{code}办函〔{year}〕{serial}号", "第{serial}号", "{code}第{serial}号", "{code}{serial}号"],
)
def test_good_patterns(pattern: str) -> None:
    assert pattern_fits(pattern) == ""


@pytest.mark.parametrize(
    "pattern",
    [
        "", "{code}〔{year}〕号", "{code}〔{year}〕{serial}{serial}号", "{code}{code}〔{year}〕{serial}号",
        "{code}〔{year}〕〔{year}〕{serial}号", "{code}〔{year}〕{serial}", "{code}〔{year}〕第{serial}号",
        "第{code}〔{year}〕{serial}号", "{code}[{year}]{serial}号", "{code}（{year}）{serial}号", "{code}{year}{serial}号",
        "{code}〔{year}〕0{serial}号", "{code}〔{year}〕０{serial}号", "{code} 〔{year}〕{serial}号", "{code}〔{year}〕{serial}号 ",
        "{code}〔{year}〕{serial}号\n", "{code}〔{year}〕\u3000{serial}号", "{code}〔2026〕{serial}号", "〔{year}〕{serial}号",
        "{code}〔{year}〕之{serial}号", "{serial.__class__}号", "{code!r}〔{year}〕{serial}号", "{code}〔{year}〕{serial:05d}号",
        "{code}〔{year}〕{serial}号{0}", "{{code}}〔{year}〕{serial}号", "{code}〔{year}〕{serial}号}", "{month}{serial}号",
        "{code}〔{year}〕{serial}\x00号", "{code}<b>〔{year}〕{serial}号", "{code}-{serial}号", "\u200b{code}〔{year}〕{serial}号",
    ],
)  # fmt: skip
def test_bad_patterns(pattern: str) -> None:
    assert pattern_fits(pattern)


PIECES = [
    "{code}",
    "〔{year}〕",
    "{year}",
    "{serial}",
    "{serial}号",
    "号",
    "第",
    "江政",
    "〔",
    "〕",
    "[",
    "0",
    " ",
    "{",
    "}",
    "!r",
]


@given(st.lists(st.sampled_from(PIECES), max_size=5).map("".join), HAN, st.integers(1, 10**6))
def test_whatever_passes_prints_a_number_that_can_be_read_back(pattern: str, code: str, serial: int) -> None:
    if pattern_fits(pattern):
        return
    number = printed(code, pattern, 2026, serial)
    assert number.endswith(f"{serial}号")
    assert not set(number) & set("{}[] !")
    assert "0" not in number.removesuffix(f"{serial}号").replace("2026", "")
    if "{year}" in pattern:
        assert number.count(f"〔2026〕{serial}号") == 1
        assert "第" not in number


@given(HAN, st.integers(2000, 2099), st.integers(1, 10**6))
def test_the_usual_pattern_is_what_the_standard_says(code: str, year: int, serial: int) -> None:
    number = printed(code, PATTERN, year, serial)
    assert code_fits(code) == pattern_fits(PATTERN) == ""
    assert NUMBER.fullmatch(number)
    assert number == f"{code}〔{year}〕{serial}号"


@pytest.mark.parametrize("code", ["{year}", "{serial.__class__}", "{code!r}", "{0}", "{serial}"])
def test_nothing_typed_is_ever_a_format(code: str) -> None:
    """Even where validation was gone round, a code is only ever text."""
    assert printed(code, PATTERN, 2026, 7) == f"{code}〔2026〕7号"
    assert printed("江", "{serial.__class__}{code!r}", 2026, 7) == "{serial.__class__}{code!r}"


@pytest.mark.parametrize(
    "code", ["", " ", "江 政", "江政1", "abc", "{year}", "江政\n", "江\x00", "江" * 13, "〔江〕"]
)
def test_bad_codes(code: str) -> None:
    assert code_fits(code)


@given(HAN, HAN, st.integers(1, 9999), st.integers(1, 9999))
def test_series_with_different_shapes_never_print_the_same(a: str, b: str, n: int, m: int) -> None:
    patterns = [PATTERN, "{code}办〔{year}〕{serial}号", "{code}第{serial}号", "{code}{serial}号"]
    for p in patterns:
        for q in patterns:
            if printed(a, p, 2026, n) == printed(b, q, 2026, m):
                assert shape(a, p) == shape(b, q)
                assert n == m


# -- which rule ----------------------------------------------------------------------------------------

ANY = Plain("江政办发", PATTERN)
LETTERS = Plain("江政办函", PATTERN, layouts=["letter"])
NOTICES = Plain("江政办通", PATTERN, kinds=["notice"])
NOTICE_LETTERS = Plain("江政办通函", PATTERN, kinds=["notice"], layouts=["letter"])
CLOSED = Plain("旧", PATTERN, kinds=["notice"], is_active=False)


@pytest.mark.parametrize(
    ("rows", "kind", "layout", "wanted"),
    [
        ([], "notice", "ordinary", None),
        ([CLOSED], "notice", "ordinary", None),
        ([LETTERS], "notice", "ordinary", None),
        ([ANY, LETTERS, CLOSED], "notice", "ordinary", ANY),
        ([ANY, LETTERS], "letter", "letter", LETTERS),
        ([ANY, NOTICES], "notice", "ordinary", NOTICES),
        ([ANY, LETTERS, NOTICES, NOTICE_LETTERS], "notice", "letter", NOTICE_LETTERS),
        ([NOTICES, Plain("多", PATTERN, kinds=["notice", "letter"])], "notice", "ordinary", NOTICES),
    ],
)
def test_the_closest_rule(rows: list[Plain], kind: str, layout: str, wanted: Plain | None) -> None:
    assert series_for(rows, kind, layout) is wanted
    assert series_for(rows[::-1], kind, layout) is wanted


def test_two_that_are_equally_close_are_named() -> None:
    with pytest.raises(Ambiguous, match="江政办函.*江政办通"):
        series_for([ANY, LETTERS, NOTICES], "notice", "letter")
    with pytest.raises(Ambiguous):
        series_for([ANY, Plain("又一个", PATTERN)], "notice", "ordinary")


@given(st.lists(st.builds(Plain, HAN, st.just(PATTERN), st.lists(KIND, max_size=3), st.lists(LAYOUT, max_size=2))),
       KIND, LAYOUT)  # fmt: skip
def test_what_is_picked_fits_and_nothing_closer_was_passed_over(
    rows: list[Plain], kind: str, layout: str
) -> None:
    active = [r for r in rows if r.is_active]
    fitting = [
        r for r in active if (not r.kinds or kind in r.kinds) and (not r.layouts or layout in r.layouts)
    ]
    try:
        picked = series_for(rows, kind, layout)
    except Ambiguous:
        assert len(fitting) > 1
        return
    assert (picked is None) == (not fitting)
    for other in fitting:
        assert picked is not None
        assert not picked.kinds or set(picked.kinds) <= set(other.kinds) or not other.kinds
        assert not picked.layouts or set(picked.layouts) <= set(other.layouts) or not other.layouts


def test_trying_out_says_the_number_or_why_none() -> None:
    assert try_out([ANY, LETTERS], "letter", "letter", 2026, 5).number == "江政办函〔2026〕5号"
    assert try_out([ANY, LETTERS], "letter", "letter", 2026, 5).rule is LETTERS
    assert "没有适用" in try_out([LETTERS], "notice", "ordinary", 2026, 5).why
    ambiguous = try_out([ANY, ANY], "notice", "ordinary", 2026, 5)
    assert not ambiguous.number
    assert "都适用" in ambiguous.why


# -- the certificate -----------------------------------------------------------------------------------

LINES = [[1, "江〔2025〕1号", "used", "", "abc"], [2, "江〔2025〕2号", "void", "重号", None]]


def test_a_certificate_counts_and_knows_itself() -> None:
    facts = certificate(organ="厅", code="江", pattern=PATTERN, year=2025, first=1, last=2, lines=LINES)
    assert (facts["used"], facts["void"]) == (1, 1)
    assert is_whole(facts)
    for name, value in {"used": 2, "last": 3, "year": 2024, "lines": LINES[:1], "sha256": "0" * 64}.items():
        assert not is_whole({**facts, name: value}), name
    changed = [LINES[0], [*LINES[1][:3], "别的理由", None]]
    assert not is_whole({**facts, "lines": changed})
