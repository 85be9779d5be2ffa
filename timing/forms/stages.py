"""The form of one urgency: its five stages and what they go by."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as lazy

from deadlines.models import Unit
from deadlines.stages import STAGES, Rule
from docflow.web.forms import BaseForm
from documents.forms.unclassified import Unclassified
from people.forms.keyed import Drawn, key_field, seen_field
from timing.actions.stages import plain

UNITS = [(unit.value, unit.label) for unit in Unit if unit != Unit.MONTH]
AMOUNT = {
    "required": lazy("请填数量。"), "invalid": lazy("请填数字。"), "min_value": lazy("不能小于0。"),
    "max_digits": lazy("数字过大。"), "max_decimal_places": lazy("最多四位小数。"), "max_whole_digits": lazy("数字过大。"),
}  # fmt: skip


def amount_field(label: Any) -> forms.DecimalField:
    return forms.DecimalField(
        label=label, min_value=0, max_digits=9, decimal_places=4, error_messages=AMOUNT, required=False
    )


class StageForm(Unclassified, Drawn, BaseForm):
    """`rules` are those that count now; the form answers with those that shall."""

    key = key_field()
    seen = seen_field()
    due_soon_on = forms.BooleanField(label=lazy("启用"), required=False)
    due_soon_amount = amount_field(lazy("将到期：提前"))
    due_soon_unit = forms.ChoiceField(label=lazy("将到期：单位"), choices=UNITS)
    due_today_on = forms.BooleanField(label=lazy("启用"), required=False)
    overdue_amount = amount_field(lazy("已超期：过了时限后"))
    overdue_unit = forms.ChoiceField(label=lazy("已超期：单位"), choices=UNITS)
    second_on = forms.BooleanField(label=lazy("启用"), required=False)
    second_amount = amount_field(lazy("二次催办：过了时限后"))
    second_unit = forms.ChoiceField(label=lazy("二次催办：单位"), choices=UNITS)
    escalated_on = forms.BooleanField(label=lazy("启用"), required=False)
    escalated_amount = amount_field(lazy("升级督办：过了时限后"))
    escalated_unit = forms.ChoiceField(label=lazy("升级督办：单位"), choices=UNITS)
    source = forms.CharField(
        label=lazy("依据"),
        max_length=200,
        error_messages={"required": lazy("请写明依据，例如本厅的督查办法。")},
    )

    def __init__(self, *args: Any, urgency: str, rules: dict[str, Rule], **kwargs: Any) -> None:
        self.urgency, self.rules = urgency, rules
        given: dict[str, Any] = {"source": rules["second"].source}
        for stage, rule in rules.items():
            given |= {
                f"{stage}_on": rule.on,
                f"{stage}_amount": rule.amount.normalize(),
                f"{stage}_unit": rule.unit,
            }
        kwargs["initial"] = given
        self.drawn_from(plain(rules), kwargs)
        super().__init__(*args, **kwargs)

    def wanted(self) -> dict[str, Rule]:
        """The five rules as they were filled in. What cannot be chosen stays as it is."""
        data, found = self.cleaned_data, {}
        for stage in STAGES:
            was = self.rules[stage]
            amount = data.get(f"{stage}_amount", was.amount)
            found[stage] = Rule(
                self.urgency, stage, data.get(f"{stage}_unit", was.unit), Decimal(0) if amount is None else amount,
                bool(data.get(f"{stage}_on", True)), data["source"],
            )  # fmt: skip
        return found

    def lines(self) -> list[dict[str, Any]]:
        """Stage by stage: the field that switches it, and how much of what."""
        names = ("on", "amount", "unit")
        return [
            {
                "stage": stage,
                **{n: self[f"{stage}_{n}"] if f"{stage}_{n}" in self.fields else "" for n in names},
            }
            for stage in STAGES
        ]
