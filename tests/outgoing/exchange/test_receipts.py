"""Signing for copies: units themselves, the clerk for others, too few and spoilt ones, urging, closing."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from alerts.models import Alert
from docflow.web.errors import BadInput, Faster, Incomplete, NotAllowed
from outgoing.actions.due import alarm
from outgoing.actions.receipts import close, receipts, receive
from outgoing.actions.unsigned import resend, urge_receipts
from outgoing.forms.after import ReceiveForm
from outgoing.models import Addressee, Outgoing
from outgoing.queries.dispatch import rows as matrix
from people.models import Appointment, Post
from people.roles import Role
from tests.office import Office, fresh, make_office
from tests.outgoing.exchange.stage import dispatched, now, of, receiving, said
from workflow.models import Entry, Task
from workflow.replay import differences

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return make_office()


@pytest.fixture
def paper(office: Office) -> Outgoing:
    return dispatched(office)


def everybody(paper: Outgoing, office: Office) -> None:
    receive(paper, by=fresh(office.unit_clerk), copies=3)
    receive(paper, by=fresh(office.unit2_clerk), copies=2)
    receipts(paper, by=fresh(office.clerk), rows=said(paper, "云川", "协会"))


def test_whoever_has_people_gets_a_task_and_a_notice(paper: Outgoing, office: Office) -> None:
    assert receiving(paper) == sorted([office.unit.principal, office.unit2.principal])
    assert {r.channel for r in Addressee.objects.filter(paper=paper)} == {"electronic", "exchange"}
    assert set(Addressee.objects.filter(paper=paper).values_list("receipt", flat=True)) == {"sent"}
    told = set(Alert.objects.filter(subject_ref=paper.ref).values_list("recipient_id", flat=True))
    assert told == {office.head.pk, office.unit_clerk.pk, office.unit2_clerk.pk}
    assert list(differences(Outgoing)) == []


def test_the_alarm_is_four_working_hours_or_fifteen_minutes() -> None:
    friday = timezone.make_aware(datetime(2026, 11, 27, 16, 0))
    urgent, plain = (Outgoing(kind="notice", urgency=urgency) for urgency in ("top_urgent", "normal"))
    assert alarm(urgent, friday).at == friday + timedelta(minutes=15)
    monday = timezone.localtime(alarm(plain, friday).at)
    assert (monday.weekday(), monday.date().isoformat()) == (0, "2026-11-30")


def test_a_unit_signs_for_all_its_copies(paper: Outgoing, office: Office) -> None:
    done = receive(paper, by=fresh(office.unit_clerk), copies=3)
    row = of(paper, "水利")
    assert (row.receipt, row.received_copies, row.answered_by_name) == ("signed", 3, office.unit_clerk.name)
    assert row.answered_at == done.entry.at
    assert receiving(paper) == [office.unit2.principal]
    with pytest.raises(Faster, match=office.unit_clerk.name):
        receive(paper, by=fresh(office.head), copies=3)
    with pytest.raises(NotAllowed):
        receive(paper, by=fresh(office.outsider), copies=1)


@pytest.mark.parametrize(
    ("condition", "copies", "note"),
    [("signed", 2, ""), ("signed", 0, ""), ("signed", 4, ""), ("short", 3, "少"), ("short", 2, ""), ("damaged", 3, " "),
     ("damaged", 0, "全湿"), ("refused", 0, ""), ("signed", -1, ""), ("signed", 10**6, "多"), ("returned", 3, "x"),
     ("withdrawn", 3, "x"), ("nonsense", 3, "x")],
)  # fmt: skip
def test_answers_that_do_not_fit(
    paper: Outgoing, office: Office, condition: str, copies: int, note: str
) -> None:
    with pytest.raises(BadInput):
        receive(paper, by=fresh(office.unit_clerk), copies=copies, condition=condition, note=note)
    assert of(paper, "水利").receipt == "sent"


def test_too_few_are_told_sent_again_and_signed(paper: Outgoing, office: Office) -> None:
    receive(paper, by=fresh(office.unit_clerk), copies=1, condition="short", note="只到一份")
    assert Alert.objects.filter(recipient=office.clerk, said__contains="只到一份").exists()
    with pytest.raises(Incomplete, match="少件未补：江东省水利厅"):
        close(paper, by=fresh(office.clerk))
    row = of(paper, "水利")
    with pytest.raises(BadInput):
        resend(paper, by=fresh(office.clerk), addressee_ids=[row.pk], note="")
    resend(paper, by=fresh(office.clerk), addressee_ids=[row.pk], note="补寄2份")
    row.refresh_from_db()
    assert (row.receipt, row.received_copies, row.note) == ("sent", None, "")
    assert office.unit.principal in receiving(paper)
    entry = Entry.objects.get(subject_kind="outgoing", subject_pk=paper.pk, verb="resend")
    assert entry.data["resent"] == [["江东省水利厅", "short", 1, "只到一份"]]
    receive(paper, by=fresh(office.unit_clerk), copies=3)
    with pytest.raises(Incomplete, match="不用补寄"):
        resend(paper, by=fresh(office.clerk), addressee_ids=[row.pk], note="再补")
    assert list(differences(Outgoing)) == []


def test_the_clerk_records_what_came_on_paper(paper: Outgoing, office: Office) -> None:
    rows = said(paper, "水利") + said(paper, "协会", receipt="damaged", received_copies=2, note="封皮破损")
    done = receipts(paper, by=fresh(office.clerk), rows=rows)
    assert "江东省水利厅已签收" in done.said
    assert receiving(paper) == [office.unit2.principal]
    assert (of(paper, "水利").received_copies, of(paper, "协会").note) == (3, "封皮破损")
    with pytest.raises(Faster):
        receipts(paper, by=fresh(office.clerk2), rows=said(paper, "水利"))
    receipts(paper, by=fresh(office.clerk2), rows=said(paper, "水利", receipt="refused", note="不属本单位"))
    assert of(paper, "水利").received_copies == 0
    assert list(differences(Outgoing)) == []


def test_bad_receipts(paper: Outgoing, office: Office) -> None:
    other = dispatched(office)
    by = fresh(office.clerk)
    sent = timezone.localtime(of(paper, "协会").sent_at)
    bad: list[list[dict[str, Any]]] = [
        [],
        said(other, "协会"),
        said(paper, "协会") * 2,
        said(paper, "协会", addressee=10**30),
        said(paper, "协会", receipt="sent"),
        said(paper, "协会", receipt="short", received_copies=1),
        said(paper, "协会", received_copies=0),
        said(paper, "协会", by_name=" "),
        said(paper, "协会", on=timezone.now() + timedelta(minutes=2)),
        said(paper, "协会", on=sent - timedelta(minutes=2)),
        said(paper, "协会", on=sent.date() - timedelta(days=1)),
    ]
    for rows in bad:
        with pytest.raises(BadInput):
            receipts(paper, by=by, rows=rows)
    assert of(paper, "协会").receipt == "sent"
    receipts(paper, by=by, rows=said(paper, "协会", on=sent.date()))
    row = of(paper, "协会")
    assert row.answered_at is not None
    assert row.sent_at is not None
    assert row.answered_at >= row.sent_at


def test_urging_alerts_whom_it_reaches_and_records_a_call_to_the_others(
    paper: Outgoing, office: Office
) -> None:
    done = urge_receipts(paper, by=fresh(office.clerk), note="请尽快")
    assert "不在本系统" in done.said
    assert "协会" in done.said
    assert Task.objects.about(paper).open().filter(kind="receive", urged=1).count() == 2
    assert Alert.objects.filter(stage="urged", recipient=office.unit_clerk, said="请尽快").exists()
    assert (of(paper, "水利").urged, of(paper, "协会").urged) == (1, 0)
    ids = [of(paper, "协会").pk]
    with pytest.raises(Incomplete, match="接电话的人"):
        urge_receipts(paper, by=fresh(office.clerk), addressee_ids=ids)
    done = urge_receipts(paper, by=fresh(office.clerk), addressee_ids=ids, answered_by="王姐")
    assert done.entry.data["phoned"] == {"names": ["江东工程协会"], "answered_by": "王姐"}
    assert of(paper, "协会").urged == 1
    receipts(paper, by=fresh(office.clerk), rows=said(paper, "协会"))
    with pytest.raises(Incomplete, match="不必再催"):
        urge_receipts(paper, by=fresh(office.clerk), addressee_ids=ids, answered_by="王姐")
    with pytest.raises(BadInput):
        urge_receipts(paper, by=fresh(office.clerk), addressee_ids=[of(dispatched(office), "协会").pk])


def test_closing_says_who_is_missing_and_ends_everything(paper: Outgoing, office: Office) -> None:
    with pytest.raises(Incomplete, match="江东工程协会"):
        close(paper, by=fresh(office.clerk))
    everybody(paper, office)
    with pytest.raises(NotAllowed):
        close(paper, by=fresh(office.supervisor))
    done = close(paper, by=fresh(office.clerk), expected_version=now(paper).version)
    assert done.subject.state == "closed"
    assert done.subject.closed_at == done.entry.at
    assert not Task.objects.about(paper).live().exists()
    assert not Task.objects.about(paper).filter(subject_live=True).exists()
    assert list(differences(Outgoing)) == []


def test_the_matrix_has_late_ones_first(paper: Outgoing, office: Office) -> None:
    receive(paper, by=fresh(office.unit_clerk), copies=3)
    found = matrix(paper, timezone.now() + timedelta(days=8))
    assert [r.late for r in found.rows] == [True, True, True, False]
    assert (found.signed, found.late, found.copies, found.total) == (1, 3, 8, 4)
    assert matrix(paper).late == 0


def test_of_two_units_the_one_it_was_sent_to_signs(paper: Outgoing, office: Office, client: Client) -> None:
    """He works in both; each task is for its own unit, whichever he takes first."""
    post = Post.objects.create(unit=office.unit2, title="兼职", role=Role.UNIT_CLERK)
    Appointment.objects.create(person=office.unit_clerk, post=post, since=date(2024, 1, 2))
    first, second = (
        Task.objects.about(paper).get(kind="receive", holder=unit.principal)
        for unit in (office.unit, office.unit2)
    )
    who = fresh(office.unit_clerk)
    form = ReceiveForm(doc=paper, person=who, initial={"task": second.pk})
    assert (form["task"].value(), form["copies"].value()) == (second.pk, 2)
    with pytest.raises(BadInput):
        receive(paper, by=who, copies=2, task_id=first.pk)  # three were sent there
    receive(paper, by=who, copies=2, task_id=second.pk)
    assert (of(paper, "财政").receipt, of(paper, "水利").receipt) == ("signed", "sent")
    with pytest.raises(Faster, match="已为 江东省财政厅 登记"):
        receive(paper, by=who, copies=3, task_id=second.pk)
    other = Task.objects.about(dispatched(office)).filter(kind="receive").first()
    with pytest.raises(NotAllowed):
        receive(paper, by=who, copies=3, task_id=other.pk if other else 0)
    client.force_login(office.unit_clerk)
    page = client.get(f"/exchange/receive/{first.pk}/")
    data = {name: page.context["form"][name].value() or "" for name in page.context["form"].fields}
    assert client.post(f"/exchange/receive/{second.pk}/", data).status_code == 404
    client.post(f"/exchange/receive/{first.pk}/", {**data, "task": str(second.pk)})
    assert of(paper, "水利").receipt == "signed"


def test_who_signs_is_alerted_when_the_clerk_sees_it_late(paper: Outgoing) -> None:
    for task in Task.objects.about(paper).filter(kind="receive"):
        assert task.due_at == Addressee.objects.get(pk=task.assignment_id or 0).alarm_at
