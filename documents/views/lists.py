"""收文登记簿 (S04): the register with its views, filters, orders and pages; and a person's own views."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import lru_cache
from html import escape
from typing import Any

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from docflow.web.ledger import Col, table_html
from documents.forms.batch import MOST
from documents.forms.lists import VIEWS, RegisterForm, SavedViewForm, place
from documents.models import SavedView
from documents.queries.asked import DUE, NEWEST, RECEIVED
from documents.queries.filters import pills
from documents.queries.lists import Page, Row
from documents.queries.quick import TooWide
from documents.views.marked import Marker
from documents.views.register_read import FILTERS, PAGING, Reading, kept, place_of, spoken
from documents.views.register_rows import TURN, chosen, columns, needs
from documents.words import State
from people.roles import Role
from workflow.spine import new_key

MOST_VIEWS = 12
QUERY, TOKEN, KEY = "@query@", "@token@", "@key@"  # no address, no token and no key has these


@require_safe
def register_list(request: HttpRequest) -> HttpResponse:
    """`/documents/`"""
    form = RegisterForm(request.GET)
    if not form.is_valid():
        return _page(request, form, None, [], status=400)
    asked = Reading(request.user, form, timezone.localtime())
    if asked.too_short:
        return _page(request, form, None, [_("关键词至少要两个字。")])
    cols = _columns(request, asked)
    try:
        page = asked.page(needs(cols))
    except TooWide:
        return _page(
            request, form, None, [_("符合条件的太多，没有查完。请加几个字或缩小范围再查。")], status=503
        )
    return _page(request, form, page, [], asked.order, cols)


def _columns(request: HttpRequest, asked: Reading) -> list[Col]:
    """This person's columns; each head with an order leads to it, where he may choose one."""
    person: Any = request.user
    offered = {NEWEST, RECEIVED, DUE, TURN[asked.order]} if person.hats.reads_register else ()
    sorts = {o: _address(request, sort=o) for o in offered if o != asked.order}
    typed = asked.data["q"]
    mark: Callable[[str], object] = Marker(typed) if typed else str
    return columns(asked.now, sorts, asked.order, mark, chosen(person))


def _page(
    request: HttpRequest,
    form: RegisterForm,
    page: Page | None,
    sentences: list[str],
    asked: str = NEWEST,
    cols: Sequence[Col] = (),
    *,
    status: int = 200,
) -> HttpResponse:
    person: Any = request.user
    now = timezone.localtime()
    data = form.cleaned_data if form.is_valid() else {}
    broad = person.hats.reads_register
    shown, back = _pills(person), _address(request)[1:]
    counts, own = pills(person, now, shown)
    context: dict[str, Any] = {
        "form": form,
        "sentences": sentences,
        "views": _views(request, data, shown, counts),
        "own_views": [
            (f"{reverse('register')}?{query}", name, request.GET.urlencode() == query)
            for _id, name, query in own
        ],
        "keep_view": f"{reverse('saved_views')}?{_address(request)[1:]}",
        "chips": _chips(request, form),
        "bar": _bar(form, [(name, data[name]) for name in ("view", "sort") if data.get(name)]),
        "today": counts.get("today"),
        "can_batch": broad,
        "back": back,
        **_tools(request, back, bool(page and page.rows)),
        "can_register": bool(person.hats.roles & {Role.CLERK, Role.HANDLER, Role.DUTY_OFFICER}),
        "is_filtered": any(data.get(name) for name in (*FILTERS, "view")),
        "paged": any(data.get(name) for name in PAGING),
    }
    if page is not None:
        context |= {"page": page, "note": _note(page), "table": _table(page, cols, broad)}
        context |= _pager(request, page, asked) | _every(page)
        context["voids"] = any(row.state == State.VOIDED for row in page.rows)
    return render(request, "documents/register_list.html", {"page": None, **context}, status=status)


def _bar(form: RegisterForm, hidden: list[tuple[str, Any]]) -> SafeString:
    """The filters as they are set; the same for everybody while none is."""
    if hidden or any(form.data.values()):
        return render_to_string("documents/_register_bar.html", {"form": form, "hidden": hidden})
    return _plain_bar(get_language() or "", timezone.localdate())


@lru_cache(maxsize=4)
def _plain_bar(_language: str, _today: date) -> SafeString:  # its example of a day is today's
    return render_to_string("documents/_register_bar.html", {"form": RegisterForm(), "hidden": []})


def _tools(request: HttpRequest, back: str, rows: bool) -> dict[str, SafeString]:
    """Columns, sheet and print beside the table, and the sheet's button over it."""
    tools, dialog = _plain_tools(get_language() or "", rows)
    dialog = dialog.replace(TOKEN, get_token(request)).replace(KEY, new_key()) if rows else ""
    return {
        "tools": SafeString(tools.replace(QUERY, escape(back))),
        "dialog": SafeString(dialog.replace(QUERY, escape(back))),
    }


