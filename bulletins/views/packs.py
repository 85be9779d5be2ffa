"""The packs: the list, one pack, a figure's own list, its papers, and that somebody has read it."""

from __future__ import annotations

import logging
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from bulletins.actions.packs import confirm, make
from bulletins.figures.base import UNKNOWN, Row
from bulletins.files.pack_docx import pack_docx
from bulletins.files.pack_pdf import pack_pdf
from bulletins.forms.packs import PackForm, WeekForm
from bulletins.models import Pack, PackBook, PackFigure, PackRead
from bulletins.queries import packs as query
from bulletins.queries.counting import figures_of
from bulletins.queries.meetings import meeting_of
from bulletins.queries.pack_charts import Chart
from bulletins.queries.pack_parts import MOST_ROWS, changed, line, parts_of
from bulletins.queries.pack_sheet import sheet
from bulletins.queries.readers import unread
from bulletins.queries.rows import called, readable
from bulletins.rules import packs as rules
from bulletins.rules import weeks
from bulletins.views.figure_rows import weight_words
from bulletins.views.guarded import chief_of, pack_of, reader_of, worker_of
from bulletins.views.links import address
from deadlines.days import local
from docflow.web import parts
from docflow.web.errors import NotAllowed, Refusal
from documents.files import store
from documents.files.errors import BlobMissing
from documents.views.printing import shown
from seals.views.versioned import refused, sent, status
from workflow.clock import database_now

log = logging.getLogger("documents.exports")
PAGE = 60
MOST_OF_A_FIGURE = 500


@require_safe
def packs(request: HttpRequest) -> HttpResponse:
    """`/packs/`: newest first."""
    person = reader_of(request)
    return _list(request, person, _week_form(person), 200)


def _week_form(person: Any, data: Any = None) -> WeekForm | None:
    if not rules.edits(person.hats):
        return None
    blank: Any = Pack(version=1)
    week = weeks.written(weeks.monday(local(database_now()).date())).replace("W", "")  # as the hint says it
    return WeekForm(data, doc=blank, person=person, initial={"week": week})


def _list(request: HttpRequest, person: Any, form: WeekForm | None, code: int) -> HttpResponse:
    rows = list(query.listed(person)[:PAGE])
    context = {
        "packs": rows, "form": form, "chief": rules.edits(person.hats),
        "mine": set(PackRead.objects.filter(person=person.pk, pack__in=rows).values_list("pack_id", flat=True)),
    }  # fmt: skip
    return render(request, "bulletins/packs.html", context, status=code)


@require_POST
def pack_make(request: HttpRequest) -> HttpResponse:
    """`/packs/make/`: the pack of a week, now."""
    person = chief_of(request)
    form = _week_form(person, request.POST)
    assert form is not None
    if form.is_valid():
        first = form.cleaned_data["week"]
        try:
            done = make(
                PackBook.the(), by=person, key=form.cleaned_data["key"], sent=sent(request), first=first
            )
        except NotAllowed:
            raise
        except Refusal as refusal:
            refused(form, refusal)
        else:
            messages.success(request, done.said)
            return redirect("pack", Pack.objects.get(first=first).ref)
    return _list(request, person, form, status(form))


@require_safe
def pack(request: HttpRequest, ref: str) -> HttpResponse:
    """`/packs/<ref>/`: its sections; of rows that he may not see how many there are."""
    person = reader_of(request)
    found = pack_of(person, ref)
    figures = figures_of(found)
    last = query.before(found)
    only_figures = rules.reads_figures(person.hats)
    sections = []
    for part in parts_of(found, figures, query.values_of(last)):
        if part.hidden:
            continue
        lists = []
        for one in [] if only_figures else part.lists:
            mine = readable(person, one.rows)
            drawn = [(row, address(row)) for row in called(mine[:MOST_ROWS])]
            lists.append({"code": one.code, "label": one.label, "rows": drawn, "more": len(mine) - len(drawn),
                          "hidden": len(one.rows) - len(mine)})  # fmt: skip
        text = "" if only_figures else part.text
        if any(
            (text, part.empty, part.lines, part.tiles, part.charts, lists)
        ):  # no head without anything below it
            charts = [_chart(found, one) for one in part.charts]
            sections.append({"part": part, "text": text, "lists": lists, "charts": charts})
    waiting = unread(found) if found.is_issued and rules.reads_drafts(person.hats) else []
    read = PackRead.objects.filter(pack=found, person=person.pk).first() if found.is_issued else None
    context = {
        "pack": found, "sections": sections, "last": last, "chief": rules.edits(person.hats), "read": read,
        "reader": rules.reads_issued(person.hats), "button": PackForm(doc=found, person=person), "waiting": waiting,
        "changed": changed(figures),
        "meeting": meeting_of(found), "only_figures": only_figures,
    }  # fmt: skip
    return render(request, "bulletins/pack.html", context)


