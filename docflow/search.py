"""The search (S22) at `/search/`: the very number, then papers, then what was written on them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from docflow.web.ledger import grouped_html
from documents.files.secrecy import marking_in
from documents.forms.lists import SearchForm
from documents.queries.asked import NEWEST
from documents.queries.finding import by_number, in_number, in_title, is_too_short
from documents.queries.lists import PAGE, Page, Row, register
from documents.queries.opinions import SIZE, opinions
from documents.queries.quick import TooWide
from documents.views.marked import Marker
from documents.views.register_rows import columns
from documents.words import OpinionKind, Urgency
from outgoing.queries.lists import matching
from outgoing.queries.visible import visible_to
from people.searches import forget, keep
from seals.queries.request_list import Found, found_by

NUMBER, TITLE, SAID = "number", "title", "said"
OUTGOING = 20
SCOPES = {
    "": ("exact", "title", "number", "sender"),
    NUMBER: ("exact", "number"),
    TITLE: ("title",),
    SAID: (),
}
WHERE = {NUMBER: in_number, TITLE: in_title}


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """`/search/?q=`"""
    form = SearchForm(request.GET)
    context: dict[str, Any] = {
        "form": form,
        "typed": "",
        "sentence": "",
        "table": "",
        "said": [],
        "more": False,
        "scope": "",
        "recent": [],
        "outgoing": [],
        "requests": [],
        "scopes": [("", _("全部")), (NUMBER, _("字号")), (TITLE, _("标题")), (SAID, _("批示和意见"))],
    }
    if not form.is_valid():
        return render(request, "search.html", context, status=400)
    context["recent"] = _remember(request.user, form.cleaned_data["q"])
    context["scope"] = scope = form.cleaned_data["in"]
    typed = context["typed"] = form.cleaned_data["q"]
    if is_too_short(typed) and by_number(typed) is None:
        context["sentence"] = _("请输入至少两个字，或两个拼音首字母。")
        return render(request, "search.html", context)
    try:
        context |= found(request.user, typed, scope)
        context["outgoing"] = _outgoing(request.user, typed, scope)
        context["requests"] = _requests(request.user, typed, scope)
    except TooWide:
        context["sentence"] = _("符合条件的太多，没有查完。请加几个字，缩小范围。")
        return render(request, "search.html", context, status=503)
    return render(request, "search.html", context)


def _remember(person: Any, typed: str) -> list[str]:
    """His last searches, the newest first, without the one on the page. Nothing with a state-secret marking is kept."""
    if typed and not is_too_short(typed) and marking_in(typed) is None:
        keep(person, typed)
    return [t for t in person.searches if t != typed]


@require_POST
def forget_searches(request: HttpRequest) -> HttpResponse:
    """`/search/forget/`: his own last searches, all of them."""
    forget(request.user)  # type: ignore[arg-type]
    messages.success(request, _("最近查过的已清空。"))
    return redirect("search")


def found(person: Any, typed: str, scope: str = "") -> dict[str, Any]:
    """Everything this person may see that has the words, grouped, with the matched part marked."""
    number = by_number(typed) if scope in ("", NUMBER) else None
    exact = register(person, number, size=10, few=True).rows if number else []
    page = Page([], newer=False, older=False, count=0)
    if scope != SAID:
        where = WHERE[scope](typed) if scope in WHERE else None
        page = page if is_too_short(typed) else register(person, where, typed=typed)
    mark = Marker(typed)
    parts = _grouped(exact, page.rows, mark, first=NUMBER if scope == NUMBER else TITLE)
    groups = [(name, rows) for part, name, rows in parts if part in SCOPES[scope]]
    words = opinions(person, typed) if scope in ("", SAID) and not is_too_short(typed) else []
    kinds, urgencies = dict(OpinionKind.choices), dict(Urgency.choices)
    return {
        "papers": sum(len(rows) for _name, rows in groups),
        "table": _table(groups, mark),
        "more": page.older,
        "said": [
            (
                one,
                " · ".join(filter(None, (str(kinds.get(one.kind, "")), one.mark))),
                urgencies.get(one.urgency, ""),
                mark(one.text),
            )
            for one in words[:SIZE]
        ],
        "more_said": len(words) > SIZE,
        "page_size": PAGE,
    }


def _outgoing(person: Any, typed: str, scope: str) -> list[Any]:
    """Outgoing papers by number (江政办发2026 12号) or title, the newest ones."""
    if scope == SAID:
        return []
    rows = matching(visible_to(person), typed).order_by("-id")
    return list(rows.only("ref", "number", "title", "urgency", "state", "document_date")[:OUTGOING])


def _requests(person: Any, typed: str, scope: str) -> list[Found]:
    """An application for a seal, by its number."""
    return [] if scope in (SAID, TITLE) else found_by(person, typed)


def _grouped(exact: list[Row], rows: list[Row], mark: Marker, first: str) -> list[tuple[str, str, list[Row]]]:
    """By what was hit: the number itself, the title, a part of a number, the sender; `first` is looked at first."""
    shown = {row.id for row in exact}
    hit: dict[str, list[Row]] = {"exact": exact, "title": [], "number": [], "sender": []}
    for row in rows:
        if row.id in shown:
            continue
        texts = {TITLE: row.title, NUMBER: row.number}
        order = sorted(texts, key=lambda part: part != first)
        hit[next((part for part in order if mark.hits(texts[part])), "sender")].append(row)
    names = {
        "exact": _("字号相同"),
        "title": _("标题"),
        "number": _("来文字号"),
        "sender": _("来文单位和其他"),
    }
    return [(part, names[part], found) for part, found in hit.items() if found]


def _table(groups: list[tuple[str, list[Row]]], mark: Marker) -> SafeString | str:
    if not groups:
        return ""
    cols = columns(timezone.localtime(), {}, NEWEST, mark)
    url = reverse("document", args=["REF"])
    return grouped_html(groups, cols, label=_("查到的公文"), row_url=lambda row: url.replace("REF", row.ref))