@lru_cache(maxsize=8)
def _plain_tools(_language: str, rows: bool) -> tuple[str, str]:
    words = {"rows": rows, "query": QUERY, "csrf_token": TOKEN, "key": KEY}
    tools = render_to_string("documents/_register_tools.html", words)
    return tools, render_to_string("documents/_export_dialog.html", words)


def _pills(person: Any) -> list[str]:
    """The fixed views that mean something to him."""
    if not person.hats.reads_register:
        return ["open", "late", "reading"]
    registers = bool(person.hats.roles & {Role.CLERK, Role.HANDLER})
    return [name for name, _label in VIEWS if name and (name != "mine" or registers)]


def _table(page: Page, cols: Sequence[Col], picks: bool) -> str:
    url = reverse("document", args=["REF"])
    return table_html(
        page.rows,
        cols,
        label=_("收文列表"),
        row_url=lambda row: url.replace("REF", row.ref),
        pick=(lambda row: (row.ref, row.title)) if picks else None,
        row_class=lambda row: "void" if row.state == State.VOIDED else "",
    )


def _address(request: HttpRequest, **changes: str) -> str:
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


def _pager(request: HttpRequest, page: Page, asked: str) -> dict[str, Any]:
    def at(row: Row) -> str:
        here = place_of(row, asked)
        return place(here.id, here.at)

    first, last = (page.rows[0], page.rows[-1]) if page.rows else (None, None)
    return {
        "newer": _address(request, after=at(first)) if first and page.newer else "",
        "older": _address(request, before=at(last)) if last and page.older else "",
        "by_page": asked not in (NEWEST, RECEIVED),
    }


def _every(page: Page) -> dict[str, str]:
    """The second step of selecting, where there is more than this page: the words before it and after it."""
    if not (page.older or page.newer):
        return {"every": ""}
    if page.count is not None:
        n = {"n": page.count}
        return {"every": _("选择全部 %(n)s 件") % n, "every_said": _("已选全部 %(n)s 件") % n}
    n = {"n": MOST}
    return {"every": _("选择全部（最多 %(n)s 件）") % n, "every_said": _("已选全部（最多 %(n)s 件）") % n}


def _note(page: Page) -> str:
    if page.count is not None:
        return _("共 %(n)s 件") % {"n": page.count}
    return _("本页 %(n)s 件，共 99+ 件") % {"n": len(page.rows)}


def _views(
    request: HttpRequest, data: dict[str, Any], shown: list[str], counts: dict[str, int]
) -> list[dict[str, Any]]:
    """The fixed pills: address, words, capped count, whether this page is it."""
    found = []
    alone = not any(data.get(name) for name in FILTERS)
    for name, label in VIEWS:
        if name and name not in shown:
            continue
        n = counts.get(name)
        count = "" if n is None else "99+" if n > 99 else str(n)
        url = f"{reverse('register')}?view={name}" if name else reverse("register")
        found.append(
            {"url": url, "label": label, "count": count, "current": alone and data.get("view") == name}
        )
    return found


def _chips(request: HttpRequest, form: RegisterForm) -> list[dict[str, str]]:
    """The filters at work, each with the address without it."""
    return [
        {"label": label, "value": words, "url": _address(request, **{name: ""})}
        for name, label, words in spoken(form)
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def saved_views(request: HttpRequest) -> HttpResponse:
    """`/documents/views/`: keep the filters of the address under a name; the list of one's own."""
    person: Any = request.user
    mine = SavedView.objects.filter(person=person)
    if request.method != "POST":
        form = SavedViewForm(initial={"query": kept(request.GET.urlencode())})
        return _views_page(request, form, mine)
    form = SavedViewForm(request.POST, instance=SavedView(person=person))
    if form.is_valid() and mine.count() >= MOST_VIEWS:
        form.add_error(None, _("最多保存 %(n)s 个视图，请先删去不用的。") % {"n": MOST_VIEWS})
    if form.is_valid():
        form.instance.query = kept(form.cleaned_data["query"])
        try:
            with transaction.atomic():
                form.save()
        except IntegrityError:
            form.add_error("name", _("已有同名的视图。"))
        else:
            messages.success(request, _("已保存视图“%(name)s”。") % {"name": form.instance.name})
            return redirect(f"{reverse('register')}?{form.instance.query}")
    return _views_page(request, form, mine, status=422)


def _views_page(request: HttpRequest, form: SavedViewForm, mine: Any, status: int = 200) -> HttpResponse:
    return render(request, "documents/views.html", {"form": form, "mine": mine}, status=status)


@require_POST
def forget_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete one of one's own views."""
    get_object_or_404(SavedView, pk=pk, person=request.user).delete()
    return redirect("saved_views")
