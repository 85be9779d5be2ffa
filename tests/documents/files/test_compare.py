"""Two versions of a text, paragraph by paragraph."""

from __future__ import annotations

import random
import time
from functools import lru_cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from documents.files.compare import Change, Piece, compare
from documents.files.lcs import matches

TEXTS = st.lists(
    st.one_of(
        st.sampled_from(["一、总体要求", "二、主要任务", "特此通知。", "", "a"]),
        st.text(st.sampled_from("甲乙丙丁的，。 \n𠮷e\u0301"), max_size=30),
        st.text(max_size=12),
    ),
    max_size=14,
)


def kinds(changes: list[Change]) -> str:
    return "".join({"same": "=", "added": "+", "removed": "-", "changed": "~"}[c.kind] for c in changes)


def marked(change: Change) -> str:
    wrap = {"same": "%s", "added": "[+%s]", "removed": "[-%s]"}
    return "".join(wrap[p.kind] % p.text for p in change.pieces)


@settings(max_examples=400)
@given(TEXTS, TEXTS)
def test_nothing_is_lost_and_nothing_invented(old: list[str], new: list[str]) -> None:
    changes = compare(old, new)
    assert [c.old for c in changes if c.old is not None] == old
    assert [c.new for c in changes if c.new is not None] == new
    assert [c.old_number for c in changes if c.old_number] == list(range(1, len(old) + 1))
    assert [c.new_number for c in changes if c.new_number] == list(range(1, len(new) + 1))
    for c in changes:
        assert (c.old is None, c.new is None) == (c.kind == "added", c.kind == "removed")
        assert (c.kind == "same") == (c.old == c.new)
        assert bool(c.pieces) == (c.kind == "changed")
        if c.pieces:
            assert "".join(p.text for p in c.pieces if p.kind != "added") == c.old
            assert "".join(p.text for p in c.pieces if p.kind != "removed") == c.new
            assert all(p.text for p in c.pieces)
            assert all(a.kind != b.kind for a, b in zip(c.pieces, c.pieces[1:], strict=False))


@settings(max_examples=200)
@given(st.text("abc", max_size=14), st.text("abcd", max_size=14))
def test_the_common_subsequence_is_a_longest_one(old: str, new: str) -> None:
    @lru_cache(None)
    def longest(i: int, j: int) -> int:
        if i == len(old) or j == len(new):
            return 0
        return 1 + longest(i + 1, j + 1) if old[i] == new[j] else max(longest(i + 1, j), longest(i, j + 1))

    found = matches(old, new)
    assert len(found) == longest(0, 0)
    assert all(old[i] == new[j] for i, j in found)
    assert all(a[0] < b[0] and a[1] < b[1] for a, b in zip(found, found[1:], strict=False))


def test_what_stayed_came_went_and_changed() -> None:
    old = ["标题", "各区县政府：", "请于3月5日前报送材料，逾期不再受理。", "联系人：张三", "特此通知。"]
    new = ["标题", "各区县政府：", "请于4月10日前报送材料，逾期不再受理。", "附件：名单", "特此通知。"]
    changes = compare(old, new)
    assert kinds(changes) == "==~-+="
    assert marked(changes[2]) == "请于[-3月5][+4月10]日前报送材料，逾期不再受理。"
    assert (changes[3].old_number, changes[3].new_number) == (4, None)
    assert (changes[4].old_number, changes[4].new_number) == (None, 4)


def test_a_moved_paragraph_is_removed_and_added() -> None:
    changes = compare(["一", "二二二", "三", "四"], ["一", "三", "四", "二二二"])
    assert kinds(changes) == "=-==+"


def test_a_new_paragraph_before_a_changed_one_does_not_hide_it() -> None:
    old = ["开头", "各单位要加强领导，明确责任，按时完成。", "结尾"]
    new = ["开头", "以下新增。", "各单位要加强组织领导，明确责任分工，按时完成。", "结尾"]
    changes = compare(old, new)
    assert kinds(changes) == "=+~="
    assert marked(changes[2]) == "各单位要加强[+组织]领导，明确责任[+分工]，按时完成。"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [([], [], ""), ([], ["一"], "+"), (["一"], [], "-"), (["一"], ["一"], "="), (["一"], ["二"], "-+"),
     (["一"] * 5, ["一"] * 3, "===--"), ([""], ["一"], "-+")],
)  # fmt: skip
def test_small_ones(old: list[str], new: list[str], expected: str) -> None:
    changes = compare(old, new)
    assert sorted(kinds(changes)) == sorted(expected)


def test_chance_letters_in_common_are_no_common_text() -> None:
    (change,) = compare(["会议定于周一上午在三楼会议室召开"], ["会议改到周五下午在三楼会议室召开"])
    assert change.pieces == (
        Piece("same", "会议"), Piece("removed", "定于周一上"), Piece("added", "改到周五下"),
        Piece("same", "午在三楼会议室召开"),
    )  # fmt: skip


def _words(seed: int, count: int) -> list[str]:
    some = random.Random(seed)
    return ["".join(some.choices("一二三四五六七八九十的了和与在是，。", k=200)) for _ in range(count)]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (_words(1, 2_000), _words(2, 2_000)),
        (_words(1, 2_000), [w[:90] + "改" + w[91:] for w in _words(1, 2_000)]),
        (["同一段"] * 2_000, ["同一段"] * 1_999 + ["别的"]),
        (["甲", "乙"] * 1_000, ["乙", "丙", "甲"] * 700),
        (["甲" * 200 + str(n % 7) for n in range(2_000)], ["甲" * 199 + str(n % 5) for n in range(2_000)]),
        (["甲乙" * 6_000] * 2, ["乙甲甲" * 4_000] * 2),
        (["甲" * 250_000], ["甲乙" * 125_000]),
        (_words(3, 2_000), _words(3, 2_000)[::-1]),
    ],
    ids=[
        "all new",
        "all changed",
        "all alike",
        "two by turns",
        "nearly alike",
        "long",
        "one giant",
        "turned round",
    ],
)
def test_it_is_quick_whatever_they_say(old: list[str], new: list[str]) -> None:
    before = time.process_time()
    changes = compare(old, new)
    assert time.process_time() - before < 4
    assert "".join(c.old or "" for c in changes) == "".join(old)
    assert "".join(c.new or "" for c in changes) == "".join(new)
