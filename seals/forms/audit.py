"""What the audit page asks: a period, a sample, an answer."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from docflow.web.forms import BaseForm, QueryForm
from documents.forms.lists import DayField
from documents.forms.unclassified import Unclassified
from people.forms.keyed import INCOMPLETE, KeyedForm, key_field
from seals.words import FindingState

LONGEST = timedelta(days=400)
MOST_DRAWN = 100


def quarter_of(day: date) -> date:
    """The first day of its quarter."""
    return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)


class PeriodQuery(QueryForm):
    """Without days: the quarter of `today`; in its first month the quarter before it too, for a period of a day shows nothing."""

    first = DayField(label=lazy("从"))
    last = DayField(label=lazy("到"))

    def __init__(self, data: Any, *, today: date) -> None:
        usual = {
            "first": quarter_of(today.replace(day=1) - timedelta(days=1)).isoformat(),
            "last": today.isoformat(),
        }
        asked = data if data.get("first") or data.get("last") else {**data.dict(), **usual}
        super().__init__(asked)
        self.today = today

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if self.errors:
            return found
        last = found.get("last") or self.today
        first = found.get("first") or quarter_of(last)
        if first > last:
            raise ValidationError(_("起始日期不能晚于截止日期。"))
        if last - first > LONGEST:
            raise ValidationError(_("一次最多审计一年，请缩短期间。"))
        return {**found, "first": first, "last": last}


class SampleQuery(PeriodQuery):
    """`n` lines of the period; the same `seed` draws the same ones."""

    n = forms.IntegerField(label=lazy("条数"), min_value=1, max_value=MOST_DRAWN)
    seed = forms.CharField(label=lazy("种子"), max_length=32)

    def clean_seed(self) -> str:
        seed: str = self.cleaned_data["seed"]
        if seed and not re.fullmatch(r"[0-9A-Za-z-]+", seed):
            raise ValidationError(_("种子只用字母、数字和短横线。"))
        return seed


class SheetQuery(PeriodQuery):
    """Which seal's sheet."""

    seal = forms.IntegerField(label=lazy("印章"), min_value=1, max_value=2**62)

    def clean_seal(self) -> int:
        if not self.cleaned_data["seal"]:
            raise ValidationError(_("请选择印章。"))
        return int(self.cleaned_data["seal"])


class SampledForm(Unclassified, BaseForm):
    """What a sample gave; carries which one it was."""

    key = key_field()
    version = forms.CharField(widget=forms.HiddenInput, max_length=80, error_messages=INCOMPLETE)
    agrees = forms.ChoiceField(
        label=lazy("抽查结果"),
        choices=[("yes", lazy("全部相符")), ("no", lazy("有不符"))],
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=lazy("说明"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("agrees") == "no" and not data.get("words"):
            self.add_error("words", _("请写明哪一条、怎样不符。"))
        return data


class AnswerForm(Unclassified, KeyedForm):
    """The auditor's word on one anomaly."""

    row = forms.CharField(widget=forms.HiddenInput, max_length=80, error_messages=INCOMPLETE)
    state = forms.ChoiceField(label=lazy("结论"), choices=FindingState.choices)
    words = forms.CharField(
        label=lazy("说明"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("state") not in (None, FindingState.OPEN) and not data.get("words"):
            self.add_error("words", _("请写明说明或核实情况。"))
        return data


class MonthQuery(QueryForm):
    """A month, as 2026-11; without one that of `today`."""

    month = forms.CharField(label=lazy("月份"), max_length=7)

    def __init__(self, data: Any, *, today: date) -> None:
        super().__init__(data)
        self.today = today
        self.fields["month"].widget.attrs |= {"placeholder": f"{today:%Y-%m}", "autocomplete": "off"}

    def clean_month(self) -> date:
        text = self.cleaned_data["month"]
        if not text:
            return self.today.replace(day=1)
        found = re.fullmatch(r"(\d{4})-(\d{1,2})", text, re.ASCII)
        if not found or not 1 <= int(found[2]) <= 12 or not 1949 <= int(found[1]) <= 2999:
            raise ValidationError(_("月份应如 2026-11。"))
        return date(int(found[1]), int(found[2]), 1)


class KeyForm(BaseForm):
    """A button: only the key of its form."""

    key = key_field()
