"""批示: the leader writes; or the secretary or a clerk records for him, with the scan; a second person checks."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from docflow.web.forms import dress
from documents.actions.check_record import unchecked
from documents.forms.act import ActForm
from documents.forms.files import KeptFiles
from documents.forms.part import TaskForm
from documents.forms.wording import WordsField
from documents.rules.feedback import wants_feedback
from documents.rules.verbs import records_for
from documents.words import InstructionKind
from people.models import Person
from people.roles import Role
from workflow.models import Task

KINDS = [("", gettext_lazy("按文字（不写即圈阅）")), *InstructionKind.choices]
FEEDBACK = [
    ("auto", gettext_lazy("按文字判断")),
    ("yes", gettext_lazy("要求反馈")),
    ("no", gettext_lazy("不要求")),
]
RECORDERS = frozenset({Role.CLERK, Role.HANDLER})


class Instructing(forms.Form):
    """What both ways of giving an instruction share."""

    kind = forms.ChoiceField(label=gettext_lazy("种类"), choices=KINDS, required=False)
    feedback = forms.ChoiceField(
        label=gettext_lazy("反馈"), choices=FEEDBACK, initial="auto", required=False, widget=forms.RadioSelect
    )

    def said(self) -> dict[str, Any]:
        """Kind, words and whether an answer is wanted, as the acts take them."""
        data = self.cleaned_data
        wanted = data["feedback"]
        needs = wants_feedback(data["text"]) if wanted in ("", "auto") else wanted == "yes"
        return {"text": data["text"], "kind": data["kind"], "needs_feedback": needs}


class InstructForm(Instructing, TaskForm):
    verb = "instruct"
    text = WordsField(label=gettext_lazy("批示"), rows=4, required=False, css="big", blanks=False)
    field_order = ["task", "text", "kind", "feedback"]

    def act_kwargs(self) -> dict[str, Any]:
        return {**self.said(), "task_id": self.cleaned_data.get("task")}


class RecordForm(KeptFiles, Instructing, ActForm):
    """For whom, when, in which words; with the scan, or marked as still to come."""

    upload_field = "scan"
    most_files = 1
    text = WordsField(label=gettext_lazy("批示原文（逐字）"), rows=4, required=False, css="big")
    given_at = forms.DateTimeField(
        label=gettext_lazy("批示时间"),
        required=False,
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
    )
    scan = forms.FileField(label=gettext_lazy("批示原件扫描"), required=False)
    scan_pending = forms.BooleanField(label=gettext_lazy("扫描件待补"), required=False)
    field_order = ["leader", "text", "given_at", "kind", "scan", "scan_pending", "feedback"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.leaders = self._leaders()
        several = len(self.leaders) > 1
        self.fields["leader"] = forms.TypedChoiceField(
            label=_("领导"),
            # The initials in front let the keyboard choose in the list.
            choices=[(str(p.pk), f"{p.initials} {p.name}" if several else p.name) for p in self.leaders],
            coerce=lambda pk: next(p for p in self.leaders if str(p.pk) == pk),
            initial=str(self.leaders[0].pk) if self.leaders else None,
        )
        dress(self.fields["leader"].widget)
        if several:
            self.fields["leader"].widget.attrs["autofocus"] = True
        self.fields["given_at"].initial = timezone.localtime().replace(second=0, microsecond=0, tzinfo=None)
        self.order_fields(self.field_order)

    def _leaders(self) -> list[Person]:
        """Leaders whose words are waited for now and for whom this person may record."""
        open_ones = Task.objects.about(self.doc).open().filter(kind="instruct").order_by("sequence", "id")
        hats = self.person.hats
        clerk = any(s.role in RECORDERS and s.internal for s in hats.seats)
        mine = [t for t in open_ones if clerk or t.holder in hats.own or records_for(hats, t)]
        keys = [int(t.holder[1:]) for t in mine if t.holder.startswith("p")]
        found = Person.objects.in_bulk(keys)
        return [found[pk] for pk in keys if pk in found]

    def clean_given_at(self) -> datetime | None:
        at: datetime | None = self.cleaned_data["given_at"]
        if at is not None and not 2000 <= at.year < 2100:
            raise ValidationError(_("批示时间的年份不对。"))
        return at

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        self.take_files()
        return data

    def act_kwargs(self) -> dict[str, Any]:
        data = self.cleaned_data
        scan = (self.sent[0].blob, self.sent[0].name) if self.sent else None
        return {**self.said(), "leader": data["leader"], "given_at": data["given_at"], "scan": scan,
                "scan_pending": data["scan_pending"] and scan is None}  # fmt: skip


class CheckRecordForm(ActForm):
    """A second person has compared the recorded words with the paper the leader wrote on."""

    # Not `matches`: a field of that name hides the method of the form element that scripts call.
    compared = forms.BooleanField(label=gettext_lazy("已与批示原件逐字核对，一致"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = unchecked(self.doc, self.person.hats)
        self.scans = {str(row.number): row.scan_id for row in rows}
        asked = str(self.initial.get("number") or "")
        choices = [(str(r.number), f"{r.leader_name}：{r.text or r.get_kind_display()}"[:80]) for r in rows]
        self.fields["number"] = forms.TypedChoiceField(
            label=_("哪条批示"), choices=choices, coerce=int,
            initial=asked if asked in self.scans else choices[0][0] if choices else None, widget=forms.RadioSelect,
        )  # fmt: skip
        self.initial.pop("number", None)  # the field has it, where it is one that may be checked
        dress(self.fields["number"].widget)
        self.order_fields(["number", "compared"])

    def original(self) -> int | None:
        """What the leader wrote on: it is compared with that."""
        return self.scans.get(str(self["number"].value()))

    def act_kwargs(self) -> dict[str, Any]:
        return {"number": self.cleaned_data["number"]}
