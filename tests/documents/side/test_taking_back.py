"""撤回, 转办, 加签: within a step, and only while nobody after has acted."""

from __future__ import annotations

import pytest
from django.utils import timezone

from alerts.models import Alert
from deadlines.limits import counted
from docflow.web.errors import BadInput, Faster, Incomplete, NotAllowed
from documents.actions.closing import ask_to_close, not_yet, set_reply
from documents.actions.extension import extend
from documents.actions.handling import accept
from documents.actions.handover import circulate_only
from documents.actions.instruct import instruct
from documents.actions.propose import propose, propose_return
from documents.actions.reading import circulate, read
from documents.actions.review import countersign
from documents.actions.signers import add_signer
from documents.actions.transferring import reassign, takers, transfer
from documents.actions.withdraw import withdraw
from documents.models import Assignment, Document
from documents.queries.known import known
from documents.queries.visible import visible_to
from documents.rules.verbs import offer
from people.actions.persons import deactivate
from people.models import Delegation, Person, Roster
from tests.documents.handling.path import answered, asked
from tests.documents.page.browser import Page, text
from tests.office import (
    SINCE,
    Office,
    again,
    approve,
    circulating,
    fresh,
    handling,
    instructed,
    make_office,
    person,
    registered,
    reviewing,
    submitted,
)
from workflow.models import Task
from workflow.replay import differences

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return make_office()


def main(doc: Document) -> dict[str, tuple[str, str]]:
    """Live main tasks: who has what, and whether it is his turn."""
    rows = Task.objects.about(doc).live().filter(lane="main").order_by("sequence", "id")
    return {t.holder_name: (t.kind, t.status) for t in rows}


def may_take_back(doc: Document, who: Person) -> bool:
    return offer("withdraw", who.hats, known(doc)).ok


def sound(doc: Document) -> bool:
    return list(differences(Document)) == []


# -- withdraw -----------------------------------------------------------------------------------------


def test_the_proposer_takes_it_back(office: Office) -> None:
    doc = registered(office)
    before = Task.objects.about(doc).open().get(kind="propose")
    doc = reviewing(office, doc)
    assert may_take_back(doc, again(office.handler))
    assert not may_take_back(doc, again(office.chief))
    done = withdraw(doc, by=office.handler, expected_version=doc.version)
    assert done.subject.state == "proposing"
    assert main(doc) == {"冯二二": ("propose", "open")}
    mine = Task.objects.about(doc).open().get(kind="propose")
    assert (mine.due_at, mine.due_first) == (before.due_at, before.due_first)
    assert sound(doc)


def test_the_chief_takes_it_back_and_the_leader_no_longer_sees_it(office: Office) -> None:
    doc = submitted(office, leaders=[office.leader, office.leader2])
    assert doc in visible_to(again(office.leader))
    done = withdraw(doc, by=office.chief, expected_version=doc.version)
    assert done.subject.state == "reviewing"
    assert main(doc) == {"吴十": ("review", "open")}
    assert doc not in visible_to(again(office.leader))
    approve(done.subject, by=office.chief, expected_version=done.subject.version)
    assert doc in visible_to(again(office.leader))
    assert sound(doc)


def test_the_one_who_handed_over_takes_it_back(office: Office) -> None:
    doc = handling(office)
    done = withdraw(doc, by=office.handler, expected_version=doc.version)
    assert done.subject.state == "instructed"
    assert main(doc) == {"冯二二": ("assign", "open")}
    assert {a.status for a in Assignment.objects.filter(document=doc)} == {"withdrawn"}
    assert doc not in visible_to(again(office.unit_clerk))
    assert sound(doc)


def test_straight_from_the_chief_to_the_units_and_back(office: Office) -> None:
    doc = submitted(office, leaders=[])
    assert doc.state == "handling"
    done = withdraw(doc, by=office.chief, expected_version=doc.version)
    assert done.subject.state == "instructed"
    assert main(doc) == {"吴十": ("assign", "open")}


