"""The table behind a figure: each thing with its page, what is said of it, its dates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from bulletins.figures.base import HOURS, MEAN, NINE, SHARE, Figure, Row
from bulletins.figures.things import Values
from bulletins.views.links import address
from docflow.web import parts as html
from docflow.web.ledger import Col, table_html

Pair = tuple[Row, Values]
DATES = (
    "received_at", "dispatched_at", "given_at", "returned_at", "found_at", "checked_at", "at", "created_at", "sent_at",
    "out_at", "closed_at", "reported_at", "done_at", "back_at", "due_first", "due_at", "alarm_at", "until",
)  # fmt: skip


def _words() -> dict[str, str]:
    return {
        "received_at": _("收文"), "dispatched_at": _("发出"), "given_at": pgettext("column", "交来"), "returned_at": _("退文"),
        "found_at": _("发现"), "checked_at": _("时间"), "at": _("时间"), "created_at": _("时间"), "sent_at": _("发出"),
        "out_at": _("带出"), "closed_at": pgettext("column", "办结"), "reported_at": pgettext("column", "报结"), "done_at": _("办完"), "back_at": _("归还"),
        "due_first": _("原定时限"), "due_at": _("现时限"), "alarm_at": _("签收时限"), "until": _("应归还"),
    }  # fmt: skip


def table(figure: Figure, found: Sequence[Pair], *, weighed: bool) -> SafeString:
    """Columns of dates stand where its things have them."""
    words = _words()
    known = found[0][1] if found else {}
    dates = [name for name in DATES if name in known]
    cols = [
        Col("no", pgettext("figure", "编号"), "c-no", lambda p: p[0].name, "em12"),
        Col("note", _("内容"), "c-title", _linked),  # the column that a phone shows, too
        *(Col(name, words[name], "c-date", _date(name), "em8") for name in dates),
    ]  # fmt: skip
    if figure.measure == SHARE:  # both sides of it, whichever of them is listed
        cols.append(Col("found", _("问题数"), "c-node", lambda p: p[1]["errors"] + p[1]["warns"], "em6"))
        cols.append(Col("length", _("字数"), "c-node", lambda p: p[1]["length"], "em6"))
    elif weighed and (unit := weight_words(figure.measure)):
        cols.append(Col("weight", unit, "c-node", lambda p: _number(p[0].weight), "em6"))
    return table_html(found, cols, label=str(figure.label), row_url=lambda p: address(p[0]), css="slim")


def _linked(pair: Pair) -> SafeString:
    """What it is about, leading to its page where it has one."""
    row, _values = pair
    said = row.note or row.name
    url = address(row)
    return format_html('<a class="t" href="{}">{}</a>', url, said) if url else format_html("{}", said)


def _date(name: str) -> Any:
    return lambda pair: html.when(pair[1][name])


def weight_words(measure: str, *, of: bool = False) -> str:
    """What the weight of a row is: the unit of its column."""
    if measure == SHARE and of:
        return _("字数")
    names = {HOURS: _("小时"), NINE: _("小时"), MEAN: _("天数"), SHARE: _("问题数")}
    return names.get(measure, "")


def _number(weight: float | None) -> str:
    return "" if weight is None else f"{weight:.1f}".removesuffix(".0")
