"""Why a seal must not be set (domain.md §6.5): the first reason with its code X2 to X9, and what to do next.

Pure: of a request and its seal as they stand, and what the rows around them say (`Around`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from seals.words import Medium, Refused, RequestState, SealKind, SealState

R, S = RequestState, SealState
_BLANK = re.compile(r"\s+")


@dataclass(frozen=True)
class Counts:
    """What became of copies at this stamping; `paging` impressions across the edges (骑缝)."""

    copies: int
    spoiled: int = 0
    unused: int = 0
    paging: int = 0

    @property
    def total(self) -> int:
        return self.copies + self.spoiled + self.unused


@dataclass(frozen=True)
class Around:
    """`custody`, `text`: why it is in doubt, empty when not. `out`: its take-out is under way. `office`: it is office time."""

    custody: str = ""
    text: str = ""
    out: bool = False
    office: bool = True
    organ_names: tuple[str, ...] = ()


@dataclass(frozen=True)
class No:
    code: Refused
    words: str


def _no(code: Refused, why: str, then: str) -> No:
    return No(code, _("不能用印：%(why)s；下一步：%(then)s。") % {"why": why, "then": then})


def why_not(
    request: Any, seal: Any, counts: Counts, *, keeper_id: int, at: datetime, around: Around
) -> No | None:
    """The first reason against it; None where it may be set."""
    if settling(request, counts):
        return (
            _stands(request)
            or _persons(request, keeper_id)
            or _text(request, seal, around)
            or _quantity(request, counts)
        )
    return (
        _stands(request)
        or _expired(request, at)
        or _persons(request, keeper_id)
        or _seal(request, seal, at, around)
        or _text(request, seal, around)
        or _hours(request, around)
        or _quantity(request, counts)
    )


def settling(request: Any, counts: Counts) -> bool:
    """The rest of what was stamped in part is given back unused: that is written down whatever became of the seal, of the time
    of the approval and of the hour, else it could never be closed."""
    begun = request.stamped or request.spoiled or request.unused
    return bool(begun and counts.unused) and not (counts.copies or counts.spoiled or counts.paging)


AGAIN = gettext_noop("请申请人重新申请、审批")


def _expired(request: Any, at: datetime) -> No | None:
    if request.expires_at is not None and request.expires_at < at:
        return _no(Refused.UNAPPROVED, _("审批已过期"), _(AGAIN))
    return None


def _stands(request: Any) -> No | None:
    again = _(AGAIN)
    if request.state == R.VOIDED:
        return _no(Refused.TEXT, _("文件在审批后有改动或已作废，原审批失效，需重新审批"), again)
    if request.state == R.EXPIRED:
        return _no(Refused.UNAPPROVED, _("审批已过期"), again)
    if request.state == R.CLOSED:
        return _no(Refused.QUANTITY, _("批准的份数都已登记"), _("还要用印的请另行申请"))
    if request.state == R.ASKING:
        return _no(Refused.UNAPPROVED, _("还没有批准"), _("请审批人先批"))
    if request.state != R.APPROVED:
        return _no(Refused.UNAPPROVED, _("申请%(state)s") % {"state": request.get_state_display()}, again)
    return None


def _persons(request: Any, keeper_id: int) -> No | None:
    if keeper_id in (request.applicant_id, request.approver_id, request.approver_for_id):
        then = _("请代管人办理交接后用印")
        return _no(Refused.PERSON, _("保管人是本件的申请人或审批人"), then)
    return None


def _seal(request: Any, seal: Any, at: datetime, around: Around) -> No | None:
    if around.custody:
        return _no(Refused.SEAL, around.custody, _("请先办妥交接"))
    here = seal.state == S.IN_USE if request.takeout_id is None else around.out and seal.state == S.OUT
    if not here:
        words = {"seal": seal.name, "state": seal.get_state_display()}
        if request.takeout_id is None:
            return _no(
                Refused.SEAL,
                _("%(seal)s现在%(state)s") % words,
                _("请等印章恢复在用，或换用别的印章重新申请"),
            )
        return _no(Refused.SEAL, _("本件批准在外带时用印，印章没有带出"), _("请先登记带出"))
    if seal.medium == Medium.ELECTRONIC and seal.valid_to is not None and seal.valid_to < at:
        return _no(Refused.SEAL, _("电子印章的证书已到期"), _("请换证后再用"))
    return None


def _text(request: Any, seal: Any, around: Around) -> No | None:
    if around.text:
        return _no(Refused.TEXT, around.text, _("需重新审批"))
    if not fits(request, seal, around.organ_names):
        words = {"seal": seal.name, "name": request.signed_name or _("（未填）")}
        return _no(
            Refused.ORGAN, _("印章“%(seal)s”与署名“%(name)s”不符") % words, _("请退回申请人核对署名或换印章")
        )
    behind = (request.approver_id, request.approver_for_id)
    if seal.kind == SealKind.SIGNATURE and not request.mandate and seal.signer_id not in behind:
        return _no(Refused.MANDATE, _("签名章没有本人审批或书面授权"), _("请补授权后重新申请"))
    return None


def fits(request: Any, seal: Any, organ_names: tuple[str, ...]) -> bool:
    """Whose name stands under the text is whose seal it is (X4). A special seal has a name of its own by law (国发〔1999〕25号
    二十二), a mere stamp has none."""
    if seal.kind not in (SealKind.LEGAL, SealKind.STEEL):
        return True
    said = _BLANK.sub("", request.signed_name)
    return said in {_BLANK.sub("", name) for name in (seal.name, *organ_names) if name}


def _hours(request: Any, around: Around) -> No | None:
    if around.office or request.off_hours or request.takeout_id is not None:  # a trip has hours of its own
        return None
    then = _("请在工作时间用印，或由申请人注明「非工作时间用印」重新申请")
    return _no(Refused.UNAPPROVED, _("现在不是工作时间，审批没有写明非工作时间用印"), then)


def _quantity(request: Any, counts: Counts) -> No | None:
    then = _("请按批准的数量填，还要用印的请另行申请")
    if counts.total > request.left:
        words = {"n": counts.total, "left": request.left, "approved": request.copies}
        return _no(Refused.QUANTITY, _("登记 %(n)s 份，批准 %(approved)s 份中只剩 %(left)s 份") % words, then)
    left = request.paging - request.paging_made
    if counts.paging > left:
        words = {"n": counts.paging, "left": left, "approved": request.paging}
        said = _("骑缝 %(n)s 处，批准 %(approved)s 处中只剩 %(left)s 处")
        return _no(Refused.QUANTITY, said % words, then)
    return None
