"""收文条码: a slip for one paper, a sheet of labels for those chosen in the register."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from docflow.web.errors import BadInput
from documents.actions.prints import note
from documents.files.labels import MOST, Label, labels_pdf, slip_pdf
from documents.forms.batch import picked
from documents.forms.printing import LabelsQuery, PrintQuery
from documents.models import Document
from documents.queries.quick import TooWide
from documents.queries.visible import visible_to
from documents.rules.codes import code_of
from documents.views.printing import organ, shown
from documents.views.register_read import asked_for
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
    person: Any = request.user
    back = asked.cleaned_data["back"]
    refs = _every(person, back) if asked.cleaned_data["all"] else picked(request.GET)
    if len(refs) > MOST:
        raise BadInput(_("一张条码纸最多 %(n)s 件，请分几次选。") % {"n": MOST})
    docs = list(visible_to(person).filter(ref__in=refs).order_by("pk"))
    if not docs:
        messages.warning(request, _("没有选中任何一件。"))
        return redirect(f"{reverse('register')}?{back}".rstrip("?"))
    whose, now = organ(), database_now()
    pdf = labels_pdf([said_on(doc, whose) for doc in docs], timezone.localtime(now))
    _noted(request, docs, now)
    return shown(pdf, f"收文条码-{timezone.localtime(now):%Y%m%d-%H%M}.pdf")


def _every(person: Any, query: str) -> list[str]:
    """One more than fit, where there are more."""
    try:
        return [row.ref for row in asked_for(person, query, timezone.localtime()).first(MOST + 1).rows]
    except TooWide as error:
        raise BadInput(_("符合条件的太多，没有查完。请加几个字或缩小范围再查。")) from error


def said_on(doc: Document, organ: str) -> Label:
    """What stands on the label of a paper."""
    return Label(
        organ, doc.receipt_no, code_of(doc.year, doc.serial), f"{timezone.localdate(doc.received_at)}"
    )


def _noted(request: HttpRequest, docs: list[Any], at: Any) -> None:
    if request.method == "GET":
        note(docs, by=request.user, form=FormKind.LABEL, way=PrintAs.PDF, at=at)
