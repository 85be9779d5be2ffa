"""What comes with registering: the same paper once more, a sender nobody had before."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from docflow.web.errors import BadInput, Incomplete, NotAllowed
from documents.actions.copying import add_numbers
from documents.files.secrecy import check_fields
from documents.models import Document
from documents.words import State
from people.models import Roster, Unit
from people.roles import Role
from workflow.act import Act
from workflow.spine import act

MAY_REGISTER = frozenset({Role.CLERK, Role.HANDLER, Role.DUTY_OFFICER})
SENDERS = (
    Unit.Relation.NON_SUBORDINATE,
    Unit.Relation.SUBORDINATE,
    Unit.Relation.SUPERIOR,
    Unit.Relation.SKIP_LEVEL,
)


def may_register(hats: Any) -> bool:
    """Clerks, handlers and the officer on duty of our own office."""
    return any(seat.role in MAY_REGISTER and seat.internal for seat in hats.seats)


@act("extra_copy", exclusive=False)
def extra_copy(a: Act, *, copies: int, copy_numbers: str = "") -> str:
    """The same paper came again: its copies are added to the one already registered, with their numbers if they have."""
    doc: Document = a.subject
    if not may_register(a.by.hats):
        raise NotAllowed(_("登记来文由文书办理。"))
    if doc.state == State.VOIDED:
        raise Incomplete(_("%(no)s 已作废，请重新登记。") % {"no": doc.receipt_no})
    if doc.state == State.RETURNED:
        words = _("%(no)s 已退来文单位，不能补收份数；来文单位重报的，请登记为重报件。")
        raise Incomplete(words % {"no": doc.receipt_no})
    if copies < 1:
        raise BadInput(_("份数至少为 1。"), "copies")
    doc.extra_copies += copies
    if copy_numbers.strip():
        check_fields({"copy_numbers": copy_numbers})
        add_numbers(a, copy_numbers.strip(), copies)
    a.data["copies"] = copies
    return _("已在 %(no)s 补收 %(n)s 份。") % {"no": doc.receipt_no, "n": copies}


@act("sender_add", exclusive=False)
def add_sender(a: Act, *, unit: Unit) -> str:
    """Add an organ that writes to us for the first time. `a.subject` is the roster; its lock makes names unique."""
    if not may_register(a.by.hats):
        raise NotAllowed(_("登记来文由文书办理。"))
    if unit.relation not in SENDERS:
        raise BadInput(_("请选择新单位与本机关的关系。"), "sender_relation")
    check_fields({"sender": unit.name})
    known = Unit.objects.filter(name=unit.name).first()
    if known is not None and not known.is_active:
        raise BadInput(_("「%(name)s」已停用，请管理员恢复后再登记。") % {"name": unit.name}, "sender")
    if known is None:
        unit.kind = Unit.Kind.ORGAN
        unit.save()
    a.data["unit"] = known.pk if known else unit.pk
    return _("已新增单位「%(name)s」。") % {"name": unit.name}


def new_sender(unit: Unit, *, by: Any, key: str) -> Unit:
    """The unit as it is kept: added, or the one of this name that somebody else has just added."""
    done = add_sender(Roster.the(), by=by, key=key, unit=unit)
    return Unit.objects.get(pk=done.entry.data["unit"])
