"""核稿 while it is typed: a text is posted, its findings come back, nothing is stored."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from checking.queries.proofing import Proofed, Seen, answered, seen, severities
from docflow.web.errors import BadInput
from documents.actions.uploads import sent_by
from documents.files.secrecy import find_in_fields, refusal
from outgoing.actions.drafting import may_draft
from outgoing.forms.draft import DraftForm
from outgoing.forms.proofing import CheckForm, NewCheckForm
from outgoing.forms.text import TextForm
from outgoing.queries.found import proofed
from outgoing.queries.proofing import meta_of, meta_of_fields
from outgoing.views import acts, new
from outgoing.views.proofing import beside_form, new_panel
from outgoing.views.screen import on_screen
from proofing.meta import Meta
from proofing.proof import proof
from proofing.read.text import parse

SCRIPT = "X-Proof"  # sent by the script: the findings alone are wanted, not the page


@require_http_methods(["GET", "HEAD", "POST"])
def check_new(request: HttpRequest) -> HttpResponse:
    """`/outgoing/check/`: the form of a new paper as it stands on the screen."""
    person: Any = request.user
    if not may_draft(person.hats):
        raise PermissionDenied
    if request.method != "POST":
        return redirect(reverse("outgoing_new"))
    form = NewCheckForm(request.POST, person=person)
    panel, paper = new_panel(), form.paper()
    panel.refused = _refused(request, form)
    if not panel.refused and paper is not None:
        words = form.cleaned_data["words"]
        meta = meta_of_fields(paper, form.addressees(), form.joint_names())
        panel.show(((one, False) for one in looked(words, meta)), words.split("\n"))
    panel.looked = paper is not None
    if request.headers.get(SCRIPT):
        return render(request, "outgoing/_proof_list.html", {"proof": panel})
    return new.shown(request, _as_typed(request, DraftForm(person=person, initial=_typed(request))), panel)


@require_http_methods(["GET", "HEAD", "POST"])
def check_text(request: HttpRequest, ref: str) -> HttpResponse:
    """`/outgoing/<ref>/check/`: another text of a paper, with its fields as they were saved."""
    paper = on_screen(request, ref, inside=True)
    offered = acts.offered_to(request, paper, "text")
    if not offered.ok:
        raise PermissionDenied
    if request.method != "POST":
        return redirect(reverse("outgoing_act", args=[ref, "text"]))
    form = CheckForm(request.POST)
    form.full_clean()
    panel = beside_form(paper, request.user)
    panel.refused = _refused(request, form)
    if not panel.refused:
        words = form.cleaned_data["words"]
        known = answered(paper.subject_kind, paper.pk)
        kept = proofed(paper)
        panel.show([_as_kept(one, kept) for one in looked(words, meta_of(paper), known)], words.split("\n"))
    if request.headers.get(SCRIPT):
        return render(request, "outgoing/_proof_list.html", {"proof": panel})
    typed = TextForm(doc=paper, person=request.user, initial=_typed(request))
    return acts.page(request, paper, offered, _as_typed(request, typed), 200, proof=panel)


def looked(words: str, meta: Meta, known: Any = None) -> tuple[Seen, ...]:
    """What the checker finds in these words, now."""
    lines = words.split("\n")
    return seen(proof(parse(lines, meta), meta, severities=severities()), lines, known, meta)


def _as_kept(one: Seen, kept: Proofed) -> tuple[Seen, bool]:
    """A finding, and whether it was in the text that is saved: only then can it be answered."""
    return one, kept.at(one.finding.rule, one.place) is not None


def _refused(request: HttpRequest, form: forms.Form) -> str:
    """A mark of secrecy is said at once; nothing of it is kept or logged. Or a text that is too long."""
    if find_in_fields({name: request.POST.get(name, "") for name in ("words", "title")}):
        return refusal()
    return str(form.errors["words"][0]) if "words" in form.errors else ""


def _typed(request: HttpRequest) -> dict[str, Any]:
    return {name: values[-1] for name, values in request.POST.lists() if values}


def _as_typed(request: HttpRequest, form: Any) -> Any:
    """Files that came with an earlier drawing of the form stay with it."""
    form.sent = []
    with suppress(BadInput):
        form.sent = sent_by(request.user, request.POST.getlist("kept"))
    return form
