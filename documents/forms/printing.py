"""What the address of a form, of labels and of the print centre asks for. A bad value is a 400 with its reason."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as lazy

from docflow.web.forms import QueryForm
from documents.forms.lists import LARGEST
from documents.words import PrintAs


class PrintQuery(QueryForm):
    """`as=docx`: a Word copy; nothing: the PDF."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = [("", ""), *PrintAs.choices]
        self.fields["as"] = forms.ChoiceField(
            label=lazy("格式"), choices=kept, required=False
        )  # a keyword of Python


class LabelsQuery(QueryForm):
    """`back`: the register's address; `all`: everything it lists."""

    back = forms.CharField(max_length=2000)
    all = forms.BooleanField()


class CentreQuery(QueryForm):
    """`q`: a number as typed or read from a barcode; `paper`: a line of the log; `log`: the whole log, from `before`."""

    q = forms.CharField(
        label=lazy("收文编号、来文字号，或扫描条码"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off", "data-key": "KeyB"}),
    )
    paper = forms.RegexField(r"^[0-9a-z]{1,20}$", widget=forms.HiddenInput)
    log = forms.ChoiceField(choices=[("", ""), ("all", "all")], widget=forms.HiddenInput)
    before = forms.IntegerField(min_value=1, max_value=LARGEST, widget=forms.HiddenInput)
