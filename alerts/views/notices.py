"""通知 (S23)."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from alerts.models import Alert, Channel, Delivery
from alerts.queries import (
    ABOUT,
    BOXES,
    NEED,
    PAGE,
    SYSTEM,
    Notice,
    Sent,
    acknowledge,
    mark_read,
    notices,
    unread_by_box,
)
from alerts.words import KINDS
from docflow.web import parts
from docflow.web.forms import QueryForm
from docflow.web.ledger import Col, table_html

# What the clock says has a lamp, so that its shape tells it as well; what somebody said has a mark.
LAMPS = {"due_soon": "yellow", "due_today": "yellow", "overdue": "red", "second": "red", "escalated": "red"}
MARKS = {"urged": "late", "told": "doing"}
MOST = 200


class NoticesQuery(QueryForm):
    box = forms.ChoiceField(choices=[("", ""), *((box, box) for box in BOXES)])
    id = forms.IntegerField(min_value=1, max_value=2**62)
    top = forms.ChoiceField(choices=[("", ""), ("1", "1")])  # the page goes on among those that wait


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """`/notices/?box=need|about|system&id=&top=`"""
    query = NoticesQuery(request.GET)
    if not query.is_valid():
        return HttpResponseBadRequest(query.errors.as_text(), content_type="text/plain; charset=utf-8")
    box = query.cleaned_data["box"] or NEED
    last = query.cleaned_data["id"]
    found = notices(request.user, box, before=last, top=last is None or bool(query.cleaned_data["top"]))
    shown, counts = found[:PAGE], unread_by_box(request.user)
    words = {NEED: _("需我办"), ABOUT: _("与我有关"), SYSTEM: _("系统")}
    context = {
        "box": box,
        "boxes": [(code, words[code], counts[code]) for code in BOXES],
        "table": table(shown, words[box]),
        "count": len(shown),
        "waiting": sum(line.waiting for line in shown),
        "older": _older(box, shown[-1]) if len(found) > PAGE else "",
    }
    return render(request, "alerts/notices.html", context)


def _older(box: str, last: Notice) -> str:
    return f"?box={box}&id={last.id}" + ("&top=1" if last.waiting else "")


@require_POST
def read(request: HttpRequest) -> HttpResponse:
    """`/notices/read/`: of the lines in `one` or `pick` he says that he knows; `all` marks every box read, no more.
    Answers with the box he came from."""
    now = timezone.now()
    if "all" in request.POST:
        if count := mark_read(request.user, now):
            messages.success(request, _("%(n)s 条通知已读。") % {"n": count})
    else:
        named = [request.POST["one"]] if "one" in request.POST else request.POST.getlist("pick")[:MOST]
        ids = [int(t) for t in named if t.isascii() and t.isdecimal() and len(t) < 16]
        if count := acknowledge(request.user, ids, now):
            messages.success(request, _("已记下您知道了，共 %(n)s 条。") % {"n": count})
    box = request.POST.get("box", "")
    return redirect(f"{reverse('notices')}?box={box}" if box in BOXES else reverse("notices"))


def link(notice: Notice) -> str:
    """The page of what it is about: the address named like its kind. Empty when there is none any more."""
    try:
        return reverse(notice.subject_kind, args=[notice.subject_ref]) if notice.subject_ref else ""
    except NoReverseMatch:
        return ""


def stage_html(stage: str, words: object) -> SafeString:
    """What the notice says, in shape, colour and words."""
    return parts.lamp(LAMPS[stage], words) if stage in LAMPS else parts.state(MARKS[stage], words)


def sent_html(ways: list[Sent]) -> SafeString:
    """Where a notice went beside this page: what went out and what failed; what still waits is not worth a word."""
    names = dict(Channel.choices)
    out = []
    for way in ways:
        name = names[way.channel]
        if way.state == Delivery.State.SENT:
            words = _("汇总%(channel)s已发 %(when)s") if way.digest else _("%(channel)s已发 %(when)s")
            said = words % {"channel": name, "when": parts.when(way.at)}
            out.append(format_html('<span class="mut">{}</span>', said))
        elif way.state == Delivery.State.DEAD:
            out.append(parts.state("late", _("%(channel)s发送失败") % {"channel": name}))
    return SafeString("<br>".join(out))


def table(rows: list[Notice], label: str) -> SafeString:
    """The lines, drawn by one escaping function per cell."""
    stages = {code: str(word) for code, word in Alert.Stage.choices}
    went = any(row.ways for row in rows)

    def what(row: Notice) -> object:
        title = row.title or row.said or _("（已撤回）")
        bold = format_html("<b>{}</b>", title) if row.unread else title
        url = link(row)
        text = format_html('<a class="t" href="{}">{}</a>', url, bold) if url else bold
        return format_html("{} {}", parts.state("warn", _("待确认")), text) if row.waiting else text

    def why(row: Notice) -> object:
        if row.stage == "told":
            return row.said if row.title else ""
        kind = KINDS.get(row.task_kind, row.task_kind)
        behalf = row.by_name and row.stage != "urged"
        tail = " ".join(
            filter(
                None,
                [_("代 %(name)s") % {"name": row.by_name} if behalf else "", row.said if row.title else ""],
            )
        )
        times = _("共 %(n)s 次") % {"n": row.times} if row.times > 1 else ""
        return format_html("{} {} {}", kind, tail, parts.tag(times))

    def mark(row: Notice) -> object:
        return stage_html(row.stage, stages[row.stage])

    def who(row: Notice) -> object:
        by = row.by_name if row.stage in ("told", "urged") else ""
        return format_html("{} {}", by, parts.when(row.created_at))

    def do(row: Notice) -> object:
        if not (row.unread or row.waiting):
            return ""
        html = '<button class="btn btn-line" name="one" value="{}" data-read>{}<kbd>M</kbd></button>'
        return format_html(html, row.id, _("知道了"))

    cols = [
        Col("stage", _("提醒"), "c-lamp", mark, "w7"),
        Col("title", _("标题"), "c-title", what),
        Col("why", _("事由"), "c-unit c-wrap", why, "em14" if went else "em20"),
        Col("due", _("时限"), "c-docno", lambda row: parts.when(row.due_at), "em8"),
        Col("who", _("何人何时"), "c-node", who, "em10" if went else "em12"),
        Col("sent", _("外发"), "c-note c-wrap", lambda row: sent_html(row.ways), "em14"),
        Col("do", _("办理"), "c-do", do, "em8"),
    ]
    if not went:
        cols = [col for col in cols if col.key != "sent"]
    return table_html(rows, cols, label=label, first=True, css="slim", row_url=link)
