"""拒绝用印 (domain.md §6.5): a refusal is a line of the ledger that nobody can take away; the approval stays open (D16)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from django.db import IntegrityError
from django.utils.translation import gettext as _

from alerts.tell import tell
from docflow.web.errors import BadInput, Faster, NotAllowed
from people.models import Person
from seals.actions.ledger import SealRefused, write_line
from seals.models import LedgerLine, Seal, SealRequest
from seals.queries.custody import custody_of
from seals.words import Refused
from workflow.act import Act
from workflow.models import Entry
from workflow.spine import Done, act


@act("refuse", exclusive=False)
def refuse_one(a: Act, *, seal: Seal, code: str, reason: str) -> str:
    """The line. Its subject is the request where there is one, for the request is locked before the seal; else the seal.
    Who applied is told."""
    request = a.subject if isinstance(a.subject, SealRequest) else None
    period = custody_of(seal)
    keeper = a.by if period is not None and period.person_id == a.by.pk else None
    line = write_line(a, seal, "refusal", request=request, code=code, reason=reason[:300], keeper=keeper)
    a.reason = reason[:200]
    if request is not None:
        said = _("%(no)s 未能用印：%(why)s") % {"no": request.number, "why": reason}
        tell([request.applicant_id], said=said[:300], by=a.by, now=a.now, subject=request)
    words = {"code": code, "serial": line.serial, "head": line.head}
    return _("已记入拒绝用印（%(code)s）：登记第 %(serial)s 号，链尾 %(head)s；审批仍然有效。") % words


def refuse(
    request: SealRequest | None, seal: Seal, *, by: Person, code: str, reason: str, key: str = "", **form: Any
) -> Done:
    """The keeper does not set the seal, and says why. Without a request: somebody came with blank paper (X1) or with
    something of his own (X5). `BadInput` without a reason, `NotAllowed` for whoever has not the seal in hand."""
    if code not in Refused.values:
        raise BadInput(_("请选择拒绝用印的情形。"), "code")
    if not reason.strip():
        raise BadInput(_("请写明拒绝的原因。"), "reason")
    period = custody_of(seal)
    if period is None or period.person_id != by.pk:
        raise NotAllowed(_("印章不在您手里。"))
    if request is not None and not request.is_live:
        raise Faster(_("这件申请现在是「%(state)s」，不用再拒绝。") % {"state": request.get_state_display()})
    return refuse_one(request or seal, by=by, key=key, seal=seal, code=code, reason=reason.strip(), **form)


def or_line(request: SealRequest, *, by: Person, key: str, attempt: Callable[[str], Done]) -> Done:
    """`attempt(key)`; where the rules of the seal refuse it, that is a line of the ledger, in a transaction of its own after
    the rollback, and the refusal is raised. The same form once more is the same line. Called outside of transactions."""
    try:
        return attempt(key)
    except Faster:  # the refusal itself was written since the form was drawn
        if (said := _said_before(request, by, key)) is not None:
            raise said from None
        raise
    except SealRefused as refused:
        _write(request, by, key, refused)
        raise
    except IntegrityError as error:
        translated = by_database(error)
        if translated is None:
            raise
        _write(request, by, key, translated)
        raise translated from error


def _write(request: SealRequest, by: Person, key: str, refused: SealRefused) -> None:
    mark = _mark(by, key)
    refuse_one(request, by=by, key=mark, seal=request.seal, code=refused.code.value,
               reason=refused.words, sent={"of": mark})  # fmt: skip


def _mark(by: Person, key: str) -> str:
    return "x" + hashlib.sha256(f"{by.pk} {key}".encode()).hexdigest()[:40]


def _said_before(request: SealRequest, by: Person, key: str) -> SealRefused | None:
    """What this very form was refused with."""
    entry = Entry.objects.filter(key=_mark(by, key)).first()
    if entry is None:
        return None
    seal_id, serial, _head = entry.data["line"]
    line = LedgerLine.objects.get(seal_id=seal_id, serial=serial)
    return SealRefused(line.code, line.reason)


WORDS = {"custody:": Refused.SEAL, "separation:": Refused.PERSON}


def by_database(error: IntegrityError) -> SealRefused | None:
    """What the ledger's trigger refused of custody and persons: the last net, reached when rows changed under the check."""
    said = str(error)
    code = next((found for head, found in WORDS.items() if said.startswith(head)), None)
    if code is None:
        return None
    why = _("印章交接中或保管人不在岗") if code == Refused.SEAL else _("保管、监印、申请、审批须为不同的人")
    return SealRefused(code, _("不能用印：%(why)s；下一步：请刷新后核对。") % {"why": why})
