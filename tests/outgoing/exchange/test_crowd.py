"""Many at once, each with a connection of its own: all signatures are counted, nothing is closed with copies open."""

from __future__ import annotations

from functools import partial

import pytest

from docflow.web.errors import Faster, Incomplete
from outgoing.actions.exchanging import make_batch
from outgoing.actions.receipts import close, receipts, receive
from outgoing.models import Addressee, ExchangeBatch, Outgoing
from outgoing.words import OPEN_RECEIPTS
from tests.office import Office, fresh, make_office
from tests.outgoing.exchange.stage import dispatched, many_units, now, of, row, said
from tests.races.threads import at_once, without_the_lock
from workflow.models import Entry, Task
from workflow.replay import differences
from workflow.spine import Done

pytestmark = pytest.mark.django_db(transaction=True)
CROWD = 32


@pytest.fixture
def office() -> Office:
    return make_office()


def sent(office: Office) -> tuple[Outgoing, list[partial[Done]]]:
    """A paper with 32 units, and the call by which each signs."""
    units = many_units(CROWD)
    paper = dispatched(office, [row(unit, n, copies=1) for n, (unit, _who) in enumerate(units, 1)])
    people = [fresh(who) for _unit, who in units if who is not None]
    assert all(who.hats for who in people)
    return paper, [partial(receive, paper, by=who, copies=1, key=f"k{who.pk}") for who in people]


def test_thirty_two_units_at_once_are_all_counted(office: Office) -> None:
    paper, calls = sent(office)
    results = at_once([*calls, *calls])  # each form twice: a double click counts once
    assert all(isinstance(r, Done) for r in results), [r for r in results if not isinstance(r, Done)]
    assert Addressee.objects.filter(paper=paper, receipt="signed", received_copies=1).count() == CROWD
    assert Entry.objects.filter(subject_kind="outgoing", subject_pk=paper.pk, verb="receive").count() == CROWD
    assert not Task.objects.about(paper).open().filter(kind="receive").exists()
    assert list(differences(Outgoing)) == []


def test_without_the_lock_some_are_lost(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    _paper, calls = sent(office)
    without_the_lock(monkeypatch, 4)
    results = at_once(calls[:4])
    assert sum(isinstance(r, Done) for r in results) < 4, results


@pytest.mark.parametrize(
    ("condition", "open_after"), [("refused", False), ("short", True), ("signed", False)]
)
def test_closing_beside_a_late_answer(office: Office, condition: str, open_after: bool) -> None:
    """Whichever is first: a closed paper has nobody open, and whoever lost is told why."""
    paper = dispatched(office)
    receipts(paper, by=fresh(office.clerk), rows=said(paper, "财政", "云川", "协会"))
    unit, clerk = fresh(office.unit_clerk), fresh(office.clerk)
    assert unit.hats
    assert clerk.hats
    copies = 1 if condition == "short" else 3
    answer = partial(receive, paper, by=unit, copies=copies, condition=condition, note="情况", key="late")
    shut = partial(close, paper, by=clerk, expected_version=now(paper).version)
    results = at_once([answer, *[shut] * 7])
    assert isinstance(results[0], Done), results[0]
    assert all(isinstance(r, (Done, Incomplete, Faster)) for r in results[1:]), results
    state = now(paper).state
    still = Addressee.objects.filter(paper=paper, receipt__in=sorted(OPEN_RECEIPTS)).exists()
    assert still == open_after
    assert not (state == "closed" and still)
    assert sum(isinstance(r, Done) for r in results[1:]) == (state == "closed")
    assert list(differences(Outgoing)) == []


def test_closing_beside_a_clerks_late_refusal(office: Office) -> None:
    """Signed once, refused now: either it is recorded before the paper is closed, or the clerk is told it is."""
    paper = dispatched(office)
    receipts(paper, by=fresh(office.clerk), rows=said(paper, "水利", "财政", "云川", "协会"))
    clerk, other = fresh(office.clerk), fresh(office.clerk2)
    assert clerk.hats
    assert other.hats
    rows = said(paper, "协会", receipt="short", received_copies=1, note="少一份")
    results = at_once([partial(close, paper, by=clerk), partial(receipts, paper, by=other, rows=rows)] * 4)
    done = [r.entry.verb for r in results if isinstance(r, Done)]
    assert len(done) == 1, results
    assert (now(paper).state == "closed") == (done == ["close"])
    assert (of(paper, "协会").receipt == "short") == (done == ["receipts"])
    assert list(differences(Outgoing)) == []


def test_batches_are_gapless_and_no_piece_is_in_two(office: Office) -> None:
    papers = [dispatched(office, channel="exchange") for _ in range(8)]
    clerk = fresh(office.clerk)
    assert clerk.hats
    items = [list(Addressee.objects.filter(paper=p).values_list("pk", flat=True)) for p in papers]
    mixed = [[*items[n], *items[(n + 1) % 8]] for n in range(8)]  # each wants its neighbour's, too
    calls = [
        partial(make_batch, by=clerk, items=keys, courier="老周", key=f"b{n}") for n, keys in enumerate(mixed)
    ]
    results = at_once([call for call in calls for _ in range(2)])
    assert all(isinstance(r, (ExchangeBatch, Faster)) for r in results), results
    serials = sorted(ExchangeBatch.objects.values_list("serial", flat=True))
    assert serials == list(range(1, len(serials) + 1))
    made = {r.pk for r in results if isinstance(r, ExchangeBatch)}
    assert made == set(ExchangeBatch.objects.values_list("pk", flat=True))
    for batch in ExchangeBatch.objects.all():
        assert batch.items.count() == 8
    assert list(differences(Outgoing)) == []
