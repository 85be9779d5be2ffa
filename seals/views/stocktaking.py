"""季度盘点: which seals are still to be looked at this quarter."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from docflow.web import parts
from docflow.web.errors import NotAllowed
from docflow.web.ledger import Col, table_html
from seals.actions.stocktaking import may_take_stock
from seals.queries.stocktaking import quarter_of, this_quarter
from seals.rules.moves import LOOK
from seals.rules.rights import sees_registry
from seals.views.lists import admitted
from seals.words import SealState
from workflow.clock import database_now


@require_safe
def seal_stocktaking(request: HttpRequest) -> HttpResponse:
    """`/seals/stocktaking/`"""
    person: Any = request.user
    admitted(person)
    if not sees_registry(person.hats):
        raise NotAllowed(_("盘点由印章保管员、监印员、处长或办公厅主任办理。"))
    now = database_now()
    rows, may = this_quarter(now), may_take_stock(person.hats)
    context = {
        "quarter": quarter_of(now), "due": sum(row.taken is None for row in rows), "count": len(rows),
        "missing": sum(row.found is False for row in rows), "table": _table(rows, may) if rows else "",
    }  # fmt: skip
    return render(request, "seals/stocktaking.html", context)


def _table(rows: list[Any], may: bool) -> SafeString:
    page, act = reverse("seal", args=["REF"]), reverse("seal_act", args=["REF", "take_stock"])

    def result(row: Any) -> SafeString:
        if row.taken is None:
            return parts.state("todo", _("待盘点"))
        return parts.state("ok", _("在")) if row.found else parts.state("late", _("不在"))

    def doing(row: Any) -> object:
        if not may:
            return ""
        words, to = _("盘点") if row.taken is None else _("再盘一次"), act.replace("REF", row.ref)
        return format_html(
            '<a href="{}">{}<span class="visually-hidden"> {}</span></a>', to, words, row.seal_no
        )

    cols = [
        Col("no", _("印章编号"), "c-docnum", lambda row: row.seal_no, "em8"),
        Col("name", _("印文"), "c-title", lambda row: row.name, link=True),
        Col("state", _("状态"), "c-unit", lambda row: parts.state(LOOK[SealState(row.state)], row.get_state_display()), "em6"),
        Col("who", _("在谁手里"), "c-node", lambda row: row.holder or "", "em6"),
        Col("place", _("存放处"), "c-more", lambda row: row.place, "em10"),
        Col("found", _("本季度"), "c-lamp", result, "em6"),
        Col("taken", _("盘点时间"), "c-date", lambda row: parts.when(row.taken), "em8"),
        Col("by", _("盘点人"), "c-more", lambda row: "、".join(filter(None, (row.taken_by, row.taken_with))), "em9"),
        Col("do", _("办理"), "c-note", doing, "em6"),
    ]  # fmt: skip
    return table_html(rows, cols, label=_("季度盘点"), row_url=lambda row: page.replace("REF", row.ref))
