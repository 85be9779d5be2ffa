"""What is done to many outgoing papers at once: 催办, 催签."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from documents.views.batch import Work, do_to_many, reader_of
from outgoing.actions.unsigned import urge_receipts
from outgoing.actions.urging import urge
from outgoing.forms.register import UrgeManyForm, UrgeReceiptsManyForm
from outgoing.models import Outgoing
from outgoing.rules.verbs import VERBS
from outgoing.views.lists import OUTGOING
from workflow.spine import Done


@require_http_methods(["GET", "HEAD", "POST"])
def batch(request: HttpRequest, verb: str) -> HttpResponse:
    """`/outgoing/batch/<verb>/?pick=…`"""
    reader_of(request)
    return do_to_many(request, OUTGOING, WORK, verb)


def _everybody(verb: str, form_class: type[BaseForm], action: Callable[..., Done]) -> Work:
    """All whom this verb urges on a paper: who has a step of it, or who has not signed for his copies."""

    def do(paper: Outgoing, person: Any, key: str, form: Any) -> None:
        action(paper, by=person, key=key, **form.cleaned_data)

    def make(papers: list[Outgoing], person: Any, data: Any) -> BaseForm:
        return form_class(data)

    return Work(VERBS[verb].label, VERBS[verb].line, make, do)


WORK = {
    "urge": _everybody("urge", UrgeManyForm, urge),
    "urge_receipts": _everybody("urge_receipts", UrgeReceiptsManyForm, urge_receipts),
}
