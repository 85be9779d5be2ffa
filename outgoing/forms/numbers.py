"""The forms of document numbers: the rule with its try-out, reserving, voiding by two persons, certifying."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as lazy

from docflow.web.forms import QueryForm
from documents.forms.unclassified import Unclassified
from outgoing.actions.series import MOST, RULE, of_series
from outgoing.models import NumberSeries, Organ
from outgoing.models.number import PATTERN
from outgoing.rules.numbering import (
    FIRST_YEAR,
    LAST_SERIAL,
    LAST_YEAR,
    Plain,
    Rule,
    Trial,
    code_fits,
    pattern_fits,
    try_out,
)
from outgoing.words import KINDS, Layout
from people.forms.keyed import KeyedForm


def _fits(check: Any) -> Any:
    """A sentence of a rule as an error of its field."""

    def validate(value: str) -> None:
        if said := check(value):
            raise forms.ValidationError(said)

    return validate


class SeriesForm(Unclassified, KeyedForm):
    """One rule. `try_…` are the box 试编: they are never saved. A rule that has given numbers keeps its first part."""

    organ = forms.ModelChoiceField(label=lazy("发文机关"), queryset=Organ.objects.none())
    code = forms.CharField(label=lazy("机关代字"), max_length=20, validators=[_fits(code_fits)],
        help_text=lazy("如 江政办发、江政办函。"))  # fmt: skip
    pattern = forms.CharField(label=lazy("字号样式"), max_length=60, validators=[_fits(pattern_fits)],
        help_text=lazy("{code} 机关代字，{year} 年份，{serial} 序号；没有 {year} 的不按年重编。"))  # fmt: skip
    first = forms.IntegerField(label=lazy("起始号"), min_value=1, max_value=LAST_SERIAL, initial=1,
        help_text=lazy("启用当年从这个号起；以后每年从 1 起。"))  # fmt: skip
    kinds = forms.MultipleChoiceField(label=lazy("文种"), choices=KINDS, required=False,
        widget=forms.CheckboxSelectMultiple, help_text=lazy("都不选即不限。"))  # fmt: skip
    layouts = forms.MultipleChoiceField(label=lazy("格式"), choices=Layout.choices, required=False,
        widget=forms.CheckboxSelectMultiple, help_text=lazy("都不选即不限。"))  # fmt: skip
    is_active = forms.BooleanField(label=lazy("启用"), required=False, initial=True)
    note = forms.CharField(label=lazy("说明"), max_length=200, required=False)
    try_kind = forms.ChoiceField(label=lazy("文种"), choices=KINDS, required=False)
    try_layout = forms.ChoiceField(label=lazy("格式"), choices=Layout.choices, required=False)
    try_year = forms.IntegerField(
        label=lazy("年份"), min_value=FIRST_YEAR, max_value=LAST_YEAR, required=False
    )
    try_serial = forms.IntegerField(label=lazy("序号"), min_value=1, max_value=LAST_SERIAL, required=False)

    def __init__(self, *args: Any, series: NumberSeries | None, year: int, **kwargs: Any) -> None:
        self.series = series
        saved = of_series(series or NumberSeries(pattern=PATTERN))
        values = saved if series else {}
        initial = {
            "pattern": PATTERN,
            **values,
            "organ": saved["organ_id"],
            "try_year": year,
            "try_serial": 1,
        }
        super().__init__(*args, saved=saved, initial={**initial, **kwargs.pop("initial", {})}, **kwargs)
        offered = Organ.objects.filter(is_active=True) | Organ.objects.filter(pk=saved["organ_id"])
        self.fields["organ"].queryset = offered  # type: ignore[attr-defined]
        self.is_used = bool(saved["used"])
        if self.is_used:  # what was typed into them elsewhere is noticed by the fingerprint
            for name in RULE:
                self.fields[name.removesuffix("_id")].disabled = True

    def act_kwargs(self) -> dict[str, Any]:
        given = {name: value for name, value in super().act_kwargs().items() if not name.startswith("try_")}
        return {"series": self.series, **given}

    def trial(self) -> Trial | None:
        """What the rule on the screen, beside the organ's others, would print; None while something is wrong or
        left empty in what that needs."""
        data = self.cleaned_data
        needed = ("organ", "code", "pattern", "try_kind", "try_layout", "try_year", "try_serial")
        if any(not data.get(name) for name in needed) or "kinds" in self.errors or "layouts" in self.errors:
            return None
        here = Plain(data["code"], data["pattern"], data["kinds"], data["layouts"], data["is_active"])
        others = NumberSeries.objects.filter(organ=data["organ"]).exclude(
            pk=self.series.pk if self.series else 0
        )
        rows: list[Rule] = [here, *others]
        return try_out(rows, data["try_kind"], data["try_layout"], data["try_year"], data["try_serial"])


class ReserveForm(Unclassified, KeyedForm):
    n = forms.IntegerField(label=lazy("个数"), min_value=1, max_value=MOST, initial=1)
    reason = forms.CharField(label=lazy("预留原因"), max_length=200,
        help_text=lazy("如：常务会议纪要议定事项，定稿后使用。"))  # fmt: skip


class VoidForm(Unclassified, KeyedForm):
    reason = forms.CharField(label=lazy("作废原因"), max_length=200)


class AnswerForm(Unclassified, KeyedForm):
    """Yes or no is the button pressed; `words` are needed for a no."""

    agree = forms.ChoiceField(choices=[("1", ""), ("0", "")], widget=forms.HiddenInput)
    words = forms.CharField(label=lazy("不同意的理由"), max_length=200, required=False)

    def act_kwargs(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {"agree": data["agree"] == "1", "words": data["words"]}


class CertifyForm(KeyedForm):
    """Nothing to type: what is frozen stands on the page, and `seen` says that it still is so."""


class LedgerQuery(QueryForm):
    """`page` of the ledger, newest first; `only=gaps` what is not used."""

    page = forms.IntegerField(label=lazy("页"), min_value=1, max_value=1_000_000)
    only = forms.ChoiceField(label=lazy("范围"), choices=[("", ""), ("gaps", "")])
