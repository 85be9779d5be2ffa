"""The page of a register: pills, filter row, chips, tools, table, pages. One for all of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import lru_cache
from html import escape
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from docflow.web.ledger import Col, table_html
from documents.forms.batch import MOST
from documents.forms.lists import LedgerForm, place
from documents.queries.lists import Page
from documents.queries.quick import TooWide
from documents.views.ledger import PAGING, Ledger, Reading
from documents.views.marked import Marker
from workflow.spine import new_key

QUERY, TOKEN, KEY = "@query@", "@token@", "@key@"  # no address, no token and no key has these
ALL = 99  # more than so many are not counted


def ledger_page(request: HttpRequest, ledger: Ledger) -> HttpResponse:
    """The list as the address asks for it; a bad value is a 400 with its reason."""
    person: Any = request.user
    form = ledger.reads(person, request.GET)
    if not form.is_valid():
        return _page(request, ledger, form, None, [], status=400)
    asked = ledger.reading(ledger, person, form, timezone.localtime())
    if asked.too_short:
        return _page(request, ledger, form, None, [_("关键词至少要两个字。")])
    cols = _columns(request, asked)
    try:
        page = asked.page(asked.needs(cols))
    except TooWide:
        wide = _("符合条件的太多，没有查完。请加几个字或缩小范围再查。")
        return _page(request, ledger, form, None, [wide], status=503)
    return _page(request, ledger, form, page, [], asked, cols)


def _columns(request: HttpRequest, asked: Reading) -> list[Col]:
    """This person's columns; each head with an order leads to it, where he may choose one."""
    ledger = asked.ledger
    sorts = {o: address(request, sort=o) for o in ledger.orders if asked.may_sort and o != asked.order}
    typed = asked.data["q"]
    mark: Callable[[str], object] = Marker(typed) if typed else str
    return ledger.columns(asked, sorts, mark)


def _page(
    request: HttpRequest,
    ledger: Ledger,
    form: LedgerForm,
    page: Page | None,
    sentences: list[str],
    asked: Reading | None = None,
    cols: Sequence[Col] = (),
    *,
    status: int = 200,
) -> HttpResponse:
    person: Any = request.user
    data = form.cleaned_data if form.is_valid() else {}
    broad = person.hats.reads_register
    shown, back = ledger.shown(person), address(request)[1:]
    counts, saved = ledger.counted(person, timezone.localtime(), shown)
    lines = bool(page and page.lines)
    context: dict[str, Any] = {
        "ledger": ledger,
        "form": form,
        "sentences": sentences,
        "views": _views(ledger, data, shown, counts),
        "saved": [(ledger.at(v.query), v, request.GET.urlencode() == v.query) for v in saved],
        "keep_view": f"{reverse(f'{ledger.name}_views')}?{back}",
        "chips": _chips(request, ledger, form),
        "bar": _bar(ledger, form, [(name, data[name]) for name in ("view", "sort") if data.get(name)]),
        "today": counts.get("today"),
        "picks": broad and lines,
        "can_batch": broad,
        "back": back,
        **_tools(request, ledger, back, lines),
        "is_filtered": any(data.get(name) for name in (*ledger.asks, "view")),
        "paged": any(data.get(name) for name in PAGING),
        **addresses(ledger.name),
        **ledger.own(request, page),
    }
    if page is not None and asked is not None:
        context |= {"page": page, "note": _note(page), "table": _table(ledger, page, cols, broad)}
        context |= _pager(request, page, asked) | _every(page)
    return render(request, ledger.template, {"page": None, **context}, status=status)


def _bar(ledger: Ledger, form: LedgerForm, hidden: list[tuple[str, Any]]) -> SafeString:
    """The filters as they are set; the same for everybody while none is, where the register says so."""
    if hidden or any(form.data.values()) or not ledger.plain_form:
        return _drawn(ledger, form, hidden)
    return _plain_bar(ledger, get_language() or "", timezone.localdate())


def _drawn(ledger: Ledger, form: LedgerForm, hidden: list[tuple[str, Any]]) -> SafeString:
    bound = {name: form[name] for name in ledger.asks if name in form.fields}
    context = {
        "ledger": ledger,
        "hidden": hidden,
        "first": [(css, bound[name]) for name, css in ledger.filters.items() if name in bound],
        "beyond": [(css, bound[name]) for name, css in ledger.beyond.items() if name in bound],
        "opened": any(form.data.get(name) for name in ledger.beyond),
    }
    return render_to_string("documents/_ledger_bar.html", context)