def test_not_after_the_next_has_acted(office: Office) -> None:
    seen = reviewing(office, leaders=[office.leader, office.leader2])
    doc = approve(seen, by=office.chief, expected_version=seen.version).subject
    with pytest.raises(Faster):
        withdraw(seen, by=office.handler, expected_version=seen.version)
    instruct(doc, by=office.leader, text="同意。")
    with pytest.raises(Faster) as told:
        withdraw(doc, by=office.chief)
    assert told.value.who == "赵六"
    assert not may_take_back(Document.objects.get(pk=doc.pk), again(office.chief))
    doc = handling(office)
    accept(doc, by=office.unit_clerk)
    with pytest.raises(Faster):
        withdraw(doc, by=office.handler)


def test_nobody_else_takes_it_back(office: Office) -> None:
    doc = reviewing(office)
    for who in (office.chief, office.clerk, office.leader):
        with pytest.raises(NotAllowed):
            withdraw(doc, by=who)
    with pytest.raises(Faster):
        withdraw(registered(office), by=office.clerk)


def test_readers_do_not_count_as_the_next(office: Office) -> None:
    doc = reviewing(office)
    circulate(doc, by=office.clerk, readers=[office.head, office.leader2], note="请阅")
    read(doc, by=office.head)
    side = list(Task.objects.filter(lane="circulation").order_by("id").values())
    withdraw(doc, by=office.handler, expected_version=doc.version)
    assert list(Task.objects.filter(lane="circulation").order_by("id").values()) == side


def test_the_chief_takes_a_reading_item_back_from_its_readers(office: Office) -> None:
    doc = circulating(office, readers=[office.leader2, office.head])
    circulate(doc, by=office.clerk, readers=[office.leader], note="另送")
    assert doc in visible_to(again(office.head))
    done = withdraw(Document.objects.get(pk=doc.pk), by=office.chief)
    assert done.subject.state == "reviewing"
    assert main(doc) == {"吴十": ("review", "open")}
    assert doc not in visible_to(again(office.head))
    readers = Task.objects.about(doc).live().filter(lane="circulation")
    assert [t.holder_name for t in readers] == ["赵六"]  # who got it beside the main flow keeps it
    told = Alert.objects.filter(recipient=office.head).latest("pk")
    assert "撤回了" in told.said
    approve(done.subject, by=office.chief)
    assert doc in visible_to(again(office.head))
    assert sound(doc)


def test_not_after_somebody_has_read(office: Office) -> None:
    doc = circulating(office, readers=[office.leader2, office.head])
    read(doc, by=office.head)
    with pytest.raises(Faster, match="何明远 .* 已阅") as told:
        withdraw(Document.objects.get(pk=doc.pk), by=office.chief)
    assert told.value.who == "何明远"
    assert not may_take_back(Document.objects.get(pk=doc.pk), again(office.chief))


def test_who_sent_it_round_instead_of_handing_it_over_takes_it_back(office: Office) -> None:
    doc = circulate_only(instructed(office, text="已阅。"), by=office.handler, readers=[office.head]).subject
    assert doc.state == "circulating"
    done = withdraw(doc, by=office.handler, expected_version=doc.version)
    assert done.subject.state == "instructed"
    assert main(doc) == {"冯二二": ("assign", "open")}
    assert doc not in visible_to(again(office.head))
    assert sound(doc)


def test_asking_the_wrong_person_to_check_is_taken_back(office: Office) -> None:
    doc = asked(office)
    assert may_take_back(doc, again(office.handler))
    done = withdraw(doc, by=office.handler, expected_version=doc.version)
    assert done.subject.state == "handling"
    assert main(doc) == {"冯二二": ("wrap_up", "open")}
    ask_to_close(done.subject, by=office.handler, checker=office.deputy, result="已办复。")
    assert sound(doc)


