"""Electronic seals as we have them, beside what their system says of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from seals.eseal import ESealError, SealInfo, adapter
from seals.models import ESign, Seal, SealRequest
from seals.words import Medium


@dataclass(frozen=True)
class Compared:
    """`seal` is None for one that nobody has registered, `info` for one that the system does not have. `wrong`: in words
    what does not agree; empty where all does."""

    seal: Seal | None
    info: SealInfo | None
    wrong: str


def compared(now: datetime) -> tuple[list[Compared], str]:
    """Every electronic seal on either side, and why the system could not be asked (empty where it could)."""
    ours = list(Seal.objects.filter(medium=Medium.ELECTRONIC).select_related("keeper").order_by("seal_no"))
    try:
        theirs = {info.id: info for info in adapter().list_seals()}
    except (ESealError, OSError) as error:
        return [Compared(seal, None, "") for seal in ours], str(error) or _("电子印章系统没有应答。")
    found = [
        Compared(seal, info := theirs.pop(seal.adapter_id, None), _wrong(seal, info, now)) for seal in ours
    ]
    return [*found, *(Compared(None, info, _("没有登记。")) for info in theirs.values())], ""


def _wrong(seal: Seal, info: SealInfo | None, now: datetime) -> str:
    if info is None:
        return _("电子印章系统中没有这枚印章。")
    if not info.active:
        return _("已在电子印章系统中注销，请办理停用。")
    if info.certificate != seal.certificate:
        return _("证书序列号与登记的不一致。")
    if not info.valid_from <= now <= info.valid_to:
        return _("证书不在有效期内。")
    return ""


def signed_files(request: SealRequest) -> list[ESign]:
    """What was signed under a request and stands in the ledger, the first first."""
    rows = ESign.objects.filter(request=request, line__isnull=False).select_related("line", "signed")
    return list(rows.order_by("pk"))
