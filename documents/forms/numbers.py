"""A field for numbers of copies, as a clerk writes them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from documents.rules.ranges import BadRange, parse


class NumbersField(forms.CharField):
    """Numbers of copies as typed, 1-20、25; cleaned to the same text, read once to see that it can be."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 2_000)
        kwargs.setdefault("help_text", gettext_lazy("如 1-20、25"))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> str:
        text: str = super().clean(value)
        try:
            parse(text)
        except BadRange as error:
            raise forms.ValidationError(str(error)) from error
        return text
