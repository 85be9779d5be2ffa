"""抽查: n lines drawn by a seed that is shown, so that anybody draws the same ones again."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from seals.models import LedgerLine
from seals.queries.audit import Period
from seals.queries.audit.base import COUNTED, with_use
from seals.words import LineKind

TO_LOOK_AT = (*COUNTED, LineKind.REFUSAL, LineKind.HANDOVER)


def drawn_by(seed: str, p: Period, n: int) -> list[Any]:
    """`n` of the lines of the period that leave something on paper, in the order of their numbers. The ids in their order
    are what is drawn from: another line more is another draw, said by `marked`."""
    ids = list(p.lines(*TO_LOOK_AT).order_by("seal", "serial").values_list("pk", flat=True))
    dice = random.Random(hashlib.sha256(seed.encode()).digest())  # noqa: S311 - to be repeated, not to be secret
    taken = dice.sample(ids, min(n, len(ids)))
    return list(with_use(LedgerLine.objects.filter(pk__in=taken)).order_by("seal", "serial"))


def marked(lines: Sequence[LedgerLine]) -> str:
    """Sixteen digits over the hashes of the lines drawn: the same sample has the same."""
    return hashlib.sha256(b"".join(bytes(line.hash) for line in lines)).hexdigest()[:16]


def on_paper(line: LedgerLine) -> str:
    """What to look at on paper."""
    if line.kind == LineKind.REFUSAL:
        return _("核对拒绝用印的理由，被拒文件没有盖章。")
    if line.kind == LineKind.HANDOVER:
        return _("核对印章交接单三方签字、印章编号和保管柜。")
    asked = _("核对审批单或签发稿的签字和日期，留存件的印迹、份数和落款。")
    if line.spoiled:
        asked += _("核对废印销毁记录。")
    if line.certificate:
        asked = _("核对审批单，验证电子签章文件和证书序列号。")
    return asked
