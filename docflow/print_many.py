"""One form of several papers in one file, or a sheet of their barcode labels: those on the list of the print centre, or
those ticked in a register."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from docflow.ledgers import LEDGERS
from docflow.print_query import LABELS, ManyQuery
from docflow.printables import KINDS, rows
from docflow.web.errors import BadInput
from documents.files.forms_pdf import forms_pdf
from documents.files.labels import MOST, labels_pdf
from documents.forms.printing import TickedQuery
from documents.views.batch import chosen_papers, nothing_picked, reader_of
from documents.views.printing import organ, shown
from documents.views.sheets import printing
from workflow.clock import database_now

SHEET_OF = {"document": "收文条码", "outgoing": "发文条码"}  # names of files, in the language of the office


@require_safe
def print_many(request: HttpRequest) -> HttpResponse:
    """`/printing/many/?form=&pick=…`: in the order of the list; what he may not see, or has no such form, is left out.
    Noted, a row for each paper, before it goes out."""
    reader_of(request)
    query = ManyQuery(request.GET)
    if not query.is_valid() or not query.cleaned_data["form"]:
        raise BadInput(_("地址不完整，请回到打印中心，从清单打印。"))
    picked = query.cleaned_data["pick"]
    kind, _dash, form = query.cleaned_data["form"].rpartition("-")
    if made := _file(request, [key for key in picked if not kind or key.startswith(f"{kind}-")], form):
        return made
    messages.warning(request, _("清单上没有能这样打印的公文。"))
    return redirect(f"{reverse('print_centre')}?{urlencode({'pick': picked}, doseq=True)}")


@require_safe
def print_ticked(request: HttpRequest, register: str, form: str) -> HttpResponse:
    """`/printing/<register>/<form>/?pick=…`: of the papers ticked in that register, in the order they were begun; `all`:
    of what its address `back` lists. Never more than one file holds."""
    reader_of(request)
    ledger = LEDGERS.get(register)
    kind = KINDS.get(ledger.page) if ledger is not None else None
    if ledger is None or kind is None or form not in (LABELS, *kind.many):
        raise Http404
    if not TickedQuery(request.GET).is_valid():
        raise BadInput(_("筛选条件有误，请回到登记簿重新筛选。"))
    papers, more = chosen_papers(request, ledger, MOST) or ([], False)
    if not papers:
        return nothing_picked(request, ledger)
    if more:
        raise BadInput(_("一次最多打印 %(n)s 件，请分几次选。") % {"n": MOST})
    if made := _file(request, [f"{ledger.page}-{paper.ref}" for paper in reversed(papers)], form):
        return made
    raise BadInput(
        _("选中的公文都还没有编号，没有条码可打。") if form == LABELS else _("选中的公文都没有这种单据。")
    )


def _file(request: HttpRequest, keys: Iterable[str], form: str) -> HttpResponse | None:
    """The PDF, noted; None where no paper has it."""
    person: Any = request.user
    whose, now = organ(), timezone.localtime(database_now())
    made = [(kind, row, _made(kind, row, form, person, whose, now)) for kind, row in rows(person, list(keys))]
    made = [one for one in made if one[2] is not None]
    if not made:
        return None
    said, kinds = [one[2] for one in made], {one[0] for one in made}
    pdf = labels_pdf(said, now) if form == LABELS else forms_pdf(said, printing(person, now))
    if request.method == "GET":
        for kind in sorted(kinds):
            KINDS[kind].note([row for name, row, _said in made if name == kind], person, form, now)
    label = SHEET_OF[kinds.pop()] if len(kinds) == 1 else "条码"
    return shown(pdf, f"{label if form == LABELS else said[0].name}-{now:%Y%m%d-%H%M}.pdf")


def _made(kind: str, row: Any, form: str, person: Any, organ: str, now: Any) -> Any:
    """What stands on the form or the label; None where the paper has none."""
    row.now = now
    return KINDS[kind].label(row, organ) if form == LABELS else KINDS[kind].form(form, row, person, organ)
