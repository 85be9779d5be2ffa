"""Forms of the books of blank sheets."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from docflow.web.forms import dress
from documents.forms.act import ActForm
from outgoing.forms.fields import PeopleField
from people.forms.keyed import DayField
from seals.forms.takeouts import password_field
from seals.models import BlankBook, SealRequest
from seals.queries.blanks import requests_to_write
from seals.rules.ranges import MOST, BadRange, parse
from seals.words import BlankEnd, BlankKind

LARGEST = 2**31 - 1
WHY = {
    "unreadable": lazy("看不懂“%(piece)s”。可填 101–120 或 101、103、105–110。"),
    "backwards": lazy("“%(piece)s”的止号小于起号。"),
    "twice": lazy("号码 %(piece)s 写了两次。"),
    "many": lazy("一次最多 %(most)s 张。"),
}


class BookForm(ActForm):
    """A lot taken in."""

    kind = forms.ChoiceField(label=lazy("种类"), choices=BlankKind.choices)
    name = forms.CharField(label=lazy("名称"), max_length=80)
    letters = forms.CharField(label=lazy("号码前缀"), max_length=20, required=False)
    first = forms.IntegerField(label=lazy("起号"), min_value=1, max_value=LARGEST)
    last = forms.IntegerField(label=lazy("止号"), min_value=1, max_value=LARGEST)
    received_on = DayField(label=lazy("收到日期"), initial=date.today)
    keeper = PeopleField(label=lazy("保管人"), one=True)

    def book(self) -> BlankBook:
        given = {k: v for k, v in self.cleaned_data.items() if k not in ("version", "key")}
        return BlankBook(prefix=given.pop("letters"), **given)


class RequestChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.number} {obj.title}"[:80]


class WriteForm(ActForm):
    """Numbers written off: singly and in ranges."""

    doc: Any

    numbers = forms.CharField(label=lazy("号码"), max_length=500)
    end = forms.ChoiceField(label=lazy("去向"), choices=BlankEnd.choices)
    matter = forms.CharField(label=lazy("事由"), max_length=200)
    given_to = forms.CharField(label=lazy("交给谁"), max_length=120, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["numbers"].widget.attrs["placeholder"] = "101–120、125"
        if self.doc.kind == BlankKind.INTRODUCTION:
            open_ones = [r.pk for r in requests_to_write()]
            rows = SealRequest.objects.filter(pk__in=open_ones).order_by("-pk")
            self.fields["request"] = RequestChoice(label=_("用印申请"), queryset=rows, required=False)
            dress(self.fields["request"].widget)
        add_second(self, required=False)

    def clean_numbers(self) -> list[int]:
        try:
            return parse(self.cleaned_data["numbers"], self.doc.prefix)
        except BadRange as bad:
            raise forms.ValidationError(WHY[bad.why] % {"piece": bad.piece, "most": MOST}) from bad

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if bool(data.get("second_user")) != bool(data.get("second_password")):
            self.add_error("second_password", _("核对人的用户名和密码须一并填写。"))
        return data


def add_second(form: Any, *, required: bool) -> None:
    """A second person signs: login and password."""
    form.fields["second_user"] = forms.CharField(label=_("核对人用户名"), max_length=60, required=required)
    form.fields["second_user"].widget.attrs["autocomplete"] = "off"
    dress(form.fields["second_user"].widget)
    form.fields["second_password"] = password_field(_("核对人密码"), required=required)


class CountForm(ActForm):
    counted = forms.IntegerField(label=lazy("实点张数"), min_value=0, max_value=LARGEST)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        add_second(self, required=True)


class CloseForm(ActForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        add_second(self, required=True)


class HandForm(ActForm):
    """The one who takes it over signs."""

    counted = forms.IntegerField(label=lazy("实点张数"), min_value=0, max_value=LARGEST)
    to_user = forms.CharField(label=lazy("接收人用户名"), max_length=60)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to_user"].widget.attrs["autocomplete"] = "off"
        self.fields["to_password"] = password_field(_("接收人密码"))
