"""What is done to many outgoing papers at once: 催签."""

from __future__ import annotations

from typing import Any

from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from documents.views.batch import Work, do_to_many
from outgoing.actions.unsigned import urge_receipts
from outgoing.forms.register import UrgeManyForm
from outgoing.models import Outgoing
from outgoing.rules.verbs import VERBS
from outgoing.views.lists import OUTGOING


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
