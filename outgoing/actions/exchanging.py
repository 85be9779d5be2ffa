"""公文交换: what waits for the station becomes a batch with its list; the courier takes it; each piece is ticked off.

A batch holds pieces of many papers: of each it writes an entry by an act of its own, all in one transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from docflow.web.errors import BadInput, Faster, Incomplete, NotAllowed, Refusal
from documents.actions.numbers import take
from outgoing.actions.due import alarm
from outgoing.actions.guard import allow
from outgoing.actions.receipts import receipts
from outgoing.actions.unsigned import urge_receipts
from outgoing.actions.watching import watch
from outgoing.models import Addressee, ExchangeBatch, Outgoing
from outgoing.queries.exchange import waiting
from outgoing.queries.visible import inside_for
from outgoing.rules.verbs import CLERKS
from outgoing.words import Channel, Receipt
from workflow.act import Act
from workflow.clock import database_now
from workflow.models import Entry, Task
from workflow.spine import act

SERIES = "公文交换"
MOST = 500  # pieces in one batch


def keeps_exchange(hats: Any) -> bool:
    """Clerks and chiefs of our own office run the exchange."""
    return bool(hats.office_roles & CLERKS)


def only_keepers(by: Any) -> None:
    """`NotAllowed` for everybody else."""
    if not keeps_exchange(by.hats):
        raise NotAllowed(_("交换批次由文书或处长办理，您没有这个职务。"))


def make_batch(*, by: Any, items: Sequence[int], courier: str, key: str) -> ExchangeBatch:
    """A batch of these addressees (keys) with the next number, 交〔2026〕12号; the same form gives the same batch.

    Gapless: the counter's row is locked before the papers, by everybody in this order. `BadInput` for nothing, too
    many, or no courier; `Faster` when one of them is in another batch meanwhile, answered, or not his to see.
    """
    only_keepers(by)
    if not courier.strip():
        raise BadInput(_("请填写送件人。"), "courier")
    if not 0 < len(set(items)) <= MOST:
        raise BadInput(_("请选择要送交换站的件，一批最多 %(n)s 件。") % {"n": MOST})
    made = ExchangeBatch.objects.filter(key=key).first()
    return made or _made(by, set(items), courier.strip()[:60], key)


@transaction.atomic
def _made(by: Any, items: set[int], courier: str, key: str) -> ExchangeBatch:
    now = database_now()
    year = timezone.localtime(now).year
    serial = take(SERIES, year)
    if (
        made := ExchangeBatch.objects.filter(key=key).first()
    ) is not None:  # its twin was first: give it back
        transaction.set_rollback(True)
        return made
    rows = list(waiting(by).filter(pk__in=items).order_by("paper_id", "order", "id"))
    if len(rows) != len(items):
        raise Faster(_("所选的件有的已经送出或有了答复，请刷新后重选。"))
    batch = ExchangeBatch.objects.create(
        year=year, serial=serial, number=f"交〔{year}〕{serial}号", made_by_id=by.pk, made_by_name=by.name, made_at=now,
        courier=courier, key=key,
    )  # fmt: skip
    number = {name: n for n, name in enumerate(dict.fromkeys(sorted(_places(rows))), 1)}
    for row in rows:
        row.envelope = number[_place(row)]
    for paper, mine in by_paper(rows):
        batched(paper, by=by, key=f"{key}-{paper.pk}", batch=batch, rows=mine)
    return batch


def _place(row: Addressee) -> tuple[int, int, str]:
    """One envelope for each organ, in the order of the roster."""
    return (row.unit.order, row.unit.pk, row.name) if row.unit else (32_767, 0, row.name)


def _places(rows: Sequence[Addressee]) -> set[tuple[int, int, str]]:
    return {_place(row) for row in rows}


def by_paper(rows: Sequence[Addressee]) -> list[tuple[Outgoing, list[Addressee]]]:
    """Paper by paper in the order of their keys: whoever locks several locks them in this order."""
    ordered = sorted(rows, key=lambda row: row.paper_id)
    return [(mine[0].paper, mine) for mine in (list(g) for _pk, g in groupby(ordered, lambda r: r.paper_id))]


@act("batch", exclusive=False)
def batched(a: Act, *, batch: ExchangeBatch, rows: Sequence[Addressee]) -> str:
    """Pieces of one paper are in this batch, each in its envelope. `Faster` when one is in another meanwhile."""
    allow(a, "receipts")
    keys = [row.pk for row in rows]
    free = Addressee.objects.filter(
        pk__in=keys, paper=a.subject, batch=None, receipt=Receipt.SENT, channel=Channel.EXCHANGE
    )
    if free.count() != len(keys):
        raise Faster(_("所选的件有的已经送出或有了答复，请刷新后重选。"))
    for row in rows:
        row.batch = batch
    Addressee.objects.bulk_update(rows, ["batch", "envelope"])
    a.data["batch"] = [batch.number, [[row.name, row.envelope] for row in rows]]
    return _("已列入 %(no)s，共 %(n)s 件。") % {"no": batch.number, "n": len(rows)}


@transaction.atomic
def hand_over(batch: ExchangeBatch, *, by: Any, key: str) -> ExchangeBatch:
    """The courier has taken the batch: from now the clock of what is not signed runs. The same form once more has the
    same answer. `Faster` when it was taken or given up, `Incomplete` when nothing is left in it."""
    only_keepers(by)
    row = kept(batch)
    if results(row, by=by, key=key, verb="hand_over"):
        return row
    still_here(row)
    if not row.items.exists():
        raise Incomplete(_("%(no)s 里没有要送的件：请用「作废本批」，写明原因。") % {"no": row.number})
    row.handed_at = database_now()
    row.save(update_fields=["handed_at"])
    items = list(Addressee.objects.filter(batch=row, receipt=Receipt.SENT).select_related("paper"))
    for paper, mine in by_paper(items):
        handed(paper, by=by, key=f"{key}-{paper.pk}", batch=row, keys=[item.pk for item in mine])
    return row


def kept(batch: ExchangeBatch) -> ExchangeBatch:
    """The batch's row, locked. Call it in a transaction, before any paper is locked."""
    return ExchangeBatch.objects.select_for_update().get(pk=batch.pk)