def test_asking_to_close_a_reading_item_is_taken_back(office: Office) -> None:
    doc = circulating(office, readers=[office.head])
    read(doc, by=office.head)
    doc = set_reply(Document.objects.get(pk=doc.pk), by=office.handler, no_reply="阅件").subject
    doc = ask_to_close(doc, by=office.handler, checker=office.deputy, result="已阅。").subject
    done = withdraw(doc, by=office.handler)
    assert done.subject.state == "circulating"
    assert main(doc) == {"冯二二": ("follow", "open")}
    assert sound(doc)


def test_not_after_the_check(office: Office) -> None:
    doc = asked(office)
    not_yet(doc, by=office.chief, reason="缺附件")
    with pytest.raises(Faster, match="已退回继续办理"):
        withdraw(Document.objects.get(pk=doc.pk), by=office.handler)


def test_an_approval_is_taken_back_while_a_signer_comes_after_it(office: Office) -> None:
    doc = add_signer(reviewing(office), by=office.chief, signer=office.head, mode="after").subject
    doc = approve(doc, by=office.chief, expected_version=doc.version).subject
    assert main(doc) == {"何明远": ("countersign", "open")}
    doc = withdraw(doc, by=office.chief, expected_version=doc.version).subject
    assert main(doc) == {"吴十": ("review", "open"), "何明远": ("countersign", "waiting")}
    doc = approve(doc, by=office.chief, expected_version=doc.version).subject
    assert main(doc) == {"何明远": ("countersign", "open")}
    assert countersign(doc, by=office.head, opinion="同意。").subject.state == "submitted"
    assert sound(doc)


def test_a_return_to_the_sender_says_that_it_is_final(office: Office) -> None:
    doc = propose_return(
        registered(office), by=office.handler, codes=["R01"], text="非本机关职权", reviewer=office.chief
    ).subject
    page = Page(office.chief)
    shown = text(page.open(doc))
    assert "同意退文" in shown
    assert "退回来文单位，不能撤回" in shown
    assert "同意并送出" not in shown
    approve(doc, by=office.chief)
    assert not may_take_back(Document.objects.get(pk=doc.pk), again(office.chief))


# -- for another: both names, and only while he is stood in for ----------------------------------------


def for_the_chief(office: Office) -> tuple[Document, Delegation]:
    deputy = Delegation.objects.create(principal=office.chief, deputy=office.deputy, since=SINCE, kinds=[])
    doc = reviewing(office)
    return approve(doc, by=fresh(office.deputy)).subject, deputy


def test_a_deputy_takes_back_in_the_name_of_whom_he_stands_in_for(office: Office) -> None:
    doc, _deputy = for_the_chief(office)
    entry = withdraw(doc, by=fresh(office.deputy)).entry
    assert (entry.actor_name, entry.behalf_name) == ("郑一一", "吴十")
    assert main(doc) == {"吴十": ("review", "open")}
    assert sound(doc)


def test_whose_step_it_was_takes_it_back_himself(office: Office) -> None:
    doc, _deputy = for_the_chief(office)
    entry = withdraw(doc, by=fresh(office.chief)).entry
    assert (entry.actor_name, entry.behalf_name) == ("吴十", "")


@pytest.mark.parametrize("kinds", [None, ["read"]])
def test_no_longer_a_deputy_no_longer_taking_back(office: Office, kinds: list[str] | None) -> None:
    doc, deputy = for_the_chief(office)
    ended = {"ended_at": timezone.now()} if kinds is None else {"kinds": kinds}
    Delegation.objects.filter(pk=deputy.pk).update(**ended)
    zheng = fresh(office.deputy)
    assert not may_take_back(doc, zheng)
    with pytest.raises(NotAllowed, match="不再代其办理"):
        withdraw(doc, by=zheng)


