"""Frozen rows give the same figures and the same hash for good: over random rows, through the database and back."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bulletins.figures.base import COUNT, HOURS, MEAN, NINE, RATE, SHARE, Figure, Row, value
from bulletins.figures.shown import compared
from bulletins.models import Pack, PackFigure
from bulletins.queries.counting import Taken, changes, mark, recomputed
from bulletins.queries.pack_parts import changed, step
from bulletins.queries.packs import hashed
from bulletins.rules.frozen import canonical
from bulletins.rules.sections import drafted, moved, whole
from workflow.clock import database_now


@pytest.mark.parametrize(
    ("measure", "now", "then", "said"),
    [
        (RATE, 0.0415, 0.0264, "▲ 增 1.6 个百分点"),  # 4.2% and 2.6%
        (HOURS, 193.15, 1.149, "▲ 增 192.1 小时"),
        (MEAN, 10.249, 4.951, "▲ 增 5.2 天"),
        (HOURS, 5.04, 5.01, "＝ 持平"),
        (COUNT, 3.0, 5.0, "▼ 减 2"),
        (SHARE, 2.004, 1.996, "＝ 持平"),
    ],
)
def test_a_difference_is_that_of_the_numbers_that_stand_there(
    measure: str, now: float, then: float, said: str
) -> None:
    figure = Figure("x", "", "", "", lambda scope: [], measure=measure)
    assert compared(figure, now, then) == said
    way, gap = step(measure, now, then)
    assert ("▼＝▲"[way + 1], gap in said or not way) == (said[0], True)


MEASURES = (COUNT, RATE, HOURS, NINE, MEAN, SHARE)
WORDS = st.text(max_size=12)
WEIGHTS = st.none() | st.floats(0, 1e9, allow_nan=False)
ROWS = st.lists(
    st.builds(Row, st.just("document"), st.integers(1, 2**40), WORDS, WORDS, WORDS, WEIGHTS), max_size=9
)


@given(st.sampled_from(MEASURES), ROWS, ROWS)
def test_the_value_follows_from_the_stored_rows(measure: str, rows: list[Row], of: list[Row]) -> None:
    stored, stored_of = ([row.as_list() for row in some] for some in (rows, of))
    assert recomputed(measure, stored, stored_of) == value(measure, rows, of)


@given(ROWS, st.permutations(["a", "b", "c"]))
def test_the_order_of_figures_does_not_matter_and_their_content_does(
    rows: list[Row], codes: list[str]
) -> None:
    figures = [{"code": code, "rows": [row.as_list() for row in rows]} for code in codes]
    assert canonical({}, figures, []) == canonical({}, list(reversed(figures)), [])
    other = [{**figures[0], "rows": [*figures[0]["rows"], ["x", 1, "", "", "", None]]}, *figures[1:]]
    assert canonical({}, figures, []) != canonical({}, other, [])
    assert canonical({"number": "1"}, figures, []) != canonical({"number": "2"}, figures, [])


@given(
    st.lists(
        st.tuples(st.sampled_from([one["code"] for one in drafted()]), st.sampled_from([-1, 1])), max_size=30
    )
)
def test_no_move_loses_a_section(steps: list[tuple[str, int]]) -> None:
    kept = drafted()
    for code, way in steps:
        kept = moved(kept, code, way)
    assert sorted(one["code"] for one in whole(kept)) == sorted(one["code"] for one in drafted())


def taken(rnd: Random, n: int) -> list[Taken]:
    """Random figures, with weights that no short decimal is."""

    def rows() -> list[list[Any]]:
        return [
            ["document", rnd.randrange(10**9), "r", "收〔2026〕1号", "标题“一”\\ \u2028", rnd.choice([None, rnd.random() * 10**rnd.randrange(9)])]
            for _ in range(rnd.randrange(6))
        ]  # fmt: skip

    found = []
    for place in range(n):
        measure, mine, of = rnd.choice(MEASURES), rows(), rows()
        found.append(
            Taken(f"f{place}", place, measure, "数", "定义", "依据", recomputed(measure, mine, of), mine, of)
        )
    return found


@pytest.mark.django_db
def test_through_the_database_and_back() -> None:
    rnd, now = Random(7), database_now()
    for n in range(20):
        first = date(2026, 1, 5) + timedelta(weeks=n)
        year, week, _day = first.isocalendar()
        pack = Pack.objects.create(
            year=year, week=week, first=first, last=first + timedelta(days=6), sections=drafted(), made_at=now, counted_at=now
        )  # fmt: skip
        counted = taken(rnd, 8)
        unsaved = [PackFigure(pack=pack, **one.as_fields()) for one in counted]
        before = hashed(pack, unsaved)
        PackFigure.objects.bulk_create(unsaved)
        pack, figures = Pack.objects.get(pk=pack.pk), list(PackFigure.objects.filter(pack=pack))
        assert hashed(pack, figures) == before
        assert [recomputed(f.measure, f.rows, f.of_rows) for f in figures] == [f.value for f in figures]
        assert changes(figures, counted) == []
        assert mark(counted) == mark(list(counted))
        figures[0].rows = [*figures[0].rows, ["document", 1, "", "", "", None]]
        assert hashed(pack, figures) != before


@pytest.mark.parametrize(
    ("drafted", "value", "told"), [(5.04, 5.01, []), (5.06, 5.01, [("5.1 小时", "5.0 小时")])]
)
def test_what_shows_the_same_number_did_not_change(
    drafted: float, value: float, told: list[tuple[str, str]]
) -> None:
    figure = PackFigure(
        code="hours", measure="hours", label="办理时长", value=value, drafted=drafted, changed=True
    )
    assert [(one.drafted, one.value) for one in changed([figure])] == told
