"""The numbers add up: copies (A4), spoiled ones (A5), what was printed, sealed and sent (A11)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Count, F, Q, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from outgoing.models import Addressee, Copy, Outgoing, PrintRun
from seals.models import BlankSheet, LedgerLine, SealRequest
from seals.words import BlankEnd, LineKind

from .base import COUNTED, MOST, USES, Period, Result, Row, of_line, plainly, rows_of

COPIES = ("stamped", "spoiled", "unused")
BY_TWO = Q(second__isnull=False) & ~Q(second=F("keeper")) & ~Q(reason="")


# 骑缝 impressions are among those made (domain.md §6.5).
MADE = F("stamped") * F("request__per_copy") + Coalesce(F("paging"), 0)


def a4(p: Period) -> Result:
    """Passes when each request that was closed in the period has as many copies stamped as were approved, never more, with
    the impressions and the paging seals that were approved; any difference has a reason and a second person, and stands in
    the list."""
    lines = p.lines(*COUNTED)
    differs = Q(spoiled__gt=0) | Q(unused__gt=0)
    differs |= Q(impressions__isnull=False) & ~Q(impressions=MADE)
    other = lines.filter(differs)
    rows = rows_of(other.exclude(BY_TWO), _("与批准的数量不同，没有写明原因或没有第二人"))
    rows += _over(lines.values_list("request_id", flat=True))
    return Result(
        "A4",
        lines.count(),
        plainly(rows),
        [of_line(line, _differs(line)) for line in other.filter(BY_TWO)[:MOST]],
    )


def _differs(line: Any) -> str:
    counts = {
        "approved": line.approved,
        "stamped": line.stamped or 0,
        "spoiled": line.spoiled or 0,
        "unused": line.unused or 0,
    }
    said = _("批准 %(approved)s，本次实盖 %(stamped)s、废印 %(spoiled)s、未用 %(unused)s") % counts
    return f"{said}：{line.reason}（{line.second_name}）"


def _over(requests: Any) -> Iterable[Row]:
    """Requests of which more was done than approved, or that are closed and do not add up, or whose paging seals differ from
    those approved with nobody's reason; told at their last line. What a correction says stands for the line it corrects."""
    found = SealRequest.objects.filter(pk__in=set(requests))
    lines: dict[int, list[LedgerLine]] = defaultdict(list)
    asked = LedgerLine.objects.filter(request__in=found, kind__in=[*COUNTED, LineKind.CORRECTION])
    for line in asked.select_related("seal").order_by("serial"):
        lines[line.request_id].append(line)  # type: ignore[index]
    for request in found.order_by("pk"):
        counted = [line for line in lines[request.pk] if line.kind != LineKind.CORRECTION]
        done, paged = told_of(counted), sum(line.paging or 0 for line in counted)
        right = told_of(lines[request.pk])
        if max(done, right) > request.copies or request.state == "closed" and done != request.copies:
            words = {"n": request.copies, "done": max(done, right) if done == request.copies else done}
            yield of_line(counted[-1], _("批准 %(n)s 份，登记合计 %(done)s 份") % words)
        elif (
            paged > request.paging
            or request.state == "closed"
            and paged < request.paging
            and not _by_two(counted[-1])
        ):
            words = {"n": request.paging, "done": paged}
            yield of_line(counted[-1], _("骑缝批准 %(n)s 处，登记合计 %(done)s 处") % words)


def told_of(lines: Iterable[LedgerLine]) -> int:
    """Copies of which these lines tell, in the order of their serials; a correction puts its figures in place of those of the line
    that it names."""
    told: dict[int, dict[str, int]] = {}
    for line in lines:
        said = {name: getattr(line, name) for name in COPIES if getattr(line, name) is not None}
        if line.kind == LineKind.CORRECTION and line.corrects in told:
            told[line.corrects] |= said
            told[line.serial] = told[line.corrects]  # who corrects the correction means the same line
        elif line.kind != LineKind.CORRECTION:
            told[line.serial] = said
    return sum(sum(figures.values()) for figures in {id(one): one for one in told.values()}.values())


def _by_two(line: LedgerLine) -> bool:
    return bool(line.reason) and line.second_id not in (None, line.keeper_id)


