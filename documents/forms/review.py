"""审核 and 会签: agree, or give the proposal back with a reason."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from documents.forms.act import ActForm
from documents.forms.part import TaskForm
from documents.forms.wording import WordsField
from documents.words import CountersignResult


class ApproveForm(ActForm):
    opinion = WordsField(label=_("审核意见"), required=False, help_text=_("不写即为“同意。”"))


class GiveBackForm(ActForm):
    reason = WordsField(label=_("退回原因"))
    straight = forms.TypedChoiceField(
        label=_("改后怎么送"),
        choices=[("no", _("重走流程（重新选审核人）")), ("yes", _("改后直接送回我"))],
        initial="no",
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )


class CountersignForm(TaskForm):
    verb = "countersign"
    result = forms.ChoiceField(
        label=_("会签结果"),
        choices=CountersignResult.choices,
        initial=CountersignResult.AGREED,
        widget=forms.RadioSelect,
    )
    opinion = WordsField(label=_("会签意见"))
    field_order = ["task", "opinion", "result"]
