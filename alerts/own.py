"""How a person wants to be reached outside his notices: his own matter, so no entry is written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils.translation import gettext as _

from alerts.channels.open import makers
from alerts.models import Alert, Channel, Contact, Delivery, Preference, Target
from alerts.wants import DEFAULTS
from docflow.web.errors import Incomplete

TRIAL = "trial"  # the kind of task that a trial says it is of
ONCE = timedelta(minutes=1)
ADDRESS = {Channel.MAIL: "mail", Channel.WEBHOOK: "im_name", Channel.SMS: "mobile"}
Wanted = dict[tuple[str, str], str]  # channel and group of alerts to mode


def offered() -> list[Channel]:
    """The ways out that this site has, in their order; messages only where there is a receiver for them."""
    has = makers()
    hooks = Target.objects.filter(is_active=True).exists()
    return [one for one in Channel if one in has and (one != Channel.WEBHOOK or hooks)]


def contact_of(person: Any) -> Contact:
    """His row, or an empty one that is not saved."""
    return Contact.objects.filter(person_id=person.pk).first() or Contact(person_id=person.pk)


def wanted(person: Any, channels: Iterable[str]) -> Wanted:
    """What he wants by each of these channels of each group: his own word, else the office's default."""
    own = Preference.objects.filter(person_id=person.pk).values_list("channel", "group", "mode")
    said = {(channel, group): mode for channel, group, mode in own}
    pairs = [(channel, group) for channel in channels for group in Preference.Group.values]
    return {(channel, group): said.get((channel, group), DEFAULTS[group]) for channel, group in pairs}


def keep(person: Any, contact: Mapping[str, Any], modes: Wanted) -> None:
    """Save both. What is as the office has it needs no row: it follows the office."""
    rows = [
        Preference(person_id=person.pk, channel=channel, group=group, mode=mode)
        for (channel, group), mode in sorted(modes.items())
        if mode != DEFAULTS[group]
    ]
    with transaction.atomic():
        Contact.objects.update_or_create(person_id=person.pk, defaults=dict(contact))
        Preference.objects.filter(person_id=person.pk, channel__in={c for c, _group in modes}).delete()
        Preference.objects.bulk_create(rows)


def try_out(person: Any, now: datetime) -> list[Delivery]:
    """An alert of the system to himself, through the queue as every other one, by each way on which he has an address.
    Once a minute: refused (`Incomplete`) before that, and where he has no address."""
    with transaction.atomic():
        get_user_model().objects.select_for_update().get(
            pk=person.pk
        )  # two presses at once: one after the other
        last = Alert.objects.filter(recipient_id=person.pk, task_kind=TRIAL).order_by("-id").first()
        if last is not None and (wait := last.created_at + ONCE - now) > timedelta(0):
            raise Incomplete(_("刚刚试发过，请 %(n)s 秒后再试。") % {"n": wait.seconds + 1})
        ways = ways_to(contact_of(person))
        if not ways:
            raise Incomplete(_("没有可以试发的渠道：请先填写邮箱等联系方式并保存。"))
        alert = Alert.objects.create(
            recipient_id=person.pk, stage=Alert.Stage.TOLD, task_kind=TRIAL, said=_("这是一条试发的提醒。"), created_at=now,
            spread_at=now,
        )  # fmt: skip
        rows = [
            Delivery(alert=alert, recipient_id=person.pk, channel=channel, target=target, next_try=now, created_at=now)
            for channel, target in ways
        ]  # fmt: skip
        return Delivery.objects.bulk_create(rows)


def ways_to(contact: Contact) -> list[tuple[Channel, Target | None]]:
    """Each way out of this site on which this person has an address."""
    found: list[tuple[Channel, Target | None]] = []
    for channel in offered():
        if not getattr(contact, ADDRESS[channel]):
            continue
        if channel == Channel.WEBHOOK:
            found += [(channel, target) for target in Target.objects.filter(is_active=True).order_by("name")]
        else:
            found.append((channel, None))
    return found
