"""Forms that answer one of several open tasks of the same person on the same paper."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from docflow.web.errors import BadInput
from docflow.web.forms import dress
from documents.actions.uploads import keep
from documents.forms.act import ActForm
from documents.forms.picking import FilesField
from documents.models import Assignment, Document
from documents.rules.verbs import VERBS
from workflow.models import Task
from workflow.queries import live_of


class Anything(forms.MultipleChoiceField):
    """Row numbers from a list; whether they still fit is the act's question, under the lock."""

    def valid_value(self, value: Any) -> bool:
        return str(value).isascii() and str(value).isdecimal() and len(str(value)) < 16

    def clean(self, value: Any) -> list[int]:
        return [int(v) for v in super().clean(value)]


class TaskForm(ActForm):
    """`verb` names the row of the verb table; the task is chosen when there are several, else hidden.

    Who may do it by a task alone says which: the acts beside the main flow compare nothing else of the paper the
    form was drawn from.
    """

    verb = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.initial.get("task") not in {t.pk for t in self.tasks}:
            self.initial.pop("task", None)  # a link of before: that one is done
        self.fields["task"] = forms.IntegerField(
            label=_("办哪一项"), required=bool(VERBS[self.verb].task and not VERBS[self.verb].roles), min_value=1,
            max_value=2**63 - 1, initial=self._first,
        )  # fmt: skip
        mine = self.tasks
        self.fields["task"].widget = (
            forms.RadioSelect(choices=[(t.pk, self._label(t)) for t in mine])
            if len(mine) > 1
            else forms.HiddenInput()
        )
        if not self.choose_task:
            self.fields["task"].error_messages["required"] = _("这张表单没有写明办哪一项，请重新打开再办。")
        dress(self.fields["task"].widget)
        self.order_fields(["task"])

    @cached_property
    def tasks(self) -> list[Task]:
        """His open tasks that this verb answers."""
        kinds = VERBS[self.verb].task
        rows = live_of(
            self.doc, "d.status = 'open' AND d.kind = ANY(%(kinds)s)", kinds=[str(k) for k in kinds]
        )
        found = [t for t in rows if self.person.hats.acts_for(t.holder, t.kind)[0]]
        return self.wanted(found)

    def wanted(self, tasks: list[Task]) -> list[Task]:
        return tasks

    @cached_property
    def parts(self) -> dict[int, Assignment]:
        """The assignments of his tasks by their number."""
        keys = [t.assignment_id for t in self.tasks if t.assignment_id]
        return Assignment.objects.select_related("instruction").in_bulk(keys) if keys else {}

    @property
    def part(self) -> Assignment | None:
        """The assignment when there is exactly one; else None."""
        return next(iter(self.parts.values())) if len(self.parts) == 1 else None

    @property
    def choose_task(self) -> bool:
        """He has several: which one is meant?"""
        return len(self.tasks) > 1

    @property
    def _first(self) -> int | None:
        return self.tasks[0].pk if self.tasks else None

    def _label(self, task: Task) -> str:
        row = self.parts.get(task.assignment_id or 0)
        return f"{row.item}. {row.get_role_display()}：{row.content}" if row else str(task.note or task.kind)

    def renew(self, doc: Document) -> None:
        """The same work once more (withdrawn and sent again, reported and returned) is what it answers now."""
        super().renew(doc)
        sent = self.cleaned_data.get("task")
        old = Task.objects.about(doc).filter(pk=sent).first() if sent else None
        if old is None:
            return
        same = {"kind": old.kind, "holder": old.holder, "assignment_id": old.assignment_id}
        again = Task.objects.about(doc).open().filter(**same).first()
        if again is not None:
            self.data["task"] = str(again.pk)  # type: ignore[index]

    def act_kwargs(self) -> dict[str, Any]:
        kwargs = super().act_kwargs()
        kwargs["task_id"] = kwargs.pop("task", None)
        return kwargs


class FiledForm(TaskForm):
    """With files that become 办理材料."""

    evidence = FilesField(label=gettext_lazy("办理材料"), required=False)

    def clean_evidence(self) -> list[Any]:
        try:
            sent = [keep(one, self.person) for one in self.cleaned_data["evidence"]]
        except BadInput as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return [(one.blob, one.name, "evidence") for one in sent]

    def act_kwargs(self) -> dict[str, Any]:
        kwargs = super().act_kwargs()
        kwargs["blobs"] = kwargs.pop("evidence")
        return kwargs
