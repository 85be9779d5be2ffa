"""How the lists of circulation are drawn: one escaping function per cell."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from deadlines.limits import lamp
from docflow.web import parts
from docflow.web.ledger import Col, table_html
from documents.queries.circulation import Running
from documents.queries.onward import line_urls
from documents.words import Urgency
from workflow.queries import Owed


def _urgent(code: str) -> SafeString:
    return parts.urgency(code, Urgency(code).label if code else "")


def to_read_table(rows: Sequence[Owed], now: datetime, hats: Any) -> SafeString:
    """My unread papers: why I have each, by when, and one button (M)."""
    own = hats.own
    word = _("已阅")

    def given(row: Owed) -> object:
        behalf = parts.tag(_("代 %(name)s") % {"name": row.holder_name}) if row.holder not in own else ""
        urged = parts.state("warn", _("催")) if row.urged else ""
        return format_html("{} {} {}{}", row.given_by, parts.when(row.given_at), behalf, urged)

    def do(row: Owed) -> object:
        html = '<button class="btn btn-line" name="one" value="{}" data-read>{}<kbd>M</kbd></button>'
        return format_html(html, row.id, word)

    cols = [
        Col("lamp", _("时限"), "c-lamp", lambda row: parts.lamp(*lamp(row.due_at, now)), "w7"),
        Col(
            "title",
            _("标题"),
            "c-title",
            lambda row: row.title,
            link=True,
            before=lambda row: _urgent(row.urgency),
        ),
        Col("unit", _("来文单位"), "c-unit", lambda row: row.source, "w4"),
        Col("note", _("传阅目的"), "c-note", lambda row: row.note, "em14"),
        Col("given", _("送阅"), "c-node", given, "em12"),
        Col("do", _("办理"), "c-do", do, "em7"),
    ]
    return table_html(
        rows, cols, label=_("待阅"), first=True, css="slim",
        row_url=line_urls("toread"),
        pick=lambda row: (row.id, row.title),
    )  # fmt: skip


def running_table(rows: Sequence[Running], now: datetime, ticked: Collection[str] = ()) -> SafeString:
    """What goes round: how many have read it, who has not, and what can be done about it."""

    def count(row: Running) -> object:
        done = parts.state("ok" if row.read == row.total else "doing", f"{row.read}/{row.total}")
        return format_html('{} <span class="mut">{}</span>', done, _("打开 %(n)s") % {"n": row.opened})

    def unread(row: Running) -> object:
        names = "、".join(row.names[:3])
        if row.waiting > len(row.names[:3]):
            names = _("%(names)s等 %(n)s 人") % {"names": names, "n": row.waiting}
        urged = parts.state("warn", _("已催 %(n)s 次") % {"n": row.urged}) if row.urged else ""
        return format_html("{} {}", names, urged)

    def do(row: Running) -> object:
        return format_html(
            '<a class="btn btn-link" href="{}?lane=circulation">{}</a> <a class="btn btn-link" href="{}">{}</a>',
            reverse("act", args=[row.ref, "urge"]), _("催阅"),
            reverse("act", args=[row.ref, "recall_reader"]), _("撤回"),
        )  # fmt: skip

    cols = [
        Col("lamp", _("时限"), "c-lamp", lambda row: parts.lamp(*lamp(row.due_at, now)), "w7"),
        Col("no", _("收文编号"), "c-no", lambda row: row.receipt_no, "em10"),
        Col(
            "title",
            _("标题"),
            "c-title",
            lambda row: row.title,
            link=True,
            before=lambda row: _urgent(row.urgency),
        ),
        Col("count", _("已阅/送阅"), "c-unit", count, "em9"),
        Col("unread", _("未阅"), "c-note", unread, "em16"),
        Col("given", _("送阅"), "c-node", lambda row: f"{row.given_by} {parts.when(row.given_at)}", "em10"),
        Col("do", _("办理"), "c-do", do, "em7"),
    ]
    return table_html(
        rows, cols, label=_("正在传阅"), first=True, row_url=lambda row: reverse("document", args=[row.ref]),
        pick=lambda row: (row.ref, row.title), ticked=ticked,
    )  # fmt: skip
