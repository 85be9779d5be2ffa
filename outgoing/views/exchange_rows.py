"""How the lists of the exchange desk are drawn: one escaping function per cell."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from docflow.web import parts
from docflow.web.ledger import Col, table_html
from documents.words import Urgency
from outgoing.models import Addressee, ExchangeBatch
from outgoing.queries.dispatch import light
from outgoing.words import Channel
from workflow.models import Task

PAPER = "outgoing"  # the route of a paper's page


def paper_url(paper: Any) -> str:
    """Its page; empty where there is none."""
    try:
        return reverse(PAPER, args=[paper.ref])
    except NoReverseMatch:
        return ""


def paper_html(paper: Any) -> SafeString:
    """Urgency, number and title, with the way to the page."""
    mark = parts.urgency(paper.urgency, Urgency(paper.urgency).label)
    html = (
        '<a class="t" href="{}">{} {}</a>' if (url := paper_url(paper)) else '<span class="t">{1} {2}</span>'
    )
    return format_html("{} {}", mark, format_html(html, url, paper.number, paper.title))


def _paper() -> Col:
    return Col("title", _("公文"), "c-title", lambda row: paper_html(row.paper))


def _unit() -> Col:
    return Col("unit", _("收件单位"), "c-unit", lambda row: row.name, "w5")


def _copies() -> Col:
    return Col("copies", _("份数"), "c-node", lambda row: _("%(n)s 份") % {"n": row.copies}, "em4")


def _table(rows: Sequence[Any], cols: Sequence[Col], label: str, *, pick: bool) -> SafeString:
    return table_html(
        rows, cols, label=label, first=True, css="slim", row_url=lambda row: "",
        pick=(lambda row: (row.pk, f"{row.name} {row.paper.number}")) if pick else None,
    )  # fmt: skip


def _waits(now: datetime) -> Col:
    """Shape, colour and words of how long it has waited, never the colour alone."""
    return Col("lamp", _("签收"), "c-lamp", lambda row: parts.lamp(*light(row, now)), "em9")


def _until() -> Col:
    return Col("alarm", _("应签收"), "c-node", lambda row: parts.time_html(row.alarm_at), "em7")


def waiting_table(rows: Sequence[Addressee], now: datetime, *, pick: bool) -> SafeString:
    """What goes with the next batch, by organ; what lies here past its time is as late as what is out."""
    cols = [
        _waits(now), _unit(), _paper(), _copies(),
        Col("sent", _("核发"), "c-docno", lambda row: parts.time_html(row.sent_at), "em7"), _until(),
    ]  # fmt: skip
    return _table(rows, cols, str(_("待交换")), pick=pick)


def pieces_table(rows: Sequence[Addressee], *, pick: bool) -> SafeString:
    """What a batch carries that nobody took yet, by envelope."""
    number = Col("envelope", _("封号"), "c-docno", lambda row: row.envelope or "", "em4")
    return _table(rows, [number, _unit(), _paper(), _copies()], str(_("本批的件")), pick=pick)


def unsigned_table(rows: Sequence[Addressee], now: datetime, *, pick: bool) -> SafeString:
    """What is out and not signed, past its time first."""

    def way(row: Addressee) -> object:
        if row.batch is None:
            return Channel(row.channel).label if row.channel else ""
        return format_html(
            '<a href="{}">{}</a>', reverse("exchange_batch", args=[row.batch.pk]), row.batch.number
        )

    def urged(row: Addressee) -> object:
        return parts.state("warn", _("已催 %(n)s 次") % {"n": row.urged}) if row.urged else ""

    cols = [
        _waits(now), _unit(), _paper(), _copies(),
        Col("way", _("方式"), "c-docno", way, "w5"), _until(),
        Col("urged", _("催签"), "c-note", urged, "em7"),
    ]  # fmt: skip
    return _table(rows, cols, str(_("未签收")), pick=pick)


def batch_table(rows: Sequence[ExchangeBatch]) -> SafeString:
    """Batches, newest first: how much of each is open."""

    def still(row: Any) -> object:
        if row.given_up_at:
            return format_html('<span class="mut wrap">{}</span>', row.given_up_reason)
        if not row.open:
            return parts.lamp("done", _("已清点"))
        return parts.state("doing", _("未了 %(n)s 件") % {"n": row.open})

    def handed(row: ExchangeBatch) -> object:
        if row.given_up_at:
            return parts.state("", _("已作废"))
        return parts.time_html(row.handed_at) or parts.state("todo", _("未交出"))

    cols = [
        Col("number", _("批次"), "c-title", lambda row: row.number, link=True),
        Col("pieces", _("件数"), "c-node", lambda row: _("%(n)s 件") % {"n": row.pieces}, "em5"),
        Col("courier", _("送件人"), "c-unit", lambda row: row.courier, "em8"),
        Col("made", _("列单"), "c-note", lambda row: f"{row.made_by_name} {parts.when(row.made_at)}", "em12"),
        Col("handed", _("交出"), "c-docno", handed, "em8"),
        Col("open", _("清点"), "c-lamp", still, "em9"),
    ]
    return table_html(
        rows, cols, label=str(_("交换批次")), first=True, css="slim",
        row_url=lambda row: reverse("exchange_batch", args=[row.pk]),
    )  # fmt: skip


def receiving_table(rows: Sequence[tuple[Task, Addressee]], now: datetime) -> SafeString:
    """What my units have to sign for: one key signs for all copies, the other way is a page."""

    def do(pair: tuple[Task, Addressee]) -> SafeString:
        html = '<button class="btn btn-line" name="one" value="{}" data-read>{}<kbd>M</kbd></button> <a class="btn btn-link" href="{}">{}</a>'
        task = pair[0]
        return format_html(html, task.pk, _("签收"), reverse("exchange_receive", args=[task.pk]), _("有出入"))

    cols = [
        Col("lamp", _("签收"), "c-lamp", lambda pair: parts.lamp(*light(pair[1], now)), "em9"),
        Col("title", _("公文"), "c-title", lambda pair: paper_html(pair[1].paper)),
        Col("unit", _("收件单位"), "c-unit", lambda pair: pair[1].name, "w5"),
        Col("copies", _("份数"), "c-node", lambda pair: _("%(n)s 份") % {"n": pair[1].copies}, "em4"),
        Col("sent", _("发出"), "c-docno", lambda pair: parts.time_html(pair[1].sent_at), "em7"),
        Col("do", _("办理"), "c-do", do, "em12"),
    ]
    return table_html(
        rows, cols, label=str(_("待签收")), first=True, css="slim", row_url=lambda pair: "",
        pick=lambda pair: (pair[0].pk, f"{pair[1].name} {pair[1].paper.number}"),
    )  # fmt: skip
