"""催办: who of those that have a step is urged."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from docflow.web.forms import dress
from docflow.web.parts import when
from documents.forms.act import ActForm
from documents.forms.part import Anything
from documents.forms.urging import CONTACT, ContactForm
from outgoing.queries.joint import organ_of
from outgoing.queries.known import known
from outgoing.rules.joint import of_an_organ
from outgoing.rules.urging import urgeable
from outgoing.words import TaskKind
from workflow.models import Task


class UrgeForm(ContactForm, ActForm):
    """Ticks over whoever is waited for. Ticked is the one that the link named (`task`); else who is past his date; else
    all."""

    answered_by = forms.CharField(
        label=lazy("答复人"), required=False, max_length=60,
        help_text=lazy("电话催的，写明谁接的电话；在纸上办理的机关、系统内没有人的单位须电话催。"),
    )  # fmt: skip
    note = forms.CharField(label=lazy("附言（可不写）"), required=False, max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].required = False  # beside others: tasks are compared, not the paper
        now = getattr(self.doc, "now", None) or timezone.now()
        rows = urgeable(known(self.doc, now), self.person.hats)  # type: ignore[arg-type]
        joints = list(self.doc.joints.all()) if any(of_an_organ(t) for t in rows) else []  # type: ignore[attr-defined]
        late = [t.pk for t in rows if t.due_at is not None and t.due_at < now]
        named = [t.pk for t in rows if t.pk == self.initial.get("task")]
        self.fields["task_ids"] = Anything(
            label=_("催谁"), choices=[(t.pk, _said(t, joints)) for t in rows],
            initial=[str(pk) for pk in named or late or [t.pk for t in rows]],
            widget=forms.CheckboxSelectMultiple,
        )  # fmt: skip
        dress(self.fields["task_ids"].widget)
        self.order_fields(["task_ids", *CONTACT, "note"])


def _said(task: Task, joints: list[Any]) -> str:
    organ = organ_of(task, joints) if of_an_organ(task) else None
    what = TaskKind(task.kind).label
    due = _("，限 %(due)s") % {"due": when(task.due_at)} if task.due_at else ""
    times = _("，已催 %(n)s 次") % {"n": task.urged} if task.urged else ""
    return f"{organ.name if organ else task.holder_name}（{what}{due}{times}）"
