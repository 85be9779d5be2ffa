"""错题本 by hand: put down with two keys from any page, the page of an entry, completing and closing it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bulletins.actions import errors
from bulletins.forms.errors import AboutQuery, CloseForm, EditForm, QuickForm
from bulletins.models import ErrorEntry
from bulletins.queries.error_page import entry_of, shown
from bulletins.queries.records import Record, of_path, record
from bulletins.queries.rule_words import rule_words
from bulletins.rules import error_rights as rights
from bulletins.words import QUICK_WORDS
from docflow.web.errors import Incomplete, Refusal
from documents.queries.onward import page_url
from documents.words import Kind

FORM = require_http_methods(["GET", "HEAD", "POST"])


def asked_about(request: HttpRequest) -> tuple[Record | None, str]:
    """The record that the address names, and the page to go back to. 404 where he may not see what `about` names, or it is not
    there; a page that is about nothing he may see is a page and no more."""
    query = AboutQuery(request.GET)
    if not query.is_valid():
        raise BadAddress(query.errors.as_text())
    page = query.cleaned_data["page"]
    if not page.startswith("/") or not url_has_allowed_host_and_scheme(page, None):
        page = ""
    kind, ref = of_path(page) if page else ("", "")
    named = query.cleaned_data["about"]
    if named:
        kind, _sign, ref = named.partition(":")
    found = record(request.user, kind, ref) if kind else None
    if named and found is None:
        raise Http404
    return found, page or (found.url if found else "")


class BadAddress(ValueError):
    """The query string cannot be read."""


@FORM
def new(request: HttpRequest) -> HttpResponse:
    """`/errors/new/?about=<kind>:<ref>&page=`: one key says what kind, and it is saved."""
    person: Any = request.user
    if not rights.reads(person.hats):
        raise Http404
    if not rights.writes(person.hats):
        raise PermissionDenied
    try:
        about, back = asked_about(request)
    except BadAddress as error:
        return HttpResponseBadRequest(str(error), content_type="text/plain; charset=utf-8")
    form = QuickForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        context = {"form": form, "about": about, "back": back, "kinds": list(QUICK_WORDS.items())}
        return render(request, "bulletins/error_new.html", context, status=status)
    entry = errors.note(person, form.cleaned_data["category"], about=about, key=form.cleaned_data["key"])
    said = _("已记第 %(n)s 条。") % {"n": entry.no}
    url = reverse("error_edit", args=[entry.ref])
    messages.success(request, format_html('{} <a href="{}">{}</a>', said, url, _("补充这一条")))
    return redirect(back or reverse("error", args=[entry.ref]))


def _entry(request: HttpRequest, ref: str) -> ErrorEntry:
    entry = entry_of(request.user, ref)
    if entry is None:
        raise Http404
    return entry


@require_safe
def page(request: HttpRequest, ref: str) -> HttpResponse:
    """`/errors/<ref>/`"""
    person: Any = request.user
    entry = _entry(request, ref)
    found = shown(person, entry)
    context = {
        "entry": entry, "shown": found, "rule": rule_words(entry.rule), "kind": dict(Kind.choices).get(entry.paper_kind, ""), "url": _paper_url(entry) if found.titled else "",
        "edits": bool(rights.editable(person.hats, person.pk, entry)),
        "closes": rights.may_close(person.hats, person.pk, entry), "reopens": rights.may_reopen(person.hats, entry),
    }  # fmt: skip
    return render(request, "bulletins/error.html", context)


def _paper_url(entry: ErrorEntry) -> str:
    return page_url(entry.subject_kind, entry.subject_ref) if entry.subject_ref else ""


@FORM
def edit(request: HttpRequest, ref: str) -> HttpResponse:
    """`/errors/<ref>/edit/`: what this person may write of it."""
    person: Any = request.user
    entry = _entry(request, ref)
    allowed = rights.editable(person.hats, person.pk, entry)
    if not allowed:
        raise PermissionDenied
    form = EditForm(request.POST or None, entry=entry, person=person, allowed=allowed)
    if request.method != "POST":
        return _form(request, entry, form, _("补充差错"), _("保存"), 200)
    if not form.is_valid():
        return _form(request, entry, form, _("补充差错"), _("保存"), 422)
    try:
        count = errors.amend(entry, by=person, fields=form.values(), seen=form.cleaned_data["seen"])
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        form.renew(entry)
        return _form(request, entry, form, _("补充差错"), _("保存"), refusal.status)
    messages.success(
        request, _("已保存 %(n)s 处，原来的内容留在变更记录里。") % {"n": count} if count else _("没有改动。")
    )
    return redirect("error", entry.ref)


@FORM
def close(request: HttpRequest, ref: str) -> HttpResponse:
    """`/errors/<ref>/close/`: closed, or opened again, with the reason."""
    person: Any = request.user
    entry = _entry(request, ref)
    opens = entry.closed_at is not None
    may = rights.may_reopen(person.hats, entry) if opens else rights.may_close(person.hats, person.pk, entry)
    if not may:
        raise PermissionDenied
    title = _("重新打开") if opens else _("关闭差错")
    form = CloseForm(request.POST or None, person=person)
    if request.method != "POST" or not form.is_valid():
        return _form(request, entry, form, title, title, 422 if request.method == "POST" else 200)
    try:
        (errors.reopen if opens else errors.close)(entry, by=person, reason=form.cleaned_data["reason"])
    except Refusal as refusal:
        for reason in refusal.reasons if isinstance(refusal, Incomplete) else [str(refusal)]:
            form.add_error(None, reason)
        return _form(request, entry, form, title, title, refusal.status)
    messages.success(request, _("已重新打开。") if opens else _("已关闭，仍留在错题本里。"))
    return redirect("error", entry.ref)


def _form(
    request: HttpRequest, entry: ErrorEntry, form: Any, title: str, button: str, status: int
) -> HttpResponse:
    context = {"entry": entry, "form": form, "title": title, "button": button}
    return render(request, "bulletins/error_form.html", context, status=status)
