"""Entering a seal, and changing what is written of it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from docflow.web.errors import BadInput, Faster, NotAllowed, Refusal
from seals.actions.registry import edit_seal, register_seal
from seals.forms.registry import SealForm
from seals.models import Seal
from seals.rules.rights import keeps_registry
from seals.views.seal_page import on_screen
from workflow import typed
from workflow.spine import Done, replay


@require_http_methods(["GET", "HEAD", "POST"])
def seal_new(request: HttpRequest) -> HttpResponse:
    """`/seals/new/`"""
    _may_keep(request)
    if request.method != "POST":
        return _page(request, SealForm(instance=Seal(), person=request.user), None, 200)
    form = SealForm(request.POST, instance=Seal(), person=request.user)
    try:
        if not form.is_valid():
            again = _sent_before(request, form)
            return redirect("seal", again.subject.ref) if again else _page(request, form, None, 422)
        done = register_seal(form.instance, by=request.user, key=form.cleaned_data["key"])
    except (BadInput, Faster, NotAllowed) as refusal:
        return _refused(request, form, None, refusal)
    messages.success(request, done.said)
    return redirect("seal", done.subject.ref)


@require_http_methods(["GET", "HEAD", "POST"])
def seal_edit(request: HttpRequest, ref: str) -> HttpResponse:
    """`/seals/<ref>/edit/`"""
    seal = on_screen(request, ref)
    _may_keep(request)
    if request.method != "POST":
        return _page(request, SealForm(instance=seal, person=request.user), seal, 200)
    form = SealForm(request.POST, instance=seal, person=request.user)
    shown = on_screen(request, ref)  # the form's own row carries what was typed
    if not form.is_valid():
        return _page(request, form, shown, 422)
    data = form.cleaned_data
    try:
        done = edit_seal(
            shown,
            by=request.user,
            key=data["key"],
            expected_version=data["version"],
            fields=form.fields_changed(),
        )
    except (BadInput, Faster, NotAllowed) as refusal:
        return _refused(request, form, shown, refusal)
    messages.success(request, done.said)
    return redirect("seal", ref)


def _sent_before(request: HttpRequest, form: SealForm) -> Done | None:
    """The same form once more: its number is taken by the very seal that it made."""
    key, mark = form.cleaned_data.get("key", ""), typed.mark(typed.new(form.instance))
    return replay(key, "register_seal", form.instance, None, request.user, mark) if key else None  # type: ignore[arg-type]


def _may_keep(request: HttpRequest) -> None:
    person: Any = request.user
    if keeps_registry(person.hats):
        return
    if not any(seat.internal for seat in person.hats.seats):
        raise Http404
    raise NotAllowed(_("印章台账由印章保管员、处长和办公厅主任登记。"))


def _refused(request: HttpRequest, form: SealForm, seal: Any, refusal: Refusal) -> HttpResponse:
    field = getattr(refusal, "field", None)
    form.add_error(field if field in form.fields else None, str(refusal))
    if isinstance(refusal, Faster) and seal is not None:
        form.renew(on_screen(request, seal.ref))
    return _page(request, form, seal, refusal.status)


def _page(request: HttpRequest, form: SealForm, seal: Any, status: int) -> HttpResponse:
    return render(request, "seals/seal_form.html", {"form": form, "seal": seal}, status=status)