def test_a_signer_added_for_another_is_taken_back_for_him(office: Office) -> None:
    deputy = Delegation.objects.create(principal=office.chief, deputy=office.deputy, since=SINCE, kinds=[])
    doc = reviewing(office)
    doc = add_signer(doc, by=fresh(office.deputy), signer=office.head, mode="before").subject
    Delegation.objects.filter(pk=deputy.pk).update(ended_at=timezone.now())
    with pytest.raises(NotAllowed):
        withdraw(doc, by=fresh(office.deputy))
    Delegation.objects.filter(pk=deputy.pk).update(ended_at=None)
    assert withdraw(doc, by=fresh(office.deputy)).entry.behalf_name == "吴十"


def test_straight_to_the_units_for_another_and_back_to_him(office: Office) -> None:
    Delegation.objects.create(principal=office.chief, deputy=office.deputy, since=SINCE, kinds=[])
    doc = approve(reviewing(office, leaders=[]), by=fresh(office.deputy)).subject
    withdraw(doc, by=fresh(office.deputy))
    assert main(doc) == {"吴十": ("assign", "open")}


# -- transfer -----------------------------------------------------------------------------------------


def test_transfer_keeps_the_date(office: Office) -> None:
    doc = reviewing(office)
    old = Task.objects.about(doc).open().get(kind="review")
    done = transfer(doc, by=office.chief, to=office.deputy, reason="出差", expected_version=doc.version)
    assert "郑一一" in done.said
    new = Task.objects.about(doc).open().get(kind="review")
    assert (new.due_at, new.due_first, new.due_trace) == (old.due_at, old.due_first, old.due_trace)
    assert (new.holder, new.note) == (office.deputy.principal, "出差")
    old.refresh_from_db()
    assert (old.status, old.outcome, old.answer) == ("done", "transferred", "出差")
    approve(done.subject, by=office.deputy, expected_version=done.subject.version)
    assert sound(doc)


def test_who_proposes_keeps_the_paper(office: Office) -> None:
    doc = registered(office)
    transfer(doc, by=office.handler, to=office.deputy, reason="熟悉情况", expected_version=doc.version)
    assert Document.objects.get(pk=doc.pk).handler == office.deputy


def test_transfer_never_to_oneself_nor_to_who_may_not(office: Office) -> None:
    doc = reviewing(office)
    with pytest.raises(BadInput):
        transfer(doc, by=office.chief, to=office.chief, reason="试")
    for wrong in (office.handler, office.leader, office.outsider, office.admin):
        with pytest.raises(NotAllowed):
            transfer(doc, by=office.chief, to=wrong, reason="试")
    with pytest.raises(Incomplete):
        transfer(doc, by=office.chief, to=office.deputy, reason=" ")
    with pytest.raises(NotAllowed):
        transfer(doc, by=office.deputy, to=office.chief, reason="不是我的")
    assert main(doc) == {"吴十": ("review", "open")}


def test_nobody_becomes_reviewer_of_his_own_proposal(office: Office) -> None:
    """The deputy chief proposes; the chief may not hand the review to him."""
    doc = registered(office, handler=office.deputy)
    done = propose(
        doc, by=office.deputy, text="拟传阅", reviewer=office.chief, readers=[office.leader],
        expected_version=doc.version,
    )  # fmt: skip
    with pytest.raises(NotAllowed):
        transfer(done.subject, by=office.chief, to=office.deputy, reason="转")


def test_the_second_persons_check_stays_with_a_second_person(office: Office) -> None:
    doc = answered(office)
    done = ask_to_close(
        doc, by=office.handler, checker=office.chief, result="已办理完毕。", expected_version=doc.version
    )
    task = Task.objects.about(doc).open().get(kind="close_check")
    assert [p.name for p in takers(done.subject, task)] == ["郑一一"]


def test_a_transfer_is_taken_back(office: Office) -> None:
    doc = reviewing(office)
    doc = transfer(
        doc, by=office.chief, to=office.deputy, reason="出差", expected_version=doc.version
    ).subject
    with pytest.raises(NotAllowed):
        withdraw(doc, by=office.deputy)
    withdraw(doc, by=office.chief, expected_version=doc.version)
    assert main(doc) == {"吴十": ("review", "open")}
    assert sound(doc)


