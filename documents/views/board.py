"""领导批示台 (S09) and the names offered while a unit or a reader is typed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Case, Q, Value, When
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import render
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from deadlines.limits import lamp
from docflow.web.forms import QueryForm
from documents.models import Instruction
from documents.queries.board import ALL, DOING, DONE, GIVEN, WAITING, WRITTEN, Column, board, scope
from documents.rules.known import Known
from documents.rules.recorded import RECORDERS, bar_to_confirm
from documents.rules.verbs import offer
from documents.words import State, TaskKind, Urgency
from people.queries import correspondents, handling_units, leaders, readers
from workflow.clock import database_now

OFFERED = 8
PICK = {"units": handling_units, "organs": correspondents, "readers": readers, "leaders": leaders}
UNITS = ("units", "organs")


class BoardQuery(QueryForm):
    col = forms.ChoiceField(choices=[("", ""), *((c, c) for c in (*ALL, DONE))])
    before = forms.SlugField(max_length=20)


@require_safe
def instructions(request: HttpRequest) -> HttpResponse:
    """`/instructions/`: the board; `?col=…&before=…` one column further down."""
    whose = scope(request.user)
    if whose is not None and not whose:
        raise PermissionDenied
    query = BoardQuery(request.GET)
    if not query.is_valid():
        return HttpResponseBadRequest(query.errors.as_text(), content_type="text/plain; charset=utf-8")
    only, before = query.cleaned_data["col"], query.cleaned_data["before"]
    columns = board(request.user, whose, only=only, before=before)
    now, hats = database_now(), request.user.hats  # type: ignore[union-attr]
    context = {
        "columns": [_shown(c, now, hats) for c in columns],
        "only": only,
        "mine": whose is not None,
    }
    return render(request, "documents/board.html", context)


def _shown(column: Column, now: datetime, hats: Any) -> dict[str, Any]:
    label, empty = _words(column.code)
    records = column.code == GIVEN and _records(hats)
    cards = []
    for card in column.cards:
        row = card.row
        done = row.state == State.CLOSED
        cards.append(
            {
                "card": card,
                "said": [(one, _may_confirm(row.state, one, hats)) for one in card.said],
                "lamp": lamp(card.due_at, now, done=done, paused=row.paused_at is not None),
                "urgency": Urgency(row.urgency).label,
                "state": State(row.state).label,
                "records": records,
            }
        )
    return {"code": column.code, "label": label, "empty": empty, "cards": cards, "more": column.more}


def _records(hats: Any) -> bool:
    """Does he write down what the leaders of these papers say? The registry for all; who has on his board those of
    the leaders he stands in for, for these. Who can write himself does not record."""
    if hats.reads_register or hats.is_leader:
        return bool(hats.office_roles & RECORDERS)
    writes = [s for s in hats.stand_ins if s.covers("record") or s.covers(TaskKind.INSTRUCT)]
    return bool(writes) and all(s.covers("record") for s in writes)


def _may_confirm(state: str, row: Instruction, hats: Any) -> bool:
    """Is it his to bring the written confirmation or the scan? (`card.said` is of the paper's present round.)"""
    wanting = row.unconfirmed or row.scan_pending
    may = offer("confirm_oral", hats, Known(state, [])).ok
    return may and bar_to_confirm(hats, leader=row.leader_id, wanting=wanting) is None


def _words(code: str) -> tuple[str, str]:
    return {
        WAITING: (_("待呈"), _("没有等着呈批的公文。")),
        GIVEN: (_("已呈待批"), _("没有等领导批示的公文。")),
        WRITTEN: (_("已批待转"), _("批示都已转办。")),
        DOING: (_("在办"), _("没有正在办理的批示。")),
        DONE: (_("已办结"), _("还没有办结的批示。")),
    }[code]


class PickQuery(QueryForm):
    q = forms.CharField(max_length=120)


@require_safe
def pick(request: HttpRequest, what: str) -> HttpResponse:
    """`/pick/units/?q=`, `/pick/readers/?q=`: options for a lookup field, by name or pinyin initials."""
    if what not in PICK:
        raise Http404
    if not request.user.hats.seats:  # type: ignore[union-attr]
        raise PermissionDenied
    query = PickQuery(request.GET)
    if not query.is_valid():
        return HttpResponseBadRequest(query.errors.as_text(), content_type="text/plain; charset=utf-8")
    text = query.cleaned_data["q"]
    rows = list(_fitting(what, text)[:OFFERED]) if text else []
    options = [
        (row.pk, row.short, row.name)
        if what in UNITS
        else (row.pk, row.name, f"{row.unit_short} {row.title}")
        for row in rows
    ]
    html = '<li role="option" aria-selected="false" data-value="{}" data-label="{}">{}<span>{}</span></li>'
    return HttpResponse(format_html_join("\n", html, ((pk, name, name, more) for pk, name, more in options)))


def _fitting(what: str, text: str) -> Any:
    wanted = Q(name__icontains=text)
    if what in UNITS:
        wanted |= Q(short_name__icontains=text)
    if text.isascii():
        wanted |= Q(initials__icontains=text)  # a unit is asked for without its place, too: slt, 水利厅
    opening = Q(initials__istartswith=text) | Q(initials__icontains=f" {text}") | Q(name__istartswith=text)
    first = Case(When(opening, then=Value(0)), default=Value(1))
    rows = PICK[what]().filter(wanted)
    return rows.order_by(first, *rows.query.order_by) if text.isascii() else rows
