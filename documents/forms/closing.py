"""办结: asking, checking, sending back, reopening; the reply; the confirmation of an instruction."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from checking.forms.gates import GATE_FIELDS, GateFields
from checking.rules.gates import Listing
from docflow.web.errors import BadInput
from docflow.web.forms import dress
from documents.actions.closing import checkers
from documents.actions.confirming import confirmable
from documents.actions.uploads import keep
from documents.forms.act import ActForm
from documents.forms.handling import words
from documents.forms.part import TaskForm
from documents.forms.picking import LimitField
from documents.models import Document
from documents.queries.copies import balance
from documents.queries.gates import closing_with
from documents.queries.numbered import numbered
from documents.queries.open_matters import Matter, matters
from documents.rules.copies import Balance


class OpenMattersMixin:
    """The list of what is still open, for the page."""

    doc: Document

    @cached_property
    def open_matters(self) -> list[Matter]:
        return matters(self.doc)


class AskToCloseForm(OpenMattersMixin, TaskForm):
    verb = "ask_to_close"
    result = words(gettext_lazy("办理结果"), rows=4)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = checkers(self.doc, {self.person.pk})
        self.fields["checker"] = forms.TypedChoiceField(
            label=_("复核人"),
            choices=[(str(p.pk), f"{p.name}（{p.title}）") for p in people],  # type: ignore[attr-defined]
            coerce=lambda pk: next(p for p in people if str(p.pk) == pk),
            widget=forms.Select,
        )
        dress(self.fields["checker"].widget)


class CloseForm(OpenMattersMixin, GateFields, ActForm):
    opinion = words(gettext_lazy("意见（不填为“同意办结。”）"), required=False, rows=2)
    ticks_label = gettext_lazy("办结前复核，逐项核对后勾选")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.add_gate_fields()
        self.order_fields([*GATE_FIELDS, "opinion"])

    def listing(self) -> Listing:
        return closing_with(self.doc, self.open_matters)

    def renew(self, doc: Document) -> None:
        super().renew(doc)
        self.__dict__.pop("open_matters", None)
        self.renew_gate()

    @cached_property
    def balance(self) -> Balance:
        return balance(self.doc)


class NotYetForm(OpenMattersMixin, ActForm):
    reason = words(gettext_lazy("还缺什么"))


class ReopenForm(ActForm):
    reason = words(gettext_lazy("重新办理的理由"))
    due = LimitField(label=gettext_lazy("新的办结期限"))


class SetReplyForm(ActForm):
    """A receipt number or document number of a paper he may see is linked; any other number stays as text: a bare
    one, too, which may be of our own outgoing papers."""

    number = forms.CharField(label=gettext_lazy("复文字号或收文编号"), required=False, max_length=200)
    no_reply = forms.CharField(label=gettext_lazy("无需答复的理由"), required=False, max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["number"].initial = self.doc.reply_note
        self.fields["no_reply"].initial = self.doc.no_reply_reason

    def act_kwargs(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {"reply": self._paper(data["number"]), "number": data["number"], "no_reply": data["no_reply"]}

    def _paper(self, number: str) -> Document | None:
        if number.strip().isdecimal():
            return None
        found = numbered(self.person, number, beside=self.doc)
        return found[0] if len(found) == 1 else None


class ConfirmForm(ActForm):
    scan = forms.FileField(label=gettext_lazy("扫描件（领导本人确认时可不附）"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [
            (i.number, f"{i.leader_name}：{i.text or i.get_kind_display()}"[:80])
            for i in confirmable(self.doc, self.person.hats)
        ]
        self.fields["number"] = forms.IntegerField(
            label=_("哪条批示"), min_value=1, max_value=32767, initial=choices[0][0] if choices else None
        )
        self.fields["number"].widget = forms.RadioSelect(choices=choices)
        dress(self.fields["number"].widget)
        self.order_fields(["number", "scan"])

    def clean_scan(self) -> Any:
        upload = self.cleaned_data.get("scan")
        if not upload:
            return None
        try:
            sent = keep(upload, self.person)
        except BadInput as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return sent.blob, sent.name
