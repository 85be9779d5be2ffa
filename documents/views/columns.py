"""The columns of the register (列): a dialog over the list, or a page of its own where there is no script."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from docflow.web.ledger import Col
from documents.forms.columns import ColumnsForm
from documents.queries.asked import NEWEST
from documents.views.register_read import kept
from documents.views.register_rows import LIST, USUAL, chosen, every
from people.actions.display import arrange


@require_http_methods(["GET", "HEAD", "POST"])
def register_columns(request: HttpRequest) -> HttpResponse:
    """`/documents/columns/?<filters>`: `up` and `down` only draw the form anew; `save` and `reset` keep."""
    person: Any = request.user
    cols = [make() for make in every(timezone.localtime(), {}, NEWEST).values()]
    if request.method != "POST":
        saved = chosen(person) or list(USUAL)
        order = list(dict.fromkeys([*saved, *(col.key for col in cols)]))
        first = {"back": kept(request.GET.urlencode()), "density": person.density}
        return _page(request, ColumnsForm(initial=first, cols=cols, usual=USUAL), cols, order, set(saved))
    form = ColumnsForm(request.POST, cols=cols, usual=USUAL)
    if not form.is_valid():
        return _page(request, form, cols, [col.key for col in cols], set(USUAL), status=422)
    data = form.cleaned_data
    if data["up"] or data["down"]:
        order, shown = form.arrangement()
        return _page(request, form, cols, order, shown)
    arrange(person, LIST, [] if "reset" in request.POST else form.keys(), data["density"])
    return redirect(f"{reverse('register')}?{kept(data['back'])}".rstrip("?"))


def _page(
    request: HttpRequest,
    form: ColumnsForm,
    cols: Sequence[Col],
    order: Sequence[str],
    shown: set[str],
    status: int = 200,
) -> HttpResponse:
    named = {col.key: col for col in cols}
    items = [(key, named[key].label, key in shown, named[key].link) for key in order]
    context = {"form": form, "items": items, "back": kept(str(form["back"].value() or ""))}
    dialog = bool(request.headers.get("HX-Request"))
    template = "documents/_columns.html" if dialog else "documents/columns.html"
    return render(request, template, context, status=status)
