"""The book of rules searched, and a rule of practice set otherwise."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as lazy

from checking.rules.rulebook import GROUPS, MARKS, SEVERITIES
from docflow.web.forms import BaseForm, QueryForm


class RulesQuery(QueryForm):
    q = forms.CharField(label=lazy("规则、依据、示例中的字词"), max_length=60)
    group = forms.ChoiceField(label=lazy("类别"), choices=[("", lazy("全部")), *GROUPS.items()])
    severity = forms.ChoiceField(label=lazy("级别"), choices=[("", lazy("全部")), *SEVERITIES.items()])
    mark = forms.ChoiceField(label=lazy("依据"), choices=[("", lazy("全部")), *MARKS.items()])
    own = forms.BooleanField(label=lazy("只看本机关调整过的"))


class SeverityForm(BaseForm):
    severity = forms.ChoiceField(
        label=lazy("级别"), choices=list(SEVERITIES.items()), widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=lazy("调整的理由"), max_length=200, help_text=lazy("一句话；和姓名、时间一起留存，不能删改。")
    )
    seen = forms.IntegerField(min_value=0, max_value=2**31 - 2, widget=forms.HiddenInput)
