"""A reserved number is voided by two persons: one asks with the reason, a chief who is another confirms (lead 25)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from alerts.tell import tell
from docflow.web.errors import Incomplete
from documents.files.secrecy import check_fields
from outgoing.actions import slots
from outgoing.actions.guard import need, not_by
from outgoing.actions.number_guard import allow, overtaken
from outgoing.models import NumberSlot, VoidRequest
from outgoing.rules import number_rights as rights
from outgoing.words import Slot, VoidAsked
from people.queries import registry
from people.roles import CHIEFS
from workflow.act import Act
from workflow.spine import act


@act("number_void_ask", exclusive=False)
def void_reserved(a: Act, *, slot: NumberSlot, reason: str) -> str:
    """Ask for a reserved number to be voided. It stays reserved until another person has confirmed.

    Raises `Incomplete` when it is not reserved any more, `Faster` when somebody has asked already.
    """
    allow(a, rights.reserves, _("作废预留的字号由文书或处长申请。"))
    a.reason = need(reason, _("请写明为什么作废。"))[:200]
    check_fields({"reason": a.reason})
    row = _still_reserved(slot.pk)
    if row.void_requests.filter(status=VoidAsked.PENDING).exists():
        raise overtaken(slot=row.pk)
    asked = VoidRequest.objects.create(
        slot=row, reason=a.reason, asked_at=a.now, asked_by_id=a.by.pk, asked_by_name=a.by.name
    )
    a.data |= {"slot": row.pk, "request": asked.pk, "series": row.series_id, "year": row.year}
    words = _("%(who)s申请作废预留的 %(no)s：%(why)s。请在「发文字号」中确认。")
    tell(
        registry(CHIEFS),
        said=words % {"who": a.by.name, "no": row.number, "why": a.reason},
        by=a.by,
        now=a.now,
    )
    return _("已申请作废 %(no)s，由另一位处长确认后生效。") % {"no": row.number}


@act("number_void_answer", exclusive=False)
def answer_void(a: Act, *, wish: VoidRequest, agree: bool, words: str = "") -> str:
    """A chief confirms (the number is void for ever) or refuses with `words`; who asked may take his wish back.

    Natural persons are compared, not seats: who asked never confirms, whatever posts he holds, nor does anybody in his
    name (a role is not lent to a deputy). Raises `NotAllowed`, `Faster` when it was answered, `Incomplete` when the
    number was used meanwhile.
    """
    row = VoidRequest.objects.select_for_update(of=("self",)).select_related("slot").get(pk=wish.pk)
    own = row.asked_by_id == a.by.pk
    if agree or not own:
        allow(a, rights.decides, _("作废预留的字号由处长确认。"))
    else:
        allow(a, rights.reserves, _("撤回申请由申请人本人办理。"))
    if row.status != VoidAsked.PENDING:
        raise overtaken(slot=row.slot_id)
    check_fields({"words": words})
    a.data |= {"slot": row.slot_id, "request": row.pk, "series": row.slot.series_id, "year": row.slot.year}
    return _confirm(a, row) if agree else _refuse(a, row, words, own)


def _confirm(a: Act, row: VoidRequest) -> str:
    not_by(a, row.asked_by_id, _("申请作废的人不能自己确认，请由另一位处长确认。"))
    slot = _still_reserved(row.slot_id)
    _answered(a, row, VoidAsked.CONFIRMED)
    a.reason = row.reason
    slots.void(slot, row.reason, by=a.by, now=a.now)
    said = _("已确认作废 %(no)s：%(why)s。") % {"no": slot.number, "why": row.reason}
    tell([row.asked_by_id], said=said, by=a.by, now=a.now)
    return said


def _refuse(a: Act, row: VoidRequest, words: str, own: bool) -> str:
    if own:
        _answered(a, row, VoidAsked.WITHDRAWN)
        return _("已撤回作废 %(no)s 的申请。") % {"no": row.slot.number}
    a.reason = need(words, _("请写明为什么不同意。"))[:200]
    _answered(a, row, VoidAsked.REFUSED, a.reason)
    said = _("不同意作废 %(no)s：%(why)s。") % {"no": row.slot.number, "why": a.reason}
    tell([row.asked_by_id], said=said, by=a.by, now=a.now)
    return said


def _answered(a: Act, row: VoidRequest, status: VoidAsked, words: str = "") -> None:
    row.status, row.answer = status, words
    row.answered_at, row.answered_by_id, row.answered_by_name = a.now, a.by.pk, a.by.name
    row.save(update_fields=["status", "answer", "answered_at", "answered_by", "answered_by_name"])


def _still_reserved(pk: int) -> NumberSlot:
    row = NumberSlot.objects.select_for_update().get(pk=pk)
    if row.status != Slot.RESERVED:
        words = _("%(no)s 现在是「%(state)s」，不是预留的号。")
        raise Incomplete(words % {"no": row.number, "state": row.get_status_display()})
    return row
