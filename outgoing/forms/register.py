"""The filters of the outgoing register, read from the address. A bad value is a 400 with its reason."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from docflow.web.forms import BaseForm
from documents.forms.lists import DayField, LedgerForm, choices
from documents.forms.unclassified import Unclassified
from documents.forms.urging import ContactForm
from outgoing.queries.asked import ORDERS
from outgoing.queries.series import known
from outgoing.rules.numbering import FIRST_YEAR, LAST_SERIAL, LAST_YEAR
from outgoing.words import KINDS, Publicity, State

VIEWS = [
    ("", lazy("全部")), ("going", lazy("在办")), ("mine", lazy("我拟的")), ("numbered", lazy("已编号")),
    ("sent", lazy("待回执")), ("closed", lazy("已办结")), ("gone", lazy("撤稿作废")),
]  # fmt: skip
WIDE = ("organ", "series", "year", "low", "high")  # for who reads the whole register


class OutgoingForm(LedgerForm):
    """Every filter; all optional. Organs and number series are offered to who reads the whole register."""

    q = forms.CharField(label=lazy("字号或标题"), max_length=120)
    unit = forms.CharField(label=lazy("拟稿单位或拟稿人"), max_length=40)
    to = forms.CharField(label=lazy("主送、抄送单位"), max_length=40)
    kind = forms.ChoiceField(label=lazy("文种"), choices=[("", lazy("全部")), *KINDS])
    state = forms.ChoiceField(label=lazy("环节"), choices=choices(State))
    publicity = forms.ChoiceField(label=lazy("公开属性"), choices=choices(Publicity))
    organ = forms.ChoiceField(label=lazy("发文机关"))
    series = forms.ChoiceField(label=lazy("机关代字"))
    year = forms.IntegerField(label=lazy("编号年份"), min_value=FIRST_YEAR, max_value=LAST_YEAR)
    low = forms.IntegerField(label=lazy("序号从"), min_value=1, max_value=LAST_SERIAL)
    high = forms.IntegerField(label=lazy("序号到"), min_value=1, max_value=LAST_SERIAL)
    signed_since = DayField(label=lazy("成文日期起"))
    signed_until = DayField(label=lazy("成文日期止"))
    sent_since = DayField(label=lazy("发出日期起"))
    sent_until = DayField(label=lazy("发出日期止"))
    view = forms.ChoiceField(label=lazy("视图"), choices=VIEWS, widget=forms.HiddenInput)
    sort = forms.ChoiceField(label=lazy("排序"), choices=[(o, o) for o in ORDERS], widget=forms.HiddenInput)

    DAYS = (("signed_since", "signed_until"), ("sent_since", "sent_until"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, hint in [
            ("q", _("标题 / 字号 / 拼音首字母")),
            ("unit", _("单位或姓名")),
            ("to", _("单位或拼音")),
        ]:
            self.fields[name].widget.attrs["placeholder"] = hint
        if self.person is None or not self.person.hats.reads_register:
            for name in WIDE:
                del self.fields[name]
            return
        for name, rows in zip(("organ", "series"), known(), strict=True):
            self.fields[name].choices = [("", _("全部")), *rows]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("low") and data.get("high") and data["low"] > data["high"]:
            self.add_error("high", _("序号的止小于起。"))
        return data


class UrgeManyForm(ContactForm):
    """How and with which words all who have a step of these papers are urged."""

    note = forms.CharField(label=lazy("附言（可不写）"), max_length=500, required=False)


class UrgeReceiptsManyForm(Unclassified, BaseForm):
    """Words for everybody who is urged, and who was spoken to where a unit is not in this system."""

    note = forms.CharField(label=lazy("附言（可不写）"), max_length=500, required=False)
    answered_by = forms.CharField(label=lazy("接电话的人（电话催的填写）"), max_length=60, required=False)
