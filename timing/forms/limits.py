"""A limit rule as it is filled in, sent twice (to be rehearsed, then with what was shown); and a try-out of limits."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from deadlines.engine import parse_amount
from deadlines.errors import BadLimit
from deadlines.models import Step, Unit, Urgency
from docflow.web.forms import BaseForm, QueryForm
from documents.forms.unclassified import Unclassified
from documents.words import Category, Kind
from people.forms.keyed import key_field
from timing.rules.limits import NewLimit
from workflow.spine import new_key

FLOWS = [("", lazy("不限")), ("outgoing", lazy("发文"))]
ANY = ("", lazy("不限"))
FIRST, LAST = date(1990, 1, 1), date(2199, 12, 31)


def _choice(label: Any, choices: Any, *, free: bool = True) -> forms.ChoiceField:
    pairs = [ANY, *choices] if free else list(choices)
    return forms.ChoiceField(label=label, choices=pairs, required=not free)


class LimitForm(Unclassified, BaseForm):
    """`seen` and `moved` come with the second sending: which table and which dates the page showed."""

    key = key_field()
    seen = forms.CharField(widget=forms.HiddenInput, max_length=16, required=False)
    moved = forms.CharField(widget=forms.HiddenInput, max_length=32, required=False)
    step = _choice(lazy("环节"), Step.choices, free=False)
    urgency = _choice(lazy("紧急程度"), Urgency.choices)
    flow = forms.ChoiceField(label=lazy("流程"), choices=FLOWS, required=False)
    category = _choice(lazy("阅件/办件"), Category.choices)
    kind = _choice(lazy("文种"), Kind.choices)
    amount = forms.CharField(
        label=lazy("数量"), max_length=12, widget=forms.TextInput(attrs={"inputmode": "decimal"})
    )
    unit = _choice(lazy("单位"), Unit.choices, free=False)
    source = forms.CharField(
        label=lazy("依据"), max_length=200, help_text=lazy("写明哪份文件的哪一条，或本单位的哪项决定。")
    )
    effective_from = forms.DateField(
        label=lazy("自何日起执行"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        validators=[MinValueValidator(FIRST), MaxValueValidator(LAST)],
        help_text=lazy("当日起开始的环节按新规则计算。"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"key": new_key(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)

    @property
    def is_confirmed(self) -> bool:
        return bool(self.cleaned_data["seen"] and self.cleaned_data["moved"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("flow") == "outgoing" and data.get("category"):
            self.add_error("category", _("发文不分办件、阅件，请选“不限”。"))
        if {"amount", "unit"} <= data.keys():
            try:
                data["amount"] = parse_amount(data["amount"].strip(), data["unit"])
            except BadLimit as error:
                self.add_error("amount", str(error))
        return data

    def limit(self) -> NewLimit:
        data = self.cleaned_data
        names = ("step", "flow", "category", "kind", "urgency", "unit", "amount", "effective_from")
        return NewLimit(source=data["source"].strip(), **{name: data[name] for name in names})

    def again(self) -> dict[str, str]:
        """The words of this form for the second sending."""
        return {
            name: str(self.data.get(name, "")) for name in self.fields if name not in ("key", "seen", "moved")
        }


class TakeBackForm(BaseForm):
    key = key_field()
    seen = forms.CharField(widget=forms.HiddenInput, max_length=16)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"key": new_key(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)


class NewQuery(QueryForm):
    """`rule`: the one whose successor is filled in."""

    rule = forms.IntegerField(min_value=1, max_value=2**62)


class TrialQuery(QueryForm):
    """A step of a paper, or an amount; from when it is counted."""

    step = _choice(lazy("环节"), Step.choices, free=False)
    urgency = _choice(lazy("紧急程度"), Urgency.choices, free=False)
    flow = forms.ChoiceField(label=lazy("流程"), choices=FLOWS)
    category = _choice(lazy("阅件/办件"), Category.choices)
    kind = _choice(lazy("文种"), Kind.choices)
    amount = forms.CharField(
        label=lazy("或按数量"), max_length=12, widget=forms.TextInput(attrs={"inputmode": "decimal"})
    )
    unit = _choice(lazy("单位"), Unit.choices, free=False)
    start = forms.DateTimeField(
        label=lazy("自何时起算"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d"],
    )

    @property
    def is_asked(self) -> bool:
        return bool(self.data.get("start") or self.data.get("amount"))
