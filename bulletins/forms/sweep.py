"""Forms of the daily sweep: which day and which rows are shown, and what was found."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as lazy

from checking.words import Side, SweepMark
from docflow.web.forms import BaseForm, QueryForm, no_surrogate

FOUND = "found_"


class SweepQuery(QueryForm):
    """`open`: only what nobody answered."""

    side = forms.ChoiceField(choices=[("", lazy("收文和发文")), *Side.choices], required=False)
    mark = forms.ChoiceField(choices=[("", lazy("全部原因")), *SweepMark.choices], required=False)
    open = forms.BooleanField(required=False)


class AnswerForm(BaseForm):
    """A line for each row that nobody answered; `words` goes to every row of `pick` without words of its own."""

    words = forms.CharField(label=lazy("填到所选各行"), required=False, max_length=200)
    pick = forms.TypedMultipleChoiceField(required=False, coerce=int)

    def __init__(self, *args: Any, rows: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = rows
        self.fields["pick"].choices = [(pk, pk) for pk in rows]  # type: ignore[attr-defined]
        for pk in rows:
            self.fields[f"{FOUND}{pk}"] = forms.CharField(
                required=False, max_length=200, label=lazy("核查情况"), validators=[no_surrogate]
            )

    def found(self) -> dict[int, str]:
        """What he typed, by row."""
        data = self.cleaned_data
        picked = dict.fromkeys(data["pick"], data["words"]) if data["words"] else {}
        typed = {pk: data[f"{FOUND}{pk}"] for pk in self.rows if data[f"{FOUND}{pk}"].strip()}
        return picked | typed
