"""Taking, reserving and voiding document numbers: gapless, one locked row per series and year (domain.md §3.1 NUM-10)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from docflow.web.errors import BadInput, Incomplete
from outgoing.models import NumberSeries, NumberSlot, Outgoing
from outgoing.words import Slot

NEXT = """
INSERT INTO outgoing_numberyear (series_id, year, last, certified_by_name, certificate)
     VALUES (%(series)s, %(year)s, %(first)s, '', '{}')
ON CONFLICT ON CONSTRAINT number_year_once DO UPDATE SET last = outgoing_numberyear.last + 1
RETURNING last, certified_at
"""


def take(
    series: NumberSeries, year: int, *, by: Any, now: datetime, paper: Outgoing | None, reason: str = ""
) -> NumberSlot:
    """The next number of the series, used for `paper` or (None) reserved with a reason.

    The row of the series stays locked until the transaction ends: take it last. What is rolled back is not taken.
    """
    year = year if series.is_yearly else 0
    with connection.cursor() as cursor:
        cursor.execute(NEXT, {"series": series.pk, "year": year, "first": series.first})
        serial, certified = cursor.fetchone()
    if certified is not None:
        raise Incomplete(_("%(year)s年的字号已经封存，不能再取号。") % {"year": year})
    return NumberSlot.objects.create(
        series=series, year=year, serial=serial, number=series.number(year, serial), paper=paper, reason=reason,
        status=Slot.USED if paper is not None else Slot.RESERVED, taken_at=now, taken_by_id=by.pk,
        taken_by_name=by.name, changed_at=now, changed_by_name=by.name,
    )  # fmt: skip


def use(slot: NumberSlot, paper: Outgoing, *, by: Any, now: datetime) -> NumberSlot:
    """A reserved number goes to its paper. `BadInput` when somebody has used or voided it meanwhile."""
    row = NumberSlot.objects.select_for_update().get(pk=slot.pk)
    if row.status != Slot.RESERVED:
        raise BadInput(_("%(no)s 刚刚已被使用或作废，请另选。") % {"no": row.number}, "slot")
    row.status, row.paper, row.changed_at, row.changed_by_name = Slot.USED, paper, now, by.name
    row.save(update_fields=["status", "paper", "changed_at", "changed_by_name"])
    return row


def void(slot: NumberSlot, reason: str, *, by: Any, now: datetime) -> None:
    """The number is used up for ever, with the reason why."""
    row = NumberSlot.objects.select_for_update().get(pk=slot.pk)
    if row.status == Slot.VOID:
        raise Incomplete(_("%(no)s 已经作废。") % {"no": row.number})
    row.status, row.reason, row.changed_at, row.changed_by_name = Slot.VOID, reason[:200], now, by.name
    row.save(update_fields=["status", "reason", "changed_at", "changed_by_name"])
