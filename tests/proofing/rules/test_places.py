"""Where a finding about one of the addressees stands."""

from __future__ import annotations

import pytest

from proofing.meta import Organ
from proofing.rules.places import recipient
from tests.proofing.papers import meta, paper, read


def at(to: str, organ: Organ) -> list[tuple[int, int, str]]:
    known = meta(recipients=(organ,))
    return [(hit.line, hit.column, hit.text) for hit in recipient(read(paper(to=to), known), known, organ)]


@pytest.mark.parametrize(
    ("to", "name", "column", "text"),
    [
        ("各市、州人民政府：", "各市、州人民政府", 1, "各市、州人民政府"),
        ("省财政厅，各市、州人民政府：", "各市、州人民政府", 6, "各市、州人民政府"),
        ("省财政厅预算处，省财政厅：", "省财政厅", 9, "省财政厅"),
        ("省财政厅：", "江东省财政厅", 1, "省财政厅"),
        ("江东省财政厅、教育厅：", "江东省财政厅", 1, "江东省财政厅"),
        ("各有关单位：", "江东省财政厅", 1, "各有关单位："),
    ],
)
def test_recipient(to: str, name: str, column: int, text: str) -> None:
    assert at(to, Organ(name)) == [(9, column, text)]


def test_by_its_short_name() -> None:
    assert at("省教育厅，省发改委：", Organ("江东省发展和改革委员会", short="省发改委")) == [
        (9, 6, "省发改委")
    ]


def test_a_name_that_goes_on_in_the_next_line() -> None:
    assert at("省财政厅，各市、\n州人民政府：", Organ("各市、州人民政府")) == [(9, 6, "各市、")]
