"""One order: what stands before and after a line, and what opens next, as the list shows it page by page."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from documents.queries.inbox import Waiting, first, in_order, near
from workflow.queries import PAGE

NOW = timezone.localtime().replace(hour=10)


def lines(count: int) -> list[Waiting]:
    """First due first; every third is urgent, so that the pages look different from that."""
    far = NOW + timedelta(days=60)
    return [
        Waiting(
            n,
            "document",
            f"r{n}",
            1 if n % 3 == 0 else 4,
            NOW - timedelta(hours=n),
            far + timedelta(minutes=n),
        )
        for n in range(1, count + 1)
    ]


def as_shown(rows: list[Waiting]) -> list[Waiting]:
    pages = [rows[start : start + PAGE] for start in range(0, len(rows), PAGE)]
    return [row for page in pages for *_, row in in_order(page, NOW)]


def test_neighbours_are_those_of_the_list_also_across_its_pages(settings: object, db: None) -> None:
    rows = lines(PAGE * 2 + 7)
    shown = as_shown(rows)
    assert shown != rows
    for at, row in enumerate(shown):
        found = near(rows, NOW, row.ref, row.id)
        assert found.at == at
        assert found.before == (shown[at - 1] if at else None)
        assert found.after == (shown[at + 1] if at + 1 < len(shown) else None)


def test_one_paper_with_two_tasks_has_two_places(db: None) -> None:
    rows = [line._replace(ref="same") if line.id in (2, 5) else line for line in lines(6)]
    places = {near(rows, NOW, "same", task).at for task in (2, 5)}
    assert len(places) == 2
    assert near(rows, NOW, "same").at in places
    assert near(rows, NOW, "gone") == (None, as_shown(rows)[0], None)


def test_after_an_act_what_stood_next_opens_while_it_waits(db: None) -> None:
    rows = lines(PAGE + 20)
    shown = as_shown(rows)
    assert first(rows, NOW, then=shown[-1].id, done="r1") == shown[-1]
    assert first(rows, NOW, then=999, done="x") == shown[0]
    assert first(rows, NOW, then=0, done=shown[0].ref) == shown[1]
    same = [row._replace(ref="same") for row in rows[:2]]
    assert first(same, NOW, then=same[1].id, done="same") == same[1]  # the second item of the paper just done
    assert first(same, NOW, then=0, done="same") is None
