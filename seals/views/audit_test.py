"""One of the twenty tests, opened: what it found, why, and what the auditor makes of it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from deadlines.days import local
from docflow.web import parts
from docflow.web.errors import Faster, NotAllowed, Refusal
from people.views.acting import status
from seals.actions.auditing import noted
from seals.actions.findings import answer
from seals.forms.audit import AnswerForm, PeriodQuery
from seals.models import AuditDeed
from seals.queries.audit import TESTS, Period, Row
from seals.queries.findings import Judged, Tile, drawn, tiles
from seals.rules.rights import sees_titles
from seals.views.audit import days, query
from seals.views.guarded import auditor_of
from seals.words import FindingState
from workflow.clock import database_now

STATES = {FindingState.OPEN: "todo", FindingState.EXPLAINED: "ok", FindingState.CONFIRMED: "late"}


@require_http_methods(["GET", "HEAD", "POST"])
def audit_test(request: HttpRequest, code: str) -> HttpResponse:
    """`/seals/audit/<code>/`: its rows; posting answers one of them."""
    person = auditor_of(request)
    if code not in TESTS:
        raise Http404
    now = database_now()
    form = PeriodQuery(request.GET, today=local(now).date())
    if not form.is_valid():
        return render(
            request, "seals/audit_test.html", {"form": form, "code": code, "name": TESTS[code][0]}, status=400
        )
    p = Period(form.cleaned_data["first"], form.cleaned_data["last"], now)
    [tile] = tiles(p, [code])
    sent = _sent(request, tile) if request.method == "POST" else None
    if sent is not None and sent.is_valid() and _answered(request, sent, code, tile):
        return redirect(f"{reverse('seal_audit_test', args=[code])}?{query(p)}")
    if request.method == "GET":
        noted(person, AuditDeed.Kind.TEST, about=f"{code} {days(p)}")
    return render(
        request,
        "seals/audit_test.html",
        _context(request, form, p, tile, sent),
        status=status(sent) if sent else 200,
    )


def _sent(request: HttpRequest, tile: Tile) -> AnswerForm:
    row = request.POST.get("row", "")
    judged = next((j for j in tile.rows if j.row.key == row), None)
    return AnswerForm(
        request.POST, saved=drawn(judged.finding if judged else None), auto_id=f"{_mark(row)}_%s"
    )


def _answered(request: HttpRequest, form: Any, code: str, tile: Tile) -> bool:
    """Run the act; a refusal is left in the form."""
    data = form.cleaned_data
    judged = next((j for j in tile.rows if j.row.key == data["row"]), None)
    if judged is None:
        form.add_error(None, _("这一项已经不在本期的异常中，请刷新后再看。"))
        form.status = 409
        return False
    try:
        done = answer(code, judged.row, by=request.user, state=data["state"], words=data["words"], key=data["key"],
                      seen=data["seen"])  # fmt: skip
    except NotAllowed:
        raise
    except Refusal as refusal:
        form.add_error(getattr(refusal, "field", None), str(refusal))
        if isinstance(refusal, Faster):
            form.renew()
        form.status = refusal.status
        return False
    messages.success(request, done.said)
    return True


def _context(
    request: HttpRequest, form: Any, p: Period, tile: Tile, sent: AnswerForm | None
) -> dict[str, Any]:
    person: Any = request.user
    code = tile.result.code
    name, passes, _run = TESTS[code]
    titles = sees_titles(person.hats)
    asked = sent.data.get("row") if sent is not None else None
    rows = [
        _judged(j, person.pk, titles, sent if sent is not None and j.row.key == asked else None)
        for j in tile.rows
    ]
    return {
        "form": form, "code": code, "name": name, "passes": passes, "period": p, "days": days(p), "tile": tile,
        "rows": rows, "listed": [_plain(row, titles) for row in tile.result.listed], "titles": titles,
        "back": f"{reverse('seal_audit')}?{query(p)}", "sent": sent,
    }  # fmt: skip


def _plain(row: Row, titles: bool) -> dict[str, Any]:
    url = reverse("seal_line", args=[row.seal_id, row.serial]) if row.seal_id and row.serial else ""
    return {
        "at": row.at, "seal": row.seal, "serial": row.serial, "number": row.number, "who": row.who, "why": row.why,
        "title": row.title if titles else "", "url": url,
    }  # fmt: skip


def _judged(judged: Judged, me: int, titles: bool, sent: AnswerForm | None) -> dict[str, Any]:
    row, finding = judged.row, judged.finding
    form = sent
    if form is None and me not in row.persons:
        form = AnswerForm(
            saved=drawn(finding), auto_id=f"{_mark(row.key)}_%s",
            initial={"row": row.key, "state": judged.state, "words": finding.words if finding else ""},
        )  # fmt: skip
    state = parts.state(STATES[judged.state], judged.state.label)
    return {**_plain(row, titles), "state": state, "finding": finding, "form": form, "open": sent is not None}


def _mark(key: str) -> str:
    """For the ids of a form's fields: letters and digits of the row's key."""
    return "r" + "".join(c if c.isascii() and c.isalnum() else "-" for c in key)
