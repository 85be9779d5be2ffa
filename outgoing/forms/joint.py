"""Forms for organs that issue with us: what came back signed on paper, its check by another person."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from docflow.web.forms import dress
from documents.forms.act import ActForm
from documents.forms.files import KeptFiles
from documents.forms.wording import WordsField
from outgoing.models import JointSheet
from outgoing.queries.joint import organ_of, sheets
from outgoing.queries.scans import Scan, scan_of
from outgoing.rules.joint import SCANS, of_an_organ
from outgoing.words import TaskKind
from workflow.models import Task


def waited_for(doc: Any) -> list[tuple[Task, str]]:
    """Open tasks of organs that have not signed, each with its organ's name; none of those whose sheet waits for its
    check."""
    tasks = list(Task.objects.about(doc).open().filter(lane="main").order_by("sequence", "id"))
    back = {s.task_id for s in sheets(doc, tasks)}
    joints = list(doc.joints.select_related("unit"))
    rows = [(t, organ_of(t, joints)) for t in tasks if of_an_organ(t) and t.pk not in back]
    return [(task, joint.name) for task, joint in rows if joint is not None]


def returning(doc: Any, person: Any) -> list[tuple[int, str]]:
    """Organs that sign on paper and may have sent it back, by the keys of their tasks; none for who has a step of his
    own in it."""
    tasks = list(Task.objects.about(doc).open().filter(lane="main").order_by("sequence", "id"))
    if any(t.kind != TaskKind.JOINT and person.hats.acts_for(t.holder, t.kind)[0] for t in tasks):
        return []
    joints = list(doc.joints.select_related("unit")) if any(t.kind == TaskKind.JOINT for t in tasks) else []
    rows = [(t, organ_of(t, joints)) for t in tasks if t.kind == TaskKind.JOINT]
    return [(task.pk, joint.name) for task, joint in rows if joint is not None]


class RecordJointForm(KeptFiles, ActForm):
    """As it stands on the sheet: who signed there, in which words, on which day; and the scan of it."""

    upload_field = "scan"
    most_files = 1
    signer_name = forms.CharField(label=lazy("签发人"), max_length=60)
    signer_title = forms.CharField(label=lazy("职务"), max_length=120)
    signed_on = forms.DateField(
        label=lazy("签发日期"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=lazy("照签回件上写的完整日期"),
    )  # fmt: skip
    opinion = WordsField(
        label=lazy("签发意见（逐字）"),
        required=False,
        help_text=lazy("只画圈或只签名的不写，即为圈阅，视为同意。"),
    )
    scan = forms.FileField(
        label=lazy("签回件扫描（必附）"), required=False, help_text=lazy("PDF、OFD 或图片")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scan"].widget.attrs["accept"] = ",".join(f".{ext}" for ext in SCANS)
        rows = [(t.pk, name) for t, name in waited_for(self.doc)]
        several: list[Any] = (
            [("", _("请选择"))] if len(rows) > 1 else []
        )  # none is recorded unawares for another
        self.fields["task_id"] = forms.TypedChoiceField(
            label=_("联合发文机关"), coerce=int, choices=several + rows,
            error_messages={"invalid_choice": _("该机关已经签发或已录入，请刷新后再看。")},
        )  # fmt: skip
        dress(self.fields["task_id"].widget)
        self.order_fields(["task_id", "signer_name", "signer_title", "signed_on", "opinion", "scan"])

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        self.take_files()
        if not self.sent and "scan" not in self.errors:
            self.add_error("scan", _("请附签回件的扫描件：没有扫描件不能录入。"))
        return data

    def act_kwargs(self) -> dict[str, Any]:
        data = super().act_kwargs()
        return {**data, "scan": (self.sent[0].blob, self.sent[0].name)}


class CheckJointForm(ActForm):
    """What another has written down, beside its scan: it matches, or where it does not."""

    partial = "outgoing/_check_joint.html"
    result = forms.ChoiceField(
        label=lazy("核对结果"), widget=forms.RadioSelect,
        choices=[("yes", lazy("与扫描件一致")), ("no", lazy("与扫描件不符，请重新录入"))],
    )  # fmt: skip
    reason = WordsField(label=lazy("哪里不符"), required=False, rows=2)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(s.pk, f"{s.organ_name} {s.signer_title}{s.signer_name}"[:90]) for s in self.rows]
        self.fields["sheet"] = forms.TypedChoiceField(
            label=_("哪一份"), coerce=int, choices=choices, initial=choices[0][0] if choices else None,
            widget=forms.RadioSelect if len(choices) > 1 else forms.HiddenInput,
            error_messages={"invalid_choice": _("这份签回件已经核对过，请刷新后再看。"),
                            "required": _("这份签回件已经核对过，请刷新后再看。")},
        )  # fmt: skip
        dress(self.fields["sheet"].widget)
        self.order_fields(["sheet", "result", "reason"])

    @cached_property
    def rows(self) -> list[JointSheet]:
        """What is his to check."""
        tasks = list(Task.objects.about(self.doc).open())
        found = sheets(self.doc, tasks)  # type: ignore[arg-type]
        return [s for s in found if s.recorded_by_id != self.person.pk]

    @cached_property
    def shown(self) -> list[Scan]:
        """Each with its page pictures."""
        return [scan_of(row) for row in self.rows]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("result") == "no" and not data.get("reason", "").strip():
            self.add_error("reason", _("请写明与扫描件哪里不符。"))
        return data

    def act_kwargs(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {"sheet": data["sheet"], "matches": data["result"] == "yes", "reason": data["reason"]}
