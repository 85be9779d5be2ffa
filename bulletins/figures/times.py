"""How long it took: the whole paper and each step, in office hours less pauses; median, and what nine of ten do not exceed."""

from __future__ import annotations

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bulletins.figures.base import HOURS, NINE, Figure, Scope
from bulletins.figures.kinds import PAPERS, STEPS
from bulletins.figures.made import Label, family, figure
from bulletins.figures.steps import step_hours, steps, whole_hours
from bulletins.figures.things import Asked, Rows, Values
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


def _kind_of(row: Values) -> tuple[str]:
    return (f"{row['subject_kind']}.{row['kind']}",)


def _step(code: str, measure: str, label: Label, definition: Label) -> Figure:
    whole = figure(code, label, definition, DONE, group=STEP, measure=measure, better="down")
    return family(whole, steps, _of_kind, _kind_of)


def _number(code: str, label: Label, definition: Label, kept: Q, better: str = "") -> Figure:
    """How many steps were done, and kept which date: by the date first promised, as papers are."""
    asked = Asked(STEPS, lambda rows, scope: _done(rows, scope).filter(kept))
    return family(
        figure(code, label, definition, asked, group=STEP, better=better), steps, _of_kind, _kind_of
    )


IN_TIME = Q(done_at__lte=F("due_first"))
PUT_OFF = Q(done_at__gt=F("due_first"), done_at__lte=F("due_at"))
LATE = Q(done_at__gt=F("due_first")) & ~Q(done_at__lte=F("due_at"), due_at__isnull=False)


FIGURES = [
    _number("steps", _("办完环节"), _("办完时间在期内的环节"), Q()),
    _number("steps_in_time", _("环节按期"), _("办完时间不晚于原定时限"), IN_TIME, "up"),
    _number("steps_put_off", _("环节延期后按期"), _("过了原定时限，但不晚于现时限"), PUT_OFF),
    _number("steps_late", _("环节超期"), _("过了原定时限，也过了现时限"), LATE, "down"),
    figure("hours", _("办理时长（中位数）"), _("期内办结的公文，从收文到办结的工作小时，减去暂停的时间；一半的公文不超过这个数"), WHOLE,
           group=TIMES, measure=HOURS, better="down"),
    figure("hours_nine", _("办理时长（九成）"), _("期内办结的公文，从收文到办结的工作小时，减去暂停的时间；九成的公文不超过这个数"), WHOLE,
           group=TIMES, measure=NINE, better="down"),
    _step("step_hours", HOURS, _("环节时长（中位数）"),
          _("期内办完的环节，从交来到办完的工作小时，减去暂停的时间；登记从收文算起；一半不超过这个数")),
    _step("step_nine", NINE, _("环节时长（九成）"),
          _("期内办完的环节，从交来到办完的工作小时，减去暂停的时间；登记从收文算起；九成不超过这个数")),
]  # fmt: skip
