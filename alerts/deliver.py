"""Send what waits, one row at a time: claim it with a lease, look again, send, mark it with what became of it.

A worker that dies in between leaves a row whose lease runs out: it is sent again with the same Message-ID, so that the
receiver can drop the copy. Nothing is lost, nothing waits in a broker. See docs/decisions/channels.md.
"""

from __future__ import annotations

import logging
import time
import uuid
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from alerts import content
from alerts.channels import ChannelLike, Message, Problem, Refused, TryAgain
from alerts.channels.open import Makers
from alerts.look import Looked, is_too_much, is_urgent, look
from alerts.models import Alert, Channel, Delivery
from alerts.wants import next_hour, quiet_until

log = logging.getLogger(__name__)
SPAN = 40.0  # seconds of one run: the next tick goes on
BACKOFF = [
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=4),
]
TRIES = len(BACKOFF) + 1  # each wait is used once: an outage of five hours makes no dead letter
BROKEN_OFF = 20  # claims of a row whose worker died each time: then it is the row
State = Delivery.State

# The lease is the database's clock alone; `told` is another time for the rest, as tests tell it. What was broken off
# goes first. A way that lets nothing through (`down`) is left out until the next run.
CLAIM = """
WITH moment AS (SELECT coalesce(%(told)s::timestamptz, statement_timestamp()) AS now),
late AS MATERIALIZED (
  SELECT id FROM alerts_delivery WHERE state = 'sending' AND lease_until < statement_timestamp() AND {up}
   ORDER BY lease_until, id LIMIT 1 FOR UPDATE SKIP LOCKED),
next AS MATERIALIZED (
  SELECT id FROM alerts_delivery WHERE state = 'new' AND NOT digest AND {up}
     AND next_try <= coalesce(%(told)s::timestamptz, statement_timestamp()) AND NOT EXISTS (SELECT 1 FROM late)
   ORDER BY next_try, id LIMIT 1 FOR UPDATE SKIP LOCKED)
UPDATE alerts_delivery d SET state = 'sending', owner = %(owner)s, attempts = d.attempts + 1,
       lease_until = statement_timestamp() + %(lease)s * interval '1 second'
  FROM (SELECT id FROM late UNION ALL SELECT id FROM next) one, moment WHERE d.id = one.id RETURNING d.*, moment.now
"""
UP = "channel || ':' || coalesce(target_id::text, '') <> ALL (%(down)s::text[])"


