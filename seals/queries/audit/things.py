"""The seals as things: set where their name stands (A10), taken out and back (A12), disabled (A14), counted (A19)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce, TruncDate
from django.utils.translation import gettext as _

from deadlines.days import SHANGHAI, local
from seals.models import LedgerLine, Seal, SealTakeout, Stocktake
from seals.words import LineKind, Medium, SealKind, SealState, TakeoutState

from .base import MOST, USES, Period, Result, Row, of_line, plainly, rows_of

# 国发〔1999〕25号 wants a seal that is out of use handed back or destroyed and names no day; half a year is two stock-takings.
LEFT_LYING = timedelta(days=180)
K = LineKind
COUNTS_STATE = (K.ENABLE, K.SUSPEND, K.RESUME, K.LOSE, K.FOUND, K.SEAL_UP, K.RETURN, K.DESTROY)


def a10(p: Period) -> Result:
    """Passes when the name under each paper is that of the organ whose seal was set (or the seal's own legend; of a signature
    seal, its signer's). A mere stamp stands under nobody's name."""
    uses = p.lines(*USES).exclude(seal__kind=SealKind.STAMP).filter(request__isnull=False)
    lines = uses.select_related("seal__organ", "seal__unit", "seal__signer", "request").order_by("at", "id")
    wrong = [line for line in lines.iterator() if not _fits(line)]
    said = _("落款“%(name)s”与印章不符")
    rows = [of_line(line, said % {"name": _name(line) or "—"}) for line in wrong[:MOST]]
    return Result("A10", uses.count(), rows)


def _name(line: Any) -> str:
    return str(line.request.signed_name).strip()


def _fits(line: Any) -> bool:
    seal, name = line.seal, _name(line)
    own = {
        seal.name,
        *((seal.organ.name,) if seal.organ else ()),
        *((seal.signer.name,) if seal.signer else ()),
    }
    if not name:  # a certificate, a contract of a special seal: nothing says otherwise
        return seal.kind not in (SealKind.LEGAL, SealKind.STEEL)
    return name in own or seal.organ is None and name == seal.unit.name


def a12(p: Period) -> Result:
    """Passes when each seal that was out came back in time, two persons had it with them, it was approved twice, and what
    was counted on return is what the ledger has of it, or the difference has a reason and a second person."""
    out = SealTakeout.objects.filter(out_at__lt=p.end).filter(
        Q(back_at__isnull=True, state=TakeoutState.OUT) | Q(back_at__gte=p.start) | Q(out_at__gte=p.start)
    )
    told = LedgerLine.objects.filter(request__takeout=OuterRef("pk"), kind__in=USES).order_by()
    made = told.values("request__takeout").annotate(n=Sum(Coalesce("impressions", "stamped"))).values("n")
    found = out.annotate(told=Coalesce(Subquery(made), 0)).select_related("seal").order_by("out_at", "id")
    rows = [_takeout(t, why) for t in found for why in _wrong(t, p)]
    return Result("A12", len(found), plainly(rows))


def _wrong(t: Any, p: Period) -> Iterator[str]:
    if t.back_at is None and p.until > t.until or t.back_at is not None and t.back_at > t.until:
        yield _("逾期归还")
    if t.traveller1_id == t.traveller2_id:
        yield _("不是两人随带")
    if not (t.approved1_at and t.approved2_at) or t.approver1_id == t.approver2_id:
        yield _("没有两级审批")
    if t.back_at is not None and t.made != t.told and not (t.made_why and t.second_name):
        yield _("归还时清点 %(made)s 次，登记 %(told)s 次") % {"made": t.made, "told": t.told}


def _takeout(t: Any, why: str) -> Row:
    persons = {t.applicant_id, t.traveller1_id, t.traveller2_id, t.approver1_id, t.approver2_id}
    return Row(
        f"takeout:{t.pk}", why, t.out_at, t.seal_id, t.seal.name, number=t.number, title=t.reason,
        who=f"{t.traveller1_name}、{t.traveller2_name}", persons=frozenset(persons),
    )  # fmt: skip


def a14(p: Period) -> Result:
    """Passes when no seal was set while its book says that it was not in use, or after the day on which it was disabled; and
    none that is out of use is left lying longer than `LEFT_LYING`, neither handed back nor destroyed."""
    state = LedgerLine.objects.filter(
        seal=OuterRef("seal"), serial__lt=OuterRef("serial"), kind__in=COUNTS_STATE
    )
    last = state.order_by("-serial").values("kind")[:1]
    uses = p.lines(*USES).annotate(last=Subquery(last), day=TruncDate("used", tzinfo=SHANGHAI))
    rows = rows_of(
        uses.filter(last__isnull=False, kind=LineKind.USE).exclude(
            last__in=[LineKind.ENABLE, LineKind.RESUME]
        ),
        _("印章停用期间用印"),
    )
    rows += rows_of(uses.filter(seal__disabled_on__lt=F("day")), _("停用日期以后用印"))
    lying = Seal.objects.filter(
        state__in=[SealState.SUSPENDED, SealState.SEALED_UP], disabled_on__lt=p.last - LEFT_LYING
    )
    rows += [
        Row(
            f"lying:{s.pk}",
            _("%(day)s 停用，至今没有缴回或销毁") % {"day": f"{s.disabled_on:%Y-%m-%d}"},
            None,
            s.pk,
            s.name,
        )
        for s in lying
    ]
    return Result("A14", uses.count() + Seal.objects.count(), plainly(rows))


def a19(p: Period) -> Result:
    """Passes when every physical seal that was in the house for a whole quarter was counted in it by two persons and was
    there. The quarters that ended in the period, and the last one before its end."""
    rows, cases = [], 0
    for first, last in quarters(p.first, min(p.last, local(p.now).date())):
        due = Seal.objects.filter(medium=Medium.PHYSICAL, enabled_on__lte=first).exclude(
            state=SealState.WAITING
        )
        gone = Q(state__in=[SealState.RETURNED, SealState.DESTROYED, SealState.LOST])
        due = due.exclude(gone & (Q(disabled_on__lte=last) | Q(destroyed_on__lte=last)))
        taken = Stocktake.objects.filter(at__date__gte=first, at__date__lte=last)
        there = dict(taken.order_by("at").values_list("seal", "present"))
        cases += len(due)
        quarter = _("%(year)s 年第 %(n)s 季度") % {"year": last.year, "n": (last.month + 2) // 3}
        for seal in due:
            if not there.get(seal.pk):
                said = _("%(quarter)s盘点时不在") if seal.pk in there else _("%(quarter)s没有盘点")
                rows.append(
                    Row(f"stock:{seal.pk}:{last:%Y%m}", said % {"quarter": quarter}, None, seal.pk, seal.name)
                )
    return Result("A19", cases, rows)


def quarters(first: date, last: date) -> list[tuple[date, date]]:
    """The quarters that ended between these days, both included; else the last that ended before."""
    found: list[tuple[date, date]] = []
    begins = date(last.year, (last.month - 1) // 3 * 3 + 1, 1)
    while True:
        ends = (begins + timedelta(days=95)).replace(day=1) - timedelta(days=1)
        if ends <= last:
            if ends < first and found:
                return found[::-1]
            found.append((begins, ends))
            if ends < first:
                return found
        begins = (begins - timedelta(days=1)).replace(day=1)
        begins = date(begins.year, (begins.month - 1) // 3 * 3 + 1, 1)
