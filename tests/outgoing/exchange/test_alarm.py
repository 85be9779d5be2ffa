"""The alarm for what organs outside the system have not signed: its date, whom it reaches, how often, and its lamp."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.test import Client

from alerts.models import Alert
from alerts.scan import Who, sweep, tick
from deadlines.days import SHANGHAI
from deadlines.explain import explain
from deadlines.horizon import lines
from deadlines.limits import reset
from deadlines.models import LimitPolicy
from outgoing.actions.after import recall
from outgoing.actions.exchanging import hand_over, make_batch
from outgoing.actions.receipts import receipts
from outgoing.actions.unsigned import resend, urge_receipts
from outgoing.models import Addressee, Outgoing
from outgoing.queries.dispatch import light
from people.behind import BEHIND, NEXT
from tests.alerts.test_scan import here, owed
from tests.office import Office, fresh, make_office
from tests.outgoing.exchange.stage import dispatched, now, of, row, said
from workflow.clock import told
from workflow.models import Entry, Task
from workflow.replay import differences

pytestmark = pytest.mark.django_db

FRIDAY = "2026-11-27"


@pytest.fixture
def office() -> Office:
    return make_office()


@pytest.fixture
def _rules_anew(db: None) -> Iterator[None]:
    """What a process keeps of the limits for a minute is not the next test's."""
    yield
    reset()


def at(day: str, clock: str) -> datetime:
    return datetime.fromisoformat(f"{day}T{clock}:00").replace(tzinfo=SHANGHAI)


def outside(office: Office) -> list[Addressee]:
    """One who works here, and two who do not."""
    return [row(office.unit, 1), row(None, 2, name="江东工程协会"), row(None, 3, name="江东商会")]


def sent(office: Office, moment: datetime, *, channel: str = "post", **fields: object) -> Outgoing:
    with told(moment):
        return dispatched(office, outside(office), channel=channel, **fields)


def duty(paper: Outgoing) -> Task:
    return Task.objects.about(paper).get(kind="receipts", status="open")


def heard(paper: Outgoing) -> list[tuple[str, int]]:
    """What the keeper of its receipts was told by the clock: stage and version of the date."""
    rows = Alert.objects.filter(task_id=duty(paper).pk).exclude(stage="told").order_by("id")
    return [(a.stage, a.due_version) for a in rows]


@pytest.mark.parametrize(
    ("urgency", "moment", "until"),
    [
        ("normal", at(FRIDAY, "09:00"), at(FRIDAY, "15:00")),  # the lunch break does not count
        ("normal", at(FRIDAY, "16:00"), at("2026-11-30", "11:00")),  # over the weekend
        ("urgent", at(FRIDAY, "16:00"), at("2026-11-30", "11:00")),
        ("normal", at("2026-09-30", "16:30"), at("2026-10-08", "11:30")),  # over the National Day
        ("normal", at("2026-10-09", "16:30"), at("2026-10-10", "11:30")),  # a Saturday that is worked
        ("normal", at("2026-11-28", "10:00"), at("2026-11-30", "14:30")),  # sent on a Saturday
        ("top_urgent", at(FRIDAY, "17:20"), at(FRIDAY, "17:35")),  # by the clock, whatever the hour
        ("top_urgent", at("2026-10-03", "23:50"), at("2026-10-04", "00:05")),
    ],
)
def test_until_when_they_should_have_signed(
    office: Office, urgency: str, moment: datetime, until: datetime
) -> None:
    paper = sent(office, moment, urgency=urgency)
    assert of(paper, "协会").alarm_at == until
    assert (duty(paper).due_at, duty(paper).due_version) == (until, 1)
    assert now(paper).due_at == until
    assert list(differences(Outgoing)) == []


def test_the_date_explains_itself(office: Office) -> None:
    lines = "\n".join(explain(duty(sent(office, at("2026-09-30", "16:30"))).due_trace, "zh-hans"))
    assert "时限：4个工作小时" in lines
    assert "公文交换：发出后4个工作小时未签收即提醒" in lines
    assert "跳过10月1日（周四）至10月7日（周三）：国庆节" in lines
    assert "到期：2026年10月8日11:30" in lines


