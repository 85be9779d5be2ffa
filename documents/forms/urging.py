"""What every form of 催办 asks beside whom: by which way, who answered, by when it was promised."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as lazy

from docflow.web.errors import BadInput
from docflow.web.forms import BaseForm
from documents.forms.unclassified import Unclassified
from documents.rules.urging import contact
from workflow.urged import UrgedBy


class ContactForm(Unclassified, BaseForm):
    """Mixed into a form of one paper or of many."""

    channel = forms.ChoiceField(
        label=lazy("催办方式"), choices=UrgedBy.choices, required=False, initial=UrgedBy.SYSTEM,
        widget=forms.RadioSelect, help_text=lazy("电话、发函催的，系统内的人同样会收到提醒。"),
        error_messages={"invalid_choice": lazy("催办方式只有系统、电话和函，请选一种。")},
    )  # fmt: skip
    answered_by = forms.CharField(
        label=lazy("答复人"), required=False, max_length=60, help_text=lazy("电话催的，写明谁接的电话。")
    )
    promised_on = forms.DateField(
        label=lazy("答应哪天办完（可不写）"), required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": lazy("没有这一天，请按 2026-12-03 这样填写。")},
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        said = [data.get(name) for name in CONTACT]
        try:
            contact(said[0] or "", said[1] or "", said[2], today=timezone.localdate())
        except BadInput as wrong:
            if wrong.field not in self.errors:
                self.add_error(wrong.field, str(wrong))
        return data


CONTACT = ("channel", "answered_by", "promised_on")
