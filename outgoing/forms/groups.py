"""A saved group of addressees: its name as it stands in papers, and who belongs to it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy

from documents.forms.picking import NamesField
from documents.forms.unclassified import Unclassified
from outgoing.forms.addressees import organs
from people.forms.keyed import KeyedForm


class MembersField(NamesField):
    """Organs of the roster, with or without people."""

    most = 500

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(organs, lookup="units", max_length=20_000, **kwargs)
        self.widget.attrs["data-url"] = reverse_lazy("addressee_pick")

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) or value is None else "、".join(u.name for u in value)


class GroupForm(Unclassified, KeyedForm):
    """`saved`: what the group is now (`outgoing.actions.groups.as_saved`)."""

    name = forms.CharField(
        label=gettext_lazy("组名"),
        max_length=60,
        help_text=gettext_lazy("与公文主送栏的写法一致，如「各市人民政府」"),
    )
    units = MembersField(label=gettext_lazy("单位"), help_text=gettext_lazy("全称、简称或首字母，顿号分开"))
    order = forms.IntegerField(label=gettext_lazy("排列顺序"), min_value=1, max_value=9999, initial=100)

    def __init__(self, *args: Any, person: Any, **kwargs: Any) -> None:
        self.person = person
        super().__init__(*args, **kwargs)
