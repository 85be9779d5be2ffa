"""One form of several papers in one file, or a sheet of their barcode labels."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from docflow.print_query import LABELS, ManyQuery
from docflow.printables import KINDS, rows
from docflow.web.errors import BadInput
from documents.files.forms_pdf import forms_pdf
from documents.files.labels import labels_pdf
from documents.views.printing import organ, shown
from documents.views.sheets import printing
from workflow.clock import database_now


@require_safe
def print_many(request: HttpRequest) -> HttpResponse:
    """`/printing/many/?form=&pick=…`: in the order of the list; what he may not see, or has no such form, is left out.
    Noted, a row for each paper, before it goes out."""
    person: Any = request.user
    if not person.hats.reads_register:
        raise Http404
    query = ManyQuery(request.GET)
    if not query.is_valid() or not query.cleaned_data["form"]:
        raise BadInput(_("地址不完整，请回到打印中心，从清单打印。"))
    asked = query.cleaned_data["form"]
    kind, _dash, form = asked.rpartition("-")
    picked = [(k, row) for k, row in rows(person, query.cleaned_data["pick"]) if not kind or k == kind]
    whose, now = organ(), timezone.localtime(database_now())
    made = [(k, row, _made(k, row, form, person, whose, now)) for k, row in picked]
    made = [one for one in made if one[2] is not None]
    if not made:
        messages.warning(request, _("清单上没有能这样打印的公文。"))
        return redirect(
            f"{reverse('print_centre')}?{urlencode({'pick': query.cleaned_data['pick']}, doseq=True)}"
        )
    said = [one[2] for one in made]
    pdf = labels_pdf(said, now) if form == LABELS else forms_pdf(said, printing(person, now))
    if request.method == "GET":
        for k, printables in KINDS.items():
            if papers := [row for name, row, _said in made if name == k]:
                printables.note(papers, person, form, now)
    name = "条码" if form == LABELS else said[0].name
    return shown(pdf, f"{name}-{now:%Y%m%d-%H%M}.pdf")


def _made(kind: str, row: Any, form: str, person: Any, organ: str, now: Any) -> Any:
    """What stands on the form or the label; None where the paper has none."""
    row.now = now
    return KINDS[kind].label(row, organ) if form == LABELS else KINDS[kind].form(form, row, person, organ)
