"""The period of a figure, and by what it is narrowed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext_lazy

from checking.words import Side
from docflow.web.forms import QueryForm
from documents.forms.lists import DayField
from documents.words import Kind
from people.models import Unit

LONGEST = timedelta(days=400)


class PeriodQuery(QueryForm):
    """Without days: the month of `today`."""

    first = DayField(label=lazy("从"))
    last = DayField(label=lazy("到"))
    unit = forms.TypedChoiceField(label=lazy("单位"), coerce=int, empty_value=None)
    kind = forms.ChoiceField(
        label=lazy("文种"), choices=[("", pgettext_lazy("kinds", "全部")), *Kind.choices]
    )
    side = forms.ChoiceField(
        label=lazy("收发文"), choices=[("", pgettext_lazy("flows", "收发文")), *Side.choices]
    )

    def __init__(self, data: Any, *, today: date, units: Iterable[Unit]) -> None:
        super().__init__(data)
        self.today = today
        every = [(str(unit.pk), unit.short) for unit in units]
        self.fields["unit"].choices = [("", _("全部")), *every]  # type: ignore[attr-defined]

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
    """`of`: not what a rate counts but what it is a part of; `id`: where the page before ended."""

    of = forms.BooleanField(required=False)
    id = forms.IntegerField(min_value=1, max_value=2**62)


def _month_end(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


class WeekQuery(QueryForm):
    """Any day of the week that is meant."""

    week = DayField(label=lazy("周"))
