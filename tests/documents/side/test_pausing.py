"""Standing still: nothing of the main flow is due and nobody moves it; going on, every date moves by that time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from alerts.models import Alert
from deadlines.days import SHANGHAI, local
from deadlines.engine import explain, recompute
from deadlines.limits import fixed
from docflow.web.errors import BadInput, Faster, Incomplete, NotAllowed
from documents.actions import extension, files, handling, pausing
from documents.actions.correcting import correct
from documents.actions.propose import propose
from documents.actions.reading import circulate, read
from documents.actions.transferring import reassign, transfer
from documents.actions.urging import urge
from documents.actions.voiding import void
from documents.models import Assignment, Blob, Document
from documents.queries.inbox import LATER, in_order
from documents.queries.known import known
from documents.queries.reach import reach
from documents.rules.verbs import offer, offers
from people.models import Person
from tests.documents.handling.path import asked_for_time, days, now, part
from tests.office import Office, approve, fresh, item, make_office, registered, reviewing
from tests.office import handling as at_units
from workflow.clock import told
from workflow.models import Entry, Task
from workflow.queries import overdue, todo
from workflow.replay import differences

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return make_office()


def clock(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@contextmanager
def at(text: str) -> Iterator[None]:
    with told(clock(text)):
        yield


def live(doc: Document, *kinds: str) -> list[Task]:
    rows = Task.objects.about(doc).live().order_by("id")
    return list(rows.filter(kind__in=kinds) if kinds else rows)


def stopped(
    office: Office, doc: Document, by: Person | None = None, code: str = "supplement", on: date | None = None
) -> Document:
    on = on or timezone.localdate() + timedelta(days=5)
    who = fresh(by or office.chief)
    return pausing.suspend(now(doc), by=who, code=code, reason="请省水利厅补送附件", look_on=on).subject


def as_(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_every_date_moves_by_the_office_time_it_stood_still(office: Office) -> None:
    with at("2026-03-02T09:00"):  # a Monday
        due = days(3, clock("2026-03-02T09:00"))
        doc = registered(office, received_at=clock("2026-03-02T09:00"))
        doc = at_units(office, doc, items=[item(office, co=[office.unit2], due=due)])
    was = {t.pk: t.due_at for t in live(doc, "handle", "assist")}
    own, promised = doc.due_at, doc.due_first
    assert own is not None
    with at("2026-03-02T10:00"):
        doc = stopped(office, doc, on=date(2026, 3, 6))
    for task in live(doc, "handle", "assist"):
        assert (task.due_at, task.paused_at, task.due_version) == (was[task.pk], doc.paused_at, 2)
    with at("2026-03-03T15:00"):  # ten office hours later
        done = pausing.resume(doc, by=fresh(office.chief), reason="已补来")
    doc = now(doc)
    for task in live(doc, "handle", "assist"):
        assert was[task.pk] == task.due_first == clock("2026-03-05T17:30")
        assert task.due_at == clock("2026-03-09T11:30") == recompute(task.due_trace)
        assert (task.due_version, task.paused_at) == (3, None)
        assert any("停表工作时间10小时0分钟不计" in line for line in explain(task.due_trace))
    assert {p.due_at for p in Assignment.objects.filter(document=doc)} == {clock("2026-03-09T11:30")}
    assert {p.due_first for p in Assignment.objects.filter(document=doc)} == {clock("2026-03-05T17:30")}
    assert doc.due_at is not None
    assert doc.due_at > own
    assert doc.due_first == promised
    assert recompute(doc.due_trace) == doc.due_at
    assert [datetime.fromisoformat(text) for text in done.entry.data["due_moved"][-1][1:]] == [
        own,
        doc.due_at,
    ]
    assert "省水利厅 03-09 11:30" in done.said
    assert "本件办结限" in done.said
    assert list(differences(Document)) == []


def test_who_stopped_it_looks_again_and_everybody_is_told(office: Office) -> None:
    doc = at_units(office)
    Alert.objects.all().delete()
    doc = stopped(office, doc)
    [look] = live(doc, "look_again")
    assert look.due_at is not None
    assert (look.holder, local(look.due_at).date(), look.paused_at) == (
        office.chief.principal, doc.look_again_on, None,
    )  # fmt: skip
    assert recompute(look.due_trace) == look.due_at
    assert doc.holders == "省水利厅", "who looks again does not have it"
    said = Alert.objects.filter(recipient=office.head).values_list("said", flat=True)
    assert any("暂停办理" in words and "（补件）：请省水利厅补送附件" in words for words in said)
    assert {row.kind: row.paused for row in todo(reach(fresh(office.head).hats))} == {"handle": True}


def test_what_stands_still_is_not_late_and_stands_below(office: Office) -> None:
    with at("2026-03-02T09:00"):
        doc = registered(office, received_at=clock("2026-03-02T09:00"))
        due = days(3, clock("2026-03-02T09:00"))
        doc = stopped(office, at_units(office, doc, items=[item(office, due=due)]), on=date(2026, 4, 1))
    late = clock("2026-03-20T09:00")
    head = fresh(office.head)
    [shown] = [s for s in in_order(todo(reach(head.hats)), local(late)) if s[2].ref == doc.ref]
    assert (shown[0], shown[1]) == (LATER, ("pause", "暂停"))
    assert overdue(reach(head.hats), late) == []
    with at("2026-03-20T09:00"):
        pausing.resume(doc, by=fresh(office.chief))
    assert [row.ref for row in overdue(reach(head.hats), clock("2027-03-20T09:00"))] == [doc.ref]


def test_nobody_moves_it_and_everybody_hears_why(office: Office) -> None:
    doc = stopped(office, reviewing(office))
    with pytest.raises(Incomplete, match="暂停办理本件") as refusal:
        approve(doc, by=fresh(office.chief))
    for words in (
        office.chief.name,
        "（补件：请省水利厅补送附件）",
        "恢复办理后再办",
        str(doc.look_again_on),
    ):
        assert words in str(refusal.value)
    with pytest.raises(Incomplete, match="暂停办理本件"):
        pausing.suspend(doc, by=fresh(office.chief), code="higher", reason="等", look_on=doc.look_again_on)
    with pytest.raises(NotAllowed):
        pausing.resume(doc, by=fresh(office.clerk))
    with pytest.raises(Faster, match="本件没有暂停"):
        pausing.resume(registered(office), by=fresh(office.chief))


def test_a_unit_asks_for_time_and_does_not_stop_the_clock_itself(office: Office) -> None:
    doc = at_units(office)
    with pytest.raises(NotAllowed):
        stopped(office, doc, by=office.head)
    paused = stopped(office, doc)
    with pytest.raises(Incomplete, match="暂停办理本件"):
        handling.report(paused, by=fresh(office.head), result="已办。")
    with pytest.raises(Incomplete, match="暂停办理本件"):
        extension.extend(paused, by=fresh(office.head), until=days(20), reason="难", progress="半")


def test_its_readers_go_on_reading_and_the_supplement_comes(office: Office) -> None:
    doc = stopped(office, registered(office), by=office.handler)
    circulate(now(doc), by=fresh(office.clerk), readers=[office.leader2], note="请阅")
    assert [t.paused_at for t in live(doc, "read")] == [None]
    urge(now(doc), by=fresh(office.clerk))
    read(now(doc), by=fresh(office.leader2))
    blob = Blob.objects.create(
        sha256="8" * 64, size=1, ext="pdf", mime="application/pdf", uploaded_by=office.clerk
    )
    files.add_file(now(doc), by=fresh(office.clerk), blobs=[(blob, "补件.pdf", "annex")])
    with pytest.raises(Incomplete, match="已暂停办理，停止计时"):
        urge(now(doc), by=fresh(office.clerk), task_ids=[t.pk for t in live(doc, "propose")])
    urge(now(doc), by=fresh(office.clerk), task_ids=[t.pk for t in live(doc, "look_again")])
    doc = pausing.resume(now(doc), by=fresh(office.handler)).subject
    propose(
        doc, by=fresh(office.handler), text="拟转水利厅办理。", reviewer=office.chief, lead_unit=office.unit
    )
    assert list(differences(Document)) == []


def test_work_changes_hands_while_it_stands_still(office: Office) -> None:
    doc = stopped(office, reviewing(office))
    [task] = live(doc, "review")
    doc = transfer(doc, by=fresh(office.chief), to=office.deputy, reason="出差").subject
    [new] = live(doc, "review")
    assert (new.holder, new.paused_at, new.due_at) == (office.deputy.principal, doc.paused_at, task.due_at)
    [look] = live(doc, "look_again")
    doc = reassign(doc, by=fresh(office.deputy), task_id=look.pk, to=office.handler, reason="休假").subject
    [handed] = live(doc, "look_again")
    assert (handed.paused_at, handed.due_at) == (None, look.due_at), (
        "who looks again is reminded whoever it is"
    )
    assert [row.ref for row in overdue(reach(fresh(office.handler).hats), clock("2099-01-01T09:00"))] == [
        doc.ref
    ]
    handler = fresh(office.handler)
    found = offer("resume", handler.hats, known(doc))
    assert (found.ok, found.primary) == (True, True), "who looks again can let it go on"
    assert offers(handler.hats, known(doc))[0].verb.code == "resume"
    doc = pausing.resume(doc, by=handler).subject
    [new] = live(doc, "review")
    assert (new.paused_at, recompute(new.due_trace)) == (None, new.due_at)
    assert list(differences(Document)) == []


def test_looked_at_again_later(office: Office) -> None:
    doc = stopped(office, registered(office))
    [look] = live(doc, "look_again")
    on = timezone.localdate() + timedelta(days=20)
    with pytest.raises(BadInput, match="原来定的就是这一天"):
        pausing.look_later(doc, by=fresh(office.chief), look_on=doc.look_again_on, reason="没来")
    done = pausing.look_later(doc, by=fresh(office.deputy), look_on=on, reason="还没补来")
    [again] = live(doc, "look_again")
    assert (again.due_first, again.due_version, done.subject.look_again_on) == (look.due_first, 2, on)
    assert done.subject.paused_at == doc.paused_at


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"code": "tired"}, "只有等补件、书面同意或上级答复"),
        ({"reason": " "}, "请写明等什么"),
        ({"look_on": date(2020, 1, 1)}, "今天以后、一年以内"),
        ({"look_on": timezone.localdate()}, "今天以后、一年以内"),
        ({"look_on": timezone.localdate() + timedelta(days=900)}, "今天以后、一年以内"),
    ],
)
def test_without_a_reason_or_a_day_it_does_not_stand_still(
    office: Office, typed: dict[str, Any], sentence: str
) -> None:
    words = {
        "code": "higher",
        "reason": "等批复",
        "look_on": timezone.localdate() + timedelta(days=3),
        **typed,
    }
    with pytest.raises((BadInput, Incomplete), match=sentence):
        pausing.suspend(registered(office), by=fresh(office.chief), **words)


def test_given_up_while_it_stands_still(office: Office) -> None:
    doc = void(stopped(office, at_units(office)), by=fresh(office.chief), reason="不办了").subject
    assert (doc.paused_at, doc.paused_why, live(doc)) == (None, "", [])
    assert list(differences(Document)) == []


def test_a_clock_stopped_by_hand_is_found(office: Office) -> None:
    doc = registered(office)
    Task.objects.about(doc).update(paused_at=timezone.now())
    assert any("stands still" in line for line in differences(Document))


def test_a_corrected_urgency_keeps_the_time_it_stood_still(office: Office) -> None:
    with at("2026-03-02T09:00"):
        doc = registered(office, received_at=clock("2026-03-02T09:00"))
    with at("2026-03-02T10:00"):
        doc = stopped(office, doc, on=date(2026, 3, 6))
    with at("2026-03-03T15:00"):
        doc = pausing.resume(doc, by=fresh(office.chief)).subject
    correct(doc, by=fresh(office.clerk), reason="看错", fields={"urgency": "urgent"})
    doc = now(doc)
    rows: list[Any] = [doc, *live(doc, "propose")]
    for row in rows:
        assert [e["why"] for e in row.due_trace if e["step"] == "stopped"] == ["补件"]
        assert recompute(row.due_trace) == row.due_at
    assert list(differences(Document)) == []


def test_an_extension_keeps_how_the_first_date_was_counted_and_stands_still_as_well(office: Office) -> None:
    doc = asked_for_time(office)
    first = part(doc, office.unit)
    [before] = [t.due_trace for t in live(doc, "handle")]
    extension.answer_extension(doc, by=fresh(office.chief), granted=True, answer="同意。")
    [task] = live(doc, "handle")
    [step] = [e for e in task.due_trace if e["step"] == "extended"]
    assert (step["trace"], step["by"]) == (before, office.chief.name)
    assert recompute(step["trace"]) == datetime.fromisoformat(step["before"]) == first.due_at
    assert recompute(task.due_trace) == task.due_at
    words = "\n".join(explain(task.due_trace))
    for said in ("吴十于", "批准延期：原期限", "延期理由：", "的算法：", "时限：5个工作日"):
        assert said in words, said
    page = as_(office.chief).get(f"/documents/{doc.ref}/").content.decode()
    assert "的算法：" in page
    extended = task.due_at
    doc = stopped(office, doc)
    Task.objects.about(doc).filter(paused_at__isnull=False).update(paused_at=doc.paused_at)
    with told(timezone.now() + timedelta(days=7)):
        doc = pausing.resume(now(doc), by=fresh(office.chief)).subject
    [task] = live(doc, "handle")
    assert extended is not None
    assert task.due_at is not None
    assert task.due_at > extended, "a date the office set is the office's to move"
    assert recompute(task.due_trace) == task.due_at == part(doc, office.unit).due_at
    assert list(differences(Document)) == []


def test_a_date_of_a_leader_does_not_move(office: Office) -> None:
    written = timezone.now() + timedelta(days=9)
    due = fixed(written, start=timezone.now(), source="领导批示写明")
    doc = at_units(office, items=[item(office, due=due)])
    doc = stopped(office, doc)
    with told(timezone.now() + timedelta(days=2)):
        pausing.resume(now(doc), by=fresh(office.chief))
    assert [t.due_at for t in live(doc, "handle")] == [due.at]


def test_page_lists_and_log_show_it(office: Office) -> None:
    doc = stopped(office, at_units(office))
    client = as_(office.chief)
    page = client.get(f"/documents/{doc.ref}/").content.decode()
    assert "lamp-pause" in page
    assert "请省水利厅补送附件" in page
    for address in ("/documents/", "/instructions/", f"/search/?q={doc.receipt_no}"):
        assert "lamp-pause" in client.get(address).content.decode(), address
    assert "/do/urge/?task=" not in page, "whoever stands still is not urged"
    head = page[page.index('class="wb-h"') : page.index('class="nav"')]
    assert "lamp-pause" in head, "also for who looks at it again"
    assert "到期查看" not in head
    assert "lamp-pause" in as_(office.head).get("/documents/").content.decode()
    assert "lamp-pause" in as_(office.head).get("/").content.decode()
    assert "lamp-pause" in as_(office.handler).get("/?tab=doing").content.decode()
    pausing.resume(now(doc), by=fresh(office.chief), reason="已补来")
    log = client.get(f"/documents/{doc.ref}/?tab=log").content.decode()
    for words in ("暂停办理", "等补件。", "恢复办理", "停表"):
        assert words in log, words
    page = client.get(f"/documents/{doc.ref}/").content.decode()
    assert "lamp-pause" not in page
    assert "/do/urge/?task=" in page


def test_from_the_page(office: Office) -> None:
    doc = registered(office)
    client = as_(office.handler)
    assert client.get(f"/documents/{doc.ref}/do/suspend/").status_code == 200
    sent = {
        "version": doc.version,
        "key": "s1",
        "code": "supplement",
        "reason": "补附件",
        "look_on": "2026-02-30",
    }
    wrong = client.post(f"/documents/{doc.ref}/do/suspend/", sent)
    assert wrong.status_code == 422
    assert "补附件" in wrong.content.decode()
    on = (timezone.localdate() + timedelta(days=4)).isoformat()
    assert client.post(f"/documents/{doc.ref}/do/suspend/", {**sent, "look_on": on}).status_code == 302
    shown = client.get(f"/documents/{doc.ref}/").content.decode()
    assert "恢复办理" in shown
    refused = client.get(f"/documents/{doc.ref}/do/propose/")
    assert refused.status_code == 403
    assert "恢复办理后再办" in refused.content.decode()
    doc = now(doc)
    sent = {"version": doc.version, "key": "s2", "reason": ""}
    assert client.post(f"/documents/{doc.ref}/do/resume/", sent).status_code == 302
    assert not now(doc).is_paused
    assert Entry.objects.filter(subject_pk=doc.pk, verb="resume").count() == 1


def test_the_late_view_of_the_register_leaves_it_out(office: Office) -> None:
    late = timezone.now() - timedelta(minutes=1)
    doc = at_units(office)
    Document.objects.filter(pk=doc.pk).update(due_at=late)
    client = as_(office.chief)
    row = f"/documents/{doc.ref}/"
    monday = timezone.localtime().weekday() == 0 and timezone.localtime().hour == 0
    assert monday or row in client.get("/documents/?view=late").content.decode()
    stopped(office, doc)
    assert row not in client.get("/documents/?view=late").content.decode()
