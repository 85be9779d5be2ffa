"""What is done to many outgoing papers at once: 催签; 发文稿纸, 发送清单 and 发文条码 of all of them in one file."""

from __future__ import annotations

from typing import Any

from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from docflow.web.errors import BadInput
from documents.files.forms_pdf import forms_pdf
from documents.files.labels import MOST as LABELS
from documents.files.labels import labels_pdf
from documents.forms.printing import LabelsQuery
from documents.views.batch import Work, chosen_papers, do_to_many, nothing_picked
from documents.views.printing import organ, shown
from documents.views.sheets import printing
from documents.words import PrintAs
from outgoing.actions.prints import note
from outgoing.actions.unsigned import urge_receipts
from outgoing.forms.register import UrgeManyForm
from outgoing.models import Outgoing
from outgoing.queries import forms
from outgoing.rules.verbs import VERBS
from outgoing.views.lists import OUTGOING
from outgoing.words import SheetForm
from workflow.clock import database_now

MANY = (SheetForm.MANUSCRIPT, SheetForm.DISPATCH_LIST)
SHEETS = 50  # papers in one file: some seconds of laying out


@require_http_methods(["GET", "HEAD", "POST"])
def batch(request: HttpRequest, verb: str) -> HttpResponse:
    """`/outgoing/batch/<verb>/?pick=…`"""
    _readers_only(request)
    return do_to_many(request, OUTGOING, WORK, verb)


def _readers_only(request: HttpRequest) -> None:
    """To nobody else the register offers its boxes."""
    if not request.user.hats.reads_register:  # type: ignore[union-attr]
        raise Http404


def _urge_form(papers: list[Outgoing], person: Any, data: Any) -> BaseForm:
    return UrgeManyForm(data)


def _urge(paper: Outgoing, person: Any, key: str, form: Any) -> None:
    """All who have not signed."""
    said = form.cleaned_data
    urge_receipts(paper, by=person, key=key, note=said["note"], answered_by=said["answered_by"])


WORK = {"urge": Work(VERBS["urge_receipts"].label, VERBS["urge_receipts"].line, _urge_form, _urge)}


@require_safe
def sheets(request: HttpRequest, form: str) -> HttpResponse:
    """`/outgoing/sheets/<form>/?pick=…`: that form of every ticked paper whose inside he sees, in one PDF. Noted for each,
    before it goes out."""
    if form not in MANY:
        raise Http404
    papers = _papers(request, SHEETS, _("一次最多打印 %(n)s 件，请分几次选。"))
    if not papers:
        return nothing_picked(request, OUTGOING)
    kind, person, now = SheetForm(form), request.user, timezone.localtime(database_now())
    whose = organ()
    made = [forms.form(kind, paper, person, whose) for paper in papers]
    pdf = forms_pdf(made, printing(person, now))
    _noted(request, papers, kind, now)
    return shown(pdf, f"{made[0].name}-{now:%Y%m%d-%H%M}.pdf")


@require_safe
def labels(request: HttpRequest) -> HttpResponse:
    """`/outgoing/labels/?pick=…`: a sheet of labels with number and barcode for the papers that have a number; never more
    than a sheet has."""
    papers = _papers(request, LABELS, _("一张条码纸最多 %(n)s 件，请分几次选。"))
    if not papers:
        return nothing_picked(request, OUTGOING)
    whose, now = organ(), timezone.localtime(database_now())
    made = [(paper, label) for paper in papers if (label := forms.label(paper, whose))]
    if not made:
        raise BadInput(_("选中的公文都还没有编号，没有条码可打。"))
    pdf = labels_pdf([label for _paper, label in made], now)
    _noted(request, [paper for paper, _label in made], SheetForm.LABEL, now)
    return shown(pdf, f"发文条码-{now:%Y%m%d-%H%M}.pdf")


def _papers(request: HttpRequest, most: int, too_many: str) -> list[Outgoing]:
    """The ticked ones whose inside he sees, in the order they were begun. `BadInput` for more than fit."""
    _readers_only(request)
    asked = LabelsQuery(request.GET)
    if not asked.is_valid():
        raise BadInput(_("筛选条件有误，请回到登记簿重新筛选。"))
    found, more = chosen_papers(request, OUTGOING, most) or ([], False)
    if more:
        raise BadInput(too_many % {"n": most})
    found.reverse()
    return found


def _noted(request: HttpRequest, papers: list[Outgoing], kind: SheetForm, at: Any) -> None:
    if request.method != "GET":
        return
    note(papers, by=request.user, form=kind, way=PrintAs.PDF, at=at)
