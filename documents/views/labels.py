"""收文条码: a slip for one paper, a sheet of labels for those chosen in the register."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from docflow.web.errors import BadInput
from documents.actions.prints import note
from documents.files.labels import MOST, Label, labels_pdf, slip_pdf
from documents.forms.printing import LabelsQuery, PrintQuery
from documents.models import Document
from documents.rules.codes import code_of
from documents.views.batch import chosen_papers, nothing_picked
from documents.views.lists import REGISTER
from documents.views.printing import organ, shown
from documents.views.workbench import on_screen
from documents.words import FormKind, PrintAs
from workflow.clock import database_now


@require_safe
def label(request: HttpRequest, ref: str) -> HttpResponse:
    """`/documents/<ref>/label/`: the slip of one paper, in a small format; there is no Word copy of it."""
    doc = on_screen(request, ref)
    asked = PrintQuery(request.GET)
    if not asked.is_valid() or asked.cleaned_data["as"] == PrintAs.DOCX:
        return HttpResponseBadRequest(_("条码只有 PDF。"), content_type="text/plain; charset=utf-8")
    pdf = slip_pdf(said_on(doc, organ()), timezone.localtime(doc.now))
    _noted(request, [doc], doc.now)
    return shown(pdf, f"收文条码-{doc.receipt_no}.pdf")


@require_safe
def labels(request: HttpRequest) -> HttpResponse:
    """`/documents/labels/?pick=…`: a sheet for the papers chosen in the register, in the order of their numbers; `all`:
    for what its address `back` lists. Never more than a sheet has labels."""
    asked = LabelsQuery(request.GET)
    if not asked.is_valid():
        raise BadInput(_("筛选条件有误，请回到登记簿重新筛选。"))
    docs, more = chosen_papers(request, REGISTER, MOST) or ([], False)
    if not docs:
        return nothing_picked(request, REGISTER)
    if more:
        raise BadInput(_("一张条码纸最多 %(n)s 件，请分几次选。") % {"n": MOST})
    docs.reverse()
    whose, now = organ(), database_now()
    pdf = labels_pdf([said_on(doc, whose) for doc in docs], timezone.localtime(now))
    _noted(request, docs, now)
    return shown(pdf, f"收文条码-{timezone.localtime(now):%Y%m%d-%H%M}.pdf")


def said_on(doc: Document, organ: str) -> Label:
    """What stands on the label of a paper."""
    return Label(
        organ, doc.receipt_no, code_of(doc.year, doc.serial), f"{timezone.localdate(doc.received_at)}"
    )


def _noted(request: HttpRequest, docs: list[Any], at: Any) -> None:
    if request.method == "GET":
        note(docs, by=request.user, form=FormKind.LABEL, way=PrintAs.PDF, at=at)
