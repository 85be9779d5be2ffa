"""The filters of the register and the search field, read from the address. A bad value is a 400 with its reason."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from docflow.web.forms import BaseModelForm, QueryForm
from documents.forms.unclassified import Unclassified
from documents.models import SavedView
from documents.queries.asked import ORDERS, Place
from documents.words import Category, Kind, State, Urgency

LARGEST = 2**63 - 1
DATES = [
    re.compile(pattern, re.ASCII)
    for pattern in (
        r"()(\d{2})(\d{2})",
        r"(\d{4})(\d{2})(\d{2})",
        r"(?:(\d{4})[-/.年])?(\d{1,2})[-/.月](\d{1,2})日?",
    )
]
# Only the wide forms of an input method; NFKC would also read ² as 2.
HALF_WIDTH = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)}
EPOCH = datetime(1970, 1, 1, tzinfo=timezone.get_fixed_timezone(0))
OPEN = "open"


class DayField(forms.CharField):
    """A day as a clerk types it: 1101, 11-1, 2026-11-01. Without a year the last such day up to today."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=12, **kwargs)

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text:
            return None
        plain = text.translate(HALF_WIDTH)
        found = next((m for m in (pattern.fullmatch(plain) for pattern in DATES) if m), None)
        if not found:
            raise ValidationError(
                _("看不懂日期“%(text)s”。可填 1101、11-1 或 2026-11-01。"), params={"text": text}
            )
        year, month, day = found.groups()
        try:
            return _day(int(year) if year else None, int(month), int(day), timezone.localdate())
        except ValueError as error:
            raise ValidationError(_("没有“%(text)s”这一天。"), params={"text": text}) from error

    def validate(self, value: Any) -> None:
        """The day is made in `to_python`; nothing else is asked of it."""

    def run_validators(self, value: Any) -> None:
        super().run_validators("" if value is None else str(value))


def _day(year: int | None, month: int, day: int, today: date) -> date:
    if year is not None:
        found = date(year, month, day)
        if not 1949 <= year <= 2999:
            raise ValueError(year)
        return found
    for back in range(5):  # 29 February comes every fourth year
        try:
            found = date(today.year - back, month, day)
        except ValueError:
            if (month, day) != (2, 29):
                raise
            continue
        if found <= today:
            return found
    raise ValueError(month, day)


class PlaceField(forms.CharField):
    """Where a page begins: `<id>`, or `<microseconds>-<id>` in an order by time."""

    def __init__(self) -> None:
        super().__init__(label=lazy("翻页"), max_length=40, widget=forms.HiddenInput)

    def clean(self, value: Any) -> Place | None:
        text = super().clean(value)
        if not text:
            return None
        found = re.fullmatch(r"(?:(\d{1,17})-)?(\d{1,19})", text, re.ASCII)
        if not found or int(found[2]) > LARGEST:
            raise ValidationError(_("页码无效，请从第一页重新翻。"))
        try:
            return Place(int(found[2]), EPOCH + timedelta(microseconds=int(found[1])) if found[1] else None)
        except OverflowError as error:
            raise ValidationError(_("页码无效，请从第一页重新翻。")) from error


def place(id_: int, at: datetime | None = None) -> str:
    """The address form of a place."""
    if at is None:
        return str(id_)
    return f"{(at - EPOCH) // timedelta(microseconds=1)}-{id_}"


def choices(words: Any, *more: tuple[str, Any]) -> list[tuple[str, Any]]:
    return [("", lazy("全部")), *more, *words.choices]


VIEWS = [
    ("", lazy("全部")),
    ("open", lazy("未办结")),
    ("today", lazy("今日收文")),
    ("late", lazy("本周超期")),
    ("mine", lazy("我登记的")),
    ("reading", lazy("阅件")),
]


class LedgerForm(QueryForm):
    """What every register asks: its filters, all optional, and where a page begins. A class of its own adds `view` and
    `sort` with their choices. `DAYS` are the pairs of days (from, to); `person` is who asks."""

    before = PlaceField()
    after = PlaceField()

    DAYS: ClassVar[Sequence[tuple[str, str]]] = ()

    def __init__(self, *args: Any, person: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        today = f"{timezone.localdate():%m%d}"
        for since, until in self.DAYS:
            for name, hint in ((since, "1101"), (until, today)):
                self.fields[name].widget.attrs |= {
                    "placeholder": hint,
                    "data-date": "",
                    "autocomplete": "off",
                }

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for since, until in self.DAYS:
            if data.get(since) and data.get(until) and data[since] > data[until]:
                self.add_error(until, _("截止日期早于起始日期。"))
        if data.get("before") and data.get("after"):
            self.add_error("before", _("页码无效，请从第一页重新翻。"))
        return data


class RegisterForm(LedgerForm):
    """Every filter of the register of what came in."""

    q = forms.CharField(label=lazy("关键词"), max_length=60)
    sender = forms.CharField(label=lazy("来文单位"), max_length=40)
    state = forms.ChoiceField(label=lazy("状态"), choices=choices(State, (OPEN, lazy("未办结"))))
    urgency = forms.ChoiceField(label=lazy("紧急程度"), choices=choices(Urgency))
    kind = forms.ChoiceField(label=lazy("文种"), choices=choices(Kind))
    category = forms.ChoiceField(label=lazy("阅件/办件"), choices=choices(Category))
    since = DayField(label=lazy("收文日期起"))
    until = DayField(label=lazy("止"))
    view = forms.ChoiceField(label=lazy("视图"), choices=VIEWS, widget=forms.HiddenInput)
    sort = forms.ChoiceField(label=lazy("排序"), choices=[(o, o) for o in ORDERS], widget=forms.HiddenInput)

    DAYS = (("since", "until"),)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, hint in [("q", _("标题 / 字号 / 拼音首字母")), ("sender", _("单位或拼音"))]:
            self.fields[name].widget.attrs["placeholder"] = hint


def start_of(day: date) -> datetime:
    """Midnight in the office's clock."""
    return datetime.combine(day, time.min, tzinfo=timezone.get_current_timezone())


class SearchForm(QueryForm):
    """The search field of the top bar."""

    q = forms.CharField(label=lazy("查找"), max_length=100)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scopes = [(s, s) for s in ("", "number", "title", "said")]
        self.fields["in"] = forms.ChoiceField(choices=scopes, required=False)  # a keyword of Python


TABS = [
    ("todo", lazy("待办")),
    ("doing", lazy("在办")),
    ("toread", lazy("待阅")),
    ("overdue", lazy("超期")),
    ("done", lazy("已办")),
]


class HomeForm(QueryForm):
    """Which inbox, and where its page begins."""

    tab = forms.ChoiceField(label=lazy("标签"), choices=TABS)
    after = PlaceField()


class SavedViewForm(Unclassified, BaseModelForm):
    """A name for the filters that stand in the address; `shares`: may he give it to everybody?"""

    class Meta:
        model = SavedView
        fields = ["name", "query", "is_shared"]
        widgets = {"query": forms.HiddenInput}

    def __init__(self, *args: Any, shares: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not shares:
            del self.fields["is_shared"]
