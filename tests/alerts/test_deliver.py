"""One row at a time: claimed, looked at again, sent, marked. Whoever dies or is late, each message keeps its identity."""

from __future__ import annotations

import threading
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from alerts import deliver, outbox
from alerts.channels import Message, Refused, TryAgain
from alerts.deliver import Run
from alerts.look import HIDDEN, READ
from alerts.models import Alert, Contact, Delivery
from tests.alerts.outside import NOON, Box, Dead, alert, known, owed, reachable, run, states
from tests.office import Office, make_office
from tests.races.threads import at_once
from workflow.models import Task

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("things")]


@pytest.fixture
def office() -> Office:
    made = make_office()
    reachable(made.handler)
    return made


@pytest.fixture
def box() -> Box:
    return Box()


def waiting(office: Office, count: int = 1, stage: str = "overdue", **fields: Any) -> list[Alert]:
    """So many alerts of the handler, spread."""
    made = [alert(office.handler, owed(office.handler, **fields), stage) for _n in range(count)]
    outbox.spread(NOON, ["mail"])
    return made


def lapse() -> None:
    """The lease of whatever is being sent has run out."""
    Delivery.objects.filter(state="sending").update(lease_until=NOON - timedelta(days=999))


# -- once --------------------------------------------------------------------------------------------


def test_sent_and_marked(office: Office, box: Box) -> None:
    waiting(office, 3)
    assert run(box) == 3
    assert [m.to for m in box.got] == ["feng@oa.example.cn"] * 3
    assert {(d.state, d.attempts, d.sent_at, d.owner) for d in Delivery.objects.all()} == {
        ("sent", 1, NOON, None)
    }
    assert run(box) == 0


def deliver_by_eight(box: Box) -> None:
    def go() -> int:
        return run(box)

    taken = at_once([go] * 8)
    assert all(isinstance(n, int) for n in taken), taken


def test_eight_workers_send_each_of_200_once(office: Office, box: Box, settings: Any) -> None:
    settings.ALERT_BUDGET = 1000
    waiting(office, 200)
    deliver_by_eight(box)
    assert len(box.events) == len(set(box.events)) == 200
    assert set(states()) == {"sent"}


