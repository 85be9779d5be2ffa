"""The form of a pointer row: no field in which a title, sender or number could stand."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from docflow.web.forms import BaseForm
from workflow.spine import new_key

OLDEST = 2000


def moment(label: Any) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(label=label, widget=widget)


class PointerForm(BaseForm):
    key = forms.CharField(widget=forms.HiddenInput, max_length=64)
    received_at = moment(lazy("收到时间"))
    copies = forms.IntegerField(label=lazy("份数"), min_value=1, max_value=999, initial=1)
    handed_to = forms.CharField(label=lazy("移交给"), max_length=40, help_text=lazy("机要员姓名或机要室"))
    handed_at = moment(lazy("移交时间"))
    place = forms.CharField(label=lazy("存放位置"), max_length=60, required=False)

    def clean_received_at(self) -> datetime:
        at: datetime = self.cleaned_data["received_at"]
        if at.year < OLDEST:
            raise forms.ValidationError(_("收到时间早于 %(year)s 年，请核对。") % {"year": OLDEST})
        return at

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        now = timezone.localtime()
        initial = {"key": new_key(), "received_at": now, "handed_at": now}
        super().__init__(*args, **{**kwargs, "initial": {**initial, **(kwargs.get("initial") or {})}})
        for name in ("handed_to", "place"):
            self.fields[name].widget.attrs["autocomplete"] = "off"
