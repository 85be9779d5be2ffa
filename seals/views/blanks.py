"""空白文头、介绍信: the books, one book with what is left of it, and what is written in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from docflow.web import parts
from docflow.web.errors import BadInput
from docflow.web.ledger import Col, table_html
from people.actions.signature import signed_by
from people.forms.login import peer
from seals.actions.blanks import close_book, count_book, hand_over_book, take_in, write_off
from seals.forms.blanks import BookForm, CloseForm, CountForm, HandForm, WriteForm
from seals.models import BlankBook
from seals.queries import blanks as query
from seals.queries.blanks import Balance
from seals.rules.rights import appoints, keeps_registry, sees_titles
from seals.views.versioned import did, refused, status
from workflow.models import Entry

FORM = require_http_methods(["GET", "HEAD", "POST"])
Line = tuple[BlankBook, Balance]


@dataclass(frozen=True)
class Verb:
    """One thing that is done with a book."""

    code: str
    label: Any
    line: Any
    form: type[Any]
    action: Callable[..., Any]


VERBS = {
    v.code: v
    for v in (
        Verb("write", lazy("销号"), lazy("逐张登记号码去向，可一次填写连号。作废、退回、遗失须第二人在场签名。"), WriteForm, write_off),
        Verb("count", lazy("盘点"), lazy("清点柜内剩余张数，须与账面相符；第二人在场签名。"), CountForm, count_book),
        Verb("hand", lazy("移交"), lazy("当面清点后由接收人输入密码签名。"), HandForm, hand_over_book),
        Verb("close", lazy("结清"), lazy("全部号码都有去向后结清；第二人在场签名。"), CloseForm, close_book),
    )
}  # fmt: skip


@require_safe
def blank_books(request: HttpRequest) -> HttpResponse:
    """`/blanks/`: every book with how it stands."""
    person: Any = request.user
    if not query.sees_books(person):
        raise Http404
    rows = query.balances(query.visible_to(person).order_by("closed_at", "-pk")[:200])
    context = {"count": len(rows), "table": _table(rows), "keeps": keeps_registry(person.hats)}
    return render(request, "seals/blanks.html", context)


def _table(rows: list[Line]) -> SafeString:
    def state(row: Line) -> SafeString:
        book, found = row
        if not found.adds_up:
            return parts.state("late", _("账不平"))
        if book.closed_at:
            return parts.state("ok", _("已结清"))
        return parts.state("doing", _("剩 %(n)s 张") % {"n": found.left})

    cols = [
        Col("name", _("名称"), "c-title", lambda row: row[0].name, link=True),
        Col("kind", _("种类"), "c-unit", lambda row: row[0].get_kind_display(), "em8"),
        Col("span", _("号码"), "c-docno", lambda row: f"{row[0].prefix}{row[0].first}–{row[0].last}", "em12"),
        Col("keeper", _("保管人"), "c-unit", lambda row: row[0].keeper_name, "em6"),
        Col("left", _("剩余号码"), "c-note c-wrap", lambda row: row[1].left_said, "em14"),
        Col("state", _("状态"), "c-lamp", state, "em8"),
    ]
    label = _("空白凭证")
    return table_html(
        rows, cols, label=label, row_url=lambda row: reverse("blank_book", args=[row[0].ref]), css="slim"
    )


@FORM
def blank_book_new(request: HttpRequest) -> HttpResponse:
    """`/blanks/new/`"""
    person: Any = request.user
    if not keeps_registry(person.hats):
        raise Http404
    empty: Any = BlankBook()
    form = BookForm(request.POST or None, doc=empty, person=person)
    if form.is_bound and form.is_valid():
        done = did(request, form, take_in, form.book(), new=True)
        if done is not None:
            return redirect("blank_book", done.subject.ref)
    return render(request, "seals/blank_new.html", {"form": form}, status=status(form))


def writes(book: BlankBook, person: Any) -> bool:
    """Its keeper; a chief where he cannot."""
    return book.closed_at is None and (person.pk == book.keeper_id or appoints(person.hats))


@require_safe
def blank_book(request: HttpRequest, ref: str) -> HttpResponse:
    """`/blanks/<ref>/`"""
    person: Any = request.user
    book = get_object_or_404(query.visible_to(person), ref=ref)
    entries = Entry.objects.filter(subject_kind=book.subject_kind, subject_pk=book.pk).order_by("-seq")
    context = {
        "book": book, "balance": query.balance(book), "written": query.written(book), "entries": entries[:30],
        "titles": sees_titles(person.hats), "verbs": list(VERBS.values()) if writes(book, person) else [],
    }  # fmt: skip
    return render(request, "seals/blank_book.html", context)


@sensitive_post_parameters()
@sensitive_variables()
@FORM
def blank_book_act(request: HttpRequest, ref: str, verb: str) -> HttpResponse:
    """`/blanks/<ref>/do/<verb>/`"""
    person: Any = request.user
    book = get_object_or_404(query.visible_to(person), ref=ref)
    if verb not in VERBS:
        raise Http404
    said, may = VERBS[verb], writes(book, person)
    if request.method != "POST":
        return _page(
            request, book, said, said.form(doc=book, person=person) if may else None, 200 if may else 403
        )
    form = said.form(request.POST, doc=book, person=person)
    if form.is_valid() and (kwargs := _given(request, form)) is not None:
        done = did(request, form, said.action, book, **kwargs)
        if done is not None:
            return redirect("blank_book", book.ref)
    elif not may:
        return _page(request, book, said, None, 403)
    return _page(request, book, said, form, status(form))


def _given(request: HttpRequest, form: Any) -> dict[str, Any] | None:
    """What the act is called with: persons in place of what they signed with. None where a signature is wrong."""
    given = form.act_kwargs()
    try:
        for user, password, name in (
            ("second_user", "second_password", "second"),
            ("to_user", "to_password", "to"),
        ):
            login, typed = given.pop(user, ""), given.pop(password, "")
            if typed:
                given[name] = signed_by(login, typed, address=peer(request), field=password)
    except BadInput as refusal:
        refused(form, refusal)
        return None
    return dict(given)


def _page(request: HttpRequest, book: BlankBook, verb: Verb, form: Any, code: int) -> HttpResponse:
    why = (
        _("这一批已经结清。")
        if book.closed_at
        else _("由保管人 %(name)s 登记。") % {"name": book.keeper_name}
    )
    context = {"book": book, "balance": query.balance(book), "verb": verb, "form": form, "why": why}
    return render(request, "seals/blank_act.html", context, status=code)
