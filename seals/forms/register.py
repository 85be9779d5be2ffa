"""The filters of 用印登记簿, read from the address."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from documents.forms.lists import DayField, LedgerForm, choices
from seals.words import LineKind, Refused

NEWEST, OLDEST = "new", "old"
VIEWS = [
    ("", lazy("全部")), ("use", lazy("用印")), ("refusal", lazy("拒绝用印")), ("noted", lazy("更正、补录")),
    ("state", lazy("交接与状态")),
]  # fmt: skip


class RegisterForm(LedgerForm):
    """Every filter of the register of uses; all optional."""

    q = forms.CharField(label=lazy("文号、申请号或标题"), max_length=60)
    seal = forms.CharField(label=lazy("印章"), max_length=60)
    person = forms.CharField(label=lazy("人员"), max_length=40)
    kind = forms.ChoiceField(label=lazy("种类"), choices=choices(LineKind))
    code = forms.ChoiceField(
        label=lazy("拒绝代码"), choices=[("", lazy("全部")), *((c, c) for c in Refused.values)]
    )
    since = DayField(label=lazy("登记日期起"))
    until = DayField(label=lazy("止"))
    view = forms.ChoiceField(label=lazy("视图"), choices=VIEWS, widget=forms.HiddenInput)
    sort = forms.ChoiceField(
        label=lazy("排序"), choices=[(o, o) for o in (NEWEST, OLDEST)], widget=forms.HiddenInput
    )

    DAYS = (("since", "until"),)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, hint in [("seal", _("印文或编号")), ("person", _("申请、审批、保管、监印"))]:
            self.fields[name].widget.attrs["placeholder"] = hint
