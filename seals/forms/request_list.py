"""The filters of the register of applications, read from the address. A bad value is a 400 with its reason."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from documents.forms.lists import DayField, LedgerForm, choices
from seals.words import RequestState, SealKind

NEWEST, OLDEST = "no", "no-up"
MINE, APPROVE, STAMP = "mine", "approve", "stamp"
VIEWS = [("", lazy("全部")), (MINE, lazy("我申请的")), (APPROVE, lazy("待我审批")), (STAMP, lazy("待用印"))]


class RequestsForm(LedgerForm):
    """Every filter; all optional."""

    q = forms.CharField(label=lazy("申请号、文号或名称"), max_length=80)
    seal = forms.CharField(label=lazy("印章"), max_length=60)
    who = forms.CharField(label=lazy("申请人或审批人"), max_length=40)
    state = forms.ChoiceField(label=lazy("状态"), choices=choices(RequestState))
    kind = forms.ChoiceField(label=lazy("印章种类"), choices=choices(SealKind))
    since = DayField(label=lazy("申请日期起"))
    until = DayField(label=lazy("止"))
    view = forms.ChoiceField(label=lazy("视图"), choices=VIEWS, widget=forms.HiddenInput)
    sort = forms.ChoiceField(
        label=lazy("排序"), choices=[(o, o) for o in (NEWEST, OLDEST)], widget=forms.HiddenInput
    )

    DAYS = (("since", "until"),)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["q"].widget.attrs["placeholder"] = _("申请号 / 文号 / 名称")
        self.fields["seal"].widget.attrs["placeholder"] = _("印文或编号")
        self.fields["who"].widget.attrs["placeholder"] = _("姓名")
