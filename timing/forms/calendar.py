"""The forms of the calendar. Each is sent twice: to be rehearsed, and with the two fingerprints of what was shown."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from deadlines import hours, notice_file
from deadlines.errors import BadLimit
from deadlines.hours import Season
from deadlines.notice_file import MOST_BYTES, Read
from deadlines.store import LOCAL
from docflow.web.forms import BaseForm, QueryForm
from documents.forms.unclassified import Unclassified
from people.forms.keyed import key_field
from workflow.spine import new_key

FIRST_YEAR, LAST_YEAR = 1990, 2199
FIRST, LAST = date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31)


class CalendarQuery(QueryForm):
    year = forms.IntegerField(label=lazy("年份"), min_value=FIRST_YEAR, max_value=LAST_YEAR)


class DayField(forms.DateField):
    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(
            widget=widget, validators=[MinValueValidator(FIRST), MaxValueValidator(LAST)], **kwargs
        )


class RehearsedForm(Unclassified, BaseForm):
    """`seen` and `moved` come with the second sending: of which calendar and which dates the page told."""

    key = key_field()
    seen = forms.CharField(widget=forms.HiddenInput, max_length=60, required=False)
    moved = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"key": new_key(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)

    @property
    def is_confirmed(self) -> bool:
        return bool(self.cleaned_data["seen"] and self.cleaned_data["moved"])

    def sends_again(self) -> dict[str, str]:
        """The words of this form for the second sending, as they were read: a file as its text."""
        return {
            name: str(self.data.get(name, ""))
            for name in self.fields
            if name not in ("key", "seen", "moved", "file")
        }


class NoticeForm(RehearsedForm):
    """A year's notice: a file, or its lines. What is wrong with it stands at the box, and the words stay."""

    file = forms.FileField(label=lazy("通知文件（JSON）"), required=False, allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".json,application/json"}),
        help_text=lazy("选了文件就以文件为准。"))  # fmt: skip
    text = forms.CharField(label=lazy("粘贴通知"), required=False, max_length=MOST_BYTES,
        widget=forms.Textarea(attrs={"rows": 14, "spellcheck": "false"}),
        help_text=lazy("一行一天，如：2027-01-01 放假 元旦 法定；2027-01-03 上班 元旦调休。不列的日子按周末规则。"))  # fmt: skip
    title = forms.CharField(label=lazy("通知标题"), required=False, max_length=200)
    issued_on = DayField(label=lazy("印发日期"), required=False)
    source = forms.CharField(label=lazy("出处"), required=False, max_length=300,
        help_text=lazy("何时由谁印发、刊于何处；不填即用标题。"))  # fmt: skip

    def __init__(self, *args: Any, year: int, scope: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.year, self.scope = year, scope
        if scope == LOCAL:
            self.fields["text"].help_text = _(
                "一行一天，如：2026-03-20 放假 古尔邦节。写全本年所有本地日子；留空即撤销本地安排。"
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "file" in self.errors or "text" in self.errors:
            return data
        text = self._from_file(data["file"]) if data.get("file") else data.get("text", "")
        if self.errors:
            return data
        if not text.strip() and self.scope != LOCAL:
            self.add_error("text", _("请选择通知文件，或粘贴通知中的日期。"))
            return data
        read = notice_file.read(
            text, self.year, scope=self.scope, title=data.get("title", ""), source=data.get("source", ""),
            issued_on=data.get("issued_on"),
        )  # fmt: skip
        for fault in read.faults:
            self.add_error(read.at.get(fault, "text"), fault)
        return data | {"read": read}

    def _from_file(self, file: Any) -> str:
        """Its text, put into the box: there it can be mended, and from there it is sent again."""
        text, fault = notice_file.decoded(file.read(MOST_BYTES + 1))
        if fault:
            self.add_error("file", fault)
        elif "\0" in text:
            self.add_error("file", _("文件不是文字。"))
        else:
            data: Any = self.data
            self.data = data.copy()
            self.data["text"] = text  # type: ignore[index]
        return text

    @property
    def read(self) -> Read:
        found: Read = self.cleaned_data["read"]
        return found


class HoursForm(RehearsedForm):
    """A table of office hours that begins on a day of every year."""

    name = forms.CharField(label=lazy("名称"), max_length=40, help_text=lazy("如 夏令时间、冬令时间。"))
    month = forms.IntegerField(label=lazy("每年自（月）"), min_value=1, max_value=12)
    day = forms.IntegerField(label=lazy("日"), min_value=1, max_value=31)
    spans = forms.CharField(
        label=lazy("办公时间"), max_length=120, help_text=lazy("如 08:30-12:00，14:00-17:30。")
    )
    since = DayField(label=lazy("施行日期"), help_text=lazy("这一天以前的日子仍按原作息计算。"))
    source = forms.CharField(label=lazy("依据"), max_length=200, help_text=lazy("哪份通知、哪次会议定的。"))

    def clean_spans(self) -> hours.Hours:
        try:
            return hours.typed(self.cleaned_data["spans"])
        except BadLimit as error:
            raise forms.ValidationError(str(error)) from error

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "month" in data and "day" in data:
            try:
                date(2024, data["month"], data["day"])
            except ValueError:
                self.add_error("day", _("没有%(month)s月%(day)s日。") % data)
        for name in ("name", "source"):
            if name in data and not notice_file.fits(data[name], 200):
                self.add_error(name, _("含有看不见的字符，请删去后重试。"))
        return data

    @property
    def table(self) -> Season:
        data = self.cleaned_data
        return Season(
            data["month"], data["day"], data["spans"], data["since"], None, data["name"], data["source"]
        )


class EndHoursForm(RehearsedForm):
    until = DayField(label=lazy("最后施行日"), help_text=lazy("次日起不再按这张表，按当年前一张表作息。"))
