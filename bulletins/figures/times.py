"""How long it took: the whole paper and each step, in office hours less pauses; median, and what nine of ten do not exceed."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from bulletins.figures.base import HOURS, NINE, Figure, Scope
from bulletins.figures.kinds import PAPERS, STEPS
from bulletins.figures.made import Label, family, figure
from bulletins.figures.steps import step_hours, steps, whole_hours
from bulletins.figures.things import Asked, Rows
from timing.queries import time_figures
from workflow.models import Lane, Status

TIMES, STEP = "times", "steps"
WHOLE = Asked(PAPERS, lambda rows, scope: time_figures.PAPERS["closed"](rows, scope), whole_hours)


def _done(rows: Rows, scope: Scope) -> Rows:
    done = rows.filter(lane=Lane.MAIN, status=Status.DONE)
    return done.filter(done_at__gte=scope.begin, done_at__lt=scope.end)


DONE = Asked(STEPS, _done, step_hours)


def _of_kind(asked: Asked, name: str) -> Asked:
    side, kind = name.split(".")
    return Asked(
        asked.things,
        lambda rows, scope: asked.find(rows, scope).filter(subject_kind=side, kind=kind),
        asked.weigh,
    )


def _step(code: str, measure: str, label: Label, definition: Label) -> Figure:
    whole = figure(code, label, definition, DONE, group=STEP, measure=measure, better="down")
    return family(whole, steps, _of_kind)


FIGURES = [
    figure("hours", _("办理时长（中位数）"), _("期内办结的公文，从收文到办结的工作小时，减去暂停的时间；一半的公文不超过这个数"), WHOLE,
           group=TIMES, measure=HOURS, better="down"),
    figure("hours_nine", _("办理时长（九成）"), _("期内办结的公文，从收文到办结的工作小时，减去暂停的时间；九成的公文不超过这个数"), WHOLE,
           group=TIMES, measure=NINE, better="down"),
    _step("step_hours", HOURS, _("环节时长（中位数）"),
          _("期内办完的环节，从交来到办完的工作小时，减去暂停的时间；登记从收文算起；一半不超过这个数")),
    _step("step_nine", NINE, _("环节时长（九成）"),
          _("期内办完的环节，从交来到办完的工作小时，减去暂停的时间；登记从收文算起；九成不超过这个数")),
]  # fmt: skip
