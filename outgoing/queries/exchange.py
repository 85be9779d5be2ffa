"""The exchange desk: what waits for the station, what is not signed, the batches and their pieces."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from outgoing.models import Addressee, AddresseeGroup, ExchangeBatch
from outgoing.queries.visible import inside_for
from outgoing.words import OPEN_RECEIPTS, Channel, Receipt, State
from workflow.models import Entry, Task

PAGE = 100


def _seen(person: Any) -> QuerySet[Addressee]:
    """Addressees of the papers whose inside he sees; each with its paper and its organ."""
    return Addressee.objects.filter(paper__in=inside_for(person)).select_related("paper", "unit", "batch")


def waiting(person: Any) -> QuerySet[Addressee]:
    """What is to go by the exchange and is in no batch yet."""
    rows = _seen(person).filter(channel=Channel.EXCHANGE, batch=None, receipt=Receipt.SENT)
    return rows.filter(paper__state=State.DISPATCHED).order_by("unit__order", "unit_id", "name", "id")


def unsigned(person: Any, after: int | None = None) -> QuerySet[Addressee]:
    """Sent and not signed, in whichever way; those past their alarm are the first. `after`: behind this row (its key)."""
    rows = _seen(person).filter(receipt=Receipt.SENT).exclude(channel=Channel.EXCHANGE, batch=None)
    rows = rows.filter(paper__state=State.DISPATCHED).order_by("alarm_at", "id")
    last = _seen(person).filter(pk=after, alarm_at__isnull=False).first() if after else None
    if last is None:
        return rows
    return rows.filter(Q(alarm_at__gt=last.alarm_at) | Q(alarm_at=last.alarm_at, pk__gt=last.pk))


def late(person: Any, now: datetime) -> int:
    """How many of them are past their alarm; pieces that still lie here do not count."""
    return unsigned(person).filter(alarm_at__lte=now).count()


def batches() -> QuerySet[ExchangeBatch]:
    """Newest first, each with `pieces` and how many of them are still `open`."""
    still = Count("items", filter=Q(items__receipt__in=sorted(OPEN_RECEIPTS)))
    return ExchangeBatch.objects.annotate(pieces=Count("items"), open=still).order_by("-id")


def pieces(batch: ExchangeBatch, person: Any) -> QuerySet[Addressee]:
    """Of a batch, those of papers he sees, by envelope; what is still open comes first."""
    return _seen(person).filter(batch=batch).order_by("envelope", "paper__number", "id")


def receiving(person: Any, size: int = PAGE) -> list[tuple[Task, Addressee]]:
    """What his units have to sign for, longest waiting first; two statements."""
    rows = Task.objects.open().filter(subject_kind="outgoing", kind="receive", lane="circulation")
    tasks = list(rows.held_by(sorted(person.hats.all)).order_by("due_at", "id")[: size + 1])
    mine = [t for t in tasks if person.hats.acts_for(t.holder, t.kind)[0]]
    keys = [t.assignment_id for t in mine if t.assignment_id]
    found = Addressee.objects.select_related("paper").in_bulk(keys)
    return [(t, found[t.assignment_id]) for t in mine if t.assignment_id in found]


def groups(*, active: bool = True) -> QuerySet[AddresseeGroup]:
    """Saved groups of addressees, each with its `size`."""
    rows = AddresseeGroup.objects.annotate(size=Count("units")).order_by("-is_active", "order", "id")
    return rows.filter(is_active=True) if active else rows


def last_of_group(pk: int | None) -> Entry | None:
    """Who changed a group last, and how; None where nobody has since it was brought along."""
    rows = Entry.objects.filter(subject_kind="roster", data__addressee_group=pk)
    return rows.order_by("-seq").first() if pk is not None else None
