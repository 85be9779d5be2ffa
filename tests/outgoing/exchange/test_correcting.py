"""更正稿: of what was recalled or revoked a new paper is drawn up; each names the other to whoever may see it."""

from __future__ import annotations

import pytest
from django.test import Client

from docflow.web.errors import Incomplete, NotAllowed
from outgoing.actions.after import recall
from outgoing.actions.correcting import correct
from outgoing.actions.drafting import withdraw
from outgoing.models import Addressee, DraftVersion, Outgoing
from tests.office import fresh
from tests.outgoing.desk import Desk, dispatched, drafted, make_desk, to
from workflow.replay import differences
from workflow.spine import new_key

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Desk:
    return make_desk()


@pytest.fixture
def paper(desk: Desk) -> Outgoing:
    """Recalled."""
    found = dispatched(
        desk, drafted(desk, main=[to(desk.o.unit, copies=3), to(desk.o.unit2)], urgency="urgent")
    )
    recall(found, by=desk.o.chief, expected_version=found.version, reason="数字有误")
    return Outgoing.objects.get(pk=found.pk)


def test_a_new_paper_with_what_the_old_one_said(desk: Desk, paper: Outgoing) -> None:
    key = new_key()
    done = correct(paper, by=fresh(desk.o.clerk), key=key)
    fresh_one = Outgoing.objects.get(corrects=paper)
    assert done.subject == fresh_one
    assert (fresh_one.state, fresh_one.number, fresh_one.title, fresh_one.urgency) == (
        "drafting", "", paper.title, "urgent",
    )  # fmt: skip
    rows = [
        list(Addressee.objects.filter(paper=p).values_list("name", "role", "copies", "receipt"))
        for p in (fresh_one, paper)
    ]
    assert [row[:3] for row in rows[0]] == [row[:3] for row in rows[1]]
    assert {row[3] for row in rows[0]} == {"waiting"}
    words = [DraftVersion.objects.filter(paper=p).latest("number").paragraphs for p in (fresh_one, paper)]
    assert words[0] == words[1]
    again = correct(paper, by=fresh(desk.o.clerk), key=key)
    assert (again.replayed, again.subject) == (True, fresh_one)
    with pytest.raises(Incomplete, match="已为本件另拟更正稿"):
        correct(paper, by=fresh(desk.drafter))
    withdraw(fresh_one, by=fresh(desk.o.clerk), expected_version=fresh_one.version, reason="不用了")
    assert correct(paper, by=fresh(desk.drafter)).subject.drafter == desk.drafter
    assert list(differences(Outgoing)) == []


def test_only_of_what_is_not_in_force_and_only_by_its_people(desk: Desk, paper: Outgoing) -> None:
    with pytest.raises(Incomplete, match="没有召回或撤销"):
        correct(dispatched(desk), by=fresh(desk.o.clerk))
    for who in (desk.o.unit_clerk, desk.o.supervisor, desk.o.leader):
        with pytest.raises(NotAllowed):
            correct(paper, by=fresh(who))
    assert not Outgoing.objects.filter(corrects=paper).exists()


def test_both_pages_name_the_other_to_whoever_sees_it(desk: Desk, paper: Outgoing, client: Client) -> None:
    client.force_login(desk.o.clerk)
    form = client.get(f"/outgoing/{paper.ref}/do/correct/").context["form"]
    answer = client.post(
        f"/outgoing/{paper.ref}/do/correct/", {"key": form["key"].value(), "version": form["version"].value()}
    )
    made = Outgoing.objects.get(corrects=paper)
    assert answer.headers["Location"] == f"/outgoing/{made.ref}/"
    here, there = f'href="/outgoing/{paper.ref}/">更正', f'href="/outgoing/{made.ref}/">被更正'
    assert here in client.get(f"/outgoing/{made.ref}/").content.decode()
    assert there in client.get(f"/outgoing/{paper.ref}/").content.decode()
    client.force_login(desk.o.unit_clerk)  # had not signed for it: the recall ended its sight of both
    for one in (paper, made):
        assert client.get(f"/outgoing/{one.ref}/").status_code == 404
