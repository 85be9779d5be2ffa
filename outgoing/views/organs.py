"""发文机关 and who signs for them: kept by the chiefs; to everybody else these pages do not exist."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from docflow.web.errors import BadInput, NotAllowed
from outgoing.actions.organs import may_keep, save_organ
from outgoing.forms.organs import OrganForm
from outgoing.models import NumberBook, Organ
from workflow.spine import new_key


@require_safe
def organs(request: HttpRequest) -> HttpResponse:
    """`/organs/`"""
    _may(request)
    return render(
        request, "outgoing/organs.html", {"rows": Organ.objects.prefetch_related("signing_rules", "series")}
    )


@require_http_methods(["GET", "HEAD", "POST"])
def organ(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """`/organs/new/`, `/organs/<pk>/`"""
    _may(request)
    found = get_object_or_404(Organ, pk=pk) if pk else Organ()
    if request.method != "POST":
        return _page(request, OrganForm(instance=found, person=request.user, initial={"key": new_key()}), 200)
    form = OrganForm(request.POST, instance=found, person=request.user)
    if not form.is_valid():
        return _page(request, form, 422)
    try:
        done = save_organ(
            NumberBook.the(),
            by=request.user,
            key=form.cleaned_data["key"],
            organ=form.instance,
            rules=form.rules(),
        )
    except (BadInput, NotAllowed) as refusal:
        field = getattr(refusal, "field", None)
        form.add_error(field if field in form.fields else None, str(refusal))
        return _page(request, form, refusal.status)
    messages.success(request, done.said)
    return redirect("organs")


def _may(request: HttpRequest) -> None:
    user: Any = request.user
    if not may_keep(user.hats):
        raise Http404


def _page(request: HttpRequest, form: OrganForm, status: int) -> HttpResponse:
    return render(request, "outgoing/organ.html", {"form": form, "organ": form.instance}, status=status)
