"""批示: what leaders wrote, and what became of it (domain.md §5.7)."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bulletins.figures.base import MEAN, RATE, Scope
from bulletins.figures.kinds import PARTS, WORDS
from bulletins.figures.made import figure, where
from bulletins.figures.things import Asked, Rows, Values
from documents.models import Assignment, Instruction
from documents.words import InstructionKind, State
from timing.queries import time_figures

GROUP = "instructions"
NOT_THEIRS = (Assignment.Status.WAIVED, Assignment.Status.MISDIRECTED, Assignment.Status.WITHDRAWN)


def _given(rows: Rows, scope: Scope) -> Rows:
    return rows.filter(given_at__gte=scope.begin, given_at__lt=scope.end)


def _owed(rows: Rows, scope: Scope) -> Rows:
    """Given up to the end of the period, and not reported before it began."""
    parts = rows.filter(instruction__isnull=False, given_at__lt=scope.end).exclude(status__in=NOT_THEIRS)
    return parts.exclude(status=Assignment.Status.REPORTED, reported_at__lt=scope.begin)


def _undated(rows: Rows, scope: Scope) -> Rows:
    """Words that wait to be given to a unit: the date comes with it."""
    words = rows.exclude(kind=InstructionKind.TICK).exclude(meaning=Instruction.Meaning.READ)
    return words.filter(document__state=State.INSTRUCTED, assignments__isnull=True)


def _days(found: Sequence[Values]) -> list[float | None]:
    return [(row["reported_at"] - row["given_at"]).total_seconds() / 86400 for row in found]


REPORTED = where(
    Asked(PARTS, lambda rows, scope: time_figures.PARTS["reported"](rows, scope), _days),
    instruction__isnull=False,
)
LATE = where(
    Asked(PARTS, lambda rows, scope: time_figures.PARTS["late_now"](rows, scope)), instruction__isnull=False
)
AGAIN = Asked(PARTS, lambda rows, scope: REPORTED.find(rows, scope).filter(Q(reworks__gt=0) | Q(round__gt=1)))
FIGURES = [
    figure("instructions", pgettext_lazy("counted", "批示"), _("批示时间在期内的领导批示"), Asked(WORDS, _given), group=GROUP),
    figure("instruction_rate", _("批示办结率"), _("期内报结的批示事项 ÷（期初未报结 + 期内交办的批示事项）；免办、撤回的不计"), REPORTED,
           Asked(PARTS, _owed), group=GROUP, measure=RATE, better="up"),
    figure("feedback_days", _("批示平均反馈天数"), _("期内报结的批示事项，从交办到报结的自然日，取平均数"), REPORTED, group=GROUP,
           measure=MEAN, better="down"),
    figure("again_rate", _("再督办率"), _("期内报结的批示事项中，退回再办过的、重新办理的 ÷ 期内报结的批示事项"), AGAIN, REPORTED,
           group=GROUP, measure=RATE, better="down"),
    figure("instructions_late", _("批示超期"), _("现在还没有报结、已过时限的批示事项；暂停的不计"), LATE, group=GROUP, better="down",
           present=True),
    figure("instructions_undated", _("批示待定时限"), _("现在还没有交办、因此没有时限的批示；圈阅、已阅的不计"), Asked(WORDS, _undated),
           group=GROUP, better="down", present=True),
]  # fmt: skip
