"""Rows the tests of numbers start from: an organ, its series, papers that have a number or wait for one."""

from __future__ import annotations

from datetime import date, datetime
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.utils import timezone

from outgoing.actions import slots
from outgoing.models import NumberSeries, NumberSlot, Organ, Outgoing
from tests.office import Office
from workflow.models import Task

SHANGHAI = ZoneInfo("Asia/Shanghai")
THIS_YEAR = timezone.localdate().year
LAST_YEAR = THIS_YEAR - 1
serials = count(1)


def organ(name: str = "江东省人民政府办公厅", **fields: Any) -> Organ:
    values = {"short_name": name[-6:], "letterhead": f"{name}文件", "mark": name, "printed_by": name}
    return Organ.objects.get_or_create(name=name, defaults={**values, **fields})[0]


def series(code: str = "江政办发", **fields: Any) -> NumberSeries:
    return NumberSeries.objects.create(**{"organ": organ(), "code": code, **fields})


def paper(office: Office, title: str = "", *, holder: Any = None, **fields: Any) -> Outgoing:
    """A signed paper that waits for its number at the desk."""
    n = next(serials)
    values: dict[str, Any] = {
        "organ": organ(), "kind": "notice", "direction": "down", "title": title or f"关于第{n}号事项的通知",
        "title_key": f"{n}", "drafter": office.handler, "drafter_name": office.handler.name, "unit_name": "公文运转处",
        "drafted_at": timezone.now(), "state": "numbering", "content_hash": "a" * 64, "signed_hash": "a" * 64,
        "document_date": date(THIS_YEAR, 1, 5),
    }  # fmt: skip
    with transaction.atomic():
        made = Outgoing.objects.create(**{**values, **fields})
        Task.objects.create(
            subject_kind="outgoing", subject_pk=made.pk, subject_ref=made.ref, title=made.title, kind="number",
            holder=(holder or office.section).principal, holder_name="某人", given_at=timezone.now(),
        )  # fmt: skip
    return made


def taken(
    rule: NumberSeries,
    office: Office,
    year: int = THIS_YEAR,
    *,
    of: Outgoing | None = None,
    reason: str = "预留",
) -> NumberSlot:
    """The next number: used by a paper, or reserved."""
    now = datetime(year, 12, 1, tzinfo=SHANGHAI) if year < THIS_YEAR else timezone.now()
    with transaction.atomic():
        return slots.take(rule, year, by=office.clerk, now=now, paper=of, reason="" if of else reason)


def settle() -> None:
    """What a commit would check is checked now: nothing waits, so that a table can be altered or emptied."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