@lru_cache(maxsize=16)
def _plain_bar(ledger: Ledger, _language: str, _today: date) -> SafeString:  # its example of a day is today's
    return _drawn(ledger, ledger.form(), [])


def _tools(request: HttpRequest, ledger: Ledger, back: str, rows: bool) -> dict[str, SafeString]:
    """Columns, sheet and print beside the table, and the sheet's button over it."""
    tools, dialog = _plain_tools(ledger.name, get_language() or "", rows)
    dialog = dialog.replace(TOKEN, get_token(request)).replace(KEY, new_key()) if rows else ""
    return {
        "tools": SafeString(tools.replace(QUERY, escape(back))),
        "dialog": SafeString(dialog.replace(QUERY, escape(back))),
    }


@lru_cache(maxsize=32)
def _plain_tools(name: str, _language: str, rows: bool) -> tuple[str, str]:
    words = {"rows": rows, "query": QUERY, "csrf_token": TOKEN, "key": KEY, **addresses(name)}
    tools = render_to_string("documents/_ledger_tools.html", words)
    return tools, render_to_string("documents/_export_dialog.html", words)


def addresses(name: str) -> dict[str, str]:
    """Where the parts of a register are, for templates that serve all of them."""
    return {f"to_{part}": reverse(f"{name}_{part}") for part in ("columns", "export", "print")} | {
        "to_list": reverse(name)
    }


def _table(ledger: Ledger, page: Page, cols: Sequence[Col], picks: bool) -> SafeString:
    return table_html(
        page.lines,
        cols,
        label=str(ledger.label),
        row_url=ledger.opener(),
        pick=(lambda row: (row.ref, row.title)) if picks else None,
        row_class=ledger.row_class,
    )


def address(request: HttpRequest, **changes: str) -> str:
    """This page's query string with some values changed; without its place, unless that is changed."""
    query = request.GET.copy()
    for name in [*PAGING, *changes]:
        query.pop(name, None)
    for name, value in changes.items():
        if value:
            query[name] = value
    for name in [n for n in query if not query[n]]:
        del query[name]
    return f"?{query.urlencode()}"


def _pager(request: HttpRequest, page: Page, asked: Reading) -> dict[str, Any]:
    def at(row: Any) -> str:
        here = asked.place_of(row)
        return place(here.id, here.at)

    first, last = (page.rows[0], page.rows[-1]) if page.rows else (None, None)
    return {
        "newer": address(request, after=at(first)) if first and page.newer else "",
        "older": address(request, before=at(last)) if last and page.older else "",
        "by_page": asked.order not in asked.ledger.by_time,
    }


def _every(page: Page) -> dict[str, str]:
    """The second step of selecting, where there is more than this page: the words before it and after it."""
    if not (page.older or page.newer):
        return {"every": ""}
    if page.count is not None and page.count <= MOST:
        n = {"n": page.count}
        return {"every": _("选择全部 %(n)s 件") % n, "every_said": _("已选全部 %(n)s 件") % n}
    n = {"n": MOST}
    return {"every": _("选择全部（最多 %(n)s 件）") % n, "every_said": _("已选全部（最多 %(n)s 件）") % n}


def _note(page: Page) -> str:
    if page.count is not None:
        return _("共 %(n)s 件") % {"n": page.count}
    return _("本页 %(n)s 件，共 99+ 件") % {"n": len(page.rows)}


def _views(
    ledger: Ledger, data: dict[str, Any], shown: Sequence[str], counts: dict[str, int]
) -> list[dict[str, Any]]:
    """The fixed pills: address, words, capped count, whether this page is it."""
    found = []
    alone = not any(data.get(name) for name in ledger.asks)
    for name, label in ledger.views:
        if name and name not in shown:
            continue
        n = counts.get(name)
        count = "" if n is None else f"{ALL}+" if n > ALL and not ledger.exact else str(n)
        found.append(
            {
                "name": name,
                "url": ledger.view_url(name),
                "label": label,
                "count": count,
                "current": alone and ledger.view_of(data) == name,
            }
        )
    return found


def _chips(request: HttpRequest, ledger: Ledger, form: LedgerForm) -> list[dict[str, str]]:
    """The filters at work, each with the address without it."""
    return [
        {"label": label, "value": words, "url": address(request, **{name: ""})}
        for name, label, words in ledger.spoken(form)
    ]