# -- add a signer -------------------------------------------------------------------------------------


def test_before_in_review(office: Office) -> None:
    doc = reviewing(office)
    doc = add_signer(
        doc, by=office.chief, signer=office.head, mode="before", note="请核数", expected_version=doc.version
    ).subject
    assert main(doc) == {"何明远": ("countersign", "open"), "吴十": ("review", "waiting")}
    with pytest.raises((Faster, NotAllowed)):
        approve(doc, by=office.chief, expected_version=doc.version)
    countersign(doc, by=office.head, opinion="数据无误。")
    assert main(doc) == {"吴十": ("review", "open")}
    doc = Document.objects.get(pk=doc.pk)
    assert approve(doc, by=office.chief, expected_version=doc.version).subject.state == "submitted"
    assert sound(doc)


def test_after_in_review(office: Office) -> None:
    doc = reviewing(office)
    doc = add_signer(
        doc, by=office.chief, signer=office.head, mode="after", expected_version=doc.version
    ).subject
    assert main(doc) == {"吴十": ("review", "open"), "何明远": ("countersign", "waiting")}
    doc = approve(doc, by=office.chief, expected_version=doc.version).subject
    assert doc.state == "reviewing"
    assert main(doc) == {"何明远": ("countersign", "open")}
    assert countersign(doc, by=office.head, opinion="同意。").subject.state == "submitted"
    assert sound(doc)


@pytest.mark.parametrize("signer_first", [True, False])
def test_beside_in_review(office: Office, signer_first: bool) -> None:
    doc = reviewing(office)
    doc = add_signer(
        doc, by=office.chief, signer=office.head, mode="beside", expected_version=doc.version
    ).subject
    assert set(main(doc).values()) == {("review", "open"), ("countersign", "open")}
    steps = [
        lambda: countersign(doc, by=office.head, opinion="同意。"),
        lambda: approve(doc, by=office.chief),
    ]
    first, second = steps if signer_first else steps[::-1]
    assert first().subject.state == "reviewing"
    assert second().subject.state == "submitted"
    assert sound(doc)


@pytest.mark.parametrize("when", ["while the first writes", "after the first"])
def test_a_second_signer_before(office: Office, when: str) -> None:
    doc = add_signer(reviewing(office), by=office.chief, signer=office.head, mode="before").subject
    if when == "after the first":
        doc = countersign(doc, by=office.head, opinion="已核。").subject
        assert main(doc)["吴十"] == ("review", "open")
    doc = add_signer(doc, by=office.chief, signer=office.secretary, mode="before").subject
    assert main(doc)["吴十"] == ("review", "waiting")
    assert main(doc)["陶七八"] == ("countersign", "open")
    if when == "while the first writes":
        doc = countersign(doc, by=office.head, opinion="已核。").subject
        assert main(doc)["吴十"] == ("review", "waiting")  # for the second still
    doc = countersign(doc, by=office.secretary, opinion="同意。").subject
    assert main(doc) == {"吴十": ("review", "open")}
    assert approve(doc, by=office.chief, expected_version=doc.version).subject.state == "submitted"
    assert sound(doc)


def test_nobody_adds_signers_before_his_turn_has_come(office: Office) -> None:
    doc = submitted(office, leaders=[office.leader, office.leader2], route_mode="sequential")
    doc = add_signer(doc, by=office.leader, signer=office.head, mode="before").subject
    with pytest.raises(NotAllowed):
        add_signer(doc, by=office.leader2, signer=office.chief, mode="before")


