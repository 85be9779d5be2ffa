"""The workbench (S01) at `/`: what to do next, and what I have done."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from docflow import worked
from docflow.inbox_rows import acted_html, drafts_html, owed_columns, signs_for, worked_columns
from docflow.trial import trial
from docflow.web.ledger import Col, grouped_html
from documents.forms.lists import TABS, HomeForm, place
from documents.queries.asked import Place
from documents.queries.inbox import in_order
from documents.queries.onward import line_urls, page_url
from documents.queries.reach import reach
from documents.queries.strip import strip
from people.actions.guard import keeps_people
from people.roles import ADMINS
from workflow import queries as inbox
from workflow.queries import PAGE, Owed
from workflow.spine import new_key

OWED = {"todo", "toread", "overdue"}


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """`/?tab=todo|doing|toread|overdue|done`; who only keeps people starts with them, no paper ever comes to him."""
    form = HomeForm(request.GET)
    valid = form.is_valid()
    tab = (valid and form.cleaned_data["tab"]) or "todo"
    now = timezone.localtime()
    person: Any = request.user
    if not request.GET and keeps_people(person.hats) and person.hats.roles <= ADMINS:
        return redirect("people")
    context: dict[str, Any] = {
        "form": form,
        "tab": tab,
        "tabs": TABS,
        "tab_label": dict(TABS)[tab],
        "table": "",
        "older": "",
        "key": new_key(),
    }
    if valid:
        after = form.cleaned_data["after"]
        context |= _owed(person, tab, after, now) if tab in OWED else _worked(person, tab, after, now)
        context["paged"] = after is not None
    context["strip"] = beside = strip(person, now.replace(hour=0, minute=0, second=0, microsecond=0))
    context["drafts"], context["acted"] = drafts_html(beside.drafts), acted_html(beside.acted)
    context["trial"] = trial(request)
    return render(request, "home.html", context, status=200 if valid else 400)


def _owed(person: Any, tab: str, after: Place | None, now: datetime) -> dict[str, Any]:
    whose = reach(person.hats)
    start = (after.at, after.id) if after else None
    if tab == "todo":
        rows = inbox.todo(whose, after=start)
    elif tab == "toread":
        rows = inbox.to_read(whose, after=start)
    else:
        rows = inbox.overdue(whose, now, after=start)
    page, more = rows[:PAGE], len(rows) > PAGE
    older = f"?tab={tab}&after={place(page[-1].id, page[-1].due_at)}" if more else ""
    if not page:
        return {"older": older}
    groups: dict[int, list[Any]] = {}
    for shown in in_order(page, now):
        groups.setdefault(shown[0], []).append(shown)
    titles = [_("今天到期（含超期）"), _("本周"), _("以后")]
    cols = owed_columns(now, person.hats, tab, page)
    parts = [(titles[group], rows) for group, rows in groups.items()]
    signs = tab == "todo" and any(signs_for(row) for row in page)
    pick = _read if tab == "toread" else _sign if signs else None
    url = line_urls(tab)
    table = _table(cols, parts, tab, lambda shown: url(shown[2]), pick)
    return {"older": older, "table": table, "signs": signs}


def _read(shown: Any) -> tuple[int, str]:
    """The checkbox of a line of 待阅."""
    row: Owed = shown[2]
    return row.id, row.title


def _sign(shown: Any) -> tuple[int, str] | None:
    """In 待办 only what is signed for with one key has a box: the rest is opened."""
    row: Owed = shown[2]
    return (row.id, row.title) if signs_for(row) else None


def _worked(person: Any, tab: str, after: Place | None, now: datetime) -> dict[str, Any]:
    start = (after.at, after.id) if after and after.at else None
    rows = (worked.doing if tab == "doing" else worked.done)(person, before=start)
    page, more = rows[:PAGE], len(rows) > PAGE
    older = f"?tab={tab}&after={place(page[-1].id, page[-1].done_at)}" if more else ""
    if not page:
        return {"older": older, "table": ""}
    cols = worked_columns(now, tab)
    return {
        "older": older,
        "table": _table(
            cols, [("", page)], tab, lambda row: f"{page_url(row.subject_kind, row.ref)}?from={tab}"
        ),
    }


def _table(
    cols: list[Col], groups: list[tuple[str, list[Any]]], tab: str, row_url: Any, pick: Any = None
) -> SafeString:
    return grouped_html(
        groups,
        cols,
        label=str(dict(TABS)[tab]),
        row_url=row_url,
        pick=pick,
        css="slim",
    )
