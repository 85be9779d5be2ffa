"""The table of limit rules as it stands on the page: by step, what is in force and what is to come; then what was."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from deadlines.explain import amount_text
from deadlines.limits import Limit
from deadlines.models import Step, Urgency
from docflow.web import parts
from docflow.web.ledger import Col, grouped_html
from documents.words import Category, Kind
from timing.forms.limits import FLOWS
from timing.rules.limits import takes_back

ORDER = {code: n for n, code in enumerate(Step.values)}
MARKS = {code: n for n, code in enumerate(["", *Urgency.values])}


def standing(rows: Sequence[Limit], today: date, *, keeps: bool) -> SafeString:
    """Rules in force and those to come; `keeps`: with what the administrator may do with each."""
    shown = [row for row in rows if row.effective_to is None or row.effective_to >= today]
    return _table(shown, _columns(rows, today, keeps), _("时限规则"))


def past(rows: Sequence[Limit], today: date) -> SafeString:
    """Those that have ended; empty where there is none."""
    shown = [row for row in rows if row.effective_to is not None and row.effective_to < today]
    return _table(shown, _columns(rows, today, keeps=False), _("历史")) if shown else SafeString("")


def _table(rows: Iterable[Limit], cols: list[Col], label: str) -> SafeString:
    ordered = sorted(
        rows, key=lambda r: (ORDER[r.step], r.flow, r.category, r.kind, MARKS[r.urgency], r.effective_from)
    )
    groups = [(str(step.label), [row for row in ordered if row.step == step]) for step in Step]
    return grouped_html(
        [(title, mine) for title, mine in groups if mine], cols, label=label, row_url=lambda _row: "",
        css="slim stack", first=False,
    )  # fmt: skip


def _columns(rows: Sequence[Limit], today: date, keeps: bool) -> list[Col]:
    found = [
        Col("urgency", _("紧急程度"), "c-title", urgency_word, "em6"),
        Col("which", _("适用"), "", which_word, "em8"),
        Col("amount", _("时限"), "c-docno", lambda row: amount_text(row.unit, float(row.amount)), "em8"),
        Col("source", _("依据"), "c-note wrap", lambda row: _(row.source)),
        Col("from", _("执行日期"), "", _dates, "em11"),
        Col("state", _("状态"), "c-docno", lambda row: _state(row, today), "em6"),
    ]
    if keeps:
        found.append(Col("do", _("更改"), "c-note", lambda row: _links(rows, row, today), "em8"))
    return found


def urgency_word(row: Any) -> str:
    return str(Urgency(row.urgency).label) if row.urgency else _("不限")


def which_word(row: Any) -> str:
    """发文 · 请示: for which papers alone; 不限 for all."""
    flows = dict(FLOWS)
    words = [str(flows.get(row.flow, row.flow))] if row.flow else []
    words += [str(choices(code).label) if code in choices.values else code
              for choices, code in ((Category, row.category), (Kind, row.kind)) if code]  # fmt: skip
    return " · ".join(words) or _("不限")


def _dates(row: Limit) -> str:
    end = row.effective_to.isoformat() if row.effective_to else ""
    return f"{row.effective_from.isoformat()} {_('至')} {end}" if end else row.effective_from.isoformat()


def _state(row: Limit, today: date) -> SafeString:
    if row.effective_from > today:
        return parts.state("todo", _("未执行"))
    if row.effective_to is not None and row.effective_to < today:
        return parts.state("", _("已停用"))
    return parts.state("ok", _("执行中"))


def _links(rows: Sequence[Limit], row: Limit, today: date) -> SafeString:
    """What may be done with it: one to follow it; one not in force yet may go."""
    if not takes_back(rows, row, today):
        return format_html('<a href="{}">{}</a>', reverse("limit_take_back", args=[row.policy_id]), _("收回"))
    if row.effective_to is None:
        return format_html('<a href="{}?rule={}">{}</a>', reverse("limit_new"), row.policy_id, _("换新规则"))
    return SafeString("")
