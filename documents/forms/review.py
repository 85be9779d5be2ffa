"""审核 and 会签: agree, or give the proposal back with a reason."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from checking.forms.gates import GATE_FIELDS, GateFields
from checking.rules.gates import Listing
from documents.forms.act import ActForm
from documents.forms.part import TaskForm
from documents.forms.wording import WordsField
from documents.models import Document
from documents.queries.approving import latest_proposal
from documents.queries.gates import before
from documents.words import CountersignResult, State


class ApproveForm(GateFields, ActForm):
    """With the check list of gate 1 (报批前复核); of an ordinary paper there is nothing to tick."""

    opinion = WordsField(label=_("审核意见"), required=False, help_text=_("不写即为“同意。”"))
    ticks_label = _("报批前复核，逐项核对后勾选")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.add_gate_fields()
        self.order_fields([*GATE_FIELDS, "opinion"])

    def listing(self) -> Listing | None:
        return before(self.doc, latest_proposal(self.doc)) if self.doc.state == State.REVIEWING else None

    def renew(self, doc: Document) -> None:
        super().renew(doc)
        self.renew_gate()


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
