"""The error book's forms: six keys, what is completed, why it is closed. Words without names."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext_lazy

from bulletins.models import ErrorEntry, Meeting
from bulletins.queries.names import named_in
from bulletins.words import Category, Consequence, Stage
from docflow.web.forms import BaseForm, QueryForm
from documents.forms.unclassified import Unclassified
from people.models import Person
from workflow.spine import new_key

WORDS = ("description", "root_cause", "correction", "prevention", "reason")
MEETINGS = 12  # the last ones, to say in which it was discussed


class AboutQuery(QueryForm):
    """Which record: `about` is kind:id, `page` the address of a page about it."""

    about = forms.RegexField(r"^[a-z_]{1,20}:[a-z0-9-]{1,40}$")
    page = forms.CharField(max_length=500)


class QuickForm(BaseForm):
    """The kind of error is all that has to be said."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=64, initial=new_key)
    category = forms.ChoiceField(choices=Category.choices)


class Nameless(forms.BaseForm):
    """No name of anybody of ours stands in its words, unless he says that it is no name."""

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        names = named_in("\n".join(str(data.get(name) or "") for name in WORDS))
        if not names or data.pop("no_name", False):
            return data
        self.fields["no_name"].widget = forms.CheckboxInput()
        said = _("错题本不写姓名（%(names)s），请改用“经办人”“审核人”等称呼；不是人名的，请勾选下面一项。")
        first = next((n for n in WORDS if any(name in str(data.get(n) or "") for name in names)), None)
        self.add_error(first if first in self.fields else None, said % {"names": "、".join(names)})
        return data


class PersonChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)


def _area(label: Any, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2}), **more
    )


class EditForm(Nameless, Unclassified, BaseForm):
    """Those of an entry's fields that this person may write (`allowed`)."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)
    description = _area(lazy("差错"))
    category = forms.ChoiceField(label=lazy("类别"), choices=Category.choices)
    stage = forms.ChoiceField(label=lazy("环节"), choices=Stage.choices)
    consequence = forms.ChoiceField(label=lazy("后果"), choices=Consequence.choices)
    rule = forms.RegexField(
        r"^[A-Z]{1,5}-?[0-9]{1,3}$", label=lazy("规则"), required=False, max_length=10,
        error_messages={"invalid": lazy("规则号如 NUM-01、R07。")},
    )  # fmt: skip
    unit_name = forms.CharField(label=lazy("责任单位"), max_length=120, required=False)
    made_by = PersonChoice(label=lazy("责任人"), queryset=Person.objects.none(), required=False, empty_label=lazy("不指明"),
                           help_text=lazy("只有本人、处长和审计管理员能看到。"))  # fmt: skip
    root_cause = _area(pgettext_lazy("error", "原因"))
    correction = _area(lazy("整改情况"))
    prevention = _area(lazy("防范措施"), help_text=lazy("登记、拟稿同类公文时会提示。"))
    discussed_in = forms.ModelChoiceField(
        label=lazy("例会"), queryset=Meeting.objects.none(), required=False, empty_label=lazy("未讨论")
    )
    no_name = forms.BooleanField(
        label=lazy("文中与人同名的字不是指人"), required=False, widget=forms.HiddenInput
    )

    def __init__(
        self, *args: Any, entry: ErrorEntry, person: Any, allowed: tuple[str, ...], **kwargs: Any
    ) -> None:
        self.person = person
        initial = {name: getattr(entry, name) for name in allowed if name not in ("made_by", "discussed_in")}
        initial |= {
            "made_by": entry.made_by_id,
            "discussed_in": entry.discussed_in_id,
            "seen": entry.changes.count(),
        }
        super().__init__(*args, initial=initial, **kwargs)
        for name in [n for n in self.fields if n not in ("seen", "no_name", *allowed)]:
            del self.fields[name]
        if "made_by" in self.fields:
            people = Person.objects.filter(is_active=True) | Person.objects.filter(pk=entry.made_by_id or 0)
            self.fields["made_by"].queryset = people.order_by("rank", "id")  # type: ignore[attr-defined]
        if "discussed_in" in self.fields:
            last = Meeting.objects.order_by("-held_on").values_list("pk", flat=True)[:MEETINGS]
            meetings = Meeting.objects.filter(pk__in=[*last, entry.discussed_in_id or 0])
            self.fields["discussed_in"].queryset = meetings  # type: ignore[attr-defined]
        if "description" in self.fields:
            self.fields["description"].required = True

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name not in ("seen", "no_name")}

    def renew(self, entry: ErrorEntry) -> None:
        """Somebody was faster: what was typed stays."""
        data: Any = self.data.copy()  # type: ignore[attr-defined]
        data["seen"] = entry.changes.count()
        self.data = data


class CloseForm(Nameless, Unclassified, BaseForm):
    reason = forms.CharField(label=lazy("为什么"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    no_name = forms.BooleanField(
        label=lazy("文中与人同名的字不是指人"), required=False, widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, person: Any, **kwargs: Any) -> None:
        self.person = person
        super().__init__(*args, **kwargs)
