"""How a line of the number ledger is drawn, on the screen and on paper; the lamp of a series' year."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from docflow.web import parts
from docflow.web.ledger import Col, texts
from outgoing.queries.numbers import Count, Line
from outgoing.words import Slot

COLOURS = {Slot.USED: "ok", Slot.RESERVED: "todo", Slot.VOID: ""}


def lamp(count: Count, current: int) -> tuple[str, str]:
    """Colour (its shape comes with it) and words: is every number of this year accounted for?"""
    if count.troubles:
        return "red", _("空号不明 %(n)s") % {"n": count.troubles}
    if not count.expected:
        return "done", _("尚未取号")
    if count.certified_at:
        return "done", _("已封存")
    if count.year and count.year < current:
        return "yellow", _("往年有预留 %(n)s") % {"n": count.reserved} if count.reserved else _("可以封存")
    return "green", _("没有空号")


def columns(may_void: bool) -> list[Col]:
    """`may_void` adds the way to have a reserved number voided."""
    cols = [
        Col("no", _("发文字号"), "c-unit", lambda line: line.number, "w5", chars=22),
        Col("status", _("状态"), "c-docno", status_html, "w6", text=status_text, chars=8),
        Col("title", _("标题"), "c-title", title_html, text=title_text, chars=44),
        Col("reason", _("原因"), "c-note", lambda line: line.reason, "em14", chars=30),
        Col("who", _("办理人"), "c-lamp", lambda line: line.who, "em10", chars=18),
        Col("at", _("时间"), "c-node", lambda line: parts.time_html(line.at), "em10", text=lambda line: parts.when(line.at),
            chars=16),
    ]  # fmt: skip
    return [*cols, Col("do", _("办理"), "c-do", do_html, "w4")] if may_void else cols


def status_text(line: Line) -> str:
    return str(Slot(line.status).label) if line.status else _("空号")


def status_html(line: Line) -> SafeString:
    if line.is_unexplained:
        return parts.state("late", _("空号"))
    return parts.state(COLOURS[Slot(line.status)], status_text(line))


def title_text(line: Line) -> str:
    if line.hidden:
        return _("（本件您无权查看）")
    return line.title or (_("没有登记去向，请查明") if line.is_unexplained else "")


def title_html(line: Line) -> object:
    text = title_text(line)
    if line.is_unexplained or line.hidden:
        return format_html('<span class="{}">{}</span>', "err" if line.is_unexplained else "mut", text)
    if line.ref:
        return format_html('<a href="{}">{}</a>', reverse("outgoing", args=[line.ref]), text)
    return text


def do_html(line: Line) -> object:
    if line.wish is not None:
        url, words = reverse("number_void_answer", args=[line.wish]), _("待确认")
    elif line.status == Slot.RESERVED:
        url, words = reverse("number_void", args=[line.pk]), _("申请作废")
    else:
        return ""
    name = format_html('<span class="visually-hidden"> {}</span>', line.number)
    return format_html('<a class="btn btn-line" href="{}">{}{}</a>', url, words, name)


def row_class(line: Line) -> str:
    """Grey where no paper goes out under this number."""
    return "" if line.status in (Slot.USED, Slot.RESERVED) else "void"


def printed(lines: Sequence[Line], cols: Sequence[Col]) -> list[tuple[list[str], bool]]:
    """For paper: the texts of each line, and whether it is grey."""
    return [(texts(line, cols), bool(row_class(line))) for line in lines]
