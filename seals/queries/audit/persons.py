"""Who did what: kept apart (A8), and no time without a keeper (A13)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db.models import F, Q
from django.utils.translation import gettext as _

from deadlines.days import SHANGHAI, local
from seals.models import Finding, Handover, LedgerLine, Seal, SealCustody
from seals.words import SealState

from .base import COUNTED, MOST, Period, Result, Row, of_line, plainly, rows_of

GONE = (SealState.RETURNED, SealState.DESTROYED, SealState.LOST)


def a8(p: Period) -> Result:
    """Passes when applicant, approver (and for whom he approved), keeper and second person of each use are different natural
    persons, the supervisor neither applicant nor approver (nor keeper, where `SEAL_SUPERVISOR_SEPARATE` says so), and nobody
    judged as auditor what he had a part in."""
    lines = p.lines(*COUNTED)

    def same(one: str, *others: str) -> Q:
        found = Q(pk__in=[])
        for other in others:
            found |= Q(**{one: F(other)})
        return found

    rows = rows_of(lines.filter(same("applicant", "approver", "approver_for")), _("申请人与审批人是同一人"))
    rows += rows_of(lines.filter(same("keeper", "approver", "approver_for")), _("保管人与审批人是同一人"))
    rows += rows_of(lines.filter(same("keeper", "applicant")), _("保管人与申请人是同一人"))
    rows += rows_of(
        lines.filter(same("supervisor", "applicant", "approver", "approver_for")), _("监印人是申请人或审批人")
    )
    rows += rows_of(lines.filter(same("second", "keeper")), _("复核人与保管人是同一人"))
    if settings.SEAL_SUPERVISOR_SEPARATE:
        rows += rows_of(lines.filter(same("supervisor", "keeper")), _("监印人与保管人是同一人"))
    rows += _judged_own(p)
    return Result("A8", lines.count(), plainly(rows))


def _judged_own(p: Period) -> Iterator[Row]:
    """Answers of the period by somebody who had a part in the line."""
    found = Finding.objects.filter(at__gte=p.start, at__lt=p.end, key__regex=r"^\d+#\d+$")[:MOST]
    for one in found:
        seal, serial = one.key.split("#")
        line = LedgerLine.objects.filter(seal=int(seal), serial=int(serial)).select_related("seal").first()
        if line is not None and one.by_person_id in (row := of_line(line, _("审计人参与过该次用印"))).persons:
            yield row


def a13(p: Period) -> Result:
    """Passes when every seal in force had a keeper at every moment of the period (or of it until now), and each change of
    hands has its handover with three different signatures: from (or in his stead), to, supervisor."""
    seals = list(Seal.objects.exclude(state=SealState.WAITING).filter(enabled_on__lte=p.last))
    kept: dict[int, list[Any]] = defaultdict(list)
    for custody in SealCustody.objects.filter(seal__in=seals).order_by("during"):
        kept[custody.seal_id].append(custody)
    rows = [row for seal in seals for row in _alone(seal, kept[seal.pk], p)]
    handed = Handover.objects.filter(at__gte=p.start, at__lt=p.end).select_related("seal")
    known = set(Handover.objects.filter(seal__in=seals).values_list("seal", "to_person", "at"))
    for seal in seals:
        rows += [
            Row(f"custody:{c.pk}", _("接手印章没有交接登记"), c.during.lower, seal.pk, seal.name, who=c.person_name,
                persons=frozenset({c.person_id}))
            for c in kept[seal.pk]
            if p.start <= c.during.lower < p.end and (seal.pk, c.person_id, c.during.lower) not in known
        ]  # fmt: skip
    rows += [_handover(h) for h in handed if _too_few(h)]
    return Result("A13", len(seals) + len(handed), plainly(rows))


def _too_few(h: Handover) -> bool:
    """Of a seal that nobody had, a chief hands it over: he signs in place of who gives."""
    three = {h.signed_for_from_id or h.from_person_id, h.to_person_id, h.supervised_by_id} - {None}
    return len(three) < 3


def _handover(h: Handover) -> Row:
    persons = (h.from_person_id, h.to_person_id, h.supervised_by_id, h.signed_for_from_id)
    return Row(
        f"handover:{h.pk}", _("交接没有三个不同的人签字"), h.at, h.seal_id, h.seal.name,
        who=f"{h.from_name} → {h.to_name}（{h.supervised_by_name}）", persons=frozenset(pk for pk in persons if pk),
    )  # fmt: skip


def _alone(seal: Any, kept: Iterable[Any], p: Period) -> Iterator[Row]:
    """The stretches of the period in which nobody had it. The day on which it was enabled, or ended, counts as had."""
    begins = seal.enabled_on + timedelta(days=1)
    at = max(p.start, datetime.combine(begins, time.min, tzinfo=SHANGHAI))
    until = p.until
    if seal.state in GONE and (ended := seal.destroyed_on or seal.disabled_on):
        until = min(until, datetime.combine(ended, time.min, tzinfo=SHANGHAI))
    for custody in kept:
        since, upto = custody.during.lower, custody.during.upper or until
        if since > at and since > p.start and at < until:
            yield _gap(seal, at, min(since, until))
        at = max(at, upto)
    if at < until:
        yield _gap(seal, at, until)


def _gap(seal: Seal, since: datetime, until: datetime) -> Row:
    said = _("%(since)s 至 %(until)s 无人保管") % {
        "since": f"{local(since):%Y-%m-%d %H:%M}", "until": f"{local(until):%Y-%m-%d %H:%M}",
    }  # fmt: skip
    return Row(f"alone:{seal.pk}:{since:%Y%m%d%H%M%S}", said, since, seal.pk, seal.name)
