"""The ledgers of the seals: what was refused, what differs from what was approved, what had to be put right, what the auditor
confirmed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import override

from bulletins.queries.sources.made import Made, Reader, unknown
from bulletins.words import Category, Consequence, Source, Stage
from seals.models import Finding, LedgerLine
from seals.words import FindingState, LineKind, Refused

K = LineKind
DIFFERS = Q(kind__in=(K.USE, K.SETTLE, K.LATE_ENTRY)) & (Q(spoiled__gt=0) | Q(unused__gt=0))
WRONG = Q(kind__in=(K.REFUSAL, K.CORRECTION)) | DIFFERS


def lines(low: int, high: int, now: datetime, whole: bool) -> list[Made]:
    """One for each line that tells of something wrong."""
    rows = LedgerLine.objects.filter(WRONG, pk__gt=low, pk__lte=high).select_related("seal", "request")
    righted = _righted(rows.filter(kind=K.CORRECTION))
    with override("zh-hans"):
        return [_line(row, righted) for row in rows.order_by("pk")]


def _righted(rows: QuerySet[LedgerLine]) -> dict[tuple[int, int | None], tuple[int | None, str]]:
    """Who wrote the lines that these put right."""
    wanted = Q(pk__in=())
    for seal, serial in rows.values_list("seal_id", "corrects"):
        wanted |= Q(seal_id=seal, serial=serial)
    found: Iterable[tuple[int, int, int, str]] = LedgerLine.objects.filter(wanted).values_list(
        "seal_id", "serial", "actor_id", "actor_name"
    )
    return {(seal, serial): (person, name) for seal, serial, person, name in found}


def _line(row: LedgerLine, righted: dict[tuple[int, int | None], tuple[int | None, str]]) -> Made:
    about = row.request if row.request is not None else row.seal
    paper = row.request.paper_id if row.request is not None else None
    made_by: tuple[int | None, str] = (row.actor_id, row.actor_name)
    if row.kind == K.REFUSAL:
        said, mark, made_by = (
            f"不该用印，已拒绝：{row.code} {Refused(row.code).label}",
            row.code,
            (row.applicant_id, row.applicant_name),
        )
        if row.applicant_id is None:  # somebody came without an application: who, the line does not say
            made_by = (None, "")
    elif row.kind == K.CORRECTION:
        said, mark = f"用印登记有误，更正第 {row.corrects} 号", "correction"
        made_by = righted.get((row.seal_id, row.corrects), made_by)
    else:
        said, mark = f"用印与批准的份数不符：废印 {row.spoiled or 0}，未用 {row.unused or 0}", "difference"
    unlike = row.kind not in (K.REFUSAL, K.CORRECTION)
    return Made(
        source=Source.SEAL, key=f"line:{row.pk}", at=row.at, stage=Stage.DURING, category=Category.SEAL, said=said, mark=mark,
        rule=row.code, reason="" if row.kind == K.REFUSAL else row.reason, kind="outgoing" if paper else about.subject_kind,
        pk=paper or about.pk, unit=row.applicant_unit if row.kind == K.REFUSAL else "", made_by=made_by,
        found_by=(row.actor_id, row.actor_name) if row.kind == K.REFUSAL else (row.second_id, row.second_name),
        consequence=Consequence.REDONE if unlike and row.spoiled else Consequence.NONE,
    )  # fmt: skip


def findings(low: int, high: int, now: datetime, whole: bool) -> list[Made]:
    """Anomalies that the auditor confirmed."""
    rows = Finding.objects.filter(state=FindingState.CONFIRMED).select_related("seal")
    return [
        Made(
            source=Source.SEAL, key=f"finding:{row.pk}", at=row.at, stage=Stage.AFTER, category=Category.SEAL,
            said=f"用印审计 {row.test} 查实不符", reason=row.words, mark=row.test, rule=row.test,
            kind="seal" if row.seal is not None else "", pk=row.seal_id, found_by=(row.by_person_id, row.by_name),
        )
        for row in unknown(rows, Source.SEAL, "finding")
    ]  # fmt: skip


LINES = Reader(Source.SEAL, lines, "seals_ledgerline")
FINDINGS = Reader(Source.SEAL, findings)
