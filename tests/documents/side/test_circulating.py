"""Circulation: to many at once, in order or in parallel, nobody twice; read, recalled, instructed from."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.db.models import Model
from django.test.utils import CaptureQueriesContext

from docflow.web.errors import BadInput, Faster, Incomplete, NotAllowed
from documents.actions import reading
from documents.actions.from_reading import instruct_from_reading, to_action
from documents.actions.handling import report
from documents.actions.handover import assign
from documents.actions.instruct import instruct
from documents.actions.reading import circulate, read, recall_reader
from documents.models import Document, Instruction, ReaderGroup
from documents.queries.visible import visible_to
from people.models import Appointment, Person, Post
from tests.office import (
    SINCE,
    Office,
    again,
    approve,
    circulating,
    handling,
    item,
    make_office,
    registered,
    reviewing,
)
from workflow.models import Entry, Task
from workflow.replay import differences

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return make_office()


def crowd(office: Office, count: int) -> list[Person]:
    """So many more persons in office."""
    post = Post.objects.create(unit=office.elsewhere, title="干部", role="unit_clerk", rank=30)
    people = Person.objects.bulk_create(
        [Person(username=f"reader{n}", name=f"读者{n}", rank=30) for n in range(count)]
    )
    Appointment.objects.bulk_create([Appointment(person=p, post=post, since=SINCE) for p in people])
    return people


def readers(doc: Document) -> dict[str, Task]:
    return {t.holder_name: t for t in Task.objects.about(doc).filter(lane="circulation").order_by("id")}


def group(name: str, people: list[Person], owner: Person | None = None) -> ReaderGroup:
    made = ReaderGroup.objects.create(name=name, owner=owner)
    made.persons.set(people)
    return made


def test_to_persons_and_groups_at_once(office: Office) -> None:
    doc = registered(office)
    shared = group("水利口", [office.head, office.unit_clerk])
    done = circulate(
        doc, by=office.clerk, readers=[office.leader, office.head], groups=[shared], note="请阅知防汛安排。"
    )
    given = readers(doc)
    assert set(given) == {"赵六", "何明远", "吕祎"}
    assert {t.status for t in given.values()} == {"open"}
    assert {t.note for t in given.values()} == {"请阅知防汛安排。"}
    assert all(t.due_at and t.due_trace and t.given_by_id == office.clerk.pk for t in given.values())
    assert len({t.batch for t in given.values()}) == 1
    assert done.entry.data["groups"] == ["水利口"]
    assert done.subject.version == doc.version
    assert doc in visible_to(again(office.head))
    assert list(differences(Document)) == []


def test_in_order_the_next_one_opens(office: Office) -> None:
    doc = registered(office)
    circulate(
        doc, by=office.clerk, readers=[office.leader, office.leader2, office.head], note="请阅", ordered=True
    )
    assert [t.status for t in readers(doc).values()] == ["open", "waiting", "waiting"]
    with pytest.raises(NotAllowed):
        read(doc, by=office.leader2)
    assert "李四" in read(doc, by=office.leader, opinion="请关注资金。").said
    assert [t.status for t in readers(doc).values()] == ["done", "open", "waiting"]
    said = Entry.objects.get(verb="read")
    assert (said.opinion_kind, said.opinion) == ("reading", "请关注资金。")


def test_the_limit_of_the_office_starts_with_the_turn(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    from datetime import timedelta

    from deadlines.limits import fixed
    from workflow import clock

    doc = registered(office)
    circulate(doc, by=office.clerk, readers=[office.leader, office.leader2], note="请阅", ordered=True)
    before = readers(doc)["李四"].due_at
    later = clock.database_now() + timedelta(days=10)
    with clock.told(later):
        read(doc, by=office.leader)
    row = readers(doc)["李四"]
    assert before is not None
    assert row.due_at is not None
    assert row.due_at > later > before
    assert row.due_first == row.due_at
    other = registered(office)
    set_date = fixed(later, start=clock.database_now(), source="文书设定")
    circulate(
        other,
        by=office.clerk,
        readers=[office.leader, office.leader2],
        note="请阅",
        ordered=True,
        due=set_date,
    )
    read(other, by=office.leader)
    assert readers(other)["李四"].due_at == later


def test_one_circulation_does_not_wait_for_another(office: Office) -> None:
    doc = registered(office)
    circulate(doc, by=office.clerk, readers=[office.head, office.unit_clerk], note="请阅")
    circulate(doc, by=office.clerk, readers=[office.leader, office.leader2], note="请阅", ordered=True)
    read(doc, by=office.leader)
    assert readers(doc)["李四"].status == "open"
    assert readers(doc)["何明远"].status == "open"


def test_nobody_twice(office: Office) -> None:
    doc = registered(office)
    people = [office.leader, office.leader2]
    circulate(doc, by=office.clerk, readers=[*people, *people], note="请阅")
    assert Task.objects.about(doc).filter(lane="circulation").count() == 2
    with pytest.raises(Incomplete):
        circulate(doc, by=office.clerk, readers=people, note="请阅")
    read(doc, by=office.leader)
    said = circulate(doc, by=office.clerk, readers=[office.leader, office.head], note="请阅").said
    assert "何明远" in said
    assert "1 人" in said
    assert Task.objects.about(doc).filter(lane="circulation", holder=office.leader.principal).count() == 1


def test_a_recalled_reader_can_be_given_it_again(office: Office) -> None:
    doc = registered(office)
    circulate(doc, by=office.clerk, readers=[office.head], note="请阅")
    recall_reader(doc, by=office.clerk, task_ids=[readers(doc)["何明远"].pk])
    assert doc not in visible_to(again(office.head))
    circulate(doc, by=office.clerk, readers=[office.head], note="请再阅")
    assert doc in visible_to(again(office.head))


def test_who_left_and_administrators_get_nothing(office: Office) -> None:
    doc = registered(office)
    Person.objects.filter(pk=office.head.pk).update(is_active=False)
    said = circulate(
        doc, by=office.clerk, readers=[office.head, office.admin, office.auditor, office.leader], note="请阅"
    ).said
    assert set(readers(doc)) == {"赵六"}
    assert "3 人" in said


def test_a_reason_and_readers_are_needed(office: Office) -> None:
    doc = registered(office)
    with pytest.raises(Incomplete):
        circulate(doc, by=office.clerk, readers=[office.leader], note="  ")
    with pytest.raises(BadInput):
        circulate(doc, by=office.clerk, note="请阅")
    with pytest.raises(BadInput):
        circulate(doc, by=office.clerk, groups=[group("私", [office.head], office.chief)], note="请阅")
    assert not readers(doc)


def test_two_thousand_readers_are_as_many_statements_as_two(office: Office) -> None:
    everyone = crowd(office, 2000)
    counts = []
    for n, people in enumerate((everyone[:2], everyone)):
        doc, saved = registered(office), group(f"组{n}", people)
        with CaptureQueriesContext(connection) as queries:
            circulate(doc, by=again(office.clerk), groups=[saved], note="请阅知。")
        counts.append(len(queries))
        assert Task.objects.about(doc).filter(lane="circulation").count() == len(people)
    assert counts[0] == counts[1] <= 10, counts
    assert list(differences(Document)) == []


def test_recall_one(office: Office) -> None:
    from alerts.models import Alert

    doc = registered(office)
    circulate(
        doc, by=office.clerk, readers=[office.head, office.leader, office.leader2], note="请阅", ordered=True
    )
    read(doc, by=office.head)
    row = readers(doc)["赵六"]
    recall_reader(doc, by=office.handler, task_ids=[row.pk], reason="送错")
    row.refresh_from_db()
    assert (row.status, row.revoked, row.outcome) == ("cancelled", True, "recalled")
    assert readers(doc)["李四"].status == "open"
    told = Alert.objects.get(recipient=office.leader)
    assert (told.stage, told.title, told.subject_ref) == ("told", "", "")
    with pytest.raises(Incomplete, match="已阅"):
        recall_reader(doc, by=office.handler, task_ids=[readers(doc)["何明远"].pk])
    assert readers(doc)["何明远"].status == "done"


def test_reading_twice_is_told(office: Office) -> None:
    doc = registered(office)
    circulate(doc, by=office.clerk, readers=[office.leader], note="请阅")
    task = readers(doc)["赵六"]
    first = read(doc, by=office.leader, task_id=task.pk, key="one")
    assert read(doc, by=office.leader, task_id=task.pk, key="one").entry.pk == first.entry.pk
    with pytest.raises(Faster):
        read(doc, by=office.leader, task_id=task.pk, key="two")


def test_opened_is_noted_once_and_for_himself(office: Office) -> None:
    doc = registered(office)
    circulate(doc, by=office.clerk, readers=[office.leader, office.head], note="请阅")
    assert reading.opened(doc, again(office.secretary)) == 0
    assert reading.opened(doc, again(office.leader)) == 1
    first = readers(doc)["赵六"].opened_at
    assert first is not None
    assert reading.opened(doc, again(office.leader)) == 0
    read(doc, by=office.leader)
    assert readers(doc)["赵六"].opened_at == first
    assert readers(doc)["何明远"].opened_at is None


# -- a reader's words become work (S08) ---------------------------------------------------------------


def test_a_task_in_a_readers_words_makes_an_action_item(office: Office) -> None:
    doc = circulating(office, [office.leader2, office.leader, office.head])
    instruct_from_reading(doc, by=office.leader)
    doc = Document.objects.get(pk=doc.pk)
    assert doc.state == "circulating"
    assert Instruction.objects.get(document=doc).meaning == "read"
    done = instruct_from_reading(
        doc, by=office.leader2, text="请财政厅盯住3个未整改部门。", needs_feedback=True
    )
    doc = done.subject
    assert doc.state == "instructed"
    main = {(t.kind, t.status) for t in Task.objects.about(doc).filter(lane="main")}
    assert ("follow", "cancelled") in main
    assert Task.objects.about(doc).open().get(kind="assign").holder == office.handler.principal
    assert readers(doc)["何明远"].status == "open"
    assert readers(doc)["李四"].outcome == "written"
    assert list(differences(Document)) == []


def test_words_on_a_paper_with_units_are_handed_over_beside(office: Office) -> None:
    doc = handling(office)
    circulate(doc, by=office.clerk, readers=[office.leader2], note="请阅")
    done = instruct_from_reading(doc, by=office.leader2, text="请财政厅一并核实。")
    assert done.subject.state == "handling"
    assert {t.kind for t in Task.objects.about(doc).open().filter(lane="main")} == {"handle", "assign"}


def test_words_before_the_proposal_wait_for_it(office: Office) -> None:
    doc = reviewing(office)
    circulate(doc, by=office.clerk, readers=[office.leader2], note="请阅")
    done = instruct_from_reading(doc, by=office.leader2, text="请从快办理。")
    assert done.subject.state == "reviewing"
    assert done.subject.version == doc.version


def test_only_a_leader_instructs(office: Office) -> None:
    doc = circulating(office, [office.head, office.leader])
    with pytest.raises(NotAllowed):
        instruct_from_reading(doc, by=office.head, text="请办理。")
    with pytest.raises(NotAllowed):
        instruct_from_reading(doc, by=office.leader2, text="请办理。")
    assert not Instruction.objects.exists()


@pytest.mark.parametrize("who", ["handler", "chief"])
def test_reading_becomes_action_by_hand(office: Office, who: str) -> None:
    doc = circulating(office)
    by: Any = getattr(office, who)
    with pytest.raises(Incomplete):
        to_action(doc, by=by, reason="", expected_version=doc.version)
    done = to_action(doc, by=by, reason="领导要求办理", expected_version=doc.version)
    assert done.subject.state == "instructed"
    assert {t.kind for t in Task.objects.about(doc).open().filter(lane="main")} == {"assign"}
    assert {t.status for t in readers(doc).values()} == {"open"}


def test_the_main_flow_reads_no_reader(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two hundred readers or two thousand: an act of the main flow reads the rows of its own lane."""
    doc = reviewing(office)
    circulate(doc, by=office.clerk, readers=crowd(office, 2000), note="请阅")
    doc = Document.objects.get(pk=doc.pk)
    rows: list[str] = []
    monkeypatch.setattr(Task, "from_db", classmethod(noted(rows, vars(Model)["from_db"].__func__)))
    doc = approve(doc, by=office.chief, expected_version=doc.version).subject
    doc = instruct(doc, by=office.leader, text="请水利厅抓紧办理。").subject
    doc = assign(doc, by=office.handler, expected_version=doc.version, items=[item(office)]).subject
    report(doc, by=office.unit_clerk, result="已办结。")
    assert rows == ["review", "instruct", "assign", "handle"]


def noted(rows: list[str], made: Any) -> Any:
    def from_db(cls: Any, *args: Any) -> Any:
        task = made(cls, *args)
        rows.append(task.kind)
        return task

    return from_db
