"""Small pieces: they escape, and tags and functions say the same."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.utils import translation
from django.utils.safestring import SafeString
from hypothesis import given
from hypothesis import strategies as st

from docflow.web import parts
from tests.look.frame import HOSTILE, skeleton, source

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (datetime(2026, 11, 19, 1, 12, tzinfo=UTC), "11-19 09:12"),
        (datetime(2025, 12, 31, 16, 0, tzinfo=UTC), "01-01 00:00"),
        (datetime(2025, 12, 31, 15, 59, tzinfo=UTC), "2025-12-31 23:59"),
        (date(2026, 3, 5), "03-05"),
        (date(2024, 2, 29), "2024-02-29"),
        (None, ""),
    ],
)
def test_when(value: date | None, shown: str) -> None:
    assert parts.when(value, TODAY) == shown


def test_day() -> None:
    with translation.override("zh-hans"):
        assert parts.day(date(2026, 11, 19)) == "2026年11月19日"
        assert parts.day(datetime(2026, 11, 18, 16, tzinfo=UTC)) == "2026年11月19日"
    assert parts.day(None) == ""


@given(st.text())
def test_nothing_gets_through_unescaped(text: str) -> None:
    for html in (
        parts.lamp("red", text),
        parts.urgency("urgent", text),
        parts.tag(text),
        parts.state("doing", text),
        parts.due_box("yellow", text, text),
    ):
        inner = str(html)
        for own in ("<span", "</span>", "<i ", "</i>", "<div", "</div>"):
            inner = inner.replace(own, "")
        assert "<" not in inner
        assert isinstance(html, SafeString)


@pytest.mark.parametrize(
    "draw",
    [
        parts.icon,
        *(lambda text, f=f: f(text, "x") for f in (parts.lamp, parts.urgency, parts.state, parts.due_box)),
    ],
)
def test_hostile_codes_cannot_leave_the_class(draw: Callable[[str], str]) -> None:
    assert skeleton(draw(HOSTILE)) == skeleton(draw("tame"))


def test_html_of_our_own_is_kept() -> None:
    assert parts.lamp("green", SafeString("<b>剩1天</b>")).count("<b>") == 1


def test_an_ordinary_paper_has_no_badge() -> None:
    assert parts.urgency("normal", "平件") == parts.urgency("", "") == ""
    assert 'class="u u-top_urgent"' in parts.urgency("top_urgent", "特急")


def test_tags_are_the_functions() -> None:
    html = source(
        '{% load ui %}{% lamp c t %}|{% urgency "urgent" "加急" %}|{% icon "bell" %}|{% tag t %}|{% state "late" t %}|{% due_box c t t %}'
        "|{% stamp at %}|{{ at|when }}|{{ at|day }}",
        c="red",
        t="<超期>",
        at=date(2026, 11, 19),
    )
    assert html.split("|") == [
        parts.lamp("red", "<超期>"),
        parts.urgency("urgent", "加急"),
        parts.icon("bell"),
        parts.tag("<超期>"),
        parts.state("late", "<超期>"),
        parts.due_box("red", "<超期>", "<超期>"),
        parts.time_html(date(2026, 11, 19)),
        parts.when(date(2026, 11, 19)),
        parts.day(date(2026, 11, 19)),
    ]
