"""The book itself: numbers without a gap (A1), nothing changed (A17), refusals with their reason (A20)."""

from __future__ import annotations

from django.db.models import Exists, F, Max, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from docflow.web.prepared import fetch
from seals.models import LedgerLine, Seal
from seals.words import LineKind

from .base import MOST, Period, Result, Row, of_line, plainly, rows_of

# The columns are hashed again: a line whose bytes are not those of its columns was changed behind the trigger.
BROKEN = """SELECT l.id FROM seals_ledgerline l WHERE l.at >= %(start)s::timestamptz AND l.at < %(end)s::timestamptz
  AND (l.canon <> seals_canon(l) OR l.hash <> sha256(l.prev || l.canon)
    OR l.prev IS DISTINCT FROM CASE WHEN l.serial = 1 THEN ''::bytea ELSE
      (SELECT p.hash FROM seals_ledgerline p WHERE p.seal_id = l.seal_id AND p.serial = l.serial - 1) END)
  ORDER BY l.at, l.id LIMIT 500"""


def a1(p: Period) -> Result:
    """Passes when every line of the period follows the one before it in its seal's book, no number stands twice, and
    every book ends with the number that its seal counts."""
    lines = p.lines()
    before = LedgerLine.objects.filter(seal=OuterRef("seal"), serial=OuterRef("serial") - 1)
    twin = LedgerLine.objects.filter(seal=OuterRef("seal"), serial=OuterRef("serial")).exclude(
        pk=OuterRef("pk")
    )
    gaps = lines.filter(~Exists(before), serial__gt=1)
    rows = [of_line(line, _("第 %(n)s 号之前缺号") % {"n": line.serial}) for line in gaps[:MOST]]
    rows += rows_of(lines.filter(Exists(twin)), _("同一编号出现两次"))
    cut = Seal.objects.annotate(last=Coalesce(Max("lines__serial"), 0)).exclude(last=F("line_count"))
    for seal in cut:
        said = _("登记簿应到第 %(n)s 号，实际到第 %(last)s 号") % {"n": seal.line_count, "last": seal.last}
        rows.append(Row(f"seal:{seal.pk}:end", said, None, seal.pk, seal.name))
    return Result("A1", lines.count(), plainly(rows))


def a17(p: Period) -> Result:
    """Passes when the columns of each line of the period still make its bytes and its hash, and it is linked to the line
    before; each correction points to a line that is there. Corrections and late entries are listed."""
    lines = p.lines()
    broken = [pk for (pk,) in fetch(BROKEN, {"start": p.start, "end": p.end})]
    rows = rows_of(lines.filter(pk__in=broken), _("登记内容与校验值不符，或与上一条接不上"))
    noted = lines.filter(kind__in=[LineKind.CORRECTION, LineKind.LATE_ENTRY])
    there = LedgerLine.objects.filter(seal=OuterRef("seal"), serial=OuterRef("corrects"))
    rows += rows_of(noted.filter(~Exists(there), kind=LineKind.CORRECTION), _("更正的那一条不存在"))
    return Result("A17", lines.count(), plainly(rows), [of_line(line, _noted(line)) for line in noted[:MOST]])


def _noted(line: LedgerLine) -> str:
    if line.kind == LineKind.CORRECTION:
        return _("更正第 %(n)s 号：%(why)s") % {"n": line.corrects, "why": line.reason}
    return _("补录：%(why)s") % {"why": line.reason}


def a20(p: Period) -> Result:
    """Passes when each refusal of the period has its code and a reason in words; all of them are listed."""
    refusals = p.lines(LineKind.REFUSAL)
    bare = refusals.filter(Q(code="") | Q(reason__regex=r"^[\s\u3000]*$"))
    listed = [
        of_line(line, f"{line.code} {line.get_code_display()}：{line.reason}") for line in refusals[:MOST]
    ]
    return Result("A20", refusals.count(), rows_of(bare, _("拒绝用印没有写明代码或理由")), listed)
