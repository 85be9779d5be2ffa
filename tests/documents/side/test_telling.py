"""Who is told what by the side acts, in the act's own transaction; and the page of notices."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from alerts.models import Alert
from alerts.queries import BOXES, notices, seen, unread_by_box
from alerts.tell import tell
from docflow.badges import badges
from docflow.web.errors import Incomplete, NotAllowed
from documents.actions import reading
from documents.actions.handling import misdirected, report
from documents.actions.reading import recall_reader
from documents.actions.review import give_back
from documents.actions.transferring import transfer
from documents.actions.urging import urge
from documents.actions.voiding import void
from documents.actions.withdraw import withdraw
from people.models import Person
from tests.office import Office, again, circulating, handling, make_office, reviewing
from workflow.clock import database_now
from workflow.models import Entry, Task

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return make_office()


def bell(person: Person) -> str:
    return badges(again(person)).notices


def as_(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def told(person: Person) -> list[tuple[str, str]]:
    return [(a.stage, a.said) for a in Alert.objects.filter(recipient=person).order_by("id")]


def test_urging_a_unit_tells_everybody_in_it(office: Office) -> None:
    doc = handling(office)
    task = Task.objects.about(doc).open().get(kind="handle")
    urge(doc, by=office.chief, task_ids=[task.pk], note="请今日报送。")
    urge(doc, by=office.handler, task_ids=[task.pk])
    task.refresh_from_db()
    assert task.urged == 2
    assert told(office.head) == told(office.unit_clerk) == [("urged", "请今日报送。"), ("urged", "")]
    rows = Alert.objects.filter(recipient=office.head).order_by("id")
    assert [(a.occurrence, a.task_id, a.by_name) for a in rows] == [
        (1, task.pk, "吴十"),
        (2, task.pk, "冯二二"),
    ]
    assert Entry.objects.filter(verb="urge").count() == 2


def test_urging_what_is_done_is_refused(office: Office) -> None:
    doc = circulating(office, [office.leader, office.head])
    ids = list(Task.objects.filter(lane="circulation").values_list("pk", flat=True))
    reading.read(doc, by=office.head)
    with pytest.raises(Incomplete):
        urge(doc, by=office.handler, task_ids=ids)
    urge(doc, by=office.handler)
    assert not told(office.head)
    assert told(office.leader) == [("urged", "")]
    for who in (office.leader, office.head):
        with pytest.raises(NotAllowed):
            urge(doc, by=who)


def test_urging_many_is_as_many_statements_as_urging_one(office: Office) -> None:
    counts = []
    for readers in ([office.leader], [office.leader, office.leader2, office.head, office.unit_clerk]):
        doc = circulating(office, readers)
        with CaptureQueriesContext(connection) as queries:
            urge(doc, by=again(office.handler))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_withdrawn_paper_leaves_no_title_behind(office: Office) -> None:
    doc = reviewing(office)
    withdraw(doc, by=office.handler, expected_version=doc.version)
    row = Alert.objects.get(recipient=office.chief)
    assert (row.title, row.subject_ref) == ("", "")
    assert doc.receipt_no in row.said


def test_recall_takes_the_title_from_older_notices(office: Office) -> None:
    doc = circulating(office, [office.head])
    urge(doc, by=office.handler)
    task = Task.objects.get(lane="circulation")
    recall_reader(doc, by=office.handler, task_ids=[task.pk])
    assert not Alert.objects.filter(recipient=office.head).exclude(title="").exists()
    assert doc.title not in as_(office.head).get("/notices/?box=about").content.decode()


def test_transfer_and_void_are_told(office: Office) -> None:
    doc = reviewing(office)
    doc = transfer(
        doc, by=office.chief, to=office.deputy, reason="出差", expected_version=doc.version
    ).subject
    assert "转给您" in told(office.deputy)[0][1]
    void(doc, by=office.chief, reason="重复来文", expected_version=doc.version)
    assert "已作废" in told(office.deputy)[1][1]
    assert not told(office.chief)


def test_nothing_is_told_when_the_act_fails(office: Office) -> None:
    doc = reviewing(office)
    with pytest.raises(NotAllowed):
        transfer(doc, by=office.chief, to=office.leader, reason="试")
    assert not Alert.objects.exists()


def test_opening_the_paper_reads_what_was_said_about_it(office: Office) -> None:
    doc = circulating(office, [office.head])
    urge(doc, by=office.handler)
    assert bell(office.head) == "1"
    reading.opened(doc, again(office.head))
    assert bell(office.head) == ""
    assert seen(office.head, doc, database_now()) == 0


# -- the page -----------------------------------------------------------------------------------------


def test_three_boxes(office: Office) -> None:
    doc = handling(office)
    task = Task.objects.about(doc).open().get(kind="handle")
    urge(doc, by=office.chief, task_ids=[task.pk])
    urge(doc, by=office.chief, task_ids=[task.pk])
    tell([office.head], said="延期已批准", by=office.chief, now=database_now(), subject=doc)
    tell([office.head], said="今晚 22:00 停机维护", by=None, now=database_now())
    assert unread_by_box(office.head) == {"need": "1", "about": "1", "system": "1"}
    assert bell(office.head) == "3"
    client = as_(office.head)
    need = client.get("/notices/").content.decode()
    assert need.count("<tr data-row") == 1
    assert f"/documents/{doc.ref}/" in need
    assert "共 2 次" in need
    assert "主办" in need
    about = client.get("/notices/?box=about").content.decode()
    assert "延期已批准" in about
    assert "停机维护" in client.get("/notices/?box=system").content.decode()
    report(doc, by=office.unit_clerk, result="已办结。")
    assert client.get("/notices/").content.decode().count("<tr data-row") == 0
    assert client.get("/notices/?box=about").content.decode().count("<tr data-row") == 2


def test_the_bell_the_tabs_and_the_lists_agree(office: Office) -> None:
    doc, now = handling(office), database_now()
    task = Task.objects.about(doc).open().get(kind="handle")
    for _ in range(3):
        urge(doc, by=office.chief, task_ids=[task.pk])
    first, second, third = Alert.objects.filter(recipient=office.head, task_id=task.pk).order_by("id")
    Alert.objects.filter(pk=second.pk).update(read_at=now)
    moved = Alert(recipient=office.head, stage="due_soon", task_id=task.pk, due_version=task.due_version + 1)
    moved.subject_kind, moved.subject_ref, moved.created_at = "document", doc.ref, now
    tell([office.head], said="延期已批准", by=office.chief, now=now, subject=doc)

    def agree() -> list[int]:
        tabs = unread_by_box(office.head)
        lines = [sum(line.unread for line in notices(office.head, box)) for box in BOXES]
        assert [int(tabs[box] or 0) for box in BOXES] == lines
        assert int(bell(office.head) or 0) == sum(lines)
        return lines

    assert agree() == [1, 1, 0]
    moved.save()  # the newest speaks of another date: the whole line is only about him now
    assert agree() == [0, 2, 0]
    Alert.objects.filter(pk__in=[third.pk, moved.pk]).update(read_at=now)
    assert agree() == [0, 2, 0]  # an older one of the line is still unread
    Alert.objects.filter(pk=first.pk).update(read_at=now)
    assert agree() == [0, 1, 0]


def test_marking_one_some_and_all(office: Office) -> None:
    doc = handling(office)
    task = Task.objects.about(doc).open().get(kind="handle")
    for _ in range(2):
        urge(doc, by=office.chief, task_ids=[task.pk])
    for n in range(4):
        tell([office.head], said=f"第{n}条", by=office.chief, now=database_now(), subject=doc)
    client = as_(office.head)
    line = Alert.objects.filter(recipient=office.head, stage="urged").latest("id")
    client.post("/notices/read/", {"one": line.pk, "box": "need"})
    assert unread_by_box(office.head) == {"need": "", "about": "4", "system": ""}
    mine = list(Alert.objects.filter(recipient=office.head, stage="told").values_list("pk", flat=True))
    foreign = Alert.objects.filter(recipient=office.unit_clerk).latest("id")
    client.post("/notices/read/", {"pick": [*mine[:2], foreign.pk, "x", "9" * 40]})
    assert bell(office.head) == "2"
    foreign.refresh_from_db()
    assert foreign.read_at is None
    assert (
        client.post("/notices/read/", {"all": "1", "box": "about"}).headers["Location"]
        == "/notices/?box=about"
    )
    assert bell(office.head) == ""
    assert client.get("/notices/read/").status_code == 405


def test_the_bell_is_capped(office: Office) -> None:
    for n in range(101):
        tell([office.head], said=str(n), by=None, now=database_now())
    assert bell(office.head) == "99+"
    assert unread_by_box(office.head)["system"] == "99+"


def test_pages_of_notices_and_bad_addresses(office: Office) -> None:
    for n in range(60):
        tell([office.head], said=f"消息{n:02}", by=None, now=database_now())
    client = as_(office.head)
    first = client.get("/notices/?box=system")
    assert first.content.decode().count("<tr data-row") == 50
    second = client.get(f"/notices/{first.context['older']}").content.decode()
    assert second.count("<tr data-row") == 10
    for bad in ("?box=x", "?id=0", "?id=²", "?id=" + "9" * 40):
        assert client.get(f"/notices/{bad}").status_code == 400
    assert Client().get("/notices/").status_code == 302


def test_what_comes_back_is_told_with_its_reason(office: Office) -> None:
    doc = reviewing(office)
    give_back(doc, by=office.chief, reason="请补充依据。", expected_version=doc.version)
    assert told(office.handler) == [("told", f"吴十 退回了 {doc.receipt_no}：请补充依据。")]
    doc = handling(office)
    misdirected(doc, by=office.unit_clerk, reason="属省财政厅职责。")
    assert "属省财政厅职责。" in told(office.handler)[1][1]
    assert not told(office.unit_clerk)