def a5(p: Period) -> Result:
    """Passes when spoiled copies were destroyed by the keeper together with a second person, who is neither, and the paper's
    own run counts as many; spoiled blank sheets likewise."""
    spoiled = p.lines(*COUNTED).filter(spoiled__gt=0)
    rows = rows_of(spoiled.exclude(BY_TWO), _("废印没有两人共同销毁的记录"))
    rows += [of_line(line, _("废印份数与印制登记不一致")) for line in _miscounted(spoiled)]
    sheets = BlankSheet.objects.filter(end=BlankEnd.SPOILED, at__gte=p.start, at__lt=p.end)
    alone = sheets.filter(Q(second__isnull=True) | Q(second=F("by_person"))).select_related("book")
    rows += [
        Row(f"sheet:{one.pk}", _("作废的空白件没有两人共同销毁的记录"), one.at, number=f"{one.book.prefix}{one.number}",
            who=one.by_name, persons=frozenset({one.by_person_id}))
        for one in alone[:MOST]
    ]  # fmt: skip
    return Result("A5", spoiled.count() + sheets.count(), plainly(rows))


def _miscounted(spoiled: Any) -> list[LedgerLine]:
    """The last lines of runs that were answered for with another number than the ledger's."""
    runs = set(spoiled.filter(request__run__spoiled__isnull=False).values_list("request__run", flat=True))
    told = PrintRun.objects.filter(pk__in=runs).values_list("pk", "spoiled")
    lines = LedgerLine.objects.filter(kind__in=COUNTED).select_related("seal").order_by("-id")
    found = []
    for run, number in told:
        of_run = list(lines.filter(request__run=run))
        by_seal: dict[int, int] = defaultdict(int)
        for line in of_run:
            by_seal[line.seal_id] += line.spoiled or 0
        if number not in by_seal.values():
            found.append(of_run[0])
    return found


def a11(p: Period) -> Result:
    """Passes when of each paper sealed in the period and sent out the copies printed are those accounted for under the seal,
    and those sent are not more than those sealed: the rest is kept. Of numbered copies each one is there."""
    uses = p.lines(*USES).filter(request__paper__isnull=False)
    papers = set(uses.values_list("request__paper", flat=True))
    rows = []
    for paper in (
        Outgoing.objects.filter(pk__in=papers).annotate(numbers=Count("numbered")).order_by("pk")[:MOST]
    ):
        if said := _apart(paper):
            line = uses.filter(request__paper=paper).last()
            rows.append(of_line(line, said))
    return Result("A11", len(papers), plainly(rows))


def _apart(paper: Any) -> str:
    """What does not agree of a paper; empty where all does."""
    counted: dict[int, dict[int, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
    lines = LedgerLine.objects.filter(request__paper=paper, kind__in=COUNTED)
    for of_run, seal, stamped, spoiled, unused in lines.values_list(
        "request__run", "seal", "stamped", "spoiled", "unused"
    ):
        both = counted[of_run][seal]
        both[0] += stamped or 0
        both[1] += (stamped or 0) + (spoiled or 0) + (unused or 0)
    sealed = 0
    runs = list(PrintRun.objects.filter(paper=paper).order_by("edition", "number"))
    last = max((run.edition for run in runs), default=0)
    for run in runs:
        found = counted.get(run.pk, {})
        if run.stamped is not None and any(both != [run.stamped, run.approved] for both in found.values()):
            told = ", ".join(str(both[0]) for both in found.values())
            return _("印 %(printed)s 份，登记用印 %(told)s 份，印制登记 %(stamped)s 份") % {
                "printed": run.approved, "told": told, "stamped": run.stamped,
            }  # fmt: skip
        if run.edition == last:
            sealed += min((both[0] for both in found.values()), default=run.stamped or 0)
    if paper.dispatched_at is None:
        return ""
    sent = Addressee.objects.filter(paper=paper, sent_at__isnull=False).aggregate(
        n=Coalesce(Sum("copies"), 0)
    )["n"]
    counts = {"sealed": sealed, "sent": sent, "kept": sealed - sent}
    if sent > sealed:
        return _("盖印 %(sealed)s 份，发出 %(sent)s 份，发出多于盖印") % counts
    if paper.numbered_copies and (missing := sealed - Copy.objects.filter(paper=paper).count()) > 0:
        return _("盖印 %(sealed)s 份，其中 %(n)s 份没有份号去向") % {**counts, "n": missing}
    return ""
