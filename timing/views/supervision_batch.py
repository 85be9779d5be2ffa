"""What is done to many items, or to many late tasks, at once: 催办."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from docflow.web.errors import Incomplete
from documents.actions.urging import urge
from documents.forms.batch import UrgeManyForm
from documents.queries.visible import visible_to
from documents.rules.verbs import VERBS
from documents.views.batch import Work, do_to_many, reader_of
from outgoing.actions.urging import urge as urge_outgoing
from outgoing.queries.visible import visible_to as visible_outgoing
from timing.queries.late import Late
from timing.queries.supervision_rows import Row
from timing.views.supervision import OVERDUE, SUPERVISION

LABEL, LINE = VERBS["urge"].label, VERBS["urge"].line


@require_http_methods(["GET", "HEAD", "POST"])
def batch(request: HttpRequest, verb: str) -> HttpResponse:
    """`/supervision/batch/<verb>/?pick=…`: of items."""
    reader_of(request)
    return do_to_many(request, SUPERVISION, ITEMS, verb)


@require_http_methods(["GET", "HEAD", "POST"])
def late_batch(request: HttpRequest, verb: str) -> HttpResponse:
    """`/supervision/late/batch/<verb>/?pick=…`: of late tasks."""
    reader_of(request)
    return do_to_many(request, OVERDUE, TASKS, verb)


def _form(rows: list[Any], person: Any, data: Any) -> BaseForm:
    return UrgeManyForm(data)


def _urge(row: Row, person: Any, key: str, form: Any) -> None:
    """Every unit that has a part of the item still to do. Who has done it meanwhile is urged no more."""
    if not row.tasks:
        raise Incomplete(_("这一项已经办完或收回，不用再催。"))
    doc = get_object_or_404(visible_to(person), pk=row.document)
    urge(doc, by=person, key=key, task_ids=row.tasks, **form.cleaned_data)


def _urge_late(row: Late, person: Any, key: str, form: Any) -> None:
    act, seen = (urge, visible_to) if row.kind_of_paper == "document" else (urge_outgoing, visible_outgoing)
    paper = get_object_or_404(seen(person), pk=row.paper_pk)
    act(paper, by=person, key=key, task_ids=[row.id], **form.cleaned_data)


ITEMS: Mapping[str, Work] = {"urge": Work(LABEL, LINE, _form, _urge)}
TASKS: Mapping[str, Work] = {"urge": Work(LABEL, LINE, _form, _urge_late)}
