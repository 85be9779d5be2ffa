"""更正 and 补录: the book is put right by further lines, never by a changed one (domain.md §6.8 A17; reliability D09, D10)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from docflow.web.errors import BadInput, Incomplete, NotAllowed
from documents.models import Blob
from people.models import Person
from seals.actions.accounting import account, as_drawn, check, counted, hold
from seals.actions.ledger import SealRefused, write_line
from seals.actions.refusing import or_line
from seals.actions.stamping import with_paper
from seals.models import LedgerLine, SealCustody, SealRequest
from seals.queries.custody import custody_of
from seals.rules.moves import may_be_second
from seals.words import LineKind, Refused
from workflow.act import Act
from workflow.spine import Done, act, new_key

FIGURES = ("stamped", "impressions", "paging", "spoiled", "unused")


@act("correct_line", exclusive=False)
def correct_one(a: Act, *, line: LedgerLine, reason: str, second: Person, **figures: int | None) -> str:
    """A new line that points to the wrong one; the old one stays, and so do the counters of its request: they are what was
    said then. Its subject is the request of the line, or the seal."""
    seal = hold(line.seal_id)
    period = custody_of(seal)
    if period is None or period.person_id != a.by.pk:
        raise NotAllowed(_("印章不在您手里，请现在的保管人更正。"))
    if not reason.strip():
        raise BadInput(_("请说明更正的原因。"), "reason")
    if second.pk == a.by.pk:
        raise BadInput(_("更正须第二人在场签名。"), "second_username")
    if not may_be_second(second.hats):
        raise BadInput(_("第二人必须是本机关的在职工作人员，不能是系统管理人员。"), "second_username")
    request = a.subject if isinstance(a.subject, SealRequest) else None
    right = {name: n for name, n in figures.items() if name in FIGURES and n is not None}
    new = write_line(
        a, seal, LineKind.CORRECTION, request=request, corrects=line.serial, reason=reason.strip()[:300],
        keeper=a.by, second=second, **right,
    )  # fmt: skip
    a.reason = reason.strip()[:200]
    words = {"old": line.serial, "serial": new.serial, "head": new.head}
    return _("已更正第 %(old)s 号：登记第 %(serial)s 号，链尾 %(head)s；原登记保留。") % words


def correct(line: LedgerLine, *, by: Person, reason: str, second: Person, key: str = "", **more: Any) -> Done:
    """`more`: what it should have said (`stamped`, `impressions`, `paging`, `spoiled`, `unused`), and what came with the form."""
    subject = line.request or line.seal
    return correct_one(subject, by=by, key=key, line=line, reason=reason, second=second, **more)


@act("late_entry", exclusive=False)
def enter_late(
    a: Act,
    *,
    happened_at: datetime,
    copies: int,
    impressions: int | None = None,
    paging: int = 0,
    spoiled: int = 0,
    unused: int = 0,
    reason: str,
    second: Person | None = None,
    supervisor: Person | None = None,
    photo: Blob | None = None,
) -> str:
    """What was stamped while the system was away, on an approval of before, by who had the seal then and has it now. The
    line keeps both times: `happened_at` as told, its own as the database's clock."""
    as_drawn(a)
    request: SealRequest = a.subject
    seal = hold(request.seal_id)
    if seal.is_electronic:
        raise Incomplete(_("电子印章由电子印章系统签章，不能补录。"))
    counts = counted(copies, spoiled, unused, paging)
    if happened_at >= a.now:
        raise BadInput(_("用印时间不能晚于现在。"), "happened_at")
    if request.approved_at is None or request.approved_at > happened_at:
        raise SealRefused(
            Refused.UNAPPROVED, _("不能补录：用印时还没有批准；下一步：请申请人重新申请、审批。")
        )
    check(a, seal, counts, at=happened_at)
    if not SealCustody.objects.filter(seal=seal, person=a.by, during__contains=happened_at).exists():
        raise SealRefused(Refused.SEAL, _("不能补录：用印时印章不在您手里；下一步：请当时的保管人说明。"))
    return account(
        a, seal, LineKind.LATE_ENTRY, counts, impressions=impressions, reason=reason, second=second,
        supervisor=supervisor, photo=photo, happened_at=happened_at,
    )  # fmt: skip


def late_entry(request: SealRequest, *, by: Person, key: str = "", **how: Any) -> Done:
    """`enter_late` as `stamping.desk_stamp` does it: paper first, refusals in the book."""
    return or_line(request, by=by, key=key or new_key(), attempt=with_paper(enter_late, request, by, how))
