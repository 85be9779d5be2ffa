"""One item of the board opened, and the 催办单 of several."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from deadlines.limits import lamp
from docflow.web.errors import BadInput
from documents.actions.prints import note
from documents.files.forms_pdf import forms_pdf
from documents.forms.printing import TickedQuery
from documents.queries.forms import form
from documents.queries.visible import visible_to
from documents.views.batch import chosen_papers, nothing_picked, reader_of
from documents.views.printing import organ, shown
from documents.views.sheets import printing
from documents.words import FormKind, PrintAs, Urgency
from timing.queries.supervision import one
from timing.queries.supervision_item import Node, nodes
from timing.queries.supervision_rows import key
from timing.rules.supervising import scope
from timing.views.supervision import SUPERVISION
from timing.views.supervision_cells import first_date, light, said_of
from workflow.clock import database_now
from workflow.urged import UrgedBy

MOST = 100  # papers whose notices stand in one file


@require_safe
def item(request: HttpRequest, ref: str) -> HttpResponse:
    """`/supervision/items/<ref>/`: each unit with its dates, words, requests and urgings."""
    person: Any = request.user
    paper, number = key(ref)
    now = database_now()
    row = one(person, paper, number, now) if paper and scope(person.hats) else None
    if row is None:
        raise Http404
    done, asked = row.counted
    context = {
        "row": row,
        "lamp": light(row, now),
        "first": first_date(row.due, row.first, timezone.localtime(now)),
        "urgency": Urgency(row.urgency).label,
        "done": done,
        "asked": asked,
        "nodes": [_node(one, now, row.is_paused) for one in nodes(row)],
        "may_urge": person.hats.reads_register and bool(row.tasks) and not row.is_paused,
        "ledger": SUPERVISION,
    }
    return render(request, "timing/supervision_item.html", context)


def _node(node: Node, now: datetime, paused: bool) -> dict[str, Any]:
    part = node.part
    here = timezone.localtime(now)
    return {
        "node": node,
        "part": part,
        "lamp": lamp(part.due, now, done=part.over, paused=paused),
        "first": first_date(part.due, part.first, here),
        "state": said_of(part),
        "urgings": [(one, UrgedBy(one.channel or UrgedBy.SYSTEM).label) for one in node.urgings],
    }


@require_safe
def sheets(request: HttpRequest) -> HttpResponse:
    """`/supervision/sheets/?pick=…`: the 催办单 of the papers of these items, those urged and not done; noted for each."""
    reader_of(request)
    if not TickedQuery(request.GET).is_valid():
        raise BadInput(_("筛选条件有误，请回到登记簿重新筛选。"))
    rows, more = chosen_papers(request, SUPERVISION, MOST) or ([], False)
    if not rows:
        return nothing_picked(request, SUPERVISION)
    if more:
        raise BadInput(_("一次最多打印 %(n)s 件，请分几次选。") % {"n": MOST})
    person: Any = request.user
    whose, now = organ(), timezone.localtime(database_now())
    docs: dict[int, Any] = visible_to(person).in_bulk(list(dict.fromkeys(row.document for row in rows)))
    made = []
    for doc in docs.values():
        doc.now = now
        if found := form(FormKind.URGE, doc, person, whose):
            made.append((doc, found))
    if not made:
        raise BadInput(_("选中的事项还没有催办过，没有催办单可打。请先催办。"))
    pdf = forms_pdf([found for _doc, found in made], printing(person, now))
    if request.method == "GET":
        note([doc for doc, _found in made], by=person, form=FormKind.URGE, way=PrintAs.PDF, at=now)
    return shown(pdf, f"{FormKind.URGE.label}-{now:%Y%m%d-%H%M}.pdf")
