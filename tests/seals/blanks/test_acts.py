"""Books of blank sheets: taken in, written off number by number, counted, closed."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from docflow.web.errors import BadInput, Faster, Incomplete, NotAllowed
from seals.actions.blanks import close_book, count_book, hand_over_book, take_in, write_off
from seals.models import BlankBook, BlankSheet
from seals.queries.blanks import balance, balances, requests_to_write, unwritten, written
from tests.seals.takeouts.asking import request_for
from tests.seals.world import World, make_world
from workflow.replay import differences

pytestmark = pytest.mark.django_db


@pytest.fixture
def w(db: None) -> World:
    return make_world()


def unsaved(w: World, **fields: Any) -> BlankBook:
    values: dict[str, Any] = {
        "kind": "letterhead", "name": "省政府办公厅文件头", "prefix": "", "first": 101, "last": 120, "keeper": w.keeper,
        "received_on": timezone.localdate(),
    }  # fmt: skip
    return BlankBook(**{**values, **fields})


def book(w: World, **fields: Any) -> BlankBook:
    return take_in(unsaved(w, **fields), by=w.keeper).subject


def used(w: World, b: BlankBook, numbers: Any, **more: Any) -> Any:
    values: dict[str, Any] = {"end": "used", "matter": "印发通知", "given_to": "文印室"}
    return write_off(b, by=w.keeper, numbers=numbers, **{**values, **more})


def gone(w: World, b: BlankBook, numbers: Any, end: str, **more: Any) -> Any:
    values: dict[str, Any] = {"matter": "套印偏移", "second": w.supervisor}
    return write_off(b, by=w.keeper, numbers=numbers, end=end, **{**values, **more})


def test_a_whole_book(w: World) -> None:
    b = book(w)
    assert (b.total, b.keeper_name) == (20, "褚四四")
    used(w, b, range(101, 111))
    gone(w, b, [111, 113], "spoiled")
    gone(w, b, [112], "missing")
    found = balance(b)
    assert (found.used, found.spoiled, found.missing, found.left, found.left_said) == (10, 2, 1, 7, "114–120")
    with pytest.raises(Incomplete, match="114–120"):
        close_book(b, by=w.keeper, second=w.supervisor)
    gone(w, b, range(114, 121), "returned", matter="换版退回")
    lines = written(b)
    assert [(one.numbers, one.end) for one in lines] == [
        ("114–120", "returned"), ("112", "missing"), ("111、113", "spoiled"), ("101–110", "used")]  # fmt: skip
    b = close_book(b, by=w.keeper, second=w.supervisor).subject
    assert b.closed_at is not None
    with pytest.raises(Faster):
        used(w, b, [101])
    assert list(differences(BlankBook)) == []


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"last": 100}, "last"),
        ({"last": 20_000}, "last"),
        ({"first": 110, "last": 130}, "first"),
        ({"first": 90, "last": 101}, "first"),
    ],
)
def test_what_is_not_taken_in(w: World, fields: dict[str, Any], field: str) -> None:
    book(w)
    with pytest.raises(BadInput) as refusal:
        book(w, **fields)
    assert refusal.value.field == field


def test_other_prefix_or_kind_is_another_book(w: World) -> None:
    book(w)
    book(w, prefix="乙")
    book(w, kind="introduction")
    book(w, first=121, last=140)
    assert BlankBook.objects.count() == 4


def test_only_keepers_and_chiefs_take_in(w: World) -> None:
    for who in (w.o.clerk, w.supervisor, w.o.leader, w.o.outsider, w.o.admin, w.o.auditor):
        with pytest.raises(NotAllowed):
            take_in(unsaved(w), by=who)
    assert take_in(unsaved(w), by=w.o.chief).subject.pk
    with pytest.raises(BadInput):
        take_in(unsaved(w, first=500, last=501, keeper=w.o.auditor), by=w.o.chief)


def test_only_who_keeps_it_writes_off(w: World) -> None:
    b = book(w)
    for who in (w.o.clerk, w.supervisor, w.stand_in, w.o.leader, w.o.outsider, w.o.auditor):
        with pytest.raises(NotAllowed):
            write_off(b, by=who, numbers=[101], end="used", matter="通知", given_to="文印室")
    write_off(b, by=w.o.chief, numbers=[101], end="used", matter="通知", given_to="文印室")
    assert BlankSheet.objects.get().by_name == "吴十"


@pytest.mark.parametrize(
    ("numbers", "more", "field"),
    [([100], {}, "numbers"), ([121], {}, "numbers"), ([], {}, "numbers"), ([101], {"matter": ""}, "matter"),
     ([101], {"given_to": ""}, "given_to"), ([101], {"end": "spoiled"}, "second_password")],
)  # fmt: skip
def test_what_is_not_written(w: World, numbers: list[int], more: dict[str, Any], field: str) -> None:
    b = book(w)
    with pytest.raises(BadInput) as refusal:
        used(w, b, numbers, **more)
    assert refusal.value.field == field


@pytest.mark.parametrize("end", ["spoiled", "returned", "missing"])
def test_what_is_gone_wants_two(w: World, end: str) -> None:
    b = book(w)
    for second in (None, w.keeper):
        with pytest.raises(BadInput):
            gone(w, b, [101], end, second=second)
    with pytest.raises(BadInput):  # a chief for the keeper: not before the keeper, who answers for the book
        write_off(b, by=w.o.chief, numbers=[101], end=end, matter="污损", second=w.keeper)
    with pytest.raises(IntegrityError), transaction.atomic():
        BlankSheet.objects.create(
            book=b,
            number=101,
            end=end,
            matter="x",
            by_person=w.keeper,
            by_name="褚四四",
            second=w.keeper,
            at=timezone.now(),
        )


def test_a_number_goes_once(w: World) -> None:
    b = book(w)
    used(w, b, range(101, 104))
    with pytest.raises(Faster, match="103"):
        used(w, b, range(103, 106))
    assert BlankSheet.objects.count() == 3, "all or none"


def row(w: World, b: BlankBook, number: int) -> None:
    BlankSheet.objects.create(
        book=b,
        number=number,
        end="used",
        matter="x",
        given_to="y",
        by_person=w.keeper,
        by_name="褚四四",
        at=timezone.now(),
    )


def test_the_database_itself_refuses(w: World) -> None:
    b = book(w)
    row(w, b, 101)
    for number in (101, 100, 121):
        with pytest.raises(IntegrityError), transaction.atomic():
            row(w, b, number)
    for sql in (
        "UPDATE seals_blanksheet SET number = 102", "DELETE FROM seals_blanksheet", "DELETE FROM seals_blankbook",
        "UPDATE seals_blankbook SET last = 130", "UPDATE seals_blankbook SET closed_at = now()",
    ):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    with pytest.raises(IntegrityError), transaction.atomic():
        unsaved(w, first=115, last=116, keeper_name="褚四四").save()


def test_counting_must_agree(w: World) -> None:
    b = book(w)
    used(w, b, [101])
    with pytest.raises(Incomplete, match="102–120"):
        count_book(b, by=w.keeper, counted=18, second=w.supervisor)
    with pytest.raises(BadInput):
        count_book(b, by=w.keeper, counted=19, second=w.keeper)
    assert "相符" in count_book(b, by=w.keeper, counted=19, second=w.supervisor).said


def test_handed_over(w: World) -> None:
    b = book(w)
    with pytest.raises(Incomplete):
        hand_over_book(b, by=w.keeper, to=w.stand_in, counted=19)
    with pytest.raises(BadInput):
        hand_over_book(b, by=w.keeper, to=w.keeper, counted=20)
    b = hand_over_book(b, by=w.keeper, to=w.stand_in, counted=20).subject
    assert (b.keeper, b.keeper_name) == (w.stand_in, "杨九九")
    with pytest.raises(NotAllowed):
        used(w, b, [101])


# -- introduction letters ----------------------------------------------------------------------------


def letters(w: World, **fields: Any) -> BlankBook:
    return book(
        w, **{"kind": "introduction", "name": "介绍信", "prefix": "介", "first": 1, "last": 50, **fields}
    )


def test_a_letter_is_written_off_under_its_application(w: World) -> None:
    b, request = letters(w), request_for(w, copies=3)
    assert "3 份" in unwritten(request)
    assert "1 份" in unwritten(request, unused=2)
    assert requests_to_write() == [request]
    with pytest.raises(BadInput) as refusal:
        used(w, b, [1])
    assert refusal.value.field == "request"
    used(w, b, [1, 2], request=request)
    assert "1 份" in unwritten(request)
    with pytest.raises(BadInput, match="不能超过"):
        used(w, b, [3, 4], request=request)
    gone(w, b, [3], "spoiled", request=request)
    assert unwritten(request) == ""
    assert requests_to_write() == []


def test_other_applications_ask_for_no_number(w: World) -> None:
    b = letters(w)
    other = request_for(w, paper_kind="certificate", copies=2)
    assert unwritten(other) == ""
    with pytest.raises(BadInput):
        used(w, b, [1], request=other)


def test_an_office_without_such_books_is_not_held_up(w: World) -> None:
    request = request_for(w, copies=2)
    assert unwritten(request) == ""
    book(w)
    assert unwritten(request) == "", "letterheads are no letters"
    letters(w)
    assert unwritten(request) != ""


# -- what is left ------------------------------------------------------------------------------------

STEPS = st.lists(
    st.tuples(
        st.sampled_from(["used", "spoiled", "returned", "missing"]), st.integers(1, 12), st.integers(0, 5)
    ),
    max_size=8,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_whatever_is_written_it_adds_up(w: World, steps: list[tuple[str, int, int]]) -> None:
    with transaction.atomic():
        b = book(w, first=1, last=12)
        known: dict[int, str] = {}
        for end, low, more in steps:
            wanted = list(range(low, min(12, low + more) + 1))
            try:
                if end == "used":
                    used(w, b, wanted)
                else:
                    gone(w, b, wanted, end)
            except Faster:
                assert set(wanted) & set(known)
            else:
                known |= dict.fromkeys(wanted, end)
        found = balance(b)
        assert found.adds_up
        assert found.total == 12
        counts = {end: list(known.values()).count(end) for end in ("used", "spoiled", "returned", "missing")}
        assert (found.used, found.spoiled, found.returned, found.missing) == tuple(counts.values())
        assert {n for x, y in found.runs for n in range(x, y + 1)} == set(range(1, 13)) - set(known)
        assert balances([b]) == [(b, found)]
        transaction.set_rollback(True)
