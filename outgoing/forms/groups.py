"""A saved group of addressees: its name as it stands in papers, and who belongs to it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from docflow.web.forms import BaseForm
from documents.forms.picking import NamesField
from documents.forms.unclassified import Unclassified
from outgoing.forms.addressees import organs
from outgoing.models import AddresseeGroup
from people.models import Unit

FORBIDDEN = "、，,；;「」\n0123456789"  # what stands between names and behind them


class OrgansField(NamesField):
    """Organs of the roster, with or without people."""

    most = 500

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(organs, lookup="units", max_length=20_000, **kwargs)
        self.widget.attrs["data-url"] = reverse_lazy("addressee_pick")

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) or value is None else "、".join(u.name for u in value)


class GroupForm(Unclassified, BaseForm):
    name = forms.CharField(
        label=gettext_lazy("组名"),
        max_length=60,
        help_text=gettext_lazy("与公文主送栏的写法一致，如「各市人民政府」"),
    )
    units = OrgansField(label=gettext_lazy("单位"), help_text=gettext_lazy("全称、简称或首字母，顿号分开"))
    order = forms.IntegerField(label=gettext_lazy("排列顺序"), min_value=1, max_value=9999, initial=100)

    def __init__(self, *args: Any, person: Any, group: AddresseeGroup | None = None, **kwargs: Any) -> None:
        self.person, self.group = person, group
        first = {"name": group.name, "units": list(group.units.all()), "order": group.order} if group else {}
        super().__init__(*args, initial=first, **kwargs)

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"]).strip()
        if set(name) & set(FORBIDDEN):
            raise ValidationError(_("组名中不能有顿号、逗号、引号和数字。"))
        others = AddresseeGroup.objects.filter(name=name)
        if (others.exclude(pk=self.group.pk) if self.group else others).exists():
            raise ValidationError(_("已有「%(name)s」组；停用的可以重新启用。") % {"name": name})
        if Unit.objects.filter(name=name).exists() or Unit.objects.filter(short_name=name).exists():
            raise ValidationError(_("已有单位叫「%(name)s」，请换一个组名。") % {"name": name})
        return name

    @transaction.atomic
    def save(self) -> AddresseeGroup:
        """The group with these organs, in the order of the roster."""
        group, data = self.group or AddresseeGroup(), self.cleaned_data
        group.name, group.order = data["name"], data["order"]
        group.save()
        group.units.set(data["units"])
        return group