def test_before_a_leader_on_a_route(office: Office) -> None:
    doc = submitted(office, leaders=[office.leader, office.leader2])
    doc = add_signer(
        doc, by=office.leader, signer=office.head, mode="before", expected_version=doc.version
    ).subject
    assert main(doc) == {
        "何明远": ("countersign", "open"), "赵六": ("instruct", "waiting"), "李四": ("instruct", "waiting"),
    }  # fmt: skip
    countersign(doc, by=office.head, opinion="同意。")
    assert main(doc) == {"赵六": ("instruct", "open"), "李四": ("instruct", "waiting")}
    instruct(doc, by=office.leader, text="同意。")
    assert main(doc) == {"李四": ("instruct", "open")}
    assert instruct(doc, by=office.leader2, text="同意。").subject.state == "instructed"
    assert sound(doc)


def test_after_a_leader_on_a_route(office: Office) -> None:
    doc = submitted(office, leaders=[office.leader, office.leader2])
    doc = add_signer(
        doc, by=office.leader, signer=office.head, mode="after", expected_version=doc.version
    ).subject
    instruct(doc, by=office.leader, text="同意。")
    assert main(doc) == {"何明远": ("countersign", "open"), "李四": ("instruct", "waiting")}
    countersign(doc, by=office.head, opinion="同意。")
    assert main(doc) == {"李四": ("instruct", "open")}


def test_beside_a_leader(office: Office) -> None:
    doc = submitted(office)
    doc = add_signer(
        doc, by=office.leader, signer=office.head, mode="beside", expected_version=doc.version
    ).subject
    assert instruct(doc, by=office.leader, text="同意。").subject.state == "submitted"
    assert countersign(doc, by=office.head, opinion="同意。").subject.state == "instructed"


@pytest.mark.parametrize("mode", ["before", "after"])
def test_leaders_side_by_side_do_not_wait_for_each_others_signers(office: Office, mode: str) -> None:
    doc = submitted(office, leaders=[office.leader, office.leader2], route_mode="parallel")
    doc = add_signer(
        doc, by=office.leader, signer=office.head, mode=mode, expected_version=doc.version
    ).subject
    if mode == "before":
        countersign(doc, by=office.head, opinion="同意。")
        assert main(doc)["赵六"] == ("instruct", "open")
    else:
        instruct(doc, by=office.leader, text="同意。")
        assert main(doc)["何明远"] == ("countersign", "open")
    assert main(doc)["李四"] == ("instruct", "open")


def test_who_cannot_be_a_signer(office: Office) -> None:
    doc = reviewing(office)
    for wrong in (office.chief, office.handler, office.admin):
        with pytest.raises(BadInput):
            add_signer(doc, by=office.chief, signer=wrong, mode="beside")
    with pytest.raises(BadInput):
        add_signer(doc, by=office.chief, signer=office.head, mode="around")
    with pytest.raises(NotAllowed):
        add_signer(doc, by=office.handler, signer=office.head, mode="beside")
    doc = add_signer(doc, by=office.chief, signer=office.head, mode="beside").subject
    with pytest.raises(BadInput):
        add_signer(doc, by=office.chief, signer=office.head, mode="after")


@pytest.mark.parametrize("mode", ["before", "beside", "after"])
def test_a_signer_is_taken_back(office: Office, mode: str) -> None:
    doc = reviewing(office)
    doc = add_signer(
        doc, by=office.chief, signer=office.head, mode=mode, expected_version=doc.version
    ).subject
    withdraw(doc, by=office.chief, expected_version=doc.version)
    assert main(doc) == {"吴十": ("review", "open")}
    assert doc not in visible_to(again(office.head))
    assert sound(doc)


def test_a_signer_who_has_written_is_not(office: Office) -> None:
    doc = reviewing(office)
    doc = add_signer(doc, by=office.chief, signer=office.head, mode="before").subject
    countersign(doc, by=office.head, opinion="同意。")
    with pytest.raises(Faster):
        withdraw(doc, by=office.chief)


# -- a chief moves what others hold, so that leaving can end ------------------------------------------


