"""The instruction board: each paper in its column, for everybody only what he may see."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from documents.actions.instruct import instruct, record
from documents.models import Document
from documents.queries.board import board, scope
from people.models import Delegation
from people.roles import Role
from tests.office import (
    SINCE,
    Office,
    appoint,
    circulating,
    fresh,
    instructed,
    item,
    make_office,
    registered,
    reviewing,
    submitted,
)
from tests.office import handling as at_units

from .path import closed, now, reported

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return make_office()


def columns(person: object, **options: str) -> dict[str, list[str]]:
    whose = scope(person)
    return {c.code: [card.row.ref for card in c.cards] for c in board(person, whose, **options)}


def test_each_paper_stands_in_its_column(office: Office) -> None:
    waiting, given, written, doing, done = (
        reviewing(office), submitted(office), instructed(office), at_units(office), closed(office),
    )  # fmt: skip
    registered(office)
    circulating(office)
    expected = {
        "waiting": [waiting.ref],
        "given": [given.ref],
        "written": [written.ref],
        "doing": [doing.ref],
    }
    assert columns(office.clerk) == expected
    mine = columns(office.leader)
    assert mine == {
        **expected,
        "waiting": [],
        "done": [done.ref],
    }  # not his to see before it was given to him


def test_a_leader_sees_his_own_and_what_became_of_it(office: Office) -> None:
    doc = submitted(office, leaders=[office.leader2, office.leader])
    assert columns(office.leader)["waiting"] == [doc.ref]  # his turn has not come
    instruct(doc, by=office.leader2, text="请赵六同志阅批。")
    instruct(now(doc), by=office.leader, text="请水利厅办，财政厅配合。")
    from documents.actions.handover import assign, open_instructions

    doc = now(doc)
    one, two = open_instructions(doc)
    assign(
        doc, by=office.handler, items=[item(office, instruction=two, co=[office.unit2])], no_work=[one.number]
    )
    card = next(c for c in board(office.leader, scope(office.leader)) if c.code == "doing").cards[0]
    assert [i.text for i in card.said] == ["请水利厅办，财政厅配合。"]
    assert [(p.unit_name, p.get_status_display()) for p in card.items[0].parts] == [
        ("省水利厅", "待接收"), ("省财政厅", "待接收"),
    ]  # fmt: skip
    assert card.due_at == card.items[0].parts[0].due_at
    assert columns(office.leader2)["doing"] == [doc.ref]
    other = Role.LEADER
    third = fresh(office.outsider)
    appoint(third, office.office, other)
    assert not any(columns(third).values())


def test_a_secretary_sees_the_leaders_she_writes_for(office: Office) -> None:
    doc = instructed(office)
    hers = submitted(office, leaders=[office.leader2])
    assert scope(office.secretary) == {office.leader.pk}
    assert columns(office.secretary)["written"] == [doc.ref]
    assert hers.ref not in str(columns(office.secretary))


def test_work_secrets_stay_with_those_they_were_given_to(office: Office) -> None:
    doc = instructed(office, registered(office, work_secret=True))
    assert columns(office.supervisor)["written"] == []
    assert columns(office.leader)["written"] == [doc.ref]


def test_others_have_no_board(office: Office) -> None:
    for person in (office.outsider, office.unit_clerk, office.admin, office.auditor):
        client = Client()
        client.force_login(person)
        assert client.get("/instructions/").status_code == 403


@pytest.mark.parametrize("query", ["col=x", "before=²", "col=doing&before=%00", "before=" + "a" * 99])
def test_bad_queries_are_answered(office: Office, query: str) -> None:
    client = Client()
    client.force_login(office.clerk)
    assert client.get(f"/instructions/?{query}").status_code == 400


def test_columns_are_capped_and_go_on(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("documents.queries.board.CAP", 1)
    monkeypatch.setattr("documents.queries.board.PAGE", 2)
    refs = [submitted(office).ref for _ in range(4)]
    first = next(c for c in board(office.clerk, None) if c.code == "given")
    assert ([c.row.ref for c in first.cards], first.more) == ([refs[3]], refs[3])
    page = board(office.clerk, None, only="given")[0]
    assert ([c.row.ref for c in page.cards], page.more) == ([refs[3], refs[2]], refs[2])
    page = board(office.clerk, None, only="given", before=page.more)[0]
    assert ([c.row.ref for c in page.cards], page.more) == ([refs[1], refs[0]], "")
    assert board(office.leader2, {office.leader2.pk}, only="given", before=refs[3])[0].cards == []


@pytest.mark.parametrize("who", ["clerk", "leader"])
def test_as_many_queries_for_three_papers_as_for_one(office: Office, who: str) -> None:
    client = Client()
    client.force_login(getattr(office, who))

    def stage() -> None:
        reviewing(office)
        submitted(office)
        instructed(office)
        reported(office, at_units(office, items=[item(office), item(office, lead=office.unit2)]))

    stage()
    client.get("/instructions/")
    with CaptureQueriesContext(connection) as one:
        answer = client.get("/instructions/")
    stage()
    stage()
    with CaptureQueriesContext(connection) as three:
        assert client.get("/instructions/").status_code == answer.status_code == 200
    assert len(one) == len(three)
    assert len(three) == 11, [q["sql"][:90] for q in three]


def test_empty_columns_say_so_and_marks_lead_to_their_mending(office: Office) -> None:
    client = Client()
    client.force_login(office.clerk)
    page = client.get("/instructions/").content.decode()
    assert "没有等着呈批的公文。" in page
    assert "批示都已转办。" in page
    doc = submitted(office)
    record(doc, by=office.clerk, leader=office.leader, text="请办。", scan_pending=True)
    page = client.get("/instructions/").content.decode()
    assert "扫描件待补" in page
    assert f"/documents/{doc.ref}/do/confirm_oral/" in page
    assert Document.objects.get().state == "instructed"
    client.force_login(office.chief)  # sees what is wanting; it is not his to bring
    page = client.get("/instructions/").content.decode()
    assert "扫描件待补" in page
    assert "/do/confirm_oral/" not in page


def test_lookup_of_units_and_readers(office: Office) -> None:
    client = Client()
    client.force_login(office.handler)
    assert "省水利厅" in client.get("/pick/units/?q=sslt").content.decode()
    assert (
        "云川" not in client.get("/pick/units/?q=云川").content.decode()
    )  # nobody there: no work can be given
    for part in ("slt", "sl"):  # without its place, too
        assert "省水利厅" in client.get(f"/pick/units/?q={part}").content.decode(), part
    assert "李四" in client.get("/pick/readers/?q=ls").content.decode()
    assert client.get("/pick/units/").content == b""
    assert client.get("/pick/other/?q=a").status_code == 404
    assert client.get("/pick/units/?q=" + "a" * 200).status_code == 400
    page = client.get("/pick/units/?q=<script>").content.decode()
    assert "<script>" not in page


def test_a_paper_of_two_leaders_in_order_stands_once(office: Office) -> None:
    """Their secretary follows both: with the first it has been given, until he has written it waits nowhere else."""
    for leader in (office.leader, office.leader2):
        Delegation.objects.update_or_create(
            principal=leader, deputy=office.secretary, defaults={"since": SINCE, "kinds": ["record"]}
        )
    doc = submitted(office, leaders=[office.leader, office.leader2], route_mode="sequential")
    secretary = fresh(office.secretary)
    assert columns(secretary) == {"waiting": [], "given": [doc.ref], "written": [], "doing": [], "done": []}
    assert columns(fresh(office.leader2))["waiting"] == [doc.ref]
    instruct(doc, by=office.leader, text="同意。")
    assert columns(secretary)["given"] == [doc.ref]


@pytest.mark.parametrize(
    ("who", "offered"), [("clerk", True), ("secretary", True), ("leader", False), ("chief", False)]
)
def test_whoever_writes_down_for_the_leader_has_the_link_on_the_card(
    office: Office, client: Client, who: str, offered: bool
) -> None:
    doc, other = submitted(office), instructed(office)
    client.force_login(getattr(office, who))
    shown = client.get("/instructions/").content.decode()
    assert doc.title in shown
    assert (f"/documents/{doc.ref}/do/record/" in shown) == offered
    assert f"/documents/{other.ref}/do/record/" not in shown
    if offered:
        assert client.get(f"/documents/{doc.ref}/do/record/").status_code == 200


def test_a_deputy_for_other_work_has_no_link_to_what_he_would_be_refused(
    office: Office, client: Client
) -> None:
    doc = submitted(office)
    Delegation.objects.create(principal=office.handler, deputy=office.chief, since=SINCE, kinds=[])
    client.force_login(fresh(office.chief))
    shown = client.get("/instructions/").content.decode()
    assert doc.title in shown
    assert f"/documents/{doc.ref}/do/record/" not in shown
    assert client.get(f"/documents/{doc.ref}/do/record/").status_code == 403
