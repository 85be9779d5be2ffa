"""Doing one thing to many papers of the register: each by its own act, and what was not done is told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from docflow.web.errors import BadInput, Faster, Refusal
from documents.actions.reading import circulate
from documents.actions.urging import urge
from documents.forms.batch import MOST, BatchForm, UrgeManyForm, picked
from documents.forms.reading import CirculateForm
from documents.models import Document
from documents.queries.quick import TooWide
from documents.queries.visible import visible_to
from documents.rules.verbs import VERBS
from documents.views.register_read import asked_for
from workflow.models import Lane, Task


@require_http_methods(["GET", "HEAD", "POST"])
def batch(request: HttpRequest, verb: str) -> HttpResponse:
    """`/documents/batch/<verb>/?pick=…`: GET shows the papers and the form; POST does it and says what came of it.

    `all` instead of `pick`: what the register's address `back` lists.
    """
    if verb not in WORK:
        raise Http404
    sent: QueryDict = request.POST if request.method == "POST" else request.GET
    person: Any = request.user
    back = sent.get("back", "")
    refs, more = picked(sent), False
    if request.method != "POST" and "all" in sent:
        refs, more = _every(person, back)
    docs = list(visible_to(person).filter(ref__in=refs).order_by("-pk"))
    frame = BatchForm(sent) if sent.get("key") else BatchForm(initial={"back": back})
    if not docs:
        messages.warning(request, _("没有选中任何一件。"))
        return redirect(f"{reverse('register')}?{back}")
    make, do = WORK[verb]
    if request.method != "POST":
        return _page(request, verb, docs, frame, make(docs, person, None), more=more)
    form = make(docs, person, request.POST)
    if not (frame.is_valid() and form.is_valid()):
        return _page(request, verb, docs, frame, form, status=422)
    refused = []
    for doc in docs:
        try:
            do(doc, person, f"{frame.cleaned_data['key']}-{doc.pk}", form)
        except Refusal as refusal:
            refused.append((doc, _why(refusal)))
    said = {"done": len(docs) - len(refused), "failed": len(refused)}
    if refused:
        return _result(request, verb, said, refused, back)
    messages.success(request, _("%(verb)s：成功 %(done)s 件。") % {"verb": VERBS[verb].label, **said})
    return redirect(f"{reverse('register')}?{back}")


def _every(person: Any, query: str) -> tuple[list[str], bool]:
    """The second step of selecting: all papers of the list, as far as one go takes; were there more?"""
    try:
        page = asked_for(person, query, timezone.localtime()).first(MOST)
    except TooWide as error:
        raise BadInput(_("符合条件的太多，没有查完。请加几个字或缩小范围再查。")) from error
    return [row.ref for row in page.rows], page.older


def _why(refusal: Refusal) -> str:
    """The reason in one line: nothing of a form stands below it here."""
    if isinstance(refusal, Faster) and refusal.who and refusal.when:
        at = timezone.localtime(refusal.when)
        return _("%(who)s %(when)s 已先办理，本件已有变化。") % {
            "who": refusal.who,
            "when": f"{at:%m-%d %H:%M}",
        }
    return str(refusal)


def _result(
    request: HttpRequest, verb: str, said: dict[str, Any], refused: list[tuple[Document, str]], back: str
) -> HttpResponse:
    """What was not done, each with its reason; one button tries these again, with the same words."""
    again = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in ("pick", "csrfmiddlewaretoken")
        for value in values
    ]
    context = {"verb": VERBS[verb], "refused": refused, "again": again, "back": back, **said}
    return render(request, "documents/batch_result.html", context)


def _page(
    request: HttpRequest,
    verb: str,
    docs: list[Document],
    frame: BatchForm,
    form: BaseForm,
    *,
    more: bool = False,
    status: int = 200,
) -> HttpResponse:
    context = {"verb": VERBS[verb], "docs": docs, "frame": frame, "form": form, "most": MOST if more else 0}
    return render(request, "documents/batch.html", context, status=status)


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
