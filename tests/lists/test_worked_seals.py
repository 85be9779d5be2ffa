"""已办 and 在办 of those who approve, keep and check out seals: what they did, as long as they may see it."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from docflow import badges, worked
from docflow.web.prepared import fetch
from people.models import Delegation, Person
from seals.actions.requests import reject
from seals.actions.takeouts import approve_takeout, reject_takeout, withdraw_takeout
from seals.models import SealRequest
from seals.queries import requests as asked_for
from seals.queries import takeouts
from tests.office import SINCE, fresh
from tests.seals.requests import asked as requests
from tests.seals.takeouts import trip
from tests.seals.takeouts.trip import Trip, make_trip
from workflow.models import Task


@pytest.fixture
def t(db: None) -> Trip:
    return make_trip()


def said(person: Person, which: Any) -> list[tuple[str, str, str, str]]:
    return [(row.ref, row.kind, row.state, row.holders) for row in which(fresh(person))]


def test_who_approved_an_application_finds_it_again(t: Trip) -> None:
    w = t.w
    row = requests.approved(w)
    [due] = Task.objects.about(row).open().values_list("due_at", flat=True)
    assert said(w.director, worked.doing) == [(row.ref, "seal_approve", "approved", w.keeper.name)]
    assert worked.doing(fresh(w.director))[0].due_at == due is not None
    assert worked.done(fresh(w.keeper)) == worked.done(fresh(w.o.clerk)) == []
    other = requests.asking(w)
    reject(other, by=fresh(w.director), reason="不合规定")
    assert said(w.director, worked.done)[0] == (other.ref, "seal_approve", "rejected", "")
    assert [ref for ref, *_rest in said(w.director, worked.doing)] == [row.ref], "what was refused is over"


def test_who_approved_and_checked_a_takeout_finds_it_again(t: Trip) -> None:
    row = trip.out(t)
    assert [(ref, kind, state) for ref, kind, state, _with in said(t.w.director, worked.doing)] == [
        (row.ref, "take_approve", "out")
    ]
    assert said(t.chief, worked.doing)[0][:3] == (row.ref, "take_out", "out")
    trip.back(t, row)
    assert {ref for ref, *_rest in said(t.chief, worked.done)} == {row.ref}
    assert said(t.w.director, worked.done)[0][2:] == ("back", "")
    for who in (t.w.director, t.deputy_sg, t.chief, t.w.keeper):
        assert worked.doing(fresh(who)) == []


@pytest.mark.parametrize("end", ["reject", "withdraw"])
def test_a_takeout_that_is_given_up_is_over(t: Trip, end: str) -> None:
    row = trip.asked(t)
    approve_takeout(row, by=fresh(t.deputy_sg))
    assert len(worked.doing(fresh(t.deputy_sg))) == 1
    if end == "reject":
        reject_takeout(row, by=fresh(t.w.director), reason="不必外带")
    else:
        withdraw_takeout(row, by=fresh(t.w.o.clerk), reason="不去了")
    assert worked.doing(fresh(t.deputy_sg)) == []
    assert len(worked.done(fresh(t.deputy_sg))) == 1


def test_what_was_taken_back_is_not_his_to_see(t: Trip) -> None:
    """He did it in another's name, for whom he stands in no more; his own that was recalled is shown no more, either."""
    row = requests.approved(t.w)
    Task.objects.about(row).filter(kind="seal_approve").update(done_by=t.w.o.outsider)
    assert worked.done(fresh(t.w.o.outsider)) == worked.doing(fresh(t.w.o.outsider)) == []
    deputy = Delegation.objects.create(
        principal=t.w.director, deputy=t.w.o.outsider, since=SINCE, kinds=["seal_approve"]
    )
    assert [r.ref for r in worked.done(fresh(t.w.o.outsider))] == [row.ref]
    deputy.delete()
    assert badges.badges(fresh(t.w.o.outsider)).doing == ""


def everybody(t: Trip) -> list[Person]:
    w = t.w
    return [
        *w.o.everybody().values(), w.keeper, w.stand_in, w.supervisor, w.director, t.sg, t.deputy_sg, w.d.drafter,
    ]  # fmt: skip


@pytest.mark.parametrize("kinds", [[], ["seal_approve"], ["handle"]])
def test_the_statement_is_the_rule(t: Trip, kinds: list[str]) -> None:
    """Whoever asks: what a statement may show is what the pages show. The auditor is given no work."""
    requests.asking(t.w)
    requests.approved(t.w)
    secret = requests.approved(t.w, approver=t.w.o.leader2)
    SealRequest.objects.filter(pk=secret.pk).update(work_secret=True)
    trip.out(t)
    Delegation.objects.create(principal=t.w.director, deputy=t.w.o.outsider, since=SINCE, kinds=kinds)
    found = set()
    for who in map(fresh, everybody(t)):
        if who == t.w.o.auditor:
            continue
        asked = asked_for.seen_by(who)
        for model, rule, seen in (
            ("seals_sealrequest q", asked_for.MAY_SEE_REQUEST, asked_for.visible_to(who)),
            ("seals_sealtakeout k", takeouts.MAY_SEE_TAKEOUT, takeouts.visible_to(who)),
        ):
            rows = {pk for (pk,) in fetch(f"SELECT id FROM {model} WHERE {rule}", asked)}
            assert rows == set(seen.values_list("pk", flat=True)), (who.name, model)
            found.add(len(rows))
    assert found >= {0, 1, 2, 3}


def test_the_page_names_state_and_step_and_asks_no_more_for_three(t: Trip, client: Client) -> None:
    client.force_login(t.w.director)

    def page(tab: str) -> tuple[int, str]:
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(f"{reverse('home')}?tab={tab}")
        assert answer.status_code == 200
        return len(asked), answer.content.decode()

    row = requests.approved(t.w)
    page("doing")
    counts = {tab: page(tab)[0] for tab in ("doing", "done")}
    requests.approved(t.w)
    trip.out(t)
    for tab, before in counts.items():
        many, text = page(tab)
        assert many == before
        assert reverse("seal_request", args=[row.ref]) in text
        assert all(word in text for word in ("待用印", "外带中", "用印审批", "外带审批"))