def test_leaving_ends_when_a_chief_has_moved_everything(office: Office) -> None:
    """会签, 延期审批 and a 批示 whose turn has not come: none of them its holder could pass on."""
    third = person("third", "丁副秘书长", office.office, "deputy_sg", 6)
    signed = add_signer(submitted(office), by=office.leader, signer=office.secretary, mode="beside").subject
    waiting = submitted(office, leaders=[office.leader, office.leader2], route_mode="sequential")
    extended = handling(office)
    asked = {
        "until": counted("working_day", 9, start=timezone.now(), source="申请"),
        "reason": "难",
        "progress": "半",
    }
    extend(extended, by=office.unit_clerk, **asked)
    for doc, loser, to, kind in (
        (signed, office.secretary, office.supervisor, "countersign"),
        (waiting, office.leader2, third, "instruct"),
        (extended, office.chief, office.deputy, "extend"),
    ):
        [task] = [t for t in Task.objects.about(doc).live() if t.holder == loser.principal]
        assert task.kind == kind
        with pytest.raises(NotAllowed):
            reassign(doc, by=office.handler, task_id=task.pk, to=to, reason="离任")
        by = office.deputy if loser == office.chief else office.chief
        done = reassign(doc, by=again(by), task_id=task.pk, to=to, reason="离任", expected_version=None)
        [new] = [t for t in Task.objects.about(doc).live() if t.holder == to.principal]
        assert (new.kind, new.status, new.due_at, new.sequence) == (
            kind,
            task.status,
            task.due_at,
            task.sequence,
        )
        assert not Task.objects.live().filter(holder=loser.principal).exists()
        assert sound(done.subject)
    for loser in (office.secretary, office.leader2, office.chief):
        deactivate(Roster.the(), by=office.admin, person=again(loser), left_on=timezone.localdate())


def test_nobody_gets_what_is_not_for_him_from_a_chief_either(office: Office) -> None:
    doc = reviewing(office)
    [task] = Task.objects.about(doc).open()
    for wrong in (office.handler, office.leader, office.admin):
        with pytest.raises(NotAllowed):
            reassign(doc, by=office.deputy, task_id=task.pk, to=wrong, reason="离任")
    with pytest.raises(Faster):
        reassign(doc, by=office.deputy, task_id=task.pk + 999, to=office.deputy, reason="离任")
    unit = handling(office)
    [held] = Task.objects.about(unit).open()
    with pytest.raises(Incomplete, match="单位名下的工作由该单位的人办理"):
        reassign(unit, by=office.deputy, task_id=held.pk, to=office.chief, reason="离任")


def test_a_reassigned_review_is_nobodys_step_yet(office: Office) -> None:
    """Who proposed may still take it back: the next person has not acted."""
    doc = reviewing(office)
    [task] = Task.objects.about(doc).open()
    reassign(doc, by=office.deputy, task_id=task.pk, to=office.deputy, reason="开会")
    assert may_take_back(Document.objects.get(pk=doc.pk), again(office.handler))
    done = withdraw(Document.objects.get(pk=doc.pk), by=again(office.handler))
    assert done.subject.state == "proposing"


def test_a_countersign_does_not_go_to_who_waits_for_it(office: Office) -> None:
    doc = add_signer(reviewing(office), by=office.chief, signer=office.secretary, mode="before").subject
    [task] = [t for t in Task.objects.about(doc).open() if t.kind == "countersign"]
    with pytest.raises(BadInput, match="已在办理这一步"):
        reassign(doc, by=office.deputy, task_id=task.pk, to=office.chief, reason="离任")


def test_papers_to_read_name_their_own_way_out(office: Office) -> None:
    circulate(registered(office), by=office.clerk, readers=[office.leader2], note="请阅")
    with pytest.raises(Incomplete, match="1 件待阅，请先由本人阅过，或由送阅的人撤回"):
        deactivate(Roster.the(), by=office.admin, person=office.leader2, left_on=timezone.localdate())
