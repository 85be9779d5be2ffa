"""提醒台账: every alert with what became of it; what was given up is sent again."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_POST, require_safe

from docflow.web.errors import Incomplete, Refusal
from docflow.web.ledger import table_html
from documents.forms.lists import place
from documents.queries.lists import Page
from documents.queries.quick import TooWide
from timing.actions.resending import resend_alerts
from timing.forms.ledger import AlertsQuery, ResendForm
from timing.models import Timetable
from timing.queries import ledger as query
from timing.queries.ledger import DEAD, WAITING, Line
from timing.rules.alerts import reads_titles, resends, sees_ledger
from timing.views import ledger_rows
from workflow.spine import new_key

VIEWS = [("", lazy("全部")), (WAITING, lazy("待发")), (DEAD, lazy("发送失败"))]
SHOWN = 10  # sentences about single lines that a message may carry


@require_safe
def alert_ledger(request: HttpRequest) -> HttpResponse:
    """`/alerts/ledger/?who=&matter=&stage=&channel=&state=&since=&until=&before=&after=`"""
    person: Any = request.user
    if not sees_ledger(person.hats):
        raise Http404
    form = AlertsQuery(request.GET)
    titles = reads_titles(person.hats)
    again = resends(person.hats) and form.data.get("state") == DEAD
    failed = query.dead()
    context: dict[str, Any] = {
        "form": form, "page": None, "too_wide": False, "table": "", "titles": titles, "again": again,
        "failed": failed, "views": _views(request, failed), "key": new_key(), "filtered": bool(_asked(request)),
        "filters": [form[name] for name in ("who", "matter", "stage", "channel", "state", "since", "until")],
        "newer": "", "older": "", "note": "",
    }  # fmt: skip
    if not form.is_valid():
        return render(request, "timing/alert_ledger.html", context, status=400)
    try:
        page = query.ledger(person, form.cleaned_data, titles=titles)
    except TooWide:
        return render(request, "timing/alert_ledger.html", context | {"too_wide": True})
    context |= {"page": page, "table": _table(page.rows, titles, again), **_pager(request, page)}
    return render(request, "timing/alert_ledger.html", context)


def _table(rows: list[Line], titles: bool, again: bool) -> str:
    named = _("%(who)s 的提醒")

    def pick(line: Line) -> tuple[object, str] | None:
        return (line.id, named % {"who": line.recipient}) if line.dead else None

    return table_html(
        rows, ledger_rows.columns(titles), label=_("提醒台账"), row_url=ledger_rows.address, css="slim",
        pick=pick if again else None,
    )  # fmt: skip


def _views(request: HttpRequest, failed: int) -> list[dict[str, Any]]:
    now = request.GET.get("state", "")
    count = {DEAD: f"{failed}" if failed < query.CAP else f"{query.CAP - 1}+"} if failed else {}
    alone = set(_asked(request)) <= {"state"}
    return [
        {"url": f"?state={code}" if code else "?", "label": label, "count": count.get(code, ""),
         "current": alone and now == code}
        for code, label in VIEWS
    ]  # fmt: skip


def _asked(request: HttpRequest) -> list[str]:
    return [name for name in request.GET if name not in ("before", "after") and request.GET[name]]


def _pager(request: HttpRequest, page: Page) -> dict[str, str]:
    def at(name: str, line: Line) -> str:
        asked = request.GET.copy()
        for other in ("before", "after"):
            asked.pop(other, None)
        asked[name] = place(line.id)
        return f"?{asked.urlencode()}"

    n = {"n": len(page.rows) if page.count is None else page.count}
    return {
        "newer": at("after", page.rows[0]) if page.rows and page.newer else "",
        "older": at("before", page.rows[-1]) if page.rows and page.older else "",
        "note": _("本页 %(n)s 条，共 99+ 条") % n if page.count is None else _("共 %(n)s 条") % n,
    }


@require_POST
def alert_resend(request: HttpRequest) -> HttpResponse:
    """`/alerts/ledger/resend/`: `pick` names lines of the ledger; what failed of them is sent again."""
    person: Any = request.user
    if not resends(person.hats):
        raise Http404
    form = ResendForm(request.POST)
    if not form.is_valid():
        for reasons in form.errors.values():
            messages.warning(request, " ".join(map(str, reasons)))
        return redirect(_failed())
    data = form.cleaned_data
    try:
        done = resend_alerts(Timetable.the(), by=person, key=data["key"], alerts=data["pick"])
    except Refusal as refusal:
        for said in (refusal.reasons if isinstance(refusal, Incomplete) else [str(refusal)])[:SHOWN]:
            messages.warning(request, said)
        return redirect(_failed())
    messages.success(request, done.said)
    for said in done.entry.data.get("refused", [])[:SHOWN]:
        messages.warning(request, said)
    return redirect(_failed())


def _failed() -> str:
    return f"{reverse('alert_ledger')}?state={DEAD}"
