"""份号: every printed copy is accounted for, whatever is done in whatever order; nobody destroys alone."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from docflow.web.errors import BadInput, Incomplete, NotAllowed, Refusal
from outgoing.actions.copying import copies, number_copies
from outgoing.actions.receipts import close
from outgoing.models import Copy, Outgoing
from outgoing.queries.copies import balance, ledger
from tests.office import Office, fresh, make_office
from tests.outgoing.exchange.stage import dispatched, now, of
from tests.outgoing.exchange.test_receipts import everybody
from workflow.replay import differences

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return make_office()


@pytest.fixture
def paper(office: Office) -> Outgoing:
    return dispatched(office, numbered_copies=True, print_run=10)


def test_given_taken_back_destroyed_by_two(paper: Outgoing, office: Office) -> None:
    clerk = fresh(office.clerk)
    water = of(paper, "水利")
    copies(paper, by=clerk, give=[("1-3", water.pk), ("4、5", "赵六")])
    assert Copy.objects.get(paper=paper, number=2).addressee == water
    assert [(w, n) for _c, _l, w, n in ledger(paper)] == [
        ("江东省水利厅", "1-3"),
        ("赵六", "4-5"),
        ("", "6-10"),
    ]
    assert not balance(paper).complete
    copies(paper, by=clerk, back="1-4")
    with pytest.raises(Incomplete, match="监销人"):
        copies(paper, by=clerk, destroy="1")
    with pytest.raises(NotAllowed):
        copies(paper, by=clerk, destroy="1", witness=office.clerk)
    with pytest.raises(Incomplete, match="遗失"):
        copies(paper, by=clerk, lost="5")
    done = copies(
        paper, by=clerk, destroy="1-3、6", witness=office.clerk2, lost="5", reason="搬迁中遗失，已报告"
    )
    assert "全部清退" in done.said
    found = balance(paper)
    assert (found.kept, found.given, found.returned, found.destroyed, found.lost) == (4, 0, 1, 4, 1)
    assert found.even
    assert found.complete
    assert Copy.objects.get(paper=paper, number=6).note == f"监销：{office.clerk2.name}"
    copies(paper, by=clerk, back="5")  # it was found
    assert list(differences(Outgoing)) == []


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"give": [("1", 0)]}, "没有这一项"), ({"give": [("1", " ")]}, "领用"), ({"give": [("", "赵六")]}, "份号"),
        ({"give": [("11", "赵六")]}, "没有份号 11"), ({"give": [("1-3", "赵六"), ("3", "李四")]}, "填了两次"),
        ({"back": "1"}, "还没有分发"), ({"back": "9" * 30}, "看不懂"), ({"give": [("1\0", "赵六")]}, "看不懂"), ({}, "没有填写"),
        ({"lost": "1-99999", "reason": "x"}, "最多"),
    ],
)  # fmt: skip
def test_bad_numbers_are_named(paper: Outgoing, office: Office, more: dict[str, Any], said: str) -> None:
    with pytest.raises(BadInput, match=said):
        copies(paper, by=fresh(office.clerk), **more)
    assert balance(paper).kept == 10


def test_another_papers_addressee_is_none_of_this(paper: Outgoing, office: Office) -> None:
    other = dispatched(office, numbered_copies=True)
    with pytest.raises(BadInput):
        copies(paper, by=fresh(office.clerk), give=[("1", of(other, "水利").pk)])


def test_what_is_elsewhere_says_where(paper: Outgoing, office: Office) -> None:
    copies(paper, by=fresh(office.clerk), give=[("1-3", "赵六")])
    with pytest.raises(BadInput, match="份号 2-3 现在是「已分发」，登记在赵六名下"):
        copies(paper, by=fresh(office.clerk2), give=[("2-4", "李四")])


def test_a_paper_is_not_closed_while_a_copy_is_out(paper: Outgoing, office: Office) -> None:
    copies(paper, by=fresh(office.clerk), give=[("7-8", of(paper, "水利").pk)])
    everybody(paper, office)
    with pytest.raises(Incomplete, match="份号 7-8 尚未清退"):
        close(paper, by=fresh(office.clerk))
    copies(paper, by=fresh(office.clerk), back="7-8")
    assert close(paper, by=fresh(office.clerk)).subject.state == "closed"
    copies(now(paper), by=fresh(office.clerk), destroy="7-8", witness=office.chief)


def test_papers_without_numbers_have_none(office: Office) -> None:
    paper = dispatched(office)
    assert not Copy.objects.filter(paper=paper).exists()
    with pytest.raises(Incomplete, match="不印份号"):
        copies(paper, by=fresh(office.clerk), give=[("1", "赵六")])
    for who in (office.handler, office.unit_clerk, office.admin):
        with pytest.raises(NotAllowed):
            copies(paper, by=fresh(who), give=[("1", "赵六")])


def test_printed_anew_the_rows_follow_the_run(paper: Outgoing, office: Office) -> None:
    assert number_copies(paper, 12) == 12
    assert number_copies(paper, 5) == 5
    assert list(Copy.objects.filter(paper=paper).values_list("number", flat=True)) == [1, 2, 3, 4, 5]
    copies(paper, by=fresh(office.clerk), give=[("5", "赵六")])
    with pytest.raises(Incomplete):
        number_copies(paper, 4)
    for n in (0, -1, 10**30):
        with pytest.raises(BadInput):
            number_copies(paper, n)


RANGE = st.tuples(st.integers(1, 12), st.integers(0, 3)).map(lambda r: f"{r[0]}-{r[0] + r[1]}")
MOVE = st.one_of(
    st.fixed_dictionaries(
        {"give": st.lists(st.tuples(RANGE, st.sampled_from(["赵六", "李四"])), max_size=2)}
    ),
    st.fixed_dictionaries({"back": RANGE}),
    st.fixed_dictionaries({"destroy": RANGE}),
    st.fixed_dictionaries({"lost": RANGE, "reason": st.just("遗失")}),
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=st.lists(MOVE, max_size=8))
def test_it_always_comes_out_even(paper: Outgoing, office: Office, moves: list[dict[str, Any]]) -> None:
    """Whatever is tried, done or refused: printed = kept + given + returned + destroyed + lost."""
    Copy.objects.filter(paper=paper).update(status="kept", holder="", addressee=None)
    clerk = fresh(office.clerk)
    for move in moves:
        with suppress(Refusal):
            copies(paper, by=clerk, **move, **({"witness": office.clerk2} if "destroy" in move else {}))
        found = balance(paper)
        assert found.even
        assert found.printed == Copy.objects.filter(paper=paper).count() == 10
        assert found.complete == (not Copy.objects.filter(paper=paper, status="given").exists())
