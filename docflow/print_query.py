"""What the addresses of the print centre ask for. A bad value is a 400 with its reason."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as lazy

from docflow.printables import KINDS
from docflow.web.forms import QueryForm
from documents.files.labels import MOST
from documents.forms.lists import DayField

KEY = rf"^({'|'.join(KINDS)})-[0-9a-z]{{1,20}}$"
PLACE = rf"^[0-9]{{1,16}}-({'|'.join(KINDS)})-[0-9]{{1,18}}$"
LABELS = "label"
FORMS = [
    (f"{kind}-{form.value}", form.label) for kind, printables in KINDS.items() for form in printables.forms
]
MANY = [LABELS, *(f"{kind}-{form}" for kind, printables in KINDS.items() for form in printables.many)]


class PicksField(forms.Field):
    """Keys of papers, each once, `MOST` at most."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value: Any) -> list[str]:
        return list(dict.fromkeys(value or ()))

    def run_validators(self, value: list[str]) -> None:
        if len(value) > MOST:
            raise forms.ValidationError(lazy("清单最多 %(n)s 件，请先打印再接着选。"), params={"n": MOST})
        known = RegexValidator(KEY, lazy("清单里有不认识的公文，请清空后重新选。"))
        for one in value:
            known(one)


class CentreQuery(QueryForm):
    """`q`: a number as typed or read from a barcode, or words of the title; `paper`: the key of one; `pick`: those on the
    list to be printed together; `log`: the whole log, by `who`, `day` and `form`, from `before`."""

    q = forms.CharField(
        label=lazy("编号、字号、标题里的字，或扫描条码"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off", "data-key": "KeyB"}),
    )
    paper = forms.RegexField(KEY, widget=forms.HiddenInput)
    pick = PicksField(label=lazy("清单"))
    log = forms.ChoiceField(choices=[("", ""), ("all", "all")], widget=forms.HiddenInput)
    who = forms.CharField(label=lazy("打印人"), max_length=60)
    day = DayField(label=lazy("日期"))
    form = forms.ChoiceField(label=lazy("单据"), choices=[("", lazy("不限")), *FORMS])
    before = forms.RegexField(PLACE, widget=forms.HiddenInput)

    def __init__(self, data: MultiValueDict[str, str]) -> None:
        super().__init__(data)


class ManyQuery(QueryForm):
    """`form`: which form; `pick`: of which papers."""

    form = forms.ChoiceField(choices=[(one, one) for one in MANY])
    pick = PicksField(label=lazy("清单"))
