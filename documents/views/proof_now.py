"""核稿 of an incoming paper at once, without waiting for the clock."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from docflow.web.errors import Faster
from documents.actions.looking import look
from documents.queries.proofing import main_file, why_never
from documents.rules.proofing import LOOKED_AT
from documents.views.workbench import on_screen
from workflow.clock import database_now


@require_POST
def proof_now(request: HttpRequest, ref: str) -> HttpResponse:
    """`/documents/<ref>/proof/`: look at it now, without waiting for the clock."""
    doc = on_screen(request, ref)
    if doc.state not in LOOKED_AT:
        raise Faster(_("本件已经过了审核，不再核稿。"))
    if why := why_never(doc, main_file(doc)):
        messages.warning(request, _(why))
    elif look(doc, database_now()):
        messages.success(request, _("已核稿，结果在“核稿”里。"))
    else:
        messages.warning(request, _("现在正忙，稍后会自动核稿。"))
    return redirect(f"{reverse('document', args=[doc.ref])}?tab=proof#proof")
