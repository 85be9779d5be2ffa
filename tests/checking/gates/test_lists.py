"""Which items are asked of which paper: the lists as data."""

from __future__ import annotations

import pytest

from checking.rules.gates import BUILT_IN, LABELS, OFFERED, Face, Item, Point, listed, stand, unticked
from checking.words import Gate, Side

IN, OUT = Side.INCOMING, Side.OUTGOING


def manual(gate: str, side: str, *labels: str, kind: str = "notice", urgency: str = "normal") -> list[str]:
    face = Face(side, kind, urgency, frozenset(labels))
    return [item.key for item in listed(gate, face) if not item.auto]


def test_an_ordinary_paper_has_nothing_to_tick_before_it_goes_on() -> None:
    assert manual(Gate.BEFORE, IN, "action", "on_paper", "has_attachments", "goes_to_leader") == []


@pytest.mark.parametrize(
    ("labels", "asked"),
    [
        (("urgent",), ["compared"]), (("asks_us", "reply_wanted"), ["compared"]), (("back_registered",), ["compared"]),
        (("work_secret",), ["compared", "scope"]), (("several_units",), ["compared", "parts"]),
        (("urgent", "work_secret", "several_units"), ["compared", "scope", "parts"]),
    ],
)  # fmt: skip
def test_what_rules_ask_for_is_ticked(labels: tuple[str, ...], asked: list[str]) -> None:
    assert manual(Gate.BEFORE, IN, *labels) == asked


@pytest.mark.parametrize(
    ("labels", "asked"),
    [
        (("action",), ["facts", "done", "lawful", "complete"]), (("reading",), ["read", "complete"]),
        (("reading", "uncounted"), ["read", "complete", "originals"]),
        (("reading", "secret_unhanded"), ["read", "complete", "work_secret"]),
        (("reading", "lost_copies"), ["read", "complete", "lost"]),
    ],
)  # fmt: skip
def test_before_it_is_closed(labels: tuple[str, ...], asked: list[str]) -> None:
    assert manual(Gate.CLOSING, IN, *labels) == asked


@pytest.mark.parametrize(
    ("label", "asked"),
    [("urgent", []), ("work_secret", ["secret"]), ("numbered_copies", ["returned"]), ("normative", ["published"]),
     ("recalled", ["recalled"])],
)  # fmt: skip
def test_before_an_outgoing_paper_is_closed(label: str, asked: list[str]) -> None:
    assert manual(Gate.CLOSING, OUT, label) == asked


def test_the_review_has_its_five_points_and_the_recheck_its_two() -> None:
    assert manual(Gate.BEFORE, OUT) == ["basis", "lawful", "consulted", "form", "other"]
    assert manual(Gate.DURING, OUT) == ["approved", "content"]


def test_an_item_of_the_offices_own_is_asked_of_the_papers_it_names() -> None:
    own = Item(
        "own7",
        "已电话告知值班室",
        Gate.BEFORE,
        IN,
        kinds=["request"],
        urgencies=["urgent"],
        labels=["on_paper"],
    )

    def asked(kind: str, urgency: str, *labels: str) -> bool:
        return own in listed(Gate.BEFORE, Face(IN, kind, urgency, frozenset(labels)), [own])

    assert asked("request", "urgent", "on_paper")
    assert not asked("notice", "urgent", "on_paper")
    assert not asked("request", "normal", "on_paper")
    assert not asked("request", "urgent")
    assert own not in listed(Gate.CLOSING, Face(IN, "request", "urgent", frozenset({"on_paper"})), [own])
    assert own not in listed(Gate.BEFORE, Face(OUT, "request", "urgent", frozenset({"on_paper"})), [own])


def test_every_label_is_known_and_no_key_stands_twice_in_a_list() -> None:
    assert {label for item in BUILT_IN for label in item.labels} <= set(LABELS)
    assert {label for names in OFFERED.values() for label in names} <= set(LABELS)
    keys = [(item.side, item.gate, item.key) for item in BUILT_IN]
    assert len(keys) == len(set(keys))
    assert not [item.key for item in BUILT_IN if item.waivable and not item.auto], (
        "what is looked at is never let pass"
    )


def test_an_automatic_item_is_green_by_itself_or_red_with_its_reason() -> None:
    items = [Item("a", "甲", Gate.BEFORE, IN, auto=True), Item("b", "乙", Gate.BEFORE, IN, auto=True, waivable=True),
             Item("c", "丙", Gate.BEFORE, IN, auto=True), Item("d", "%(no)s 丁", Gate.BEFORE, IN)]  # fmt: skip
    points = stand(items, {"a": lambda: (True, []), "b": lambda: (False, ["缺附件。"])}, {"no": "000118"})
    assert points == [
        Point("a", "甲", True, True, []), Point("b", "乙", True, False, ["缺附件。"], True), Point("d", "000118 丁", False)
    ]  # fmt: skip
    assert [p.red for p in points] == [False, True, False]
    assert unticked(IN, "丁") == "未核：丁。"
    assert unticked(OUT, "丁") == "请先核对：丁"
