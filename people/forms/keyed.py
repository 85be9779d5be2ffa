"""What every form of an act on the organisation carries."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

from docflow.web.forms import BaseForm, BaseModelForm
from people.actions.guard import fingerprint
from workflow.spine import new_key

FIRST, LAST = date(1949, 10, 1), date(2099, 12, 31)


class DayField(forms.DateField):
    """A day of somebody's working life."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs["widget"] = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        bounds = [MinValueValidator(FIRST), MaxValueValidator(LAST)]
        super().__init__(validators=bounds, **kwargs)


def key_field() -> forms.CharField:
    """The key that makes a second click harmless."""
    return forms.CharField(widget=forms.HiddenInput, max_length=64)


class KeyedForm(BaseForm):
    """A form of an act: by default every field but the key goes to the act under its name."""

    key = key_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"key": new_key(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)

    def act_kwargs(self) -> dict[str, Any]:
        return {k: v for k, v in self.cleaned_data.items() if k != "key"}


class RowForm(BaseModelForm):
    """A form over one row. `saved` are the row's values when the form is drawn: somebody else's change
    in between is noticed by the act."""

    key = key_field()
    seen = forms.CharField(widget=forms.HiddenInput, max_length=16, required=False)

    def __init__(self, *args: Any, saved: dict[str, Any], **kwargs: Any) -> None:
        seen = fingerprint(saved) if saved else ""
        kwargs["initial"] = {"key": new_key(), "seen": seen, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.fresh_seen = seen

    def renew(self) -> None:
        """After somebody was faster: the next try is drawn from the row as it is now."""
        self.data = {**self.data.dict(), "seen": self.fresh_seen}  # type: ignore[attr-defined]
