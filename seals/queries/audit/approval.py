"""On what a use rests: a basis that is earlier (A2), an approver with the power (A3), no blank paper after all (A9), a mandate
for a signature seal (A15)."""

from __future__ import annotations

from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext as _

from outgoing.models import SignOff
from seals.models import LedgerLine
from seals.words import Basis, LineKind, Refused, SealKind

from .base import USES, Period, Result, of_line, plainly, rows_of
from .power import powers


def a2(p: Period) -> Result:
    """Passes when each use rests on an approval or a signed draft given before the seal was set. A mere stamp needs none
    (§6.2); of a signed draft there is a signature of a day not later than the use."""
    uses = p.lines(*USES)
    rows = rows_of(uses.filter(approved_at__isnull=True), _("没有审批"))
    rows += rows_of(uses.filter(approved_at__gt=F("used")), _("审批在用印之后"))
    rows += rows_of(
        uses.filter(Q(basis=Basis.NONE) | Q(basis="")).exclude(seal__kind=SealKind.STAMP), _("没有用印依据")
    )
    rows += rows_of(
        uses.exclude(Q(basis=Basis.NONE) | Q(basis="")).filter(approver__isnull=True), _("没有审批人")
    )
    signed = SignOff.objects.filter(paper=OuterRef("request__paper"), at__lte=OuterRef("used"))
    rows += rows_of(uses.filter(~Exists(signed), basis=Basis.DRAFT), _("用印前没有签发"))
    return Result("A2", uses.count(), plainly(rows))


def a3(p: Period) -> Result:
    """Passes when who approved (or for whom he approved) held on the day of the use a post with power over this kind of
    seal, and his deputy a mandate on the day of the approval; of a signed draft, when the signer was entitled by the organ's
    rule on the day he signed."""
    uses = p.lines(*USES).exclude(basis__in=[Basis.NONE, ""])
    lines = list(uses.select_related("seal__unit", "request__paper", "seal__organ"))
    found = powers(lines)
    return Result("A3", len(lines), [of_line(line, why) for line in lines if (why := found.missing(line))])


def a9(p: Period) -> Result:
    """Passes when nothing that was refused as blank (X1) was stamped afterwards under the same file or the same title."""
    uses = p.lines(*USES)
    blank = LedgerLine.objects.filter(kind=LineKind.REFUSAL, code=Refused.BLANK, pk__lt=OuterRef("pk"))
    same = blank.filter(text_hash=OuterRef("text_hash")).exclude(text_hash="")
    named = blank.filter(title=OuterRef("title")).exclude(title="")
    rows = rows_of(uses.filter(Exists(same)), _("曾因空白拒绝的同一文件，后来用了印"))
    rows += rows_of(uses.filter(~Exists(same) & Exists(named)), _("曾因空白拒绝的同名文件，后来用了印"))
    return Result("A9", uses.count(), plainly(rows))


def a15(p: Period) -> Result:
    """Passes when each use of a leader's signature seal has a written mandate, or was approved by the leader himself."""
    uses = p.lines(*USES).filter(seal__kind=SealKind.SIGNATURE)
    himself = Q(approver=F("seal__signer")) | Q(approver_for=F("seal__signer"))
    bare = uses.filter(request__mandate="").exclude(himself)
    return Result("A15", uses.count(), rows_of(bare, _("签名章没有本人审批，也没有书面授权")))
