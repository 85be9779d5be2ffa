"""The operating guide (S30), for everybody who is logged in: whole, searched, or the part that fits a page (F1)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_safe

from docflow.guide import SECTIONS
from docflow.guide_places import OF_ACT, OF_PAGE, OF_VERB
from docflow.guide_section import Section
from docflow.web.forms import QueryForm
from documents.views.marked import Marker


class HelpForm(QueryForm):
    """`q` searches the guide; `page` is the path of the page that asks for help."""

    q = forms.CharField(label=lazy("在指南里找"), max_length=100)
    page = forms.CharField(max_length=500)


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """`/help/?q=` the guide, `/help/?page=/documents/new/` the piece for that page's F1 dialog."""
    form = HelpForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {"q": "", "page": ""}
    if asked["page"]:
        return render(request, "_page_help.html", {"sections": of_page(asked["page"])})
    typed = asked["q"]
    context = {"form": form, "typed": typed, "sections": found(typed), "all": SECTIONS}
    return render(request, "help.html", context, status=400 if form.errors else 200)


def found(typed: str) -> list[dict[str, Any]]:
    """Every section, or those that have the words or their initials; matches are marked."""
    if not typed:
        return [{"section": s, "title": s.title, "steps": s.steps} for s in SECTIONS]
    mark = Marker(typed)
    plain = typed.casefold()  # a single character is too little for the marker, but not for a page of text
    hits = [
        s
        for s in SECTIONS
        if any(mark.hits(str(text)) or plain in str(text).casefold() for text in (s.title, *s.steps))
    ]
    return [
        {"section": s, "title": mark(str(s.title)), "steps": [mark(str(step)) for step in s.steps]}
        for s in hits
    ]


def of_page(path: str) -> list[Section]:
    """The sections that speak of this page; none for a page without its own."""
    try:
        match = resolve(path)
    except Resolver404:
        return []
    page, verb = match.url_name or "", match.kwargs.get("verb", "")
    codes = OF_ACT.get((page, verb)) or OF_VERB.get(verb) or OF_PAGE.get(page, ())
    by_code = {s.code: s for s in SECTIONS}
    return [by_code[code] for code in codes]
