"""What the address of a form asks for, and of many of them. A bad value is a 400 with its reason."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as lazy

from docflow.web.forms import QueryForm
from documents.words import PrintAs


class PrintQuery(QueryForm):
    """`as=docx`: a Word copy; nothing: the PDF."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = [("", ""), *PrintAs.choices]
        self.fields["as"] = forms.ChoiceField(
            label=lazy("格式"), choices=kept, required=False
        )  # a keyword of Python


class TickedQuery(QueryForm):
    """`back`: the register's address; `all`: everything it lists."""

    back = forms.CharField(max_length=2000)
    all = forms.BooleanField()