def results(row: ExchangeBatch, *, by: Any, key: str, verb: str) -> list[int]:
    """What he did to this batch with this very form before: how many pieces of each paper; empty for a new form."""
    mine = Entry.objects.filter(key__startswith=f"{key}-", verb=verb, actor_id=by.pk)
    found = [entry.data["batch"] for entry in mine]
    return [n for number, n in found if number == row.number]


def still_here(row: ExchangeBatch) -> None:
    """`Faster` when the batch was handed over or given up."""
    if row.given_up_at is not None:
        words = {"no": row.number, "who": row.given_up_by_name, "why": row.given_up_reason}
        raise Faster(_("%(no)s 已由%(who)s作废：%(why)s") % words)
    if row.handed_at is not None:
        raise Faster(_("%(no)s 已经交出；没有送到的请登记「退回」。") % {"no": row.number})


@act("hand_over", exclusive=False)
def handed(a: Act, *, batch: ExchangeBatch, keys: Sequence[int]) -> str:
    """Pieces of one paper left the house: sent and waited for from now. `Faster` when one of them was recalled or
    answered meanwhile: then whoever hands over looks again."""
    allow(a, "receipts")
    limit = alarm(a.subject, a.now)
    pieces = Addressee.objects.filter(pk__in=keys, paper=a.subject, batch=batch, receipt=Receipt.SENT)
    if pieces.update(sent_at=a.now, alarm_at=limit.at) != len(keys):
        raise Faster(
            _("%(no)s 里的件刚有变化（召回或已有答复），请刷新，核对后再点「已交出」。")
            % {"no": batch.number}
        )
    a.see([*a.live("main"), *_receiving(a, keys)])
    for task in a.live("circulation"):
        due = {"due_at": limit.at, "due_source": limit.source, "due_trace": limit.trace}
        a.update(task, **due, due_version=task.due_version + 1)  # the date first promised stays
    watch(a)
    a.data["batch"] = [batch.number, len(keys)]
    return _("%(no)s 已由%(who)s送出。") % {"no": batch.number, "who": batch.courier}


def _receiving(a: Act, keys: Sequence[int]) -> list[Task]:
    return list(Task.objects.about(a.subject).open().filter(kind="receive", assignment_id__in=keys))


@dataclass(frozen=True)
class Result:
    """What came of doing the same to several papers: how many pieces, and why the others were left."""

    done: int
    refused: list[tuple[str, str]]


def tick_off(rows: Sequence[Mapping[str, Any]], *, by: Any, key: str) -> Result:
    """Record what is said on the list, each paper by its own act; `rows` as `receipts` takes them."""
    only_keepers(by)

    def one(paper: Outgoing, mine: list[Mapping[str, Any]]) -> None:
        receipts(paper, by=by, key=f"{key}-{paper.pk}", rows=mine)

    return _each(rows, by, one)


def urge_many(keys: Sequence[int], *, by: Any, key: str, answered_by: str = "") -> Result:
    """One-key 催签 for addressees of several papers."""
    only_keepers(by)

    def one(paper: Outgoing, mine: list[Mapping[str, Any]]) -> None:
        ids = [row["addressee"] for row in mine]
        urge_receipts(paper, by=by, key=f"{key}-{paper.pk}", addressee_ids=ids, answered_by=answered_by)

    return _each([{"addressee": pk} for pk in dict.fromkeys(keys)], by, one)


def _each(
    rows: Sequence[Mapping[str, Any]], by: Any, one: Callable[[Outgoing, list[Mapping[str, Any]]], None]
) -> Result:
    keys = [row["addressee"] for row in rows]
    found = Addressee.objects.filter(pk__in=keys, paper__in=inside_for(by)).select_related("paper").in_bulk()
    if not found:
        raise Incomplete(_("没有选中任何一件。"))
    said = {row["addressee"]: row for row in rows}
    done, refused = 0, []
    for paper, mine in by_paper(list(found.values())):
        try:
            one(paper, [said[row.pk] for row in mine])
            done += len(mine)
        except Refusal as refusal:
            refused.append((paper.name, str(refusal)))
    refused += [("", _("没有这一件，或您无权办理。"))] * (len(set(keys)) - len(found))
    return Result(done, refused)
