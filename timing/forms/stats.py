"""The period of the statistics of time, and which figure's list is opened."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from docflow.web.forms import QueryForm
from documents.forms.lists import DayField
from timing.queries.time_figures import PAPERS, PARTS

LONGEST = timedelta(days=400)


class PeriodQuery(QueryForm):
    """Without days: the month of `today`."""

    first = DayField(label=lazy("从"))
    last = DayField(label=lazy("到"))

    def __init__(self, data: Any, *, today: date) -> None:
        super().__init__(
            data if data else {"first": today.replace(day=1).isoformat(), "last": today.isoformat()}
        )
        self.today = today

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if self.errors:
            return found
        last = found["last"] or (found["first"] and _month_end(found["first"])) or self.today
        first = found["first"] or last.replace(day=1)
        if first > last:
            raise ValidationError(_("起始日期不能晚于截止日期。"))
        if last - first > LONGEST:
            raise ValidationError(_("一次最多统计一年，请缩短期间。"))
        return {**found, "first": first, "last": last}


class ListQuery(PeriodQuery):
    """`of`: papers or units' parts; `figure`: which; `unit`: of one unit; `id`: where the page before ended."""

    of = forms.ChoiceField(choices=[("papers", ""), ("parts", "")])
    figure = forms.ChoiceField(choices=[(code, "") for code in dict.fromkeys([*PAPERS, *PARTS])])
    unit = forms.IntegerField(min_value=1, max_value=2**31 - 1)
    id = forms.IntegerField(min_value=1, max_value=2**62)

    def clean(self) -> dict[str, Any]:
        found = super().clean()
        known = PARTS if found.get("of") == "parts" else PAPERS
        if not self.errors and found["figure"] not in known:
            raise ValidationError(_("没有这一项统计。"))
        return found


def _month_end(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
