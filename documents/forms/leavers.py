"""To whom each kind of somebody's work goes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from docflow.web.forms import BaseForm
from documents.forms.unclassified import Unclassified
from documents.queries.leavers import MOST, Group
from workflow.models import Task
from workflow.spine import new_key

LATER = ("", lazy("先不办"))
RECALL = "recall"
LINE = re.compile(r"([1-9]\d{0,17}):(\d{1,9})")


class LeaverForm(Unclassified, BaseForm):
    """One choice a group (`to_<kind>`), one reason. What was on the screen comes as `task`, id and version."""

    sent: Sequence[tuple[Task, int]] = ()

    key = forms.CharField(widget=forms.HiddenInput, max_length=40)
    reason = forms.CharField(label=lazy("移交原因"), max_length=200)

    def __init__(self, *args: Any, groups: list[Group], name: str, **kwargs: Any) -> None:
        kwargs["initial"] = {"key": new_key(), "reason": _("%(name)s离任移交") % {"name": name}}
        super().__init__(*args, **kwargs)
        self.groups = groups
        for group in groups:
            people = [(str(p.pk), f"{p.name}（{vars(p)['title']}）") for p in group.to]
            choices = [LATER, (RECALL, _("撤回传阅"))] if group.is_reading else [LATER, *people]
            label = _("撤回还是留着") if group.is_reading else _("交给谁")
            select = forms.Select(attrs={"class": "form-select"})  # the dress of fields made with the class
            field = forms.ChoiceField(label=label, required=False, choices=choices, widget=select)
            self.fields[f"to_{group.kind}"] = field

    def rows(self) -> list[tuple[Group, Any]]:
        """Each group with its field, those that hold something."""
        return [(group, self[f"to_{group.kind}"]) for group in self.groups if group.tasks]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and not any(data.get(f"to_{group.kind}") for group in self.groups):
            raise forms.ValidationError(_("请至少给一类工作选好去向。"))
        return data


def sent_with(lines: list[str]) -> dict[int, int]:
    """The tasks that were on the screen, with the versions of their papers."""
    found = [LINE.fullmatch(text) for text in lines[:MOST]]
    return {int(line[1]): int(line[2]) for line in found if line}
