"""A finding leads to its words in the text that is shown, which has neither the checker's lines nor its blank ones."""

from __future__ import annotations

import pytest

from checking.queries.proofing import Seen
from documents.rules.spots import spots
from proofing.finding import Finding

PAGES = [
    "云川市人民政府文件\n云政[2026]15号　签发人：林越\n为做好工作,现将有关情",
    "况,报告如下。\n\n云川市人民政府\n2026年3月5日",
]


def seen(line: int, sentence: str, words: str = "", rule: str = "NUM-02") -> Seen:
    return Seen(Finding(line, 1, rule, words, "error"), sentence, "")


@pytest.mark.parametrize(
    ("one", "wanted"),
    [
        (
            seen(3, "云政[2026]15号 签发人： 林越", "签发人"),
            (2, 13),
        ),  # other white space than the checker saw
        (seen(1, "云川市人民政府"), (1, 1)),
        (seen(14, "云川市人民政府"), (6, 1)),  # the same words twice: the nearer ones
        (seen(9, "为做好工作,现将有关情况,报告如下。", "况,"), (4, 1)),  # over the end of a page
        (seen(3, "没有这一句"), None),
        (seen(3, ""), None),
        (seen(0, "云川市人民政府"), None),  # of the register, not of the text
    ],
)
def test_where_it_stands(one: Seen, wanted: tuple[int, int] | None) -> None:
    assert spots([one], PAGES) == [wanted]


def test_the_second_of_two_alike_is_the_second() -> None:
    words = "为做好工作,现将有关情况,报告如下。"
    assert spots([seen(9, words, ","), seen(9, words, ",")], PAGES) == [(3, 6), (4, 2)]


def test_a_text_that_is_not_there_has_no_place() -> None:
    assert spots([seen(1, "甲")], []) == [None]
