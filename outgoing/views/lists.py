"""发文登记簿 (S05): every outgoing paper he may see, the newest first."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_safe

from docflow.web.forms import QueryForm
from docflow.web.ledger import grouped_html
from documents.queries.onward import page_url
from outgoing.actions.drafting import may_draft
from outgoing.queries.lists import PAGE, register_page
from outgoing.views.register_rows import columns
from outgoing.words import FINAL, KINDS, Publicity, State

VIEWS = (
    ("", lazy("全部")), ("going", lazy("在办")), ("mine", lazy("我拟的")), ("numbered", lazy("已编号")),
    ("sent", lazy("待回执")), ("closed", lazy("已办结")), ("gone", lazy("撤稿作废")),
)  # fmt: skip


class RegisterQuery(QueryForm):
    view = forms.ChoiceField(choices=VIEWS)
    q = forms.CharField(label=lazy("字号或标题"), max_length=120)
    kind = forms.ChoiceField(label=lazy("文种"), choices=[("", lazy("不限")), *KINDS])
    state = forms.ChoiceField(label=lazy("环节"), choices=[("", lazy("不限")), *State.choices])
    publicity = forms.ChoiceField(label=lazy("公开属性"), choices=[("", lazy("不限")), *Publicity.choices])
    before = forms.IntegerField(min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput)


@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """`/outgoing/?view=&q=&kind=&state=&publicity=&before=`"""
    person: Any = request.user
    form = RegisterQuery(request.GET)
    valid = form.is_valid()
    asked = form.cleaned_data if valid else {}
    now = timezone.localtime()
    found = register_page(person, asked) if valid else []
    page, older = found[:PAGE], ""
    kept = {k: v for k, v in asked.items() if v and k != "before"}
    if len(found) > PAGE:
        older = f"?{urlencode({**kept, 'before': page[-1].pk})}"
    context = {
        "form": form,
        "views": [(f"?{urlencode({**kept, 'view': code})}", label, code == asked.get("view", "")) for code, label in VIEWS],
        "table": grouped_html([("", page)], columns(now), label=_("发文登记簿"), row_url=_row_url) if page else "",
        "older": older,
        "filtered": bool(kept) or bool(asked.get("before")),
        "may_draft": may_draft(person.hats),
        "final": FINAL,
    }  # fmt: skip
    return render(request, "outgoing/register.html", context, status=200 if valid else 400)


def _row_url(row: Any) -> str:
    return page_url("outgoing", row.ref)
