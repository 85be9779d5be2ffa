"""Forms of the exchange desk: make a batch, urge, tick off the list, sign for what came."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy

from docflow.web.forms import BaseForm, QueryForm
from documents.forms.unclassified import Unclassified
from outgoing.forms.answers import AnswerRows
from outgoing.models import Addressee
from workflow.spine import new_key

MOST = 500


class ExchangeQuery(QueryForm):
    tab = forms.ChoiceField(choices=[("", ""), ("unsigned", ""), ("batches", "")])
    before = forms.IntegerField(min_value=1, max_value=2**62)
    after = forms.IntegerField(min_value=1, max_value=2**62)


class PickQuery(QueryForm):
    q = forms.CharField(max_length=120)


class PickForm(QueryForm):
    """Ticked rows, or the one whose button was pressed; a key for the whole."""

    key = forms.SlugField(max_length=40)
    one = forms.CharField(max_length=20)

    def picked(self) -> list[int]:
        """Their keys, each once, at most 500; what is no number is passed over."""
        one, data = self.cleaned_data["one"], cast(QueryDict, self.data)
        sent = [one] if one else data.getlist("pick")
        found = [int(t) for t in sent if t.isascii() and t.isdecimal() and len(t) < 16]
        return list(dict.fromkeys(found))[:MOST]


class ReceiveManyForm(PickForm):
    """`back`: the list it was pressed on, where it goes on."""

    back = forms.ChoiceField(choices=[("", ""), ("home", "")])


class BatchForm(PickForm, Unclassified):
    courier = forms.CharField(label=gettext_lazy("送件人"), max_length=60)


class GiveUpForm(Unclassified, BaseForm):
    """Why a batch is given up."""

    key = forms.SlugField(widget=forms.HiddenInput, max_length=40)
    reason = forms.CharField(label=gettext_lazy("作废原因"), max_length=200)

    def __init__(self, *args: Any, person: Any, **kwargs: Any) -> None:
        self.person = person
        super().__init__(*args, initial={"key": new_key()}, **kwargs)


class UrgeForm(PickForm, Unclassified):
    answered_by = forms.CharField(label=gettext_lazy("接电话的人"), max_length=60)


class TickForm(AnswerRows, Unclassified):
    """The list of a batch, ticked off piece by piece."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=40)
    with_seal = True

    def __init__(self, *args: Any, rows: Sequence[Addressee], person: Any, **kwargs: Any) -> None:
        self.person = person
        super().__init__(*args, initial={"key": new_key()}, **kwargs)
        self.list_rows(rows)
