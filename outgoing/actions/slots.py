"""Taking, reserving and voiding document numbers: gapless, one locked row per series and year (domain.md §3.1 NUM-10)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from docflow.web.errors import BadInput, Incomplete
from outgoing.models import NumberSeries, NumberSlot, Outgoing
from outgoing.rules.numbering import printed
from outgoing.words import Slot

# The rule as it is now, not as the caller has read it: a chief may just be changing it (`save_series` locks the row).
# Only the first year of a series begins at its first number; later ones begin at 1 (编号每年从 1 起).
NEXT = """
WITH rule AS (
    SELECT id, code, pattern, first, CASE WHEN position('{year}' IN pattern) > 0 THEN %(year)s ELSE 0 END AS year
      FROM outgoing_numberseries WHERE id = %(series)s FOR KEY SHARE),
start AS (
    SELECT rule.*, CASE WHEN EXISTS (SELECT 1 FROM outgoing_numberyear o WHERE o.series_id = rule.id)
                        THEN 1 ELSE rule.first END AS serial FROM rule),
taken AS (
    INSERT INTO outgoing_numberyear AS y (series_id, year, first, last, certified_by_name, certificate)
    SELECT id, year, serial, serial, '', '{}' FROM start
    ON CONFLICT ON CONSTRAINT number_year_once DO UPDATE SET last = y.last + 1 WHERE y.certified_at IS NULL
    RETURNING last)
SELECT (SELECT last FROM taken), year, code, pattern FROM start
"""


def take(
    series: NumberSeries, year: int, *, by: Any, now: datetime, paper: Outgoing | None, reason: str = ""
) -> NumberSlot:
    """The next number of the series, used for `paper` or (None) reserved with a reason.

    The row of the series-year stays locked until the transaction ends: take it last. What is rolled back is not taken.
    `Incomplete` when the year is certified (年度封存): it has no next number.
    """
    with connection.cursor() as cursor:
        cursor.execute(NEXT, {"series": series.pk, "year": year})
        serial, year, code, pattern = cursor.fetchone()
    if serial is None:
        raise Incomplete(_("%(year)s年的字号已经封存，不能再取号。") % {"year": year})
    return NumberSlot.objects.create(
        series=series, year=year, serial=serial, number=printed(code, pattern, year, serial), paper=paper, reason=reason,
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
