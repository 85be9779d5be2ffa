"""Forms of the meeting: minutes, actions, and errors that were discussed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext_lazy

from bulletins.actions.following import MOST_TEXT
from bulletins.actions.meetings import names
from bulletins.forms.packs import PackForm
from bulletins.models import MeetingAction
from outgoing.forms.fields import PeopleField

MOST_NAMES, MOST_MINUTES = 60, 20_000


def day_field(label: Any, **kwargs: Any) -> forms.DateField:
    return forms.DateField(
        label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **kwargs
    )


def words_field(label: Any, **kwargs: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=MOST_TEXT, widget=forms.Textarea(attrs={"rows": 2}), **kwargs
    )


class MinutesForm(PackForm):
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)
    held_on = day_field(lazy("开会日期"))
    chair = forms.CharField(label=lazy("主持"), max_length=60, required=False)
    attendees = forms.CharField(
        label=lazy("参加人员"), max_length=2000, required=False, help_text=lazy("姓名之间用顿号")
    )
    minutes = forms.CharField(
        label=lazy("会议纪要"),
        max_length=MOST_MINUTES,
        required=False,
        widget=forms.Textarea(attrs={"rows": 10}),
    )

    def clean_attendees(self) -> list[str]:
        found = names(self.cleaned_data["attendees"])
        if len(found) > MOST_NAMES or any(len(one) > 60 for one in found):
            raise forms.ValidationError(_("最多 %(n)s 人，每个姓名不超过 60 个字。") % {"n": MOST_NAMES})
        return found


class GiveForm(PackForm):
    """A new action."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    text = words_field(lazy("事项"))
    owner = PeopleField(label=pgettext_lazy("action", "责任人"), one=True)
    due_on = day_field(lazy("完成期限"))

    def action(self, meeting: Any) -> MeetingAction:
        given = {name: self.cleaned_data[name] for name in ("text", "owner", "due_on")}
        return MeetingAction(meeting=meeting, **given)


class ResultForm(PackForm):
    result = words_field(lazy("办理结果"))


class ReasonForm(PackForm):
    reason = words_field(lazy("理由"))


class DayForm(PackForm):
    due_on = day_field(lazy("新期限"))
    reason = words_field(lazy("理由"))


class HandForm(PackForm):
    owner = PeopleField(label=lazy("新责任人"), one=True)
    reason = words_field(lazy("理由"))


class DiscussedForm(PackForm):
    """Which errors were talked about; only those that the page listed."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    entries = forms.TypedMultipleChoiceField(
        label=lazy("讨论过的差错"), coerce=int, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": lazy("请选择讨论过的差错。")},
    )  # fmt: skip

    def __init__(self, *args: Any, rows: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["entries"].choices = [(row.pk, str(row.no)) for row in rows]
