"""印章交接单 as PDF, or as a Word copy: noted before it goes out."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from docflow.web.errors import NotAllowed
from documents.files.forms_docx import form_docx
from documents.files.forms_pdf import form_pdf
from documents.forms.printing import PrintQuery
from documents.views.printing import organ, shown
from documents.views.sheets import printing
from documents.words import PrintAs
from seals.actions.prints import note
from seals.queries.custody import sheet as sheet_of
from seals.queries.forms import handover_form
from seals.rules.custody import sees_custody
from seals.views.custody import insider
from seals.words import SealSheet
from workflow.clock import database_now


@require_safe
def handover_sheet(request: HttpRequest, sheet: str) -> HttpResponse:
    """`/seals/handovers/<sheet>/?as=`: for the desk, the heads, and the three who signed it."""
    user, query = insider(request), PrintQuery(request.GET)
    if not query.is_valid():
        return HttpResponseBadRequest(query.errors.as_text(), content_type="text/plain; charset=utf-8")
    rows = sheet_of(sheet)
    if not rows:
        raise Http404
    first = rows[0]
    three = (first.from_person_id, first.to_person_id, first.supervised_by_id, first.signed_for_from_id)
    if not sees_custody(user.hats) and user.pk not in three:
        raise NotAllowed(_("这张交接单由签名的人和办公厅负责人查看。"))
    way, at = PrintAs(query.cleaned_data["as"] or PrintAs.PDF), database_now()
    form = handover_form(rows, organ())
    made = (form_docx if way == PrintAs.DOCX else form_pdf)(form, printing(user, at))
    if request.method == "GET":
        title = "、".join(row.seal.name for row in rows)
        note(by=user, form=SealSheet.HANDOVER, ref=sheet, title=title, way=way, at=at)
    return shown(made, f"{form.name}-{sheet}.{way}")
