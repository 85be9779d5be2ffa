"""One form for many papers: which, and what to do with all of them."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as lazy

from docflow.web.forms import QueryForm
from documents.forms.unclassified import Unclassified
from documents.forms.urging import ContactForm
from workflow.spine import new_key

MOST = 200  # papers in one go: some seconds of work
REF = re.compile(r"[0-9a-z]{1,20}", re.ASCII)


def picked(data: Any) -> list[str]:
    """The public ids that a list sent, each once; what cannot be one is dropped."""
    return [ref for ref in dict.fromkeys(data.getlist("pick")) if REF.fullmatch(ref)][:MOST]


class BatchForm(Unclassified, QueryForm):
    """What goes with every batch: a key for the whole, and the filters to go back to."""

    key = forms.SlugField(max_length=40, widget=forms.HiddenInput)
    back = forms.CharField(max_length=2000, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial={"key": new_key(), **kwargs.pop("initial", {})}, **kwargs)


class UrgeManyForm(ContactForm):
    """How and with which words everybody is urged."""

    note = forms.CharField(label=lazy("催办附言（可不写）"), max_length=500, required=False)
