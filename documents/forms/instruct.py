"""批示: the leader writes; or the secretary or a clerk records for him, with the scan; a second person checks."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from docflow.web.forms import dress
from documents.actions.check_record import by_others
from documents.forms.act import ActForm
from documents.forms.files import KeptFiles
from documents.forms.part import TaskForm
from documents.forms.wording import WordsField
from documents.models import Document
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
MOST = 50  # leaders one form may name


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
    """For whom, when, in which words; with the scan, or marked as still to come.

    `asked` names the leaders' tasks it was drawn with: what is recorded answers one of these and no other.
    """

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
    asked = forms.RegexField(
        r"\A[0-9]{1,18}(?: [0-9]{1,18})*\Z", max_length=1000, widget=forms.HiddenInput,
        label=gettext_lazy("送批"),
        error_messages={"required": gettext_lazy("这张表单没有写明办哪一项，请重新打开再办。")},
    )  # fmt: skip
    field_order = ["leader", "text", "given_at", "kind", "scan", "scan_pending", "feedback"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["leader"] = forms.TypedChoiceField(label=_("领导"), coerce=self._leader)
        self._offer(self._waiting(), self._drawn_with() if self.is_bound else [])
        dress(self.fields["leader"].widget)
        if len(self.leaders) > 1:
            self.fields["leader"].widget.attrs["autofocus"] = True
        self.fields["given_at"].initial = timezone.localtime().replace(second=0, microsecond=0, tzinfo=None)
        self.order_fields(self.field_order)

    def _offer(self, waiting: list[Task], drawn_with: Sequence[Task] = ()) -> None:
        """Leaders who are waited for; in a form sent in, too, those it was drawn with: the act says who was faster."""
        keys = dict.fromkeys(int(t.holder[1:]) for t in (*waiting, *drawn_with) if t.holder.startswith("p"))
        found = Person.objects.in_bulk(keys)
        self.leaders: list[Person] = [found[pk] for pk in keys if pk in found]
        several = len(self.leaders) > 1
        field: Any = self.fields["leader"]
        # The initials in front let the keyboard choose in the list.
        field.choices = [(str(p.pk), f"{p.initials} {p.name}" if several else p.name) for p in self.leaders]
        field.initial = str(self.leaders[0].pk) if self.leaders else None
        self.fields["asked"].initial = " ".join(str(t.pk) for t in waiting)

    def _leader(self, pk: str) -> Person:
        return next(p for p in self.leaders if str(p.pk) == pk)

    def _waiting(self) -> list[Task]:
        """Tasks of leaders whose words are waited for now and for whom this person may record."""
        open_ones = Task.objects.about(self.doc).open().filter(kind="instruct").order_by("sequence", "id")
        hats = self.person.hats
        clerk = any(s.role in RECORDERS and s.internal for s in hats.seats)
        return [t for t in open_ones if clerk or t.holder in hats.own or records_for(hats, t)]

    def _drawn_with(self) -> list[Task]:
        """The tasks that `asked` names, open or not; the act compares them under the lock."""
        named = str(self.data.get("asked", "")).split()[:MOST]
        keys = [int(word) for word in named if word.isascii() and word.isdecimal() and len(word) < 19]
        return list(
            Task.objects.about(self.doc).filter(pk__in=keys, kind="instruct").order_by("sequence", "id")
        )

    def renew(self, doc: Document) -> None:
        """Who is waited for now; when the leader it was meant for is not among them, none stands chosen."""
        super().renew(doc)
        self._offer(self._waiting())
        field, data = self.fields["leader"], cast(Any, self.data)
        data["asked"] = self.fields["asked"].initial
        if data.get("leader") not in {str(p.pk) for p in self.leaders}:
            data["leader"] = ""
            field.choices = [("", "—"), *field.choices]  # type: ignore[attr-defined]

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
        drawn_with = {t.holder: t.pk for t in self._drawn_with()}
        return {**self.said(), "leader": data["leader"], "given_at": data["given_at"], "scan": scan,
                "scan_pending": data["scan_pending"] and scan is None,
                "task_id": drawn_with.get(data["leader"].principal, 0)}  # fmt: skip


class Recorded(forms.TypedChoiceField):
    """Instructions that wait for their check; one that somebody has `checked` since is the act's to refuse."""

    checked: Collection[str] = ()

    def valid_value(self, value: Any) -> bool:
        return super().valid_value(value) or str(value) in self.checked


class CheckRecordForm(ActForm):
    """A second person has compared the recorded words with the paper the leader wrote on."""

    # Not `matches`: a field of that name hides the method of the form element that scripts call.
    compared = forms.BooleanField(label=gettext_lazy("已与批示原件逐字核对，一致"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = by_others(self.doc, self.person.hats)
        waiting = [r for r in rows if not r.checked_by_name]
        self.scans = {str(row.number): row.scan_id for row in waiting}
        asked = str(self.initial.get("number") or "")
        self.fields["number"] = Recorded(
            label=_("哪条批示"), coerce=int, widget=forms.RadioSelect,
            choices=[(str(r.number), f"{r.leader_name}：{r.text or r.get_kind_display()}"[:80]) for r in waiting],
            initial=asked if asked in self.scans else next(iter(self.scans), None),
        )  # fmt: skip
        self.fields["number"].checked = {str(r.number) for r in rows if r.checked_by_name}  # type: ignore[attr-defined]
        self.initial.pop("number", None)  # the field has it, where it is one that may be checked
        dress(self.fields["number"].widget)
        self.order_fields(["number", "compared"])

    def original(self) -> int | None:
        """What the leader wrote on: it is compared with that."""
        return self.scans.get(str(self["number"].value()))

    def act_kwargs(self) -> dict[str, Any]:
        return {"number": self.cleaned_data["number"]}
