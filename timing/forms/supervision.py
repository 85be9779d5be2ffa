"""The filters of the supervision board and of what is late, read from the address. A bad value is a 400 with its reason."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as lazy

from documents.forms.lists import LedgerForm, choices
from documents.words import Urgency
from timing.queries import late
from timing.queries.supervision import ASKED, DONE, DUE, DUE_DOWN, GREEN, PAUSE, RED, YELLOW

VIEWS = [
    ("", lazy("在督")), (RED, lazy("超期")), (YELLOW, lazy("临期")), (GREEN, lazy("正常")), (PAUSE, lazy("暂停")),
    (DONE, lazy("近期办结")), (ASKED, lazy("延期待批")),
]  # fmt: skip
PAPERS = [("", lazy("全部")), ("document", lazy("收文")), ("outgoing", lazy("发文"))]


class SupervisionForm(LedgerForm):
    """Every filter of the board; all optional."""

    q = forms.CharField(label=lazy("事项或标题"), max_length=60)
    lead = forms.CharField(label=lazy("牵头单位"), max_length=40)
    leader = forms.CharField(label=lazy("批示领导"), max_length=40)
    urgency = forms.ChoiceField(label=lazy("紧急程度"), choices=choices(Urgency))
    view = forms.ChoiceField(label=lazy("视图"), choices=VIEWS, widget=forms.HiddenInput)
    sort = forms.ChoiceField(
        label=lazy("排序"), choices=[(o, o) for o in (DUE, DUE_DOWN)], widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["q"].widget.attrs["placeholder"] = lazy("办理要求 / 标题 / 字号")
        self.fields["lead"].widget.attrs["placeholder"] = lazy("单位或拼音")
        self.fields["leader"].widget.attrs["placeholder"] = lazy("姓名")


class LateForm(LedgerForm):
    """Every filter of the list of late tasks; all optional."""

    q = forms.CharField(label=lazy("标题或编号"), max_length=60)
    holder = forms.CharField(label=lazy("经办单位或人"), max_length=40)
    paper = forms.ChoiceField(label=lazy("公文"), choices=PAPERS)
    urgency = forms.ChoiceField(label=lazy("紧急程度"), choices=choices(Urgency))
    view = forms.ChoiceField(label=lazy("视图"), choices=[("", "")], widget=forms.HiddenInput)
    sort = forms.ChoiceField(
        label=lazy("排序"), choices=[(o, o) for o in (late.DUE, late.DUE_DOWN)], widget=forms.HiddenInput
    )
