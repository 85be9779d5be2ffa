"""What every form of an act on the organisation carries."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as lazy

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


INCOMPLETE = {"required": lazy("这张表单不完整，请重新打开页面再办。")}


def key_field() -> forms.CharField:
    """The key that makes a second click harmless."""
    return forms.CharField(widget=forms.HiddenInput, max_length=64, error_messages=INCOMPLETE)


def seen_field() -> forms.CharField:
    """The fingerprint of what the form was drawn from: somebody else's change in between is noticed by the act."""
    return forms.CharField(widget=forms.HiddenInput, max_length=16, error_messages=INCOMPLETE)


class Drawn:
    """For a form with `key` and `seen`. `saved`: what it is drawn from (`people.drawn`), as it is now."""

    data: Any
    fresh_seen: str

    def drawn_from(self, saved: dict[str, Any], given: dict[str, Any]) -> None:
        """Into the keyword arguments of the form goes what it carries hidden."""
        self.fresh_seen = fingerprint(saved)
        given["initial"] = {"key": new_key(), "seen": self.fresh_seen, **(given.get("initial") or {})}

    def renew(self) -> None:
        """After somebody was faster: the next try is drawn from the row as it is now."""
        self.data = self.data.copy()
        self.data["seen"] = self.fresh_seen


class KeyedForm(Drawn, BaseForm):
    """A form of an act: every field but the key goes to the act under its name."""

    key = key_field()
    seen = seen_field()

    def __init__(self, *args: Any, saved: dict[str, Any], **kwargs: Any) -> None:
        self.drawn_from(saved, kwargs)
        super().__init__(*args, **kwargs)

    def act_kwargs(self) -> dict[str, Any]:
        return {k: v for k, v in self.cleaned_data.items() if k != "key"}


class RowForm(Drawn, BaseModelForm):
    """A form over one row; of a new one nothing is saved yet."""

    key = key_field()
    seen = seen_field()

    def __init__(self, *args: Any, saved: dict[str, Any], **kwargs: Any) -> None:
        self.drawn_from(saved, kwargs)
        super().__init__(*args, **kwargs)
