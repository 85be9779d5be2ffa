"""报错: the form from any page, the page of a report, what is done with it, and the list of one's own."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from alerts.queries import seen
from bulletins.actions import reports
from bulletins.forms import reports as fields
from bulletins.models import ErrorReport
from bulletins.queries.records import record
from bulletins.queries.reports import entries_of, field_of, mended, old_of, tasks_of, visible_to
from bulletins.rules.report_verbs import VERBS, Verb, done
from bulletins.views.errors import BadAddress, asked_about
from bulletins.words import ReportState, TaskKind
from docflow.web import parts
from docflow.web.errors import Incomplete, Refusal
from docflow.web.ledger import Col, table_html
from documents.queries.onward import onward
from documents.queries.visible import given_to
from documents.views.register_rows import labels
from workflow.clock import database_now
from workflow.models import Entry, Status, Task

FORM = require_http_methods(["GET", "HEAD", "POST"])
PAGE = 50
ACTS: dict[str, tuple[Any, Any]] = {
    "answer": (fields.AnswerForm, reports.answer), "ask_again": (fields.AskAgainForm, reports.ask_again),
    "settle": (fields.SettleForm, reports.settle),
}  # fmt: skip
TONES = {ReportState.REPORTED: "todo", ReportState.ANSWERED: "doing", ReportState.CLOSED: "ok"}


@FORM
def new(request: HttpRequest) -> HttpResponse:
    """`/reports/new/?about=<kind>:<ref>&page=`"""
    person: Any = request.user
    if not person.hats.seats:
        raise PermissionDenied
    try:
        about, page = asked_about(request)
    except BadAddress as error:
        return HttpResponseBadRequest(str(error), content_type="text/plain; charset=utf-8")
    form = fields.ReportForm(request.POST or None, about=about, person=person)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                told = reports.report(form.row(page), by=person, key=form.cleaned_data["key"])
            except Refusal as refusal:
                status = _put(form, refusal)
            else:
                messages.success(request, told.said)
                return redirect(page or reverse("error_report", args=[told.subject.ref]))
        else:
            status = 422
    context = {"form": form, "about": about, "page": page}
    return render(request, "bulletins/report_new.html", context, status=status)


def _put(form: Any, refusal: Refusal) -> int:
    field = getattr(refusal, "field", None)
    for reason in refusal.reasons if isinstance(refusal, Incomplete) else [str(refusal)]:
        form.add_error(field if field in form.fields else None, reason)
    return refusal.status


def on_screen(request: HttpRequest, ref: str) -> ErrorReport:
    row = visible_to(request.user).filter(ref=ref).first()
    if row is None:
        raise Http404
    return row


def offers(row: ErrorReport, person: Any, tasks: list[Task]) -> list[Verb]:
    """What he can do now; each act asks once more."""
    mine = row.reporter_id == person.pk
    if row.state == ReportState.REPORTED:
        asked = any(
            person.hats.acts_for(t.holder, t.kind)[0] for t in tasks if t.kind == TaskKind.ANSWER_REPORT
        )
        return [VERBS["answer"]] if asked and not mine else []
    if row.state == ReportState.ANSWERED and mine:
        return [VERBS["settle"], *([VERBS["ask_again"]] if row.round == 1 else [])]
    return []


@require_safe
def page(request: HttpRequest, ref: str) -> HttpResponse:
    """`/reports/<ref>/`"""
    return _page(request, on_screen(request, ref))


def _page(request: HttpRequest, row: ErrorReport) -> HttpResponse:
    person: Any = request.user
    now = database_now()
    tasks = tasks_of(row)
    fresh = [t.pk for t in tasks if t.opened_at is None and t.holder in person.hats.own]
    if fresh:
        Task.objects.filter(pk__in=fresh, opened_at=None).update(opened_at=now)
    seen(person, row, now)
    about = record(person, row.about_kind, row.about_ref) if row.about_kind else None
    mine = offers(row, person, tasks)
    forms = [(verb, ACTS[verb.code][0](doc=row, person=person)) for verb in mine]
    context = {
        "row": row, "field": _(field_of(row)), "old": old_of(row), "about": about, "tasks": tasks, "forms": forms, "from": _word(request, "from"),
        "task": _word(request, "task"), "entries": [(e, done(e.verb)) for e in entries_of(row)],
        "mended": _mended(row) if about is not None else None, "hidden": bool(row.about_kind) and about is None,
    }  # fmt: skip
    return render(request, "bulletins/report.html", context)


def _mended(row: ErrorReport) -> Entry | None:
    """The entry in the record's own trail; while it is not answered yet, what was done there since."""
    entry = (
        Entry.objects.filter(subject_kind=row.subject_kind, subject_pk=row.pk, verb="answer_report")
        .order_by("-seq")
        .first()
    )
    if row.answer and entry is not None and entry.data.get("mended"):
        return Entry.objects.filter(pk=entry.data["mended"][0]).first()
    return mended(row) if row.state == ReportState.REPORTED else None


