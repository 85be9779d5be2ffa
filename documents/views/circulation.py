"""传阅 (S07): what I have to read, what goes round, and doing both for many papers at once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from docflow.web.errors import Refusal
from docflow.web.forms import QueryForm
from documents.actions.reading import read
from documents.actions.urging import urge
from documents.forms.urging import CONTACT, ContactForm
from documents.models import Document
from documents.queries.circulation import PAGE, groups_of, running
from documents.queries.inbox import in_order
from documents.queries.reach import reach
from documents.queries.visible import visible_to
from documents.views import circulation_rows as rows
from people.queries import readers
from workflow import queries as inbox
from workflow.clock import database_now
from workflow.models import Lane, Task
from workflow.spine import new_key

MOST = 200  # papers in one go
OFFERED = 8
SAID = 10  # refusals told one by one


class CirculationQuery(QueryForm):
    tab = forms.ChoiceField(choices=[("", ""), ("toread", ""), ("running", "")])
    due = forms.DateTimeField(input_formats=["%Y-%m-%dT%H:%M:%S.%f%z", "%Y-%m-%dT%H:%M:%S%z"])
    id = forms.IntegerField(min_value=1, max_value=2**62)


@require_safe
def circulation(request: HttpRequest) -> HttpResponse:
    """`/circulation/`: my unread papers; `?tab=running` (the register's people): what goes round."""
    query = CirculationQuery(request.GET)
    if not query.is_valid():
        return HttpResponseBadRequest(query.errors.as_text(), content_type="text/plain; charset=utf-8")
    return _screen(request, query, query.cleaned_data["tab"] or "toread", ContactForm())


def _screen(
    request: HttpRequest, query: CirculationQuery, tab: str, contact: ContactForm, status: int = 200
) -> HttpResponse:
    """`contact`: how those who read late are urged; what does not fit stands beside what was typed."""
    person: Any = request.user
    broad = person.hats.reads_register
    if tab == "running" and not broad:
        raise PermissionDenied
    ticked = request.POST.getlist("pick")
    shown = _running(person, query, ticked) if tab == "running" else _to_read(person, query)
    context = {"tab": tab, "broad": broad, "key": new_key(), "contact": contact, **shown}
    return render(request, "documents/circulation.html", context, status=status)


def _to_read(person: Any, query: CirculationQuery) -> dict[str, Any]:
    due, last = query.cleaned_data["due"], query.cleaned_data["id"]
    after = (due, last) if last else None
    found = inbox.to_read(reach(person.hats), after=after)
    page, now = found[:PAGE], database_now()
    older = ""
    if len(found) > PAGE:
        end = page[-1]
        at = end.due_at.strftime("%Y-%m-%dT%H:%M:%S.%f%z").replace("+", "%2B") if end.due_at else ""
        older = f"?due={at}&id={end.id}"
    shown = [row for *_group, row in in_order(page, timezone.localtime(now))]
    return {"table": rows.to_read_table(shown, now, person.hats), "count": len(page), "older": older}


def _running(person: Any, query: CirculationQuery, ticked: Collection[str]) -> dict[str, Any]:
    place = query.cleaned_data["id"]
    found = running(person, before=place)
    page, now = found[:PAGE], database_now()
    older = f"?tab=running&id={page[-1].id}" if len(found) > PAGE else ""
    here = f"?id={place}" if place else ""  # what does not fit comes back to this page, with its ticks
    return {"table": rows.running_table(page, now, ticked), "count": len(page), "older": older, "here": here}


class ManyForm(QueryForm):
    """What a list sends: the picked rows, or the one whose button was pressed; a key for the whole."""

    key = forms.SlugField(max_length=40)
    one = forms.SlugField(max_length=20)
    back = forms.ChoiceField(choices=[("", ""), ("home", "")])

    def picked(self) -> list[str]:
        """At most `MOST` of them, each once."""
        one, data = self.cleaned_data["one"], cast(QueryDict, self.data)
        sent = [one] if one else data.getlist("pick")
        return list(dict.fromkeys(text[:20] for text in sent))[:MOST]


@require_POST
def read_many(request: HttpRequest) -> HttpResponse:
    """`/circulation/read/`: mark papers read, each by its own act. `pick` or `one`: task numbers."""
    form = ManyForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest(form.errors.as_text(), content_type="text/plain; charset=utf-8")
    person: Any = request.user
    numbers = [int(t) for t in form.picked() if t.isascii() and t.isdecimal() and len(t) < 16]
    mine = Task.objects.filter(
        pk__in=numbers, lane=Lane.CIRCULATION, holder__in=sorted(person.hats.all), revoked=False
    )
    tasks = list(mine.order_by("due_at", "id"))
    docs = visible_to(person).in_bulk([t.subject_pk for t in tasks])
    pairs = [(docs[t.subject_pk], t.pk) for t in tasks if t.subject_pk in docs]
    key = form.cleaned_data["key"] or new_key()

    def one(doc: Document, task_id: Any) -> None:
        read(doc, by=person, key=f"{key}-{task_id}", task_id=task_id)

    done, refused = _each(pairs, one)
    _report(
        request,
        done,
        refused + [("", _("这一件不在您名下。"))] * (len(numbers) - len(pairs)),
        _("已阅 %(n)s 件。"),
    )
    if form.cleaned_data["back"] == "home":
        return redirect(f"{reverse('home')}?tab=toread")
    return redirect("circulation")


@require_POST
def urge_many(request: HttpRequest) -> HttpResponse:
    """`/circulation/urge/`: urge everybody who has not read these papers. `pick`: public ids."""
    form = ManyForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest(form.errors.as_text(), content_type="text/plain; charset=utf-8")
    contact = ContactForm(request.POST)
    if not contact.is_valid():
        query = CirculationQuery(request.GET)
        if not query.is_valid():
            return HttpResponseBadRequest(query.errors.as_text(), content_type="text/plain; charset=utf-8")
        return _screen(request, query, "running", contact, 422)
    said = {name: contact.cleaned_data[name] for name in CONTACT}
    person: Any = request.user
    docs = list(visible_to(person).filter(ref__in=form.picked()).order_by("-pk"))
    key = form.cleaned_data["key"] or new_key()

    def one(doc: Document, number: Any) -> None:
        urge(doc, by=person, key=f"{key}-{number}", **said)

    done, refused = _each([(doc, doc.pk) for doc in docs], one)
    _report(request, done, refused, _("已催 %(n)s 件。"))
    return redirect(f"{reverse('circulation')}?tab=running")


Refused = list[tuple[str, str]]


def _each(pairs: Iterable[tuple[Document, Any]], one: Callable[[Document, Any], None]) -> tuple[int, Refused]:
    """Do each by itself: how many were done, and why the others were not."""
    done, refused = 0, []
    for doc, what in pairs:
        try:
            one(doc, what)
            done += 1
        except Refusal as refusal:
            refused.append((doc.title, str(refusal)))
    return done, refused


def _report(request: HttpRequest, done: int, refused: Refused, said: str) -> None:
    if not done and not refused:
        messages.warning(request, _("没有选中任何一件。"))
    if done:
        messages.success(request, said % {"n": done})
    for title, why in refused[:SAID]:
        messages.warning(request, _("未办：%(title)s %(why)s") % {"title": title, "why": why})
    if len(refused) > SAID:
        messages.warning(request, _("另有 %(n)s 件未办。") % {"n": len(refused) - SAID})


class PickQuery(QueryForm):
    q = forms.CharField(max_length=120)


@require_safe
def recipients(request: HttpRequest) -> HttpResponse:
    """`/circulation/pick/?q=`: groups and readers by name or pinyin initials, as options of a lookup field."""
    person: Any = request.user
    if not person.hats.seats:
        raise PermissionDenied
    query = PickQuery(request.GET)
    if not query.is_valid():
        return HttpResponseBadRequest(query.errors.as_text(), content_type="text/plain; charset=utf-8")
    text = query.cleaned_data["q"]
    found: list[tuple[str, str]] = []
    for fits in _fitting(text):
        found += [(g.name, _("常用组 %(n)s 人") % {"n": g.size}) for g in groups_of(person).filter(**fits)]
    for fits in _fitting(text):
        people: QuerySet[Any] = readers().filter(**fits)
        found += [(p.name, f"{p.unit_short} {p.title}") for p in people[:OFFERED]]
    html = '<li role="option" aria-selected="false" data-value="" data-label="{}">{}<span>{}</span></li>'
    options = list(dict.fromkeys(found))[:OFFERED]
    return HttpResponse(format_html_join("\n", html, ((name, name, more) for name, more in options)))


def _fitting(text: str) -> list[dict[str, str]]:
    """By name, then by initials."""
    if not text:
        return []
    by_name = {"name__icontains": text}
    return [{"initials__istartswith": text}, by_name] if text.isascii() else [by_name]