def _chart(found: Pack, chart: Chart) -> SafeString:
    """Picture and table; everything in both is escaped where they are drawn."""
    picture = chart.svg(lambda code: reverse("pack_figure", args=[found.ref, code]))
    return SafeString(
        f'<figure class="chart">{picture}<figcaption>{parts.esc(chart.title)}</figcaption>{chart.table()}</figure>'
    )


@require_safe
def pack_figure(request: HttpRequest, ref: str, code: str) -> HttpResponse:
    """`/packs/<ref>/figures/<code>/`: the rows that the figure counted then; as many as it says."""
    person = reader_of(request)
    found = pack_of(person, ref)
    figure = get_object_or_404(PackFigure, pack=found, code=code)
    last = query.values_of(query.before(found))
    context = {
        "pack": found,
        "line": line(figure, last),
        "groups": []
        if figure.measure == UNKNOWN
        else [_group(person, _("清单"), figure.rows, weight_words(figure.measure))],
    }
    if figure.of_rows is not None:
        context["groups"] = [
            _group(person, _("分子"), figure.rows, weight_words(figure.measure)),
            _group(person, _("分母"), figure.of_rows, weight_words(figure.measure, of=True)),
        ]
    return render(request, "bulletins/pack_figure.html", context)


def _group(person: Any, label: str, stored: list[list[Any]], weight: str) -> dict[str, Any]:
    rows = [Row(*row) for row in stored]
    mine = readable(person, rows)
    drawn = [(row, address(row)) for row in called(mine[:MOST_OF_A_FIGURE])]
    return {
        "label": label, "n": len(rows), "rows": drawn, "hidden": len(rows) - len(mine), "more": len(mine) - len(drawn),
        "weighed": bool(weight) and any(row.weight is not None for row in rows), "weight": weight,
    }  # fmt: skip


@require_safe
def pack_file(request: HttpRequest, ref: str, what: str) -> HttpResponse:
    """`/packs/<ref>/file/pdf/`, `/docx/`: what was kept at its issue; of a draft how it would look now."""
    person = worker_of(request)
    found = pack_of(person, ref)
    if what not in ("pdf", "docx"):
        raise Http404
    if found.is_issued:
        blob: Any = found.pdf if what == "pdf" else found.docx
        try:
            with store.open_blob(blob.sha256) as file:
                data = file.read()
        except BlobMissing as error:
            raise Http404 from error
    else:
        made = pack_pdf if what == "pdf" else pack_docx
        data = made(sheet(found, figures_of(found)), found.counted_at)
    if request.method == "GET":
        log.info("pack printed", extra={"person": person.pk, "pack": ref, "as": what})
    return shown(data, f"{found.number or found.title}.{what}")


@require_POST
def pack_read(request: HttpRequest, ref: str) -> HttpResponse:
    """`/packs/<ref>/read/`: he has read it."""
    person = worker_of(request)
    found = pack_of(person, ref)
    form = PackForm(request.POST, doc=found, person=person)
    if form.is_valid():
        try:
            done = confirm(PackBook.the(), by=person, key=form.cleaned_data["key"], pack=found)
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, done.said)
    else:
        messages.error(request, _("没有收到完整的表单，请再按一次。"))
    return redirect("pack", ref)
