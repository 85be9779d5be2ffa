"""拟稿: a new paper, from nothing or from the incoming one it answers (S06)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from docflow.web.errors import BadInput, Faster, Incomplete, NotAllowed
from docflow.web.forms import QueryForm
from documents.queries.drafts import NEWEST, drafts_of
from documents.queries.numbered import numbered
from documents.queries.visible import visible_to as visible_incoming
from documents.words import Kind
from outgoing.actions.drafting import draft, may_draft
from outgoing.forms.draft import DraftForm
from outgoing.forms.linking import incoming
from outgoing.models import Organ
from outgoing.views.hints import of_kind
from outgoing.views.kept import NEW, done_with, restore
from outgoing.views.proofing import Panel, new_panel
from outgoing.words import chinese
from workflow.spine import new_key


class NewQuery(QueryForm):
    """`answers`: the public id of the incoming paper it answers; `number`: what somebody typed to find it."""

    answers = forms.SlugField(max_length=20)
    number = forms.CharField(max_length=80)
    draft = forms.CharField(max_length=64)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """`/outgoing/new/?answers=<ref>&number=&draft=`"""
    person: Any = request.user
    if not may_draft(person.hats):
        raise PermissionDenied
    query = NewQuery(request.GET)
    if not query.is_valid():
        return HttpResponseBadRequest(query.errors.as_text(), content_type="text/plain; charset=utf-8")
    if request.method != "POST":
        if typed := query.cleaned_data["number"].strip():
            return _from_incoming(request, typed)
        answers = _answered(person, query)
        form = DraftForm(person=person, initial={"key": new_key(), **_prefilled(answers)})
        wanted = query.cleaned_data["draft"]
        drafted = restore(form, person, NEW, key=wanted) if wanted else ""
        return _page(request, form, answers, 200, drafted)
    form = DraftForm(request.POST, request.FILES, person=person)
    valid = form.is_valid()
    answers = form.cleaned_data.get("answers")
    if not valid:
        return _page(request, form, answers, 422)
    try:
        key = form.cleaned_data["key"]
        also = done_with(person, NEW, key, request.POST.get("drafted", "")[:64])
        done = draft(form.paper(), by=person, key=key, also=also, **form.act_kwargs())
    except (BadInput, Incomplete, Faster, NotAllowed) as refusal:
        field = getattr(refusal, "field", None)
        form.add_error(field if field in form.fields else None, str(refusal))
        return _page(request, form, answers, refusal.status)
    if done.said:
        messages.success(request, done.said)
    return redirect("outgoing", done.subject.ref)


def _from_incoming(request: HttpRequest, typed: str) -> HttpResponse:
    """从来文生成: the form filled in from the incoming paper of this number; else an empty one that says why not."""
    person: Any = request.user
    try:
        return redirect(f"{request.path}?answers={incoming(person, typed).ref}")
    except ValidationError as error:
        form = DraftForm(person=person, initial={"key": new_key(), **_prefilled(None)})
        return _page(request, form, None, 422, typed=typed, refused=error.messages[0])


def _answered(person: Any, query: NewQuery) -> Any:
    """The incoming paper it answers, if he may see it: what the draft that is gone on with says, whatever the address
    does. An address that names another is no error, it answers nothing."""
    wanted, ref = query.cleaned_data["draft"], str(query.cleaned_data["answers"])
    kept = drafts_of(person, NEW).filter(key=wanted).first() if wanted else None
    if kept is not None and "answers" in kept.data:
        found = numbered(person, str(kept.data["answers"][-1])[:80])
        return found[0] if len(found) == 1 else None
    if kept is not None:  # kept before the number stood in the form
        ref = str((kept.data.get("answering") or [""])[-1])[:20]
    return visible_incoming(person).filter(ref=ref).first() if ref.isalnum() else None


def _prefilled(answers: Any) -> dict[str, Any]:
    """From what is answered: 批复 to a request from below, else 函; title, addressee, urgency."""
    organ = Organ.objects.filter(is_active=True).first()
    found: dict[str, Any] = {"organ": organ}
    if answers is None:
        return found
    below = answers.source.relation in ("subordinate", "internal", "skip_level")
    kind = Kind.REPLY if answers.kind == Kind.REQUEST and below else Kind.LETTER
    matter = answers.title.split("关于", 1)[-1]
    matter = matter.removesuffix(chinese(Kind(answers.kind))).removesuffix("的")
    name = organ.name if organ else ""
    title = f"{name}关于{matter}的{'批复' if kind == Kind.REPLY else '复函'}"
    return found | {"answers": answers.receipt_no, "kind": kind, "title": title, "main": [answers.source], "urgency": _urgency(answers),
                    "words": _opening(answers, kind)}  # fmt: skip


def _urgency(answers: Any) -> str:
    return answers.urgency if answers.urgency in ("normal", "urgent", "top_urgent") else "normal"


def _opening(answers: Any, kind: str) -> str:
    """How a reply begins: it quotes title and number (KIND-07); a 批复 speaks to those below, a 函 to an equal."""
    you, now = ("你单位", "现批复如下") if kind == Kind.REPLY else ("贵单位", "现函复如下")
    number = f"（{answers.source_doc_number}）" if answers.source_doc_number else ""
    return f"{you}《{answers.title}》{number}收悉。{now}："


def shown(request: HttpRequest, form: DraftForm, proof: Panel) -> HttpResponse:
    """The form as it was typed, with what was found in it."""
    return _page(request, form, None, 200, request.POST.get("drafted", "")[:64], proof=proof)


def _begun(draft: Any) -> dict[str, Any]:
    """A draft as the line that offers it."""
    first = {name: values[0] for name, values in draft.data.items() if values}
    return {"key": draft.key, "at": draft.updated_at, "title": first.get("title", "")}


def _page(
    request: HttpRequest, form: DraftForm, answers: Any, status: int, drafted: str = "", *, typed: str = "",
    refused: str = "", proof: Panel | None = None,
) -> HttpResponse:  # fmt: skip
    """`typed` and `refused`: the number of an incoming paper that was not found, and why."""
    begun = [] if drafted or proof or form.is_bound else list(drafts_of(request.user, NEW)[:NEWEST])
    context = {
        "form": form, "answers": answers, "drafted": drafted, "drafts": [_begun(d) for d in begun],
        "proof": proof or new_panel(), "ask_number": not (answers or drafted or proof or form.is_bound), "typed": typed, "refused": refused,
        "hints": of_kind(form["kind"].value()),
        "no_organ": not Organ.objects.filter(is_active=True).exists(),
    }  # fmt: skip
    return render(request, "outgoing/new.html", context, status=status)
