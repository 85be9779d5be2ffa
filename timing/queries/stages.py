"""The rules of the stages as they stand, and the entries that tell their changes."""

from __future__ import annotations

from django.db.models import QuerySet

from deadlines.models import StageRule, Urgency
from deadlines.stages import STAGES, Rule, as_rule
from workflow.models import Entry

MARKS = (*Urgency.values, "")  # as the table shows them: the most urgent first, all others last
SHOWN = 20


def rows() -> dict[str, dict[str, Rule]]:
    """By urgency, then by stage. An urgency that has no row of its own is not there."""
    found: dict[str, dict[str, Rule]] = {}
    for row in StageRule.objects.all():
        found.setdefault(row.urgency, {})[row.stage] = as_rule(row)
    return {mark: found[mark] for mark in MARKS if mark in found}


def row_of(urgency: str) -> dict[str, Rule]:
    """The five rules that count for this urgency now; what it does not say itself is as for all."""
    known = rows()
    return {stage: known.get(urgency, {}).get(stage) or known[""][stage] for stage in STAGES}


def entries() -> QuerySet[Entry]:
    return Entry.objects.filter(subject_kind="timetable", verb="set_stage").order_by("-seq")[:SHOWN]
