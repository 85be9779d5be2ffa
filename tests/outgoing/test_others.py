"""涉及其他部门职权 (条例 第十九条): such a draft is countersigned, issued jointly, or says why neither."""

from __future__ import annotations

import pytest
from django.test import Client

from docflow.web.errors import Incomplete, NotAllowed
from outgoing.actions import drafting, route
from outgoing.forms.route import SendForm
from outgoing.queries.plan import missing
from tests.outgoing.desk import Desk, drafted, make_desk, plan, sent, signing_, to
from tests.outgoing.papers import now

pytestmark = pytest.mark.django_db
WANTED = "涉及其他部门职权的须会签"


@pytest.fixture
def d() -> Desk:
    return make_desk()


def test_it_does_not_go_out_without_the_others(d: Desk) -> None:
    paper = drafted(d, other_departments=True)
    with pytest.raises(Incomplete, match=WANTED):
        route.send(paper, by=d.drafter, plan=plan(d))
    assert (
        SendForm(doc=now(paper), person=d.drafter).fields["units"].help_text
        == "涉及其他部门职权，须选会签单位。"
    )
    paper = route.send(now(paper), by=d.drafter, plan=plan(d, units=[d.o.unit.pk])).subject
    assert paper.state == "countersigning"


def test_a_reason_or_issuing_it_together_does_as_well(d: Desk, client: Client) -> None:
    told = sent(d, drafted(d, other_departments=True, consulted="已书面征求省水利厅意见，一致同意。"))
    assert told.state == "reviewing"
    client.force_login(d.o.chief)
    facts = client.get(f"/outgoing/{told.ref}/?tab=facts").content.decode()
    assert "已书面征求省水利厅意见，一致同意。" in facts
    blank = drafted(d, other_departments=True, consulted="  ")
    with pytest.raises(Incomplete, match=WANTED):
        sent(d, blank)
    joint = drafted(d, other_departments=True, joints=[d.o.unit2], main=[to(d.o.unit3)])
    joint.plan = plan(d)
    assert missing(joint) == []


def test_it_cannot_be_said_or_unsaid_on_the_way(d: Desk) -> None:
    paper = signing_(d)
    with pytest.raises(Incomplete, match="还没有会签：请先退回拟稿人再改"):
        drafting.edit(paper, by=d.drafter, fields={"other_departments": True})
    told = {"other_departments": True, "consulted": "已书面征求意见。"}
    paper = drafting.edit(now(paper), by=d.drafter, fields=told).subject
    with pytest.raises(Incomplete, match="还没有会签"):
        drafting.edit(now(paper), by=d.drafter, fields={"consulted": ""})
    with pytest.raises(NotAllowed, match="不再会签须由没有拟过本件的处长或副处长"):
        drafting.edit(now(paper), by=d.drafter, fields={"other_departments": False})
    paper = drafting.edit(now(paper), by=d.o.chief, fields={"other_departments": False}).subject
    assert not paper.other_departments


def test_who_was_heard_counts_on_the_way(d: Desk) -> None:
    paper = sent(d, units=[d.o.unit.pk])
    paper = route.countersign(paper, by=d.o.unit_clerk, result="agreed").subject
    paper = drafting.edit(now(paper), by=d.o.chief, fields={"other_departments": True}).subject
    assert (paper.state, paper.other_departments) == ("reviewing", True)


def test_a_section_of_our_own_is_no_other_department(d: Desk) -> None:
    ours = [d.o.section.pk]
    with pytest.raises(Incomplete, match=WANTED):
        route.send(drafted(d, other_departments=True), by=d.drafter, plan=plan(d, units=ours))
    both = route.send(
        drafted(d, other_departments=True), by=d.drafter, plan=plan(d, units=[*ours, d.o.unit.pk])
    ).subject
    assert both.state == "countersigning"
    paper = sent(d, units=ours)
    paper = route.countersign(paper, by=d.o.clerk, result="agreed").subject
    assert paper.state == "reviewing"
    with pytest.raises(Incomplete, match="还没有会签"):
        drafting.edit(now(paper), by=d.o.chief, fields={"other_departments": True})
