"""What is done to many incoming papers at once: 分发传阅, 催办."""

from __future__ import annotations

from typing import Any

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from documents.actions.reading import circulate
from documents.actions.urging import urge
from documents.forms.batch import UrgeManyForm
from documents.forms.reading import CirculateForm
from documents.forms.urging import CONTACT
from documents.models import Document
from documents.rules.verbs import VERBS
from documents.views.batch import Work, do_to_many
from documents.views.lists import REGISTER
from workflow.models import Lane, Task


@require_http_methods(["GET", "HEAD", "POST"])
def batch(request: HttpRequest, verb: str) -> HttpResponse:
    """`/documents/batch/<verb>/?pick=…`"""
    return do_to_many(request, REGISTER, WORK, verb)


def _urge_form(docs: list[Document], person: Any, data: Any) -> BaseForm:
    return UrgeManyForm(data)


def _urge(doc: Document, person: Any, key: str, form: Any) -> None:
    """Everybody who has an open task of the main lane; readers when nobody has."""
    waiting = Task.objects.about(doc).open().filter(lane=Lane.MAIN, paused_at=None)
    open_now = waiting.values_list("pk", flat=True)
    said = {name: form.cleaned_data[name] for name in ("note", *CONTACT)}
    urge(doc, by=person, key=key, task_ids=list(open_now) or None, **said)


def _circulate_form(docs: list[Document], person: Any, data: Any) -> BaseForm:
    form = CirculateForm(data, doc=docs[0], person=person)
    del form.fields["version"], form.fields["key"]  # the batch has its own
    return form


def _circulate(doc: Document, person: Any, key: str, form: Any) -> None:
    circulate(doc, by=person, key=key, **form.act_kwargs())


WORK = {
    "urge": Work(VERBS["urge"].label, VERBS["urge"].line, _urge_form, _urge),
    "circulate": Work(VERBS["circulate"].label, VERBS["circulate"].line, _circulate_form, _circulate),
}
