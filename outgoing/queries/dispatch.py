"""Who got how many copies and what came of them: the matrix on the paper's page, and sentences about what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from documents.rules.ranges import written
from outgoing.models import Addressee, Copy, Outgoing
from outgoing.queries.visible import own_rows
from outgoing.words import Channel, Receipt
from workflow.clock import database_now

NAMED = 8  # names in a sentence
DAY = timedelta(days=1)
URGED = 500  # with one key
LAMP = {  # the shape and colour of each answer: never the colour alone
    Receipt.SIGNED: "ok", Receipt.SHORT: "warn", Receipt.DAMAGED: "warn", Receipt.REFUSED: "late",
    Receipt.RETURNED: "", Receipt.WITHDRAWN: "", Receipt.RECALLED: "warn", Receipt.SENT: "doing", Receipt.WAITING: "todo",
}  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One addressee as the matrix shows it. `late`: unsigned past its alarm; `lamp`: colour and words while it waits;
    `numbers`: its numbered copies."""

    addressee: Addressee
    late: bool
    lamp: tuple[str, str]
    numbers: str = ""

    @property
    def mark(self) -> str:
        return LAMP[Receipt(self.addressee.receipt)]

    @property
    def untold(self) -> bool:
        """Recalled, and nobody has told this organ yet: it works outside the system and was not called."""
        return self.addressee.receipt == Receipt.RECALLED and self.addressee.recall_told_at is None


@dataclass(frozen=True)
class Dispatch:
    """The whole matrix with its sums."""

    rows: list[Row]
    copies: int
    signed: int
    late: int
    numbered: bool = False
    total: int = field(default=0)

    @property
    def to_urge(self) -> list[int]:
        """Whom one key urges: whoever is past his time, else whoever has not signed, else whoever has not sent back what
        was recalled. Keys, as many as a form carries."""
        waiting = [row for row in self.rows if row.addressee.receipt == Receipt.SENT]
        late = [row for row in waiting if row.late]
        return [row.addressee.pk for row in late or waiting or self.recalled][:URGED]

    @property
    def recalled(self) -> list[Row]:
        return [row for row in self.rows if row.addressee.receipt == Receipt.RECALLED]

    @property
    def untold(self) -> int:
        """How many are still to be called about the recall."""
        return sum(row.untold for row in self.rows)


def rows(paper: Outgoing, now: datetime | None = None) -> Dispatch:
    """The matrix units × copies; one statement, two where copies are numbered. Unsigned ones past their time first."""
    at = now or database_now()
    found = list(
        Addressee.objects.filter(paper=paper).select_related("batch", "unit").order_by("order", "id")
    )
    numbers = held_numbers(paper) if paper.numbered_copies else {}
    shown = [Row(row, late(row, at), light(row, at), numbers.get(row.pk, "")) for row in found]
    return Dispatch(
        rows=sorted(shown, key=lambda r: not r.late),
        copies=sum(row.copies for row in found),
        signed=sum(row.receipt == Receipt.SIGNED for row in found),
        late=sum(r.late for r in shown),
        numbered=paper.numbered_copies,
        total=len(found),
    )


def own(person: Any, paper: Outgoing, now: datetime) -> list[Row]:
    """Of the matrix, what was sent to the units he receives for."""
    found = list(own_rows(person, paper))
    numbers = held_numbers(paper) if paper.numbered_copies else {}
    return [Row(row, late(row, now), light(row, now), numbers.get(row.pk, "")) for row in found]


def late(row: Addressee, now: datetime) -> bool:
    """Sent and not signed past its alarm."""
    return row.receipt == Receipt.SENT and row.alarm_at is not None and row.alarm_at <= now


def light(row: Addressee, now: datetime) -> tuple[str, str]:
    """The lamp of a piece that waits: green in its time, yellow past it, red from a whole day on. Words: whether it lies
    here for the exchange still, or is out and not signed."""
    lies = row.channel == Channel.EXCHANGE and row.batch_id is None
    if row.alarm_at is None or row.alarm_at > now:
        return "green", _("等候交换") if lies else _("等候签收")
    if days := (now - row.alarm_at) // DAY:
        words = _("超时%(n)s天未交换") if lies else _("超时%(n)s天未签收")
        return "red", words % {"n": days}
    return "yellow", _("超时未交换") if lies else _("超时未签收")


def held_numbers(paper: Outgoing) -> dict[int, str]:
    """Numbers of the copies that each addressee has now, as ranges."""
    held: dict[int, list[int]] = {}
    given = Copy.objects.filter(paper=paper, status=Copy.Status.GIVEN, addressee__isnull=False)
    for pk, number in given.values_list("addressee_id", "number"):
        held.setdefault(pk, []).append(number)
    return {pk: written(numbers) for pk, numbers in held.items()}


def missing(paper: Outgoing) -> list[str]:
    """Why the paper cannot be closed yet: for each open state who it is, then the numbers of copies still out."""
    said = {
        Receipt.WAITING: _("尚未发出：%(who)s。"),
        Receipt.SENT: _("尚未签收：%(who)s，请催签或登记回执。"),
        Receipt.SHORT: _("少件未补：%(who)s，请补寄。"),
        Receipt.DAMAGED: _("破损未补：%(who)s，请补寄。"),
        Receipt.RECALLED: _("召回尚未退回：%(who)s，请收回后登记。"),
    }
    by: dict[str, list[str]] = {}
    for name, receipt in Addressee.objects.filter(paper=paper).values_list("name", "receipt"):
        by.setdefault(receipt, []).append(name)
    found = [words % {"who": named(by[receipt])} for receipt, words in said.items() if receipt in by]
    if paper.numbered_copies:
        out = Copy.objects.filter(paper=paper, status=Copy.Status.GIVEN)
        if numbers := list(out.values_list("number", flat=True)):
            found.append(_("份号 %(no)s 尚未清退，请收回后登记。") % {"no": written(numbers)[:200]})
    return found


def named(names: Sequence[str]) -> str:
    """The first names and how many there are."""
    shown = "、".join(names[:NAMED])
    return shown if len(names) <= NAMED else _("%(names)s等 %(n)s 个单位") % {"names": shown, "n": len(names)}