class Run:
    """One run over the queue, in one thread. `on_dead` is told of each delivery that was given up, within the statement
    that gives it up, with the alerts it was about: the house knows who must step in."""

    def __init__(
        self,
        makers: Makers,
        *,
        on_dead: Callable[[Delivery, list[Alert]], None],
        told: datetime | None = None,
    ) -> None:
        self.makers, self.on_dead, self.told = makers, on_dead, told
        self.owner = uuid.uuid4()
        self.down: set[str] = set()
        self._open: dict[str, ChannelLike] = {}

    def until_empty(self, span: float = SPAN) -> int:
        """Deliver until nothing is left, or `span` seconds have passed; how many rows were taken."""
        end, taken = time.monotonic() + span, 0
        try:
            while time.monotonic() < end and self.step():
                taken += 1
        finally:
            for channel in self._open.values():
                with suppress(Exception):
                    channel.close()
            self._open.clear()
        return taken

    def step(self) -> bool:
        """Take one row, if there is one that may be tried now, and bring it to where it goes."""
        found = self._claim()
        if found is None:
            return False
        delivery, now = found
        try:
            self._deliver(delivery, now)
        except Problem as problem:
            self._failed(delivery, problem, now)
        except Exception as error:  # one bad row never stops the run
            log.exception("Delivery %s could not be sent.", delivery.pk)
            self._failed(delivery, TryAgain(_("发送时出错：%(what)s") % {"what": type(error).__name__}), now)
        return True

    def _claim(self) -> tuple[Delivery, datetime] | None:
        values = {
            "told": self.told, "owner": self.owner, "lease": settings.ALERT_LEASE_SECONDS, "down": sorted(self.down),
        }  # fmt: skip
        rows: list[Any] = list(Delivery.objects.raw(CLAIM.format(up=UP), values))  # with `now`
        return (rows[0], rows[0].now) if rows else None

    def _deliver(self, delivery: Delivery, now: datetime) -> None:
        if delivery.attempts > BROKEN_OFF:
            raise Refused(_("发送多次中断。"))
        if delivery.channel not in self.makers:
            raise TryAgain(_("本站没有设置该渠道。"), whole=True)
        looked = look(delivery)
        self._drop(delivery, looked)
        if not looked.matters:
            self._mark(delivery, state=State.CANCELLED, last_error=looked.dropped[delivery.pk])
        elif not is_urgent(looked) and (morning := quiet_until(now, looked.contact)):
            self._back(delivery, next_try=morning)
        elif delivery.alert_id and not is_urgent(looked) and is_too_much(delivery, now):
            self._back(delivery, next_try=next_hour(now), digest=True)
        else:
            self._channel(delivery.channel).send(message(delivery, looked))
            if not self._mark(delivery, state=State.SENT, sent_at=now, last_error=""):
                log.warning("Delivery %s was sent after its lease had run out.", delivery.pk)

    def _channel(self, name: str) -> ChannelLike:
        if name not in self._open:
            self._open[name] = self.makers[name]()
        return self._open[name]

    def _drop(self, delivery: Delivery, looked: Looked) -> None:
        """Parts of a digest that nobody is asked for any more."""
        for pk, why in looked.dropped.items():
            if pk != delivery.pk:
                rows = Delivery.objects.filter(pk=pk, merged_into=delivery.pk, state=State.MERGED)
                rows.update(state=State.CANCELLED, last_error=why)

    def _back(self, delivery: Delivery, *, next_try: datetime, digest: bool = False) -> None:
        """Not now: it waits, and this was no try."""
        self._mark(
            delivery,
            state=State.NEW,
            next_try=next_try,
            digest=digest,
            attempts=max(delivery.attempts - 1, 0),
        )

    def _failed(self, delivery: Delivery, problem: Problem, now: datetime) -> None:
        if isinstance(problem, TryAgain) and problem.whole:
            self.down.add(f"{delivery.channel}:{delivery.target_id or ''}")
        why = content.clean(
            problem.reason, 300
        )  # what the other side said may be anything, and must not stop the run
        if isinstance(problem, Refused) or delivery.attempts >= TRIES:
            self._dead(delivery, why)
            return
        wait = BACKOFF[min(max(delivery.attempts, 1), len(BACKOFF)) - 1]
        after = getattr(problem, "after", None)
        wait = max(wait, min(after, BACKOFF[-1])) if after is not None else wait
        self._mark(delivery, state=State.NEW, next_try=now + wait, last_error=why)

    def _dead(self, delivery: Delivery, why: str) -> None:
        """Given up, and told to who must step in: both or neither, unless telling itself goes wrong."""
        try:
            with transaction.atomic():
                if self._mark(delivery, state=State.DEAD, last_error=why):
                    self.on_dead(delivery, alerts_of(delivery))
        except Exception:
            log.exception("Nobody could be told that delivery %s was given up.", delivery.pk)
            self._mark(delivery, state=State.DEAD, last_error=why)

    def _mark(self, delivery: Delivery, **fields: object) -> bool:
        """Write what became of it, if it is still ours."""
        rows = Delivery.objects.filter(pk=delivery.pk, owner=self.owner, state=State.SENDING)
        return bool(rows.update(owner=None, lease_until=None, **fields))


def message(delivery: Delivery, looked: Looked) -> Message:
    """What its channel is given to send."""
    if delivery.alert_id:
        [matter] = looked.matters
        words, kind, number = content.one(delivery, matter), matter.alert.stage, matter.number
    else:
        words, kind, number = content.many(delivery, looked.matters), "digest", ""
    return Message(
        event=f"alert.{delivery.pk}.{delivery.message_id}",
        to=looked.address,
        subject=words.subject,
        text=words.subject if delivery.channel == Channel.SMS else words.text,
        link=words.link,
        stage=kind,
        number=number,
        urgent=is_urgent(looked),
        target=delivery.target,
    )


def alerts_of(delivery: Delivery) -> list[Alert]:
    """What a delivery was about: one alert, or those of its digest."""
    if delivery.alert_id:
        return list(Alert.objects.filter(pk=delivery.alert_id))
    return list(Alert.objects.filter(deliveries__merged_into=delivery.pk, deliveries__state=State.MERGED))
