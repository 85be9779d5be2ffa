"""Which columns of the register a person sees, in which order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as lazy

from docflow.web.forms import BaseForm
from docflow.web.ledger import Col
from people.models.person import DENSITIES


class ColumnsForm(BaseForm):
    """`order` names every column once, `show` those that stand in the list; `up` and `down` move one."""

    order = forms.MultipleChoiceField(required=False)
    show = forms.MultipleChoiceField(required=False)
    up = forms.ChoiceField(required=False)
    down = forms.ChoiceField(required=False)
    density = forms.ChoiceField(
        label=lazy("行距"), choices=DENSITIES, required=False, widget=forms.RadioSelect
    )
    back = forms.CharField(max_length=2000, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, cols: Sequence[Col], usual: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("order", "show", "up", "down"):
            self.fields[name].choices = [(col.key, col.label) for col in cols]  # type: ignore[attr-defined]
        self.usual = list(usual)
        self.fixed = {col.key for col in cols if col.link}
        self.every = [col.key for col in cols]

    def arrangement(self) -> tuple[list[str], set[str]]:
        """All columns in the order that was sent, after its one step; and those to be shown."""
        data = self.cleaned_data
        order = list(dict.fromkeys([*data["order"], *self.every]))
        for key, step in ((data["up"], -1), (data["down"], 1)):
            if key:
                at = order.index(key)
                order.insert(max(0, at + step), order.pop(at))
        return order, self.fixed | set(data["show"])

    def keys(self) -> list[str]:
        """What is kept: the shown ones in order, nothing when that is the usual list."""
        order, shown = self.arrangement()
        found = [key for key in order if key in shown]
        return [] if found == self.usual else found