@FORM
def perform(request: HttpRequest, ref: str, verb: str) -> HttpResponse:
    """`/reports/<ref>/do/<verb>/`"""
    row = on_screen(request, ref)
    if verb not in ACTS:
        raise Http404
    form_class, action = ACTS[verb]
    may = any(one.code == verb for one in offers(row, request.user, tasks_of(row)))
    if request.method != "POST":
        form = form_class(doc=row, person=request.user) if may else None
        return _act(request, row, VERBS[verb], form, 200 if may else 403)
    form = form_class(request.POST, doc=row, person=request.user)
    if not form.is_valid():
        return _act(request, row, VERBS[verb], form, 422)
    key, version = form.cleaned_data["key"], form.cleaned_data["version"]
    try:
        told = action(row, by=request.user, key=key, expected_version=version, **form.act_kwargs())
    except Refusal as refusal:
        fresh = on_screen(request, ref)
        status = _put(form, refusal)
        if status == 409:
            form.renew(fresh)
        return _act(request, fresh, VERBS[verb], form, status)
    messages.success(request, told.said)
    return redirect(onward(request.user, told.subject, _word(request, "from"), "", _word(request, "task")))


def _act(request: HttpRequest, row: ErrorReport, verb: Verb, form: Any, status: int) -> HttpResponse:
    context = {
        "row": row,
        "verb": verb,
        "form": form,
        "from": _word(request, "from"),
        "task": _word(request, "task"),
    }
    return render(request, "bulletins/report_act.html", context, status=status)


def _word(request: HttpRequest, name: str) -> str:
    text = request.POST.get(name) or request.GET.get(name, "")
    return text if text.isascii() and text.isalnum() and len(text) <= 20 else ""


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """`/reports/?view=&state=&before=`: those he made, and those he was asked to answer."""
    person: Any = request.user
    query = fields.ReportsQuery(request.GET)
    if not query.is_valid():
        return HttpResponseBadRequest(query.errors.as_text(), content_type="text/plain; charset=utf-8")
    asked = query.cleaned_data
    rows = visible_to(person).order_by("-id")
    if asked["view"] == fields.MINE:
        rows = rows.filter(reporter=person)
    elif asked["view"] == fields.TO_ANSWER:
        given = given_to(person.hats, ErrorReport.subject_kind).filter(status=Status.OPEN)
        rows = rows.filter(pk__in=given.values("subject_pk"))
    if asked["state"]:
        rows = rows.filter(state=asked["state"])
    if asked["before"]:
        rows = rows.filter(pk__lt=asked["before"])
    found = list(rows[: PAGE + 1])
    keep = {name: asked[name] for name in ("view", "state") if asked[name]}
    older = f"?{urlencode({**keep, 'before': found[PAGE - 1].pk})}" if len(found) > PAGE else ""
    context = {
        "table": _table(found[:PAGE]) if found else "", "older": older, "views": fields.VIEWS, "view": asked["view"],
        "states": query.fields["state"].choices, "state": asked["state"],  # type: ignore[attr-defined]
        "first": f"?{urlencode(keep)}" if asked["before"] else "",
    }  # fmt: skip
    return render(request, "bulletins/reports.html", context)


def _table(rows: list[ErrorReport]) -> str:
    states, today = labels(ReportState), timezone.localdate()
    url = reverse("error_report", args=["REF"])
    cols = [
        Col("number", _("编号"), "c-docnum", lambda r: r.number, "em10"),
        Col("what", _("哪里不对"), "c-title", lambda r: r.what, link=True),
        Col("about", _("所报记录"), "c-unit", lambda r: r.about_name, "em12"),
        Col(
            "state",
            _("状态"),
            "c-lamp",
            lambda r: parts.state(TONES.get(ReportState(r.state), ""), states[r.state]),
            "em6",
        ),
        Col("answer", _("答复"), "c-node", lambda r: r.get_answer_display() if r.answer else "", "em8"),
        Col("at", _("报错时间"), "c-date", lambda r: parts.when(r.reported_at, today), "em8"),
    ]
    return table_html(rows, cols, label=_("报错列表"), row_url=lambda r: url.replace("REF", r.ref))