@pytest.mark.usefixtures("_rules_anew")
def test_the_limit_is_a_row_of_the_table(office: Office) -> None:
    LimitPolicy.objects.create(
        step="receive", flow="outgoing", unit="working_day", amount=2, source="本厅规定", effective_from=at("2026-01-01", "00:00")
    )  # fmt: skip
    reset()
    paper = sent(office, at(FRIDAY, "09:00"))
    assert duty(paper).due_at == at("2026-12-01", "17:30")
    assert duty(paper).due_source == "本厅规定"


def test_everybody_who_holds_the_receipts_is_told_once_for_each_stage(office: Office) -> None:
    """Minute by minute over a weekend; then nothing more, however often it runs."""
    paper = sent(office, at(FRIDAY, "16:00"))
    for moment in (at(FRIDAY, "16:01"), at(FRIDAY, "16:02"), at("2026-11-29", "12:00"), at("2026-11-30", "00:00"),
                   at("2026-11-30", "10:59"), at("2026-11-30", "11:01"), at("2026-11-30", "11:02")):  # fmt: skip
        tick(moment, lines, BEHIND, NEXT)
    assert heard(paper) == [("due_soon", 1), ("due_today", 1), ("overdue", 1)]
    assert set(Alert.objects.filter(task_id=duty(paper).pk).values_list("recipient", flat=True)) == {
        office.clerk.pk
    }


def test_the_whole_desk_is_told_where_the_desk_holds_them(office: Office) -> None:
    paper = sent(office, at(FRIDAY, "09:00"))
    Task.objects.filter(pk=duty(paper).pk).update(holder=office.section.principal)
    sweep(here(at(FRIDAY, "16:00")), Who(BEHIND, NEXT))
    found = set(Alert.objects.filter(task_id=duty(paper).pk).values_list("recipient", flat=True))
    assert {office.clerk.pk, office.clerk2.pk, office.chief.pk} <= found


def test_after_an_outage_only_the_newest_stage(office: Office) -> None:
    paper = sent(office, at(FRIDAY, "16:00"))
    tick(at("2026-12-02", "09:00"), lines, BEHIND, NEXT)
    assert heard(paper) == [("overdue", 1)]


def test_one_bad_row_does_not_stop_the_others(office: Office) -> None:
    """Work held by nobody there is, an explanation that is none, a piece without a date: the scan passes over them."""
    bad, good = sent(office, at(FRIDAY, "09:00")), sent(office, at(FRIDAY, "09:00"))
    nobody = owed("u987654321", at(FRIDAY, "10:00"), kind="receipts", due_trace=["?"])
    Addressee.objects.filter(paper=bad).update(alarm_at=None)
    tick(at(FRIDAY, "16:00"), lines, BEHIND, NEXT)
    assert (heard(bad), heard(good)) == ([("overdue", 1)], [("overdue", 1)])
    assert not Alert.objects.filter(task_id=nobody.pk).exists()


def test_signed_for_nothing_is_told_any_more(office: Office) -> None:
    """The task goes back to the date by which all receipts are to be in."""
    paper = sent(office, at(FRIDAY, "16:00"))
    with told(at(FRIDAY, "17:00")):
        receipts(paper, by=fresh(office.clerk), rows=said(paper, "协会"))
        assert duty(paper).due_at == at("2026-11-30", "11:00")  # the other one
        receipts(paper, by=fresh(office.clerk), rows=said(paper, "商会", receipt="refused", note="不收"))
    assert (duty(paper).due_at, duty(paper).due_version) == (at("2026-12-04", "17:30"), 2)
    assert duty(paper).due_source == "本办公厅默认值（可调整）"
    assert of(paper, "水利").receipt == "sent", "who works here has a task of his own"
    tick(at("2026-11-30", "12:00"), lines, BEHIND, NEXT)
    assert heard(paper) == []
    assert list(differences(Outgoing)) == []


