"""Copies to sign for are work: they stand in 待办 with one key, are counted there, and are not among what is to be read."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from docflow.badges import badges
from documents.actions.reading import circulate
from documents.queries.onward import onward
from documents.queries.reach import reach
from outgoing.models import Outgoing
from outgoing.words import TaskKind
from tests.office import Office, fresh, make_office, registered
from tests.outgoing.exchange.stage import dispatched, of
from workflow import queries as inbox
from workflow.models import Task

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return make_office()


@pytest.fixture
def unit(office: Office, client: Client) -> Client:
    client.force_login(office.unit_clerk)
    return client


def waits(office: Office, paper: Outgoing) -> Task:
    return Task.objects.about(paper).get(kind=TaskKind.RECEIVE, holder=office.unit.principal)


def html(answer: Any) -> str:
    return str(answer.content.decode())


def boxes(page: str) -> list[int]:
    return [int(n) for n in re.findall(r'name="pick" value="(\d+)"', page)]


def to_read(office: Office) -> None:
    circulate(registered(office), by=fresh(office.clerk), readers=[office.unit_clerk], note="请阅知。")


def test_it_stands_in_the_to_do_list_and_is_counted_there(office: Office, unit: Client) -> None:
    paper = dispatched(office)
    to_read(office)
    who = fresh(office.unit_clerk)
    whose = reach(who.hats)
    assert [row.ref for row in inbox.todo(whose)] == [paper.ref]
    assert [row.kind for row in inbox.to_read(whose)] == ["read"]
    counts = badges(who)
    assert (counts.todo, counts.toread) == ("1", "1")
    page = html(unit.get("/"))
    assert "待办已清" not in page
    assert paper.title in page
    assert boxes(page) == [waits(office, paper).pk]
    assert paper.title not in html(unit.get("/?tab=toread"))
    assert paper.title not in html(unit.get("/circulation/"))


def test_list_badge_and_next_are_one_question(office: Office, unit: Client) -> None:
    """Whatever stands there: as many lines as the badge says, and what follows is the list's next."""
    for _n in range(3):
        dispatched(office)
        to_read(office)
    who = fresh(office.unit_clerk)
    whose, counts = reach(who.hats), badges(who)
    late = Task.objects.filter(kind=TaskKind.RECEIVE)
    assert (
        (len(inbox.todo(whose)), len(inbox.to_read(whose)))
        == (int(counts.todo), int(counts.toread))
        == (3, 3)
    )
    late.update(due_at="2026-01-05T09:00:00+08:00")
    assert badges(who).overdue == "3"
    first = Outgoing.objects.get(pk=inbox.todo(whose)[0].subject_pk)
    assert "/outgoing/" in onward(who, first, "todo")
    assert first.ref not in onward(who, first, "toread")


def test_signed_from_the_list_one_or_several(office: Office, unit: Client) -> None:
    papers = [dispatched(office) for _n in range(3)]
    one, *rest = (waits(office, paper).pk for paper in papers)
    answer = unit.post("/exchange/receive/all/", {"one": one, "key": "a", "back": "home"}, follow=True)
    assert answer.redirect_chain == [("/", 302)]
    assert "已签收 1 件" in html(answer)
    answer = unit.post("/exchange/receive/all/", {"pick": rest, "key": "b", "back": "home"}, follow=True)
    assert "已签收 2 件" in html(answer)
    assert "待办已清" in html(answer)
    assert {of(paper, "水利").receipt for paper in papers} == {"signed"}
    assert unit.post("/exchange/receive/all/", {"key": "c", "back": "//evil"}).status_code == 400


def test_only_what_one_key_does_has_a_box(office: Office, unit: Client) -> None:
    """Beside other work: that is opened, not ticked off."""
    paper = dispatched(office)
    doc = registered(office)
    Task.objects.create(
        subject_kind="document", subject_pk=doc.pk, subject_ref=doc.ref, title=doc.title, kind="handle", lane="main",
        holder=office.unit.principal, holder_name="省水利厅", given_at=doc.received_at,
    )  # fmt: skip
    page = html(unit.get("/"))
    assert doc.title in page
    assert boxes(page) == [waits(office, paper).pk]
    assert "data-read-all" in page
    unit.post("/exchange/receive/all/", {"one": waits(office, paper).pk, "key": "k"})
    page = html(unit.get("/"))
    assert boxes(page) == []
    assert "data-read-all" not in page


def test_a_unit_of_others_is_not_his(office: Office, client: Client) -> None:
    paper = dispatched(office)
    client.force_login(office.unit3_clerk)
    assert paper.title not in html(client.get("/"))
    other = waits(office, paper).pk
    answer = client.post("/exchange/receive/all/", {"one": other, "key": "k", "back": "home"}, follow=True)
    assert "不在您名下" in html(answer)
    assert of(paper, "水利").receipt == "sent"


def test_it_costs_nothing_more(office: Office, unit: Client) -> None:
    def cost(ask: Callable[[], Any]) -> int:
        ask()
        with CaptureQueriesContext(connection) as queries:
            ask()
        return len(queries)

    empty = cost(lambda: unit.get("/"))
    for _n in range(3):
        dispatched(office)
    assert cost(lambda: unit.get("/")) == empty
