"""流程图: a stage is named by its holder; an added signer stands in the stage he was asked in."""

from __future__ import annotations

from documents.actions.from_reading import instruct_from_reading
from documents.actions.instruct import instruct
from documents.actions.review import countersign
from documents.actions.signers import add_signer
from documents.actions.transferring import transfer
from documents.models import Document
from documents.queries import page as rows
from documents.queries.route import Stop, stops, written
from tests.office import Office, approve, circulating, fresh, reviewing, submitted


def shown(office: Office, doc: Document) -> list[tuple[str, str, str]]:
    doc = Document.objects.get(pk=doc.pk)
    plan = {
        "outcome": "handle",
        "leaders": [office.leader.name],
        "lead": "省水利厅",
        "author": office.handler.name,
        "co": [],
        "mode": "sequential",
    }
    found: list[Stop] = stops(doc, rows.tasks(doc, fresh(office.handler)).main, plan)
    return [(s.state, s.label, s.who) for s in found]


def test_a_signer_of_the_leader_does_not_stand_where_the_reviewer_stood(office: Office) -> None:
    doc = reviewing(office)
    transfer(doc, by=office.chief, to=office.deputy, reason="出差。")
    approve(doc, by=fresh(office.deputy))
    add_signer(doc, by=office.leader, signer=office.supervisor, mode="after")
    instruct(doc, by=fresh(office.leader), text="")
    reviewed = ("done", "审核", office.deputy.name)
    asked = shown(office, doc)
    assert reviewed in asked
    assert ("done", "批示", office.leader.name) in asked
    assert ("now", "会签", office.supervisor.name) in asked
    countersign(doc, by=fresh(office.supervisor), opinion="同意。")
    after = shown(office, doc)
    assert reviewed in after
    assert ("done", "批示", office.leader.name) in after
    assert [label for _state, label, _who in after].count("审核") == 1


def test_a_signer_before_the_chief_is_now_and_the_chief_comes_next(office: Office) -> None:
    doc = reviewing(office)
    add_signer(doc, by=office.chief, signer=office.supervisor, mode="before")
    asked = shown(office, doc)
    assert ("now", "会签", office.supervisor.name) in asked
    assert ("next", "审核", office.chief.name) in asked
    countersign(doc, by=fresh(office.supervisor), opinion="同意。")
    approve(doc, by=fresh(office.chief))
    assert ("done", "审核", office.chief.name) in shown(office, doc)


def test_a_signer_beside_the_leader_is_counted_with_him(office: Office) -> None:
    doc = submitted(office)
    add_signer(doc, by=office.leader, signer=office.supervisor, mode="beside")
    assert ("now", "批示", "已回 0/2") in shown(office, doc)
    assert ("done", "审核", office.chief.name) in shown(office, doc)


def test_every_leader_of_the_proposal_is_on_the_way(office: Office) -> None:
    doc = reviewing(office, leaders=[office.leader, office.leader2], co_units=[office.unit2])
    way = drawn(office, doc)
    assert way[3:5] == [("next", "批示", "赵六"), ("next", "批示", "李四")]
    assert ("next", "承办", "省水利厅 等 2 家") in way
    both = drawn(office, reviewing(office, leaders=[office.leader, office.leader2], route_mode="parallel"))
    assert ("next", "批示", "赵六、李四") in both


def drawn(office: Office, doc: Document) -> list[tuple[str, str, str]]:
    """The nodes as the page has them."""
    person = fresh(office.handler)
    there = rows.paper(person, doc.ref)
    beside = rows.beside(there, person)
    found = stops(
        there, rows.tasks(there, person).main, beside.proposal, written(beside.entries, there.round)
    )
    return [(s.state, s.label, s.who) for s in found]


def test_signers_stay_on_the_way_when_their_stage_is_over(office: Office) -> None:
    doc = reviewing(office)
    add_signer(doc, by=office.chief, signer=office.supervisor, mode="before")
    countersign(doc, by=fresh(office.supervisor), opinion="同意。")
    approve(doc, by=fresh(office.chief))
    assert drawn(office, doc)[2:5] == [
        ("done", "会签", office.supervisor.name),
        ("done", "审核", office.chief.name),
        ("now", "批示", office.leader.name),
    ]


def test_what_a_leader_wrote_while_reading_is_on_the_way(office: Office) -> None:
    doc = circulating(office, [office.leader, office.leader2])
    assert not [s for s in drawn(office, doc) if s[1] == "批示"]
    instruct_from_reading(doc, by=fresh(office.leader), text="请水利厅研究，报结果。")
    way = drawn(office, doc)
    at = way.index(("done", "批示", office.leader.name))
    assert way[at - 1][1] == "审核"
    assert way[at + 1][:2] == ("now", "交办")
