"""Exchange batches: gapless numbers, envelopes by organ, one batch for a double click; the clock starts at hand-over."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from docflow.web.errors import BadInput, Faster, Incomplete, NotAllowed
from outgoing.actions.exchanging import hand_over, make_batch, tick_off, urge_many
from outgoing.actions.receipts import receipts
from outgoing.models import Addressee, ExchangeBatch, Outgoing
from outgoing.queries.exchange import late, pieces, unsigned, waiting
from tests.office import Office, fresh, make_office
from tests.outgoing.exchange.stage import dispatched, of, said
from workflow.models import Entry, Task
from workflow.replay import differences

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return make_office()


def keys(*papers: Outgoing) -> list[int]:
    rows = Addressee.objects.filter(paper__in=papers).order_by("id")
    return list(rows.values_list("pk", flat=True))


def made(office: Office, *papers: Outgoing, key: str = "k1") -> ExchangeBatch:
    return make_batch(by=fresh(office.clerk), items=keys(*papers), courier="老周", key=key)


def test_one_envelope_for_each_organ_and_an_entry_for_each_paper(office: Office) -> None:
    papers = [dispatched(office, channel="exchange"), dispatched(office, channel="exchange")]
    assert waiting(fresh(office.clerk)).count() == 8
    batch = made(office, *papers)
    year = timezone.localdate().year
    assert (batch.number, batch.serial, batch.courier) == (f"交〔{year}〕1号", 1, "老周")
    envelopes = {(r.name, r.envelope) for r in pieces(batch, fresh(office.clerk))}
    assert len(envelopes) == 4
    assert {n for _name, n in envelopes} == {1, 2, 3, 4}
    assert of(papers[0], "协会").envelope == 4
    assert Entry.objects.filter(verb="batch").count() == 2
    assert waiting(fresh(office.clerk)).count() == 0
    assert unsigned(fresh(office.clerk)).count() == 8
    assert list(differences(Outgoing)) == []


def test_the_same_form_makes_one_batch_and_what_fails_leaves_no_gap(office: Office) -> None:
    first, second = dispatched(office, channel="exchange"), dispatched(office, channel="exchange")
    batch = made(office, first)
    assert made(office, first) == batch
    with pytest.raises(Faster):
        made(office, first, second, key="k2")
    assert made(office, second, key="k3").serial == 2
    assert list(differences(Outgoing)) == []


def test_bad_batches(office: Office) -> None:
    paper = dispatched(office, channel="exchange")
    clerk = fresh(office.clerk)
    with pytest.raises(BadInput):
        make_batch(by=clerk, items=[], courier="老周", key="a")
    with pytest.raises(BadInput):
        make_batch(by=clerk, items=keys(paper), courier=" ", key="b")
    with pytest.raises(Faster):
        make_batch(by=clerk, items=[10**30], courier="老周", key="c")
    with pytest.raises(Faster):
        make_batch(by=clerk, items=keys(dispatched(office, work_secret=True, channel="exchange", drafter=office.chief))[:1]
                   + [10**9], courier="老周", key="d")  # fmt: skip
    for who in (office.handler, office.supervisor, office.unit_clerk, office.admin):
        with pytest.raises(NotAllowed):
            make_batch(by=fresh(who), items=keys(paper), courier="老周", key="e")


def test_the_clock_starts_when_the_courier_has_it(office: Office) -> None:
    paper = dispatched(office, channel="exchange")
    Addressee.objects.update(alarm_at=timezone.now() - timedelta(hours=1))
    clerk = fresh(office.clerk)
    assert late(clerk, timezone.now()) == 0, "what lies here is not late"
    batch = made(office, paper)
    assert late(clerk, timezone.now()) == 4
    hand_over(batch, by=clerk, key="h")
    row = of(paper, "水利")
    assert row.alarm_at is not None
    assert row.alarm_at > timezone.now()
    assert Task.objects.about(paper).open().get(holder=office.unit.principal).due_at == row.alarm_at
    with pytest.raises(Faster, match="已经交出"):
        hand_over(batch, by=clerk, key="h2")
    with pytest.raises(NotAllowed):
        hand_over(batch, by=fresh(office.handler), key="h3")
    assert list(differences(Outgoing)) == []


def test_ticked_off_across_papers(office: Office) -> None:
    papers = [dispatched(office, channel="exchange"), dispatched(office, channel="exchange")]
    hand_over(made(office, *papers), by=fresh(office.clerk), key="h")
    rows = said(papers[0], "水利", seal_intact=True) + said(
        papers[1], "协会", receipt="returned", note="迁址"
    )
    result = tick_off(rows, by=fresh(office.clerk), key="t")
    assert (result.done, result.refused) == (2, [])
    assert (of(papers[0], "水利").seal_intact, of(papers[1], "协会").receipt) == (True, "returned")
    again = tick_off(rows, by=fresh(office.clerk), key="t")
    assert again.done == 2, "the same form once more says the same"
    result = tick_off(said(papers[0], "财政", "水利"), by=fresh(office.clerk2), key="t2")
    assert result.done == 0
    assert "已签收" in result.refused[0][1]
    with pytest.raises(Incomplete):
        tick_off([{**rows[0], "addressee": 10**30}], by=fresh(office.clerk), key="t3")
    receipts(papers[0], by=fresh(office.clerk), rows=said(papers[0], "财政"))
    result = urge_many([*keys(papers[0]), 10**9], by=fresh(office.clerk), key="u", answered_by="王姐")
    assert result.done == 0
    assert len(result.refused) == 2
    result = urge_many([of(papers[1], "云川").pk], by=fresh(office.clerk), key="u2", answered_by="王姐")
    assert result.done == 1
