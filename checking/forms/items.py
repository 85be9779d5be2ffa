"""The office's own items of the check lists: added, and ended."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from checking.rules.gates import LABELS, OFFERED
from checking.words import Gate, Side
from docflow.web.forms import BaseForm, QueryForm

# Where an item can be asked: each list that a person ticks.
PLACES = [
    (f"{Gate.BEFORE}-{Side.INCOMING}", lazy("收文 · 报批前复核")),
    (f"{Gate.CLOSING}-{Side.INCOMING}", lazy("收文 · 办结前复核")),
    (f"{Gate.BEFORE}-{Side.OUTGOING}", lazy("发文 · 报批前审核")),
    (f"{Gate.DURING}-{Side.OUTGOING}", lazy("发文 · 编号前复核")),
    (f"{Gate.CLOSING}-{Side.OUTGOING}", lazy("发文 · 办结前复核")),
]
# The closed lists of kinds and urgencies belong to the rooms above; they are filled when those are loaded.
KINDS: list[tuple[str, Any]] = []
URGENCIES: list[tuple[str, Any]] = []
OFFERED_LABELS = [
    (name, LABELS[name]) for name in dict.fromkeys([n for names in OFFERED.values() for n in names])
]


class ItemForm(BaseForm):
    """One manual item; kinds, urgencies and labels say of which papers it is asked (none: of all)."""

    place = forms.ChoiceField(label=lazy("哪一道复核"), choices=PLACES)
    words = forms.CharField(
        label=lazy("核对什么"),
        max_length=120,
        help_text=lazy("一句话，办理人逐件勾选；规定没有的要求，不要写成“规定”。"),
    )
    kinds = forms.MultipleChoiceField(
        label=lazy("只对这些文种"), required=False, widget=forms.CheckboxSelectMultiple
    )
    urgencies = forms.MultipleChoiceField(
        label=lazy("只对这些紧急程度"), required=False, widget=forms.CheckboxSelectMultiple
    )
    labels = forms.MultipleChoiceField(
        label=lazy("只对这些公文"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=OFFERED_LABELS,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kinds"].choices = KINDS  # type: ignore[attr-defined]
        self.fields["urgencies"].choices = URGENCIES  # type: ignore[attr-defined]

    def clean_words(self) -> str:
        return str(self.cleaned_data["words"]).strip()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        place = str(data.get("place", ""))
        if "-" in place and data.get("labels"):
            side = place.split("-")[1]
            if wrong := [str(LABELS[n]) for n in data["labels"] if n not in OFFERED[Side(side)]]:
                self.add_error("labels", _("这一道复核没有这些区分：%(what)s。") % {"what": "、".join(wrong)})
        return data

    def values(self) -> dict[str, Any]:
        """As `add_item` takes them."""
        data = self.cleaned_data
        gate, side = data["place"].split("-")
        return {"gate": gate, "side": side, **{n: data[n] for n in ("words", "kinds", "urgencies", "labels")}}


class EndForm(BaseForm):
    item = forms.IntegerField(min_value=1, max_value=2**63 - 1)


class GatesQuery(QueryForm):
    ended = forms.BooleanField(required=False)
