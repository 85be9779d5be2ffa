"""Forms of letting a paper stand still and go on; of outgoing papers as well."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as lazy

from documents.forms.act import ActForm
from documents.forms.wording import WordsField
from workflow.models import PauseCode


class DayField(forms.DateField):
    """The day when it is looked at again."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(label=lazy("哪天再看"), widget=widget, **kwargs)


class SuspendForm(ActForm):
    code = forms.ChoiceField(
        label=lazy("等什么"), choices=PauseCode.choices, widget=forms.RadioSelect,
        error_messages={"invalid_choice": lazy("只有等补件、书面同意或上级答复才能暂停，请选择是哪一种。")},
    )  # fmt: skip
    reason = WordsField(label=lazy("具体事由"), help_text=lazy("写明等什么材料或答复、向谁要。"))
    look_on = DayField(help_text=lazy("到这一天会提醒您；来不及的可以延长。"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("look_on", timezone.localdate() + timedelta(days=7))


class LookLaterForm(ActForm):
    look_on = DayField()
    reason = WordsField(label=lazy("为什么还要等"))


class ResumeForm(ActForm):
    reason = WordsField(
        label=lazy("说明"), required=False, help_text=lazy("例如材料何时补齐、谁的书面同意。")
    )
