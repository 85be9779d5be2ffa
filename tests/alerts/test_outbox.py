"""What of the alerts goes into the queue: by which way, for whom, once; and what is taken back."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from alerts import outbox
from alerts.models import Alert, Delivery, Preference, Target
from tests.alerts.outside import NOON, alert, owed, reachable, states
from tests.office import Office, make_office
from tests.races.threads import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("things")]
ALL = ("mail", "sms", "webhook")


@pytest.fixture
def office() -> Office:
    return make_office()


def rows() -> list[tuple[str, str, bool]]:
    found = Delivery.objects.order_by("id").values_list("recipient__name", "channel", "digest")
    return list(found)


def wish(person: Any, group: str, mode: str, channel: str = "mail") -> None:
    Preference.objects.create(person=person, channel=channel, group=group, mode=mode)


def receiver(name: str = "企业微信", **fields: Any) -> Target:
    return Target.objects.create(
        name=name, host="hook.example.cn", network="203.0.113.0/24", secret="s", **fields
    )


def test_each_way_that_he_has_and_the_site_has(office: Office) -> None:
    receiver()
    receiver("停用的", is_active=False)
    reachable(office.handler, mobile="13900000000", im_name="feng")
    reachable(office.chief)
    for person in (office.handler, office.chief, office.clerk):
        alert(person, owed(person))
    assert outbox.spread(NOON, ALL) == 4
    assert {(name, channel) for name, channel, _ in rows()} == {
        ("冯二二", "mail"), ("冯二二", "sms"), ("冯二二", "webhook"), ("吴十", "mail"),
    }  # fmt: skip
    assert not Alert.objects.filter(spread_at=None).exists()


def test_without_any_channel_only_that_it_was_looked_at(office: Office) -> None:
    reachable(office.handler)
    alert(office.handler, owed(office.handler))
    assert outbox.spread(NOON, ()) == 0
    assert Alert.objects.get().spread_at == NOON
    assert outbox.spread(NOON, ALL) == 0


@pytest.mark.parametrize(
    ("stage", "mode"),
    [("due_soon", "digest"), ("due_today", "digest"), ("overdue", "now"), ("second", "now"), ("escalated", "now"),
     ("urged", "now"), ("told", "off")],
)  # fmt: skip
def test_the_offices_defaults(office: Office, stage: str, mode: str) -> None:
    reachable(office.handler)
    alert(office.handler, owed(office.handler) if stage != "told" else None, stage)
    outbox.spread(NOON, ALL)
    assert rows() == ([] if mode == "off" else [("冯二二", "mail", mode == "digest")])


def test_his_own_wish_counts_by_channel(office: Office) -> None:
    reachable(office.handler, mobile="139")
    wish(office.handler, "late", "off")
    wish(office.handler, "told", "now", "sms")
    alert(office.handler, owed(office.handler))
    alert(office.handler, None, "told")
    outbox.spread(NOON, ALL)
    assert rows() == [("冯二二", "sms", False), ("冯二二", "sms", False)]


@pytest.mark.parametrize("urgency", ["top_urgent", "flash"])
@pytest.mark.parametrize("mode", ["off", "digest"])
def test_nothing_urgent_is_off_or_waits(office: Office, urgency: str, mode: str) -> None:
    reachable(office.handler)
    for group in ("due", "late", "urged", "told"):
        wish(office.handler, group, mode)
    for stage in ("due_soon", "overdue", "urged"):
        alert(office.handler, owed(office.handler, urgency=urgency), stage)
    alert(office.handler, None, "told", urgency=urgency)
    outbox.spread(NOON, ALL)
    assert rows() == [("冯二二", "mail", False)] * 4


def test_a_digest_waits_for_its_hour(office: Office) -> None:
    reachable(office.handler)
    alert(office.handler, owed(office.handler), "due_soon")
    outbox.spread(NOON, ALL)
    assert Delivery.objects.get().next_try == NOON.replace(hour=14)


def test_nothing_for_one_who_left(office: Office) -> None:
    reachable(office.handler)
    alert(office.handler, owed(office.handler))
    office.handler.is_active = False
    office.handler.save()
    assert outbox.spread(NOON, ALL) == 0


def test_after_an_outage_only_the_newest_stage(office: Office) -> None:
    reachable(office.handler)
    task = owed(office.handler)
    for stage in ("due_soon", "due_today", "overdue"):
        alert(office.handler, task, stage)
    alert(office.handler, task, "urged", occurrence=1)
    outbox.spread(NOON, ALL)
    found = Delivery.objects.order_by("id").values_list("alert__stage", "state")
    assert list(found) == [("overdue", "new"), ("urged", "new")]


def test_an_older_stage_that_waits_is_cancelled(office: Office) -> None:
    reachable(office.handler, office.chief)
    task = owed(office.handler)
    alert(office.handler, task, "due_today")
    alert(office.chief, task, "due_today")
    other = alert(office.handler, owed(office.handler), "due_today")
    outbox.spread(NOON, ALL)
    alert(office.handler, task, "overdue")
    outbox.spread(NOON, ALL)
    rows = Delivery.objects.exclude(alert=other)
    found = set(rows.values_list("recipient__name", "alert__stage", "state"))
    assert found == {
        ("冯二二", "due_today", "cancelled"), ("吴十", "due_today", "new"), ("冯二二", "overdue", "new"),
    }  # fmt: skip
    assert Delivery.objects.get(alert=other).state == "new"


def test_what_is_old_goes_out_only_if_it_still_asks(office: Office) -> None:
    reachable(office.handler)
    wish(office.handler, "told", "now")
    old = NOON - timedelta(days=3)
    asks = alert(office.handler, owed(office.handler), created_at=old)
    alert(office.handler, owed(office.handler, status="done", done_at=NOON), created_at=old)
    alert(office.handler, owed(office.handler, due_version=2), created_at=old, due_version=1)
    alert(office.handler, owed(office.handler, paused_at=NOON), created_at=old)
    alert(office.handler, None, "told", created_at=old)
    outbox.spread(NOON, ALL)
    assert [d.alert for d in Delivery.objects.all()] == [asks]
    assert not Alert.objects.filter(spread_at=None).exists()


def test_in_batches_and_by_eight_at_once_each_is_made_once(office: Office) -> None:
    reachable(office.handler, office.chief)
    for n in range(60):
        alert((office.handler, office.chief)[n % 2], owed(office.handler))
    made = at_once([lambda: outbox.spread(NOON, ALL, batch=7)] * 8)
    assert sum(made) == 60
    assert Delivery.objects.count() == 60
    assert outbox.spread(NOON, ALL) == 0


@pytest.mark.parametrize("count", [0, 1, 3])
def test_one_statement_for_however_many(office: Office, count: int) -> None:
    reachable(office.handler)
    for _n in range(count):
        alert(office.handler, owed(office.handler))
    for step in (lambda: outbox.spread(NOON, ALL), outbox.cancel, lambda: outbox.state(NOON)):
        with CaptureQueriesContext(connection) as asked:
            step()
        assert len(asked) == 1


# -- taken back --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "left"),
    [
        ({"status": "done", "done_at": NOON}, "cancelled"),
        ({"status": "cancelled"}, "cancelled"),
        ({"due_version": 2}, "cancelled"),
        ({"paused_at": NOON}, "cancelled"),
        ({"subject_live": False}, "cancelled"),
        ({"title": "改了标题"}, "new"),
    ],
)
def test_closing_and_moving_cancel_what_is_unsent(office: Office, change: dict[str, Any], left: str) -> None:
    reachable(office.handler)
    task = owed(office.handler)
    alert(office.handler, task)
    alert(office.handler, None, "told", urgency="flash")
    outbox.spread(NOON, ALL)
    type(task).objects.filter(pk=task.pk).update(**change)
    assert outbox.cancel() == (left == "cancelled")
    assert states() == [left, "new"]
    if left == "cancelled":
        assert Delivery.objects.get(alert__task_id=task.pk).last_error == outbox.CLOSED


def test_one_who_left_gets_nothing_of_what_waits(office: Office) -> None:
    reachable(office.handler)
    alert(office.handler, None, "told", urgency="flash")
    outbox.spread(NOON, ALL)
    type(office.handler).objects.filter(pk=office.handler.pk).update(is_active=False)
    assert outbox.cancel() == 1
    assert Delivery.objects.get().last_error == outbox.LEFT


# -- numbers -----------------------------------------------------------------------------------------


def test_how_the_queue_stands(office: Office) -> None:
    assert outbox.state(NOON) == (0, 0, 0, 0)
    reachable(office.handler)
    alert(office.handler, owed(office.handler), created_at=NOON - timedelta(seconds=30))
    assert outbox.state(NOON).oldest == 30
    outbox.spread(NOON, ALL)
    alert(office.handler, owed(office.handler), "due_soon")
    outbox.spread(NOON, ALL)
    assert outbox.state(NOON) == (0, 2, 0, 0)
    assert outbox.state(NOON + timedelta(minutes=4)).oldest == 240
    Delivery.objects.filter(digest=False).update(state="dead")
    assert outbox.state(NOON + timedelta(minutes=4)) == (0, 1, 0, 1)


def test_a_dead_letter_is_tried_anew_once(office: Office) -> None:
    reachable(office.handler)
    alert(office.handler, owed(office.handler))
    outbox.spread(NOON, ALL)
    row = Delivery.objects.get()
    assert not outbox.resend(row.pk, by_name="朱十十", now=NOON)
    Delivery.objects.update(state="dead", attempts=5)
    later: datetime = NOON + timedelta(hours=1)
    assert sorted(at_once([lambda: outbox.resend(row.pk, by_name="朱十十", now=later)] * 4)) == [
        False
    ] * 3 + [True]
    after = Delivery.objects.get()
    assert (after.state, after.attempts, after.next_try, after.resent_by_name) == ("new", 0, later, "朱十十")
    assert after.message_id == row.message_id
