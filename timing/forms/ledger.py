"""What the ledger of alerts is asked, and which of its lines are to be sent again."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as lazy

from alerts.models import Alert, Channel
from docflow.web.forms import BaseForm
from documents.forms.lists import DayField, LedgerForm
from people.forms.keyed import key_field

ALL = ("", lazy("全部"))
MOST = 100  # lines sent again by one press
STATES = [
    ALL,
    ("waiting", lazy("待发")),
    ("dead", lazy("发送失败")),
    ("sent", lazy("已发")),
    ("cancelled", lazy("已取消")),
]


class AlertsQuery(LedgerForm):
    """`who`: a part of the recipient's name, or his login; `matter`: a number or the ref of a paper; how it was sent."""

    who = forms.CharField(label=lazy("人员"), max_length=60)
    matter = forms.CharField(label=lazy("事项编号"), max_length=80)
    stage = forms.ChoiceField(label=lazy("提醒"), choices=[ALL, *Alert.Stage.choices])
    channel = forms.ChoiceField(label=lazy("渠道"), choices=[ALL, *Channel.choices])
    state = forms.ChoiceField(label=lazy("外发状态"), choices=STATES)
    since = DayField(label=lazy("日期起"))
    until = DayField(label=lazy("止"))

    DAYS = (("since", "until"),)


class PicksField(forms.Field):
    """Keys of lines, each once, `MOST` at most."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value: Any) -> list[int]:
        found = dict.fromkeys(t for t in value or () if t.isascii() and t.isdecimal() and len(t) < 16)
        return [int(t) for t in found]

    def validate(self, value: list[int]) -> None:
        if not value:
            raise forms.ValidationError(lazy("请先勾选要重发的提醒。"))
        if len(value) > MOST:
            raise forms.ValidationError(lazy("一次最多重发 %(n)s 条。"), params={"n": MOST})


class ResendForm(BaseForm):
    """Ticked lines of the ledger."""

    key = key_field()
    pick = PicksField(label=lazy("提醒"))