def test_a_call_puts_the_alarm_off_and_it_is_raised_anew(office: Office) -> None:
    paper = sent(office, at(FRIDAY, "09:00"))
    tick(at(FRIDAY, "15:01"), lines, BEHIND, NEXT)
    with told(at(FRIDAY, "15:30")):
        done = urge_receipts(
            paper, by=fresh(office.clerk), addressee_ids=[of(paper, "协会").pk], answered_by="王姐"
        )
    assert "11-30 10:30 前签收" in done.said
    assert duty(paper).due_at == at(FRIDAY, "15:00"), "the other one is late all the same"
    with told(at(FRIDAY, "15:40")):
        ids = [of(paper, "商会").pk]
        urge_receipts(paper, by=fresh(office.clerk), addressee_ids=ids, answered_by="李哥")
    assert (duty(paper).due_at, duty(paper).due_version) == (at("2026-11-30", "10:30"), 2)
    tick(at("2026-11-30", "10:31"), lines, BEHIND, NEXT)
    assert heard(paper) == [("overdue", 1), ("overdue", 2)]
    with told(at("2026-11-30", "10:32")):
        receipts(paper, by=fresh(office.clerk), rows=said(paper, "协会"))
    assert duty(paper).due_at == at("2026-11-30", "10:40")
    assert "自2026年11月27日15:40起算" in "".join(explain(duty(paper).due_trace, "zh-hans"))


def test_who_is_only_reminded_here_is_not_put_off(office: Office) -> None:
    """Without somebody at the telephone nobody outside was urged."""
    paper = sent(office, at(FRIDAY, "09:00"))
    with told(at(FRIDAY, "15:30")):
        urge_receipts(paper, by=fresh(office.clerk))
    assert of(paper, "协会").alarm_at == duty(paper).due_at == at(FRIDAY, "15:00")
    assert of(paper, "水利").alarm_at == at(FRIDAY, "15:00")


def test_the_clock_begins_with_the_courier(office: Office) -> None:
    """What lies here past its time is told as well: somebody forgot to hand it over."""
    paper = sent(office, at(FRIDAY, "09:00"), channel="exchange")
    assert duty(paper).due_at == at(FRIDAY, "15:00")
    with told(at(FRIDAY, "16:00")):
        keys = list(Addressee.objects.filter(paper=paper).values_list("pk", flat=True))
        batch = make_batch(by=fresh(office.clerk), items=keys, courier="老周", key="b")
        hand_over(batch, by=fresh(office.clerk), key="h")
    assert (duty(paper).due_at, duty(paper).due_version) == (at("2026-11-30", "11:00"), 2)
    assert list(differences(Outgoing)) == []


def test_sent_again_it_is_waited_for_anew(office: Office) -> None:
    paper = sent(office, at(FRIDAY, "09:00"))
    with told(at(FRIDAY, "10:00")):
        receipts(paper, by=fresh(office.clerk), rows=said(paper, "协会"))
        rows = said(paper, "商会", receipt="damaged", received_copies=2, note="水湿")
        receipts(paper, by=fresh(office.clerk), rows=rows)
    assert duty(paper).due_source == "本办公厅默认值（可调整）"
    Outgoing.objects.filter(pk=paper.pk).update(sealed=40)
    with told(at("2026-11-30", "09:00")):
        resend(now(paper), by=fresh(office.clerk), addressee_ids=[of(paper, "商会").pk], note="补寄")
    assert duty(paper).due_at == at("2026-11-30", "15:00")
    tick(at("2026-11-30", "15:01"), lines, BEHIND, NEXT)
    assert heard(paper) == [("overdue", duty(paper).due_version)]


def test_a_recall_ends_it(office: Office) -> None:
    paper = sent(office, at(FRIDAY, "09:00"))
    with told(at(FRIDAY, "09:30")):
        recall(paper, by=fresh(office.chief), reason="有误")
    assert duty(paper).due_at == at("2026-12-04", "17:30")
    tick(at(FRIDAY, "16:00"), lines, BEHIND, NEXT)
    assert heard(paper) == []


