"""Doing one thing to many papers of the register: each by its own act, and what was not done is told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from docflow.web.errors import Refusal
from documents.actions.reading import circulate
from documents.actions.urging import urge
from documents.forms.batch import BatchForm, UrgeManyForm, picked
from documents.forms.reading import CirculateForm
from documents.models import Document
from documents.queries.visible import visible_to
from documents.rules.verbs import VERBS
from workflow.models import Lane, Task

SAID = 10  # refusals told one by one


@require_http_methods(["GET", "HEAD", "POST"])
def batch(request: HttpRequest, verb: str) -> HttpResponse:
    """`/documents/batch/<verb>/?pick=…`: GET shows the papers and the form; POST does it and says what came of it."""
    if verb not in WORK:
        raise Http404
    sent: QueryDict = request.POST if request.method == "POST" else request.GET
    person: Any = request.user
    docs = list(visible_to(person).filter(ref__in=picked(sent)).order_by("-pk"))
    frame = BatchForm(sent) if sent.get("key") else BatchForm(initial={"back": sent.get("back", "")[:2000]})
    back = f"{reverse('register')}?{sent.get('back', '')[:2000]}"
    if not docs:
        messages.warning(request, _("没有选中任何一件。"))
        return redirect(back)
    make, do = WORK[verb]
    if request.method != "POST":
        return _page(request, verb, docs, frame, make(docs, person, None))
    form = make(docs, person, request.POST)
    if not (frame.is_valid() and form.is_valid()):
        return _page(request, verb, docs, frame, form, status=422)
    done, refused = 0, []
    for doc in docs:
        try:
            do(doc, person, f"{frame.cleaned_data['key']}-{doc.pk}", form)
            done += 1
        except Refusal as refusal:
            refused.append((doc.receipt_no, str(refusal)))
    _report(request, verb, done, refused)
    return redirect(back)


def _page(
    request: HttpRequest, verb: str, docs: list[Document], frame: BatchForm, form: BaseForm, status: int = 200
) -> HttpResponse:
    context = {"verb": VERBS[verb], "docs": docs, "frame": frame, "form": form}
    return render(request, "documents/batch.html", context, status=status)


def _report(request: HttpRequest, verb: str, done: int, refused: Sequence[tuple[str, str]]) -> None:
    words = {"verb": VERBS[verb].label, "done": done, "failed": len(refused)}
    if not refused:
        messages.success(request, _("%(verb)s：成功 %(done)s 件。") % words)
        return
    messages.warning(request, _("%(verb)s：成功 %(done)s 件，未办 %(failed)s 件。") % words)
    for number, why in refused[:SAID]:
        messages.warning(request, _("未办：%(no)s %(why)s") % {"no": number, "why": why})


def _urge_form(docs: list[Document], person: Any, data: Any) -> BaseForm:
    return UrgeManyForm(data)


def _urge(doc: Document, person: Any, key: str, form: Any) -> None:
    """Everybody who has an open task of the main lane; readers when nobody has."""
    open_now = Task.objects.about(doc).open().filter(lane=Lane.MAIN).values_list("pk", flat=True)
    urge(doc, by=person, key=key, task_ids=list(open_now) or None, note=form.cleaned_data["note"])


def _circulate_form(docs: list[Document], person: Any, data: Any) -> BaseForm:
    form = CirculateForm(data, doc=docs[0], person=person)
    del form.fields["version"], form.fields["key"]  # the batch has its own
    return form


def _circulate(doc: Document, person: Any, key: str, form: Any) -> None:
    circulate(doc, by=person, key=key, **form.act_kwargs())


Make = Callable[[list[Document], Any, Any], BaseForm]
Do = Callable[[Document, Any, str, Any], None]
WORK: dict[str, tuple[Make, Do]] = {"urge": (_urge_form, _urge), "circulate": (_circulate_form, _circulate)}
