"""The check of drafts and the three gates: errors that somebody waived, items that did not stand; and reports that were right."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q
from django.utils.translation import override

from bulletins.models import ErrorReport
from bulletins.queries.records import FORMERLY
from bulletins.queries.sources.made import Made, Reader, unknown
from bulletins.rules import deriving
from bulletins.words import Consequence, ReportAnswer, ReportState, Source, Stage
from checking.models import GateCheck, ProofReply
from checking.words import Gate, Replied, Result, Side
from documents.models import Document
from outgoing.models import Outgoing
from proofing.catalogue import ERROR, RULES

Writer = tuple[int | None, str, str]  # key, name, unit
NOBODY: Writer = (None, "", "")
STAGES = {Gate.BEFORE: Stage.BEFORE, Gate.DURING: Stage.DURING, Gate.CLOSING: Stage.CLOSING}


def writers(papers: Iterable[tuple[str, int]]) -> dict[tuple[str, int], Writer]:
    """Whose text each paper is: the drafter's with his unit; what came in, its sender's, with nobody of ours."""
    wanted = set(papers)
    found: dict[tuple[str, int], Writer] = {}
    ours = Outgoing.objects.filter(pk__in=[pk for side, pk in wanted if side == Side.OUTGOING])
    for pk, person, name, unit in ours.values_list("pk", "drafter_id", "drafter_name", "unit_name"):
        found[Side.OUTGOING, pk] = (person, name, unit)
    theirs = Document.objects.filter(pk__in=[pk for side, pk in wanted if side == Side.INCOMING])
    for pk, organ in theirs.values_list("pk", "source_name"):
        found[Side.INCOMING, pk] = (None, "", organ)
    return found


def replies(low: int, high: int, now: datetime, whole: bool) -> list[Made]:
    """One for each error of the check that was let pass with a reason."""
    rows = list(
        ProofReply.objects.filter(pk__gt=low, pk__lte=high, replied=Replied.WAIVED, severity=ERROR).order_by(
            "pk"
        )
    )
    known = writers((row.side, row.subject_pk) for row in rows)
    found = []
    for row in rows:
        person, name, unit = known.get((row.side, row.subject_pk), NOBODY)
        said = RULES[row.rule].text if row.rule in RULES else row.rule
        found.append(Made(
            source=Source.WAIVER, key=f"reply:{row.pk}", at=row.at, stage=Stage.BEFORE, category=deriving.of_rule(row.rule),
            said=f"核稿错误 {row.rule} 放行：{said}", mark=row.rule, rule=row.rule, kind=row.side, pk=row.subject_pk, unit=unit,
            made_by=(person, name), found_by=(None, ""),
        ))  # fmt: skip
    return found


def gates(low: int, high: int, now: datetime, whole: bool) -> list[Made]:
    """One for each item of a check list that did not stand, or was let pass with a reason."""
    rows = list(GateCheck.objects.filter(pk__gt=low, pk__lte=high).order_by("pk"))
    known = writers((row.side, row.subject_pk) for row in rows)
    with override("zh-hans"):
        return [made for row in rows for made in _items(row, known.get((row.side, row.subject_pk), NOBODY))]


def _items(row: GateCheck, writer: Writer) -> Iterable[Made]:
    person, name, unit = writer
    for item in row.items:
        result, key = item.get("result"), str(item.get("key", ""))[:40]
        if result not in (Result.OPEN, Result.WAIVED):
            continue
        passed = result == Result.WAIVED
        said = f"{Gate(row.gate).label}{'放行' if passed else '未通过'}：{item.get('words', key)}"
        yield Made(
            source=Source.WAIVER if passed else Source.GATE, key=f"gate:{row.pk}:{key}", at=row.checked_at,
            stage=STAGES[Gate(row.gate)], category=deriving.of_reason(f"{item.get('words', '')}"), said=said, mark=key,
            kind=row.side, pk=row.subject_pk, unit=unit, made_by=(person, name),
            found_by=(row.checked_by_id, row.checked_by_name),
            consequence=Consequence.NONE if passed else Consequence.REDONE,
        )  # fmt: skip


def reports(low: int, high: int, now: datetime, whole: bool) -> list[Made]:
    """One for each report that was right: what stood there was put right."""
    rows = ErrorReport.objects.filter(
        ~Q(state=ReportState.REPORTED), answer=ReportAnswer.CORRECTED, answered_at__isnull=False
    )
    found = []
    for row in unknown(rows, Source.REPORT, "report"):
        field = FORMERLY.get(row.field, row.field)
        what = f"「{field}」有误" if field else "内容有误"
        found.append(Made(
            source=Source.REPORT, key=f"report:{row.pk}", at=row.answered_at or now, stage=Stage.AFTER,
            category=deriving.of_reason(f"{field} {row.what}"), said=f"经报错核实，{what}，已更正", mark="report",
            kind=row.about_kind, ref=row.about_ref, name=row.about_name, secret=row.secret,
            found_by=(row.reporter_id, row.reporter_name),
        ))  # fmt: skip
    return found


REPLIES = Reader(Source.WAIVER, replies, "checking_proofreply")
GATES = Reader(Source.GATE, gates, "checking_gatecheck")
REPORTS = Reader(Source.REPORT, reports)
