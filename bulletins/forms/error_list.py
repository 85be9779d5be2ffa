"""The filters of the error book, read from the address. A bad value is a 400 with its reason."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from bulletins.rules.error_rights import sees_names
from bulletins.words import Category, Consequence, Source, Stage
from docflow.web.forms import QueryForm
from documents.forms.lists import DayField, LedgerForm, choices
from documents.words import Kind

NEWEST, OLDEST = "found", "found-up"
OPEN, MINE, MY_FINDS, REPEATS, OTHERS = "open", "mine", "finds", "repeats", "others"
VIEWS = [("", lazy("全部")), (OPEN, lazy("未关闭")), (MINE, lazy("我的差错")), (MY_FINDS, lazy("我发现的")),
         (REPEATS, lazy("重复出现")), (OTHERS, lazy("不含超时"))]  # fmt: skip


class ErrorsForm(LedgerForm):
    """Every filter; all optional. By person only for who sees the names."""

    q = forms.CharField(label=lazy("关键词"), max_length=60)
    category = forms.ChoiceField(label=lazy("类别"), choices=choices(Category))
    stage = forms.ChoiceField(label=lazy("环节"), choices=choices(Stage))
    source = forms.ChoiceField(label=lazy("来源"), choices=choices(Source))
    consequence = forms.ChoiceField(label=lazy("后果"), choices=choices(Consequence))
    kind = forms.ChoiceField(label=lazy("文种"), choices=choices(Kind))
    unit = forms.CharField(label=lazy("责任单位"), max_length=60)
    rule = forms.CharField(label=lazy("规则"), max_length=10)
    who = forms.CharField(label=lazy("责任人或发现人"), max_length=40)
    since = DayField(label=lazy("发现日期起"))
    until = DayField(label=lazy("止"))
    view = forms.ChoiceField(label=lazy("视图"), choices=VIEWS, widget=forms.HiddenInput)
    sort = forms.ChoiceField(
        label=lazy("排序"), choices=[(o, o) for o in (NEWEST, OLDEST)], widget=forms.HiddenInput
    )

    DAYS = (("since", "until"),)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["q"].widget.attrs["placeholder"] = _("差错 / 编号 / 标题")
        self.fields["rule"].widget.attrs["placeholder"] = "NUM-01"
        if self.person is None or not sees_names(self.person.hats):
            del self.fields["who"]


class TopQuery(QueryForm):
    """`months`: how many, this one the last."""

    months = forms.ChoiceField(
        label=lazy("期间"),
        choices=[("3", lazy("近三个月")), ("6", lazy("近半年")), ("12", lazy("近一年"))],
    )

    def clean_months(self) -> int:
        return int(self.cleaned_data["months"] or 6)
