"""State-secret papers: only a pointer row, and the list of them for those who keep them."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from docflow.web.errors import Refusal
from documents.actions.pointer import add_pointer, may_list, may_point
from documents.forms.pointer import PointerForm
from documents.models import Pointer

NEWEST = 50


@require_http_methods(["GET", "POST"])
def pointer_new(request: HttpRequest) -> HttpResponse:
    """`/documents/pointer/new/`: the form for who may register, the list for who may see it."""
    hats = request.user.hats  # type: ignore[union-attr]
    if not may_list(hats) or (request.method == "POST" and not may_point(hats)):
        raise PermissionDenied
    if request.method == "GET":
        return _page(request, PointerForm())
    form = PointerForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        row = add_pointer(by=request.user, **form.cleaned_data)
    except Refusal as refusal:
        field = getattr(refusal, "field", None)
        form.add_error(field if field in form.fields else None, str(refusal))
        return _page(request, form, status=refusal.status)
    messages.success(request, _("已登记 %(row)s号，只记去向，不含标题。") % {"row": row})
    return redirect("pointer_new")


def _page(request: HttpRequest, form: PointerForm, status: int = 200) -> HttpResponse:
    rows = Pointer.objects.select_related("received_by").order_by("-id")[:NEWEST]
    context = {"form": form, "rows": rows, "may_point": may_point(request.user.hats)}  # type: ignore[union-attr]
    return render(request, "documents/pointer_new.html", context, status=status)