def test_without_the_lock_they_would_not(
    office: Office, box: Box, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The claim taken apart: read without a lock, owned without asking. The same eight workers send copies."""
    settings.ALERT_BUDGET = 1000
    waiting(office, 30)
    together = threading.Barrier(8)

    def claim(self: Run) -> tuple[Delivery, datetime] | None:
        row = Delivery.objects.filter(state__in=["new", "sending"]).order_by("next_try", "id").first()
        with suppress(threading.BrokenBarrierError):
            together.wait(2)
        if row is not None:
            far = NOON + timedelta(days=999)
            Delivery.objects.filter(pk=row.pk).exclude(state="sent").update(
                state="sending", owner=self.owner, lease_until=far, attempts=1
            )
        return (row, NOON) if row else None

    monkeypatch.setattr(Run, "_claim", claim)
    deliver_by_eight(box)
    assert len(box.events) > len(set(box.events))


def test_killed_between_sending_and_marking_it_goes_again_with_the_same_identity(
    office: Office, box: Box
) -> None:
    waiting(office)

    def killed(message: Message) -> None:
        raise KeyboardInterrupt

    box.after = killed
    with pytest.raises(KeyboardInterrupt):
        run(box)
    assert states() == ["sending"]
    box.after = lambda message: None
    assert run(box) == 0  # its lease still runs
    lapse()
    assert run(box) == 1
    assert states() == ["sent"]
    assert len(box.events) == 2
    assert len(set(box.events)) == 1


def overtaken() -> tuple[Box, Box]:
    """A slow worker comes back after another one has taken its row, and says that it failed."""
    slow, quick = Box(), Box()

    def meanwhile(message: Message) -> None:
        lapse()
        assert run(quick) == 1
        slow.after = lambda message: None
        raise TryAgain("太慢")

    slow.after = meanwhile
    run(slow)
    return slow, quick


def test_one_whose_lease_ran_out_marks_nothing(office: Office) -> None:
    """The second one's word stands."""
    waiting(office)
    slow, quick = overtaken()
    row = Delivery.objects.get()
    assert (row.state, row.last_error, row.owner) == ("sent", "", None)
    assert slow.events == quick.events


def test_without_asking_for_the_owner_it_would(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same, marked by whoever comes: what was sent waits once more."""
    waiting(office)

    def mark(self: Run, delivery: Delivery, **fields: Any) -> bool:
        values = {"sent_at": None, **fields, "owner": None, "lease_until": None}
        return bool(Delivery.objects.filter(pk=delivery.pk).update(**values))

    monkeypatch.setattr(Run, "_mark", mark)
    overtaken()
    assert Delivery.objects.get().state == "new"


def test_a_row_that_kills_every_worker_is_given_up(office: Office, box: Box) -> None:
    waiting(office)
    Delivery.objects.update(attempts=deliver.BROKEN_OFF)
    dead = Dead()
    run(box, dead=dead)
    assert states() == ["dead"]
    assert box.got == []
    assert len(dead.told) == 1


def test_one_bad_row_never_stops_the_run(office: Office, box: Box) -> None:
    waiting(office, 3)
    bad = Delivery.objects.order_by("id")[1]

    def before(message: Message) -> None:
        if f".{bad.pk}." in message.event:
            raise ZeroDivisionError

    box.before = before
    assert run(box) == 3
    assert states() == ["sent", "new", "sent"]
    bad.refresh_from_db()
    assert bad.last_error == "发送时出错：ZeroDivisionError"
    assert bad.next_try == NOON + timedelta(minutes=1)


@pytest.mark.parametrize("problem", [Refused, TryAgain])
def test_what_the_other_side_said_never_stops_the_run(
    office: Office, box: Box, problem: type[Exception]
) -> None:
    """A reply with a NUL cannot be kept by the database: the row would be taken first, and fail, again and again."""
    waiting(office, 2)
    bad = Delivery.objects.order_by("id")[0]

    def before(message: Message) -> None:
        if f".{bad.pk}." in message.event:
            raise problem("邮件服务器答复 550：no\0such\r\nuser\u202e" + "办" * 400)

    box.before = before
    assert run(box) == 2
    assert states() == ["dead" if problem is Refused else "new", "sent"]
    bad.refresh_from_db()
    assert bad.last_error.startswith("邮件服务器答复 550：no such user 办办")
    assert len(bad.last_error) == 300


def test_as_many_statements_for_each_row(office: Office, box: Box) -> None:
    """Claimed, looked at (person, alert, budget), marked; and one that finds nothing left."""
    for count in (1, 3):
        waiting(office, count)
        with CaptureQueriesContext(connection) as asked:
            run(box)
        assert len(asked) == 5 * count + 1


# -- looked at again ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"status": "done", "done_at": NOON}, outbox.CLOSED),
        ({"status": "cancelled"}, outbox.CLOSED),
        ({"due_version": 2}, outbox.CLOSED),
        ({"paused_at": NOON}, outbox.CLOSED),
    ],
)
def test_closed_moved_or_paused_since(office: Office, box: Box, change: dict[str, Any], why: str) -> None:
    [one] = waiting(office)
    Task.objects.filter(pk__in=[one.task_id]).update(**change)
    run(box)
    assert box.got == []
    row = Delivery.objects.get()
    assert (row.state, row.last_error) == ("cancelled", why)


def test_urging_by_hand_goes_out_though_the_clock_stands(office: Office, box: Box) -> None:
    [one] = waiting(office, 1, "urged")
    Task.objects.filter(pk__in=[one.task_id]).update(paused_at=NOON)
    run(box)
    assert states() == ["sent"]


def test_rights_taken_away_since(office: Office, box: Box) -> None:
    waiting(office)
    known(sees=lambda person, ref: person.pk != office.handler.pk)
    run(box)
    assert box.got == []
    assert Delivery.objects.get().last_error == HIDDEN


def test_of_what_is_withheld_from_him_only_the_number(office: Office, box: Box) -> None:
    """Who is told of another's late work and may not see the paper: no title and no link stand in his alert."""
    alert(office.handler, owed(office.handler, number="收〔2026〕8号"), "escalated", title="", subject_ref="")
    outbox.spread(NOON, ["mail"])
    run(box)
    assert [m.subject for m in box.got] == ["您有一件待办 #收〔2026〕8号"]


def test_left_since(office: Office, box: Box) -> None:
    waiting(office)
    type(office.handler).objects.filter(pk=office.handler.pk).update(is_active=False)
    run(box)
    assert (box.got, Delivery.objects.get().last_error) == ([], outbox.LEFT)


def test_his_address_is_the_one_he_has_now(office: Office, box: Box) -> None:
    waiting(office, 2)
    Contact.objects.update(mail="neu@oa.example.cn")
    run(box)
    assert {m.to for m in box.got} == {"neu@oa.example.cn"}
    waiting(office)
    Contact.objects.update(mail="")
    run(box)
    assert states()[-1] == "cancelled"


def test_a_newer_stage_came_since(office: Office, box: Box) -> None:
    [one] = waiting(office)
    alert(office.handler, Task.objects.get(), "second")
    run(box)
    assert Delivery.objects.get().last_error == outbox.NEWER


def test_a_word_that_he_has_read(office: Office, box: Box) -> None:
    said = alert(office.handler, None, "told", urgency="flash")
    outbox.spread(NOON, ["mail"])
    Alert.objects.filter(pk=said.pk).update(read_at=NOON)
    run(box)
    assert Delivery.objects.get().last_error == READ


def test_what_he_has_acknowledged_is_not_said_again(office: Office, box: Box) -> None:
    """He saw it on his screen and said so; to have seen it alone is not enough where work is asked for."""
    seen, known_ = waiting(office, 2)
    Alert.objects.filter(pk__in=[seen.pk, known_.pk]).update(read_at=NOON)
    Alert.objects.filter(pk=known_.pk).update(acked_at=NOON)
    run(box)
    assert states() == ["sent", "cancelled"]


# -- not now -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("clock", "own", "until"),
    [
        ("21:59", None, None),
        ("22:00", None, "2026-11-26T07:00"),
        ("23:59", None, "2026-11-26T07:00"),
        ("00:00", None, "2026-11-25T07:00"),
        ("06:59", None, "2026-11-25T07:00"),
        ("07:00", None, None),
        ("12:30", ("12:00", "14:00"), "2026-11-25T14:00"),
        ("23:00", ("12:00", "14:00"), None),
        ("23:00", ("00:00", "00:00"), None),
    ],
)
def test_quiet_hours(
    office: Office, box: Box, clock: str, own: tuple[str, str] | None, until: str | None
) -> None:
    if own:
        Contact.objects.update(quiet_from=own[0], quiet_to=own[1])
    waiting(office)
    Delivery.objects.update(next_try=NOON - timedelta(days=1))
    hour, minute = map(int, clock.split(":"))
    now = NOON.replace(hour=hour, minute=minute)
    run(box, now)
    row = Delivery.objects.get()
    if until is None:
        assert row.state == "sent"
    else:
        expected = datetime.fromisoformat(until).replace(tzinfo=NOON.tzinfo)
        assert (row.state, row.next_try, row.attempts) == ("new", expected, 0)
        run(box, expected)
        assert states() == ["sent"]


def test_what_is_urgent_goes_out_at_night(office: Office, box: Box) -> None:
    waiting(office, urgency="top_urgent")
    run(box, NOON.replace(hour=23))
    assert states() == ["sent"]


def test_too_much_in_an_hour_is_put_together(office: Office, box: Box, settings: Any) -> None:
    settings.ALERT_BUDGET = 3
    waiting(office, 5)
    waiting(office, 1, urgency="flash")
    run(box)
    assert sorted(states()) == ["new", "new", "sent", "sent", "sent", "sent"]
    late = Delivery.objects.filter(state="new")
    assert {(d.digest, d.next_try, d.attempts) for d in late} == {(True, NOON.replace(hour=13), 0)}
    assert outbox.merge(NOON.replace(hour=13)) == 2
    run(box, NOON.replace(hour=13))
    assert box.got[-1].subject == "您有 2 件事项待查看"
    assert sorted(states()) == ["merged", "merged", *["sent"] * 5]


# -- refused -----------------------------------------------------------------------------------------


def failing(box: Box, problem: Exception) -> None:
    def before(message: Message) -> None:
        raise problem

    box.before = before


def test_tried_again_later_and_later_then_given_up(office: Office, box: Box) -> None:
    waiting(office)
    failing(box, TryAgain("连不上。"))
    now, dead, waits = NOON, Dead(), []
    while states() == ["new"]:
        run(box, now, dead=dead)
        row = Delivery.objects.get()
        waits.append(row.next_try - now)
        now = row.next_try + timedelta(seconds=1) if row.next_try > now else now
    assert [wait.total_seconds() / 60 for wait in waits[:5]] == [1, 5, 15, 60, 240]
    assert Delivery.objects.values_list("state", "attempts", "last_error")[0] == ("dead", 6, "连不上。")
    assert len(dead.told) == 1


def test_refused_for_good_is_dead_at_once(office: Office, box: Box) -> None:
    waiting(office)
    failing(box, Refused("没有这个邮箱。"))
    dead = Dead()
    run(box, dead=dead)
    assert (states(), Delivery.objects.get().last_error) == (["dead"], "没有这个邮箱。")
    [(row, alerts)] = dead.told
    assert (row.recipient, [a.stage for a in alerts]) == (office.handler, ["overdue"])


@pytest.mark.parametrize(
    ("asked", "waits"), [(timedelta(seconds=5), 1), (timedelta(minutes=30), 30), (timedelta(days=9), 240)]
)
def test_who_asks_us_to_wait_is_waited_for(office: Office, box: Box, asked: timedelta, waits: int) -> None:
    waiting(office)
    failing(box, TryAgain("忙。", asked))
    run(box)
    assert Delivery.objects.get().next_try == NOON + timedelta(minutes=waits)


def test_where_nothing_gets_through_the_others_wait_untried(office: Office, box: Box) -> None:
    """A server that does not answer costs one try a run, not one for each row, and no other channel waits for it."""
    waiting(office, 5)
    Contact.objects.update(mobile="139")
    alert(office.handler, owed(office.handler))
    outbox.spread(NOON, ["sms"])
    failing(box, TryAgain("没有应答。", whole=True))
    other = Box()
    Run({"mail": lambda: box, "sms": lambda: other}, on_dead=Dead(), told=NOON).until_empty()
    tried = Delivery.objects.filter(channel="mail").values_list("attempts", flat=True)
    assert sorted(tried) == [0, 0, 0, 0, 1]
    assert len(other.got) == 1


def test_resent_by_hand_with_the_same_identity(office: Office, box: Box) -> None:
    waiting(office)
    box.after = lambda message: (_ for _ in ()).throw(Refused("不收。"))  # it was taken and then refused
    run(box)
    outbox.resend(Delivery.objects.get().pk, by_name="朱十十", now=NOON)
    box.after = lambda message: None
    run(box)
    assert states() == ["sent"]
    assert len(set(box.events)) == 1


def test_when_telling_of_the_dead_goes_wrong_it_is_dead_all_the_same(office: Office, box: Box) -> None:
    waiting(office)
    failing(box, Refused("不收。"))

    def broken(delivery: Delivery, alerts: list[Alert]) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1/0")

    run(box, dead=broken)
    assert states() == ["dead"]


def test_a_channel_the_site_no_longer_has(office: Office) -> None:
    waiting(office, 2)
    Run({}, on_dead=Dead(), told=NOON).until_empty()
    assert sorted(Delivery.objects.values_list("attempts", "last_error")) == [
        (0, ""),
        (1, "本站没有设置该渠道。"),
    ]