def test_limits_changed_since_leave_the_date_that_was_told(office: Office) -> None:
    """The date on the row stands, and says itself that it was set; it is not counted by a rule that came later."""
    paper = sent(office, at(FRIDAY, "09:00"))
    Addressee.objects.filter(paper=paper, name__contains="商会").update(alarm_at=at(FRIDAY, "16:00"))
    with told(at(FRIDAY, "10:00")):
        receipts(paper, by=fresh(office.clerk), rows=said(paper, "协会"))
    assert duty(paper).due_at == at(FRIDAY, "16:00")
    with told(at(FRIDAY, "11:00")):
        receipts(paper, by=fresh(office.clerk), rows=said(paper, "商会"))
    assert duty(paper).due_at == at("2026-12-04", "17:30")


def test_every_move_of_the_date_stays_within_its_act(office: Office) -> None:
    """The row and its task are written with the entry: no act, no move."""
    paper = sent(office, at(FRIDAY, "09:00"))
    before = Entry.objects.filter(subject_kind="outgoing", subject_pk=paper.pk).count()
    assert before == now(paper).entry_count
    assert list(differences(Outgoing)) == []


@pytest.mark.parametrize(
    ("late", "channel", "lamp"),
    [
        (timedelta(minutes=-1), "post", ("green", "等候签收")),
        (timedelta(0), "post", ("yellow", "超时未签收")),
        (timedelta(hours=23), "post", ("yellow", "超时未签收")),
        (timedelta(hours=49), "post", ("red", "超时2天未签收")),
        (timedelta(minutes=-1), "exchange", ("green", "等候交换")),
        (timedelta(hours=1), "exchange", ("yellow", "超时未交换")),
        (timedelta(days=1), "exchange", ("red", "超时1天未交换")),
    ],
)
def test_its_lamp(late: timedelta, channel: str, lamp: tuple[str, str]) -> None:
    moment = at(FRIDAY, "15:00")
    assert light(Addressee(alarm_at=moment - late, channel=channel, receipt="sent"), moment) == lamp


def test_lamp_and_time_stand_on_every_page_of_it(office: Office, client: Client) -> None:
    """The desk's two lists, the paper's own, and the rail with how the date was counted."""
    paper = sent(office, at("2026-11-23", "09:00"))
    lies = sent(office, at("2026-11-23", "09:00"), channel="exchange")
    client.force_login(office.clerk)
    page = client.get("/exchange/?tab=unsigned").content.decode()
    assert "天未签收" in page
    assert "lamp-red" in page
    assert "11-23 15:00" in page
    page = client.get("/exchange/").content.decode()
    assert "天未交换" in page
    assert lies.number in page
    page = client.get(f"/outgoing/{paper.ref}/?tab=to").content.decode()
    assert "应签收" in page
    assert "11-23 15:00" in page
    assert "天未签收" in page
    assert "4个工作小时" in page


def test_one_key_on_the_papers_page_urges_whoever_is_late(office: Office, client: Client) -> None:
    """Past its time first; who has time still is left alone while somebody is late."""
    paper = dispatched(office)
    client.force_login(office.clerk)
    page = client.get(f"/outgoing/{paper.ref}/?tab=to")
    assert len(page.context["dispatch"].to_urge) == 4
    late = of(paper, "水利")
    Addressee.objects.filter(pk=late.pk).update(alarm_at=datetime.now(SHANGHAI) - timedelta(hours=1))
    page = client.get(f"/outgoing/{paper.ref}/?tab=to")
    assert page.context["dispatch"].to_urge == [late.pk]
    html = page.content.decode()
    assert "催超时未签收的单位" in html
    sent = {"key": page.context["urge_key"], "whom": [late.pk]}
    assert client.post(f"/outgoing/{paper.ref}/do/urge_receipts/", sent).status_code == 302
    late.refresh_from_db()
    assert (late.urged, of(paper, "财政").urged) == (1, 0)
    assert Alert.objects.filter(stage="urged", recipient=office.unit_clerk).exists()
    only = {"key": "k2", "whom": [of(paper, "协会").pk]}
    refused = client.post(f"/outgoing/{paper.ref}/do/urge_receipts/", only)
    assert refused.status_code == 409 or refused.status_code == 422
    assert "接电话的人" in refused.content.decode()
    client.force_login(office.leader)
    assert 'data-key="KeyW"' not in client.get(f"/outgoing/{paper.ref}/?tab=to").content.decode()
