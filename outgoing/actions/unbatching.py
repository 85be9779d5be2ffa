"""Before a batch is handed over: pieces are taken out of it again, or the whole of it is given up, with a reason.

What is taken out waits for the exchange as before. The number of a batch that is given up is never used again: it stays
on the list, with who gave it up and why. After the courier took it only answers change what it says.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from docflow.web.errors import BadInput, Faster, Incomplete
from outgoing.actions.exchanging import by_paper, kept, only_keepers, results, still_here
from outgoing.actions.guard import allow
from outgoing.models import Addressee, ExchangeBatch
from outgoing.queries.dispatch import named
from outgoing.queries.exchange import pieces
from outgoing.words import Receipt
from workflow.act import Act
from workflow.clock import database_now
from workflow.spine import act

NEVER_LEFT = (Receipt.SENT, Receipt.WITHDRAWN)  # what may be said of pieces of a batch that is given up


@transaction.atomic
def take_out(batch: ExchangeBatch, *, by: Any, items: Sequence[int], key: str) -> int:
    """These pieces (keys of addressees) leave the batch; how many. The others keep the envelopes they have.

    The same form once more has the same answer. `BadInput` for nothing, `Incomplete` for all of it, `Faster` when it was handed over or given up meanwhile, or one of
    them is not in it, answered, or not his to see.
    """
    only_keepers(by)
    row = kept(batch)
    if done := results(row, by=by, key=key, verb="unbatch"):
        return sum(done)
    still_here(row)
    keys = set(items)
    if not keys:
        raise BadInput(_("请选择要取出的件。"), "pick")
    rows = list(pieces(row, by).filter(pk__in=keys, receipt=Receipt.SENT))
    if len(rows) != len(keys):
        raise Faster(_("所选的件有的不在这一批，或已有答复，请刷新后重选。"))
    if not row.items.exclude(pk__in=keys).exists():
        raise Incomplete(_("不能把一批里的件全部取出：整批不送的请用「作废本批」，写明原因。"))
    _each(row, rows, by, key)
    return len(rows)


@transaction.atomic
def give_up(batch: ExchangeBatch, *, by: Any, reason: str, key: str) -> ExchangeBatch:
    """Nothing of this batch is sent: all its pieces wait for another, its number stays as given up.

    The same form once more has the same answer. `BadInput` without a reason, `Faster` when it was handed over or given
    up meanwhile, `Incomplete` when an organ has answered for a piece, also one that was recalled since: then it was sent.
    """
    only_keepers(by)
    row = kept(batch)
    if row.given_up_at is not None and results(row, by=by, key=key, verb="unbatch"):
        return row
    still_here(row)
    words = reason.strip()[:200]
    if not words:
        raise BadInput(_("请写明作废这一批的原因。"), "reason")
    if gone := set(row.items.exclude(receipt__in=NEVER_LEFT).values_list("pk", flat=True)):
        said = _("%(who)s 已登记收到的情况，这一批已经送出：请点「已交出」。")
        raise Incomplete(said % {"who": _who(row, by, gone)})
    _each(row, list(row.items.filter(receipt=Receipt.SENT).select_related("paper")), by, key, words)
    row.given_up_at, row.given_up_reason = database_now(), words
    row.given_up_by_id, row.given_up_by_name = by.pk, by.name
    row.save(update_fields=["given_up_at", "given_up_by", "given_up_by_name", "given_up_reason"])
    return row


def _who(batch: ExchangeBatch, by: Any, keys: set[int]) -> str:
    """The organs of these pieces; of papers he does not see only how many."""
    names = list(pieces(batch, by).filter(pk__in=keys).values_list("name", flat=True))
    more = len(keys) - len(names)
    hidden = _("%(n)s 件您无权查看的公文") % {"n": more} if more else ""
    return "、".join(part for part in (named(names), hidden) if part)


def _each(batch: ExchangeBatch, rows: Sequence[Addressee], by: Any, key: str, reason: str = "") -> None:
    for paper, mine in by_paper(rows):
        keys = [row.pk for row in mine]
        unbatched(paper, by=by, key=f"{key}-{paper.pk}", batch=batch, keys=keys, reason=reason)


@act("unbatch", exclusive=False)
def unbatched(a: Act, *, batch: ExchangeBatch, keys: Sequence[int], reason: str = "") -> str:
    """Pieces of one paper wait for the exchange again. `Faster` when one of them was answered meanwhile."""
    allow(a, "receipts")
    out = Addressee.objects.filter(pk__in=keys, paper=a.subject, batch=batch, receipt=Receipt.SENT)
    if out.update(batch=None, envelope=None) != len(keys):
        raise Faster(_("所选的件有的不在这一批，或已有答复，请刷新后重选。"))
    a.reason = reason
    a.data["batch"] = [batch.number, len(keys)]
    return _("已从 %(no)s 取出 %(n)s 件。") % {"no": batch.number, "n": len(keys)}
