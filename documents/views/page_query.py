"""What the address of a paper's page, or of a verb's page, asks for."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _

from docflow.web.forms import QueryForm
from documents.words import Handed

TABS = ("", "opinions", "log", "readers", "facts", "proof")
KEY = 2**63 - 1
FINDING = re.compile(r"[A-Z]{2,4}-\d{2}\.[0-9a-f]{16}")
MOST_FOUND = 100
PREFILLED = ("task", "number", "lane", "what", "numbers", "of", "found", "finding")


class FoundField(forms.Field):
    """Findings by what `rules.proofing.key_of` calls them."""

    def clean(self, value: Any) -> list[str]:
        keys = [str(one) for one in value or ()]
        if len(keys) > MOST_FOUND or not all(FINDING.fullmatch(key) for key in keys):
            raise forms.ValidationError(_("地址里的核稿条目不对，请回到核稿重新勾选。"), code="found")
        return keys


class PageQuery(QueryForm):
    """`task`, `number`, `lane`, `what`, `numbers` and `of` name what a link on the page was about: which work, which
    instruction, what is done with which copies (or whose). `found` are findings that go onto a return slip, `finding` the
    one that is put aside."""

    view = forms.ChoiceField(choices=[("", ""), ("text", "text"), ("layout", "layout")])
    order = forms.ChoiceField(choices=[("", ""), ("time", "time")])
    tab = forms.ChoiceField(choices=[(t, t) for t in TABS])
    file = forms.IntegerField(min_value=1, max_value=KEY)
    p = forms.IntegerField(min_value=1, max_value=100_000)
    all = forms.BooleanField()
    task = forms.IntegerField(min_value=1, max_value=KEY)
    number = forms.IntegerField(min_value=1, max_value=32_767)
    lane = forms.ChoiceField(choices=[("", ""), ("circulation", "circulation")])
    what = forms.ChoiceField(choices=[("", ""), *Handed.choices])
    numbers = forms.CharField(max_length=2_000)
    of = forms.CharField(max_length=24)
    found = FoundField(widget=forms.MultipleHiddenInput)
    finding = forms.RegexField(FINDING, max_length=40)

    @property
    def prefilled(self) -> dict[str, Any]:
        """What the form of a verb starts from."""
        return {name: self.cleaned_data[name] for name in PREFILLED if self.cleaned_data[name]}


def read_query(request: HttpRequest, original: int | None = None) -> PageQuery:
    """The query, checked; whoever draws asks whether it is in order. `original` is the file shown where it names none."""
    asked = request.GET.copy()
    if original is not None:
        asked.setdefault("file", str(original))
    query = PageQuery(asked)
    query.is_valid()
    return query
