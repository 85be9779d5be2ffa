"""承办 and 延期: what a unit writes, and what the office answers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from docflow.web.forms import dress
from documents.actions.handling import misdirected_until, waivable
from documents.forms.act import ActForm
from documents.forms.part import Anything, FiledForm, TaskForm
from documents.forms.picking import LIMIT_HINT, LimitField
from documents.models import Assignment, Extension
from documents.rules.beyond import beyond, limit_hint


def words(label: Any, *, required: bool = True, rows: int = 3) -> forms.CharField:
    return forms.CharField(
        label=label, required=required, max_length=4000, widget=forms.Textarea(attrs={"rows": rows})
    )


class AcceptForm(TaskForm):
    verb = "accept"

    def wanted(self, tasks: list[Any]) -> list[Any]:
        return [t for t in tasks if t.accepted_at is None] or tasks[:1]


class MisdirectedForm(TaskForm):
    verb = "misdirected"
    reason = words(gettext_lazy("退回理由"))

    @property
    def until(self) -> Any:
        """The last moment to send it back."""
        return misdirected_until(self.part) if self.part else None


class ProgressForm(FiledForm):
    verb = "progress"
    text = words(gettext_lazy("进展"))
    field_order = ["task", "text", "evidence"]


class ReportForm(FiledForm):
    verb = "report"
    result = words(gettext_lazy("办理结果"), rows=5)
    field_order = ["task", "result", "evidence"]

    @property
    def co_parts(self) -> list[Assignment]:
        """What the co-units of his items answered: the lead collects it."""
        items = [p.item for p in self.parts.values() if p.role == Assignment.Role.LEAD]
        if not items:
            return []
        rows = Assignment.objects.filter(document=self.doc, round=self.doc.round, item__in=items, role="co")
        return list(rows.exclude(status__in=["misdirected", "withdrawn"]))


class ReworkForm(TaskForm):
    verb = "rework"
    reason = words(gettext_lazy("退回再办的原因"))
    due = LimitField(label=gettext_lazy("新期限"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Assignment.objects.filter(document=self.doc, round=self.doc.round, status="reported")
        choices = [(str(r.pk), f"{r.item}. {r.unit_name}：{r.result}"[:80]) for r in rows]
        initial = [choices[0][0]] if len(choices) == 1 else None
        self.fields["parts"] = Anything(
            label=_("退回哪些报结"), choices=choices, initial=initial,
            widget=forms.CheckboxSelectMultiple,
        )  # fmt: skip
        dress(self.fields["parts"].widget)
        self.order_fields(["task", "parts"])


class WaiveForm(ActForm):
    reason = words(gettext_lazy("免办理由"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = waivable(self.doc)
        choices = [
            (r.pk, f"{r.item}. {r.unit_name}（{r.get_role_display()}）：{r.content}"[:80]) for r in rows
        ]
        self.fields["part"] = forms.IntegerField(
            label=_("哪一项"), min_value=1, max_value=2**63 - 1, initial=choices[0][0] if choices else None
        )
        self.fields["part"].widget = forms.RadioSelect(choices=choices)
        dress(self.fields["part"].widget)
        self.order_fields(["part"])


class ExtendForm(TaskForm):
    verb = "extend"
    until = LimitField(label=gettext_lazy("新期限"))
    reason = words(gettext_lazy("延期理由"))
    progress = words(gettext_lazy("目前进展"))


class AnswerExtensionForm(TaskForm):
    verb = "answer_extension"
    granted = forms.TypedChoiceField(
        label=gettext_lazy("答复"),
        choices=[("yes", gettext_lazy("同意")), ("no", gettext_lazy("不同意"))],
        coerce=lambda v: v == "yes",
        widget=forms.RadioSelect,
    )
    until = LimitField(label=gettext_lazy("另定期限（不填则按申请的日期）"), required=False)
    answer = words(gettext_lazy("理由（不同意时必填）"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if hint := limit_hint(self.doc):
            self.fields["until"].help_text = f"{LIMIT_HINT}；{hint}"

    @property
    def questions(self) -> list[Extension]:
        """The open questions he can answer, with their parts."""
        rows = Extension.objects.filter(assignment__in=list(self.parts), granted__isnull=True)
        found = list(rows.select_related("assignment"))
        for row in found:
            row.beyond = beyond(self.doc, row.due_wanted)  # type: ignore[attr-defined]
        return found
