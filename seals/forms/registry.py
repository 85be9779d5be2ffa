"""The filters of the registry, and the form of one seal."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from docflow.web.forms import BaseModelForm
from documents.forms.lists import LedgerForm, choices
from documents.forms.unclassified import Unclassified
from people.models import Person, Unit
from people.queries import readers
from seals.actions.registry import FIELDS, in_force
from seals.models import Seal
from seals.queries.checks import CERTIFIED, changed_in_force, faults
from seals.queries.registry import ORDERS, organs
from seals.words import Medium, SealKind, SealState
from workflow.spine import new_key

VIEWS = [
    ("", lazy("全部")), ("waiting", lazy("待启用")), ("in_use", lazy("在用")), ("out", lazy("外带")), ("off", lazy("停用、封存")),
    ("lost", lazy("遗失")), ("gone", lazy("已缴回、销毁")),
]  # fmt: skip


class SealsForm(LedgerForm):
    """Every filter of the registry; all optional."""

    q = forms.CharField(label=lazy("编号或印文"), max_length=60)
    state = forms.ChoiceField(label=lazy("状态"), choices=choices(SealState))
    kind = forms.ChoiceField(label=lazy("种类"), choices=choices(SealKind))
    medium = forms.ChoiceField(label=lazy("形式"), choices=choices(Medium))
    organ = forms.ChoiceField(label=lazy("署名机关"))
    keeper = forms.CharField(label=lazy("保管人"), max_length=40)
    view = forms.ChoiceField(label=lazy("视图"), choices=VIEWS, widget=forms.HiddenInput)
    sort = forms.ChoiceField(label=lazy("排序"), choices=[(o, o) for o in ORDERS], widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organ"].choices = [("", _("全部")), *organs()]  # type: ignore[attr-defined]
        self.fields["keeper"].widget.attrs["placeholder"] = _("姓名")


def day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


def moment(label: Any) -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label, required=False, input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )  # fmt: skip


class SealForm(Unclassified, BaseModelForm):
    """Every field of the registry that is written down by hand (domain.md §6.3)."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)
    key = forms.CharField(widget=forms.HiddenInput, max_length=64)
    received_on = day(lazy("收到日期"))
    valid_from = moment(lazy("有效期自"))
    valid_to = moment(lazy("有效期至"))

    class Meta:
        model = Seal
        fields = FIELDS

    def __init__(self, *args: Any, person: Any, **kwargs: Any) -> None:
        self.person = person
        super().__init__(*args, **kwargs)
        self.initial.update({"key": new_key(), "version": self.instance.version})
        self.old = Seal.objects.get(pk=self.instance.pk) if self.instance.pk else None
        fields: Any = self.fields
        fields["received_on"].required = False
        own = Unit.objects.filter(kind__in=[Unit.Kind.OFFICE, Unit.Kind.SECTION], is_active=True)
        fields["unit"].queryset = own | Unit.objects.filter(pk=self.instance.unit_id)
        fields["signer"].queryset = Person.objects.filter(
            pk__in=readers().values("pk")
        ) | Person.objects.filter(pk=self.instance.signer_id)
        fields["twin"].queryset = Seal.objects.filter(medium=Medium.PHYSICAL).exclude(pk=self.instance.pk)
        fields["twin"].label_from_instance = lambda seal: f"{seal.seal_no} {seal.name}"
        fields["kind"].help_text = _("专用章的名称必须与正式印章有区别；钢印只盖在证件上，单独使用无效。")
        fields["organ"].help_text = _("用印时，文件的署名必须是这个机关。")
        fields["size_mm"].widget.attrs |= {"min": 1, "max": 999}
        fields["adapter_id"].help_text = _("电子印章在统一电子印章系统里的编号。")

    def renew(self, seal: Seal) -> None:
        """Somebody was faster: what was typed stays, the form is drawn from the seal as it is now."""
        sent: Any = self.data
        self.data = sent.copy()
        self.data["version"], self.data["key"] = seal.version, new_key()  # type: ignore[index]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        for name in ("seal_no", "name"):
            if data.get(name):
                data[name] = " ".join(data[name].split())
        return data

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        for name, words in faults(self.instance):
            if name not in self.errors:
                self.add_error(name if name in self.fields else None, words)
        for name in changed_in_force(self.instance, self.old) if self.old is not None else ():
            if name not in self.errors:
                self.add_error(name, in_force(name))

    def validate_unique(self) -> None:
        """A number that is taken is told by `faults`, with the seal that has it."""

    def validate_constraints(self) -> None:
        """`faults` says each of them in words of its own, on its field."""

    def fields_changed(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in FIELDS}

    @property
    def groups(self) -> list[tuple[str, list[tuple[str, Any]]]]:
        """For the template: heading, and each field with the class of its width."""
        return [
            (_("印章"), self._with("c2", "seal_no", "kind", "medium") + self._with("c4", "name") + self._with("c2", "organ", "unit", "signer")),
            (_("制发"), self._with("c2", "material", "shape", "size_mm", "engraved_by", "issued_by", "received_on") + self._with("c4", "approved_by") + self._with("c2", "place")),
            (_("电子印章"), self._with("c2", "twin", *CERTIFIED)),
        ]  # fmt: skip

    def _with(self, css: str, *names: str) -> list[tuple[str, Any]]:
        return [(css, self[name]) for name in names]
