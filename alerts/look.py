"""What is looked at again just before something goes out: the person, his rights, the work, the hour, how much he got."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.utils.translation import gettext_noop

from alerts.content import Matter
from alerts.models import Alert, Channel, Contact, Delivery, Target
from alerts.outbox import ASKS, CLOSED, LEFT, NEWER, NEWEST
from alerts.subjects import SUBJECTS
from alerts.wants import URGENT

HIDDEN = gettext_noop("收件人已无权查看。")
READ = gettext_noop("收件人已在系统中看过。")
NOWHERE = gettext_noop("收件人没有登记该渠道的地址。")
STOPPED = gettext_noop("该接收端已停用。")
NOTHING = gettext_noop("汇总中的事项都已不必再提醒。")
HOUR = timedelta(hours=1)

ASK = f"""SELECT a.*, CASE WHEN a.stage = 'told' AND a.unseen THEN %(hidden)s WHEN a.acked_at IS NOT NULL OR a.stage = 'told' AND a.read_at IS NOT NULL THEN %(read)s
       WHEN a.stage = 'told' THEN '' WHEN NOT {ASKS} THEN %(closed)s
       WHEN NOT {NEWEST} THEN %(newer)s ELSE '' END AS why,
       coalesce(t.number, '') AS number
  FROM alerts_alert a LEFT JOIN workflow_task t ON t.id = a.task_id WHERE a.id = ANY (%(ids)s)"""  # noqa: S608 - constants


@dataclass(frozen=True)
class Looked:
    """`address` to send to and the `matters` to speak of; `dropped`: delivery to the reason why it is not sent."""

    address: str
    contact: Contact | None
    matters: list[Matter]
    dropped: dict[int, str]


def look(delivery: Delivery) -> Looked:
    """What of this delivery may go out now, and where to. `dropped` has itself where nothing may."""
    person = get_user_model()._default_manager.select_related("contact").get(pk=delivery.recipient_id)
    contact = getattr(person, "contact", None)
    target = Target.objects.filter(pk=delivery.target_id).first() if delivery.target_id else None
    delivery.target = target
    address = _address(delivery.channel, contact)
    whole = "" if person.is_active else LEFT
    whole = whole or ("" if address else NOWHERE)
    whole = whole or (STOPPED if target is not None and not target.is_active else "")
    if whole:
        return Looked(address, contact, [], {delivery.pk: whole})
    parts = [delivery] if delivery.alert_id else list(delivery.carries.filter(state=Delivery.State.MERGED))
    matters, dropped = _matters(person, parts)
    if not matters:
        dropped.setdefault(delivery.pk, NOTHING)
    return Looked(address, contact, matters, dropped)


def _matters(person: object, parts: Sequence[Delivery]) -> tuple[list[Matter], dict[int, str]]:
    asked = {
        "ids": [part.alert_id for part in parts],
        "closed": CLOSED,
        "newer": NEWER,
        "read": READ,
        "hidden": HIDDEN,
    }
    rows: Any = Alert.objects.raw(ASK, asked)  # with `why` and `number`
    alerts = {row.pk: row for row in rows}
    matters, dropped = [], {}
    for part in sorted(parts, key=lambda row: row.alert_id or 0):
        alert = alerts[part.alert_id]
        why = alert.why or _why_not(person, alert)
        if why:
            dropped[part.pk] = why
        else:
            matters.append(_matter(alert, alert.number))
    return matters, dropped


def _why_not(person: object, alert: Alert) -> str:
    subject = SUBJECTS.get(alert.subject_kind)
    if subject is not None and alert.subject_ref and not subject.sees(person, alert.subject_ref):
        return HIDDEN
    return ""


def _matter(alert: Alert, number: str) -> Matter:
    """Of what no room answers for, or where the paper was taken from the alert, no word goes out."""
    subject = SUBJECTS.get(alert.subject_kind)
    if subject is None or not alert.subject_ref:
        return Matter(alert, number, secret=True)
    return Matter(alert, number or subject.number(alert.subject_ref), subject.labelled(alert.subject_ref))


def _address(channel: str, contact: Contact | None) -> str:
    if contact is None:
        return ""
    by = {Channel.MAIL: contact.mail, Channel.SMS: contact.mobile, Channel.WEBHOOK: contact.im_name}
    return by[Channel(channel)]


def is_urgent(looked: Looked) -> bool:
    """Does anything in it pass the quiet hours and the budget?"""
    return any(matter.alert.urgency in URGENT for matter in looked.matters)


def is_too_much(delivery: Delivery, now: datetime) -> bool:
    """Has he got as many messages by this way within the hour as the site allows?"""
    rows = Delivery.objects.filter(
        recipient_id=delivery.recipient_id,
        channel=delivery.channel,
        state=Delivery.State.SENT,
        sent_at__gt=now - HOUR,
    )
    return rows[: settings.ALERT_BUDGET].count() >= settings.ALERT_BUDGET
