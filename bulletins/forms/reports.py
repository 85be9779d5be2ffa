"""报错: which field, what stands there, what it should be, what is wrong; and what is said to it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import override, pgettext, pgettext_lazy

from bulletins.models import ErrorReport
from bulletins.queries.records import SHOWN, Record, on_record
from bulletins.words import ReportAnswer, ReportState
from docflow.web.forms import BaseForm, QueryForm
from documents.forms.act import ActForm
from documents.forms.unclassified import Unclassified
from workflow.spine import new_key

MINE, TO_ANSWER = "mine", "answer"
VIEWS = [("", lazy("全部")), (MINE, lazy("我报的")), (TO_ANSWER, lazy("待我答复"))]


def _area(label: Any, required: bool = True, **more: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 2})
    return forms.CharField(label=label, max_length=500, required=required, widget=widget, **more)


class ReportForm(Unclassified, BaseForm):
    """About `about` (its fields are offered with what stands in them), or about the page alone."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=64, initial=new_key)
    field = forms.CharField(label=pgettext_lazy("one", "栏目"), max_length=60, required=False)
    old = _area(lazy("现在的内容"), False)
    proposed = _area(lazy("应为"), False)
    what = _area(lazy("哪里不对"))

    def __init__(self, *args: Any, about: Record | None, person: Any, **kwargs: Any) -> None:
        self.person, self.about = person, about
        super().__init__(*args, **kwargs)
        self.values = about.values if about is not None else {}
        if self.values:
            pairs = [(label, _offered(label, value)) for label, value in self.values.items()]
            self.fields["field"] = forms.ChoiceField(
                label=pgettext("one", "栏目"), choices=[("", _("其他（在下面写明）")), *pairs], required=False
            )
            self.fields["field"].widget.attrs["class"] = "form-select"
            self.fields["old"].help_text = _("选了栏目的不用填，按现在的内容记下。")

    def row(self, page: str) -> ErrorReport:
        """The unsaved report, in the words of the record. Of a known field what stands there is read, not typed."""
        data = self.cleaned_data
        about = on_record(self.person, self.about) if self.about else None
        field, old = data["field"], data["old"]
        if about is not None and field in self.values:
            field, stands = list(about.values.items())[list(self.values).index(field)]
            old = stands or old
        with override("zh-hans"):
            name = about.name if about else _("页面 %(page)s") % {"page": page or "/"}
        return ErrorReport(
            about_kind=about.kind if about else "", about_ref=about.ref if about else "", about_name=name[:120], page=page[:200],
            secret=bool(about and about.secret), field=field[:60], old=old[:500], proposed=data["proposed"], what=data["what"],
        )  # fmt: skip


def _offered(label: str, value: str) -> str:
    if not value:
        return _("%(label)s（空）") % {"label": label}
    words = value[:SHOWN] + ("…" if len(value) > SHOWN else "")
    return _("%(label)s：%(value)s") % {"label": label, "value": words}


class AnswerForm(ActForm):
    answer = forms.ChoiceField(label=lazy("核实结果"), choices=ReportAnswer.choices, widget=forms.RadioSelect)
    new = _area(lazy("更正为"), False, help_text=lazy("选“已更正”的必填：现在的内容。"))
    said = _area(lazy("说明"), False, help_text=lazy("不改原记录或经核实无误的，写明理由。"))


class AskAgainForm(ActForm):
    reason = _area(lazy("为什么不同意答复"))


class SettleForm(ActForm):
    """Nothing more is said."""


class ReportsQuery(QueryForm):
    """`view`, `state`; `before`: the key of the last one shown."""

    view = forms.ChoiceField(label=lazy("视图"), choices=VIEWS)
    state = forms.ChoiceField(label=lazy("状态"), choices=[("", lazy("全部")), *ReportState.choices])
    before = forms.IntegerField(min_value=1, max_value=2**63 - 1)
