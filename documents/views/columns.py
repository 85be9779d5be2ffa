"""The columns of a register (列): a dialog over the list, or a page of its own where there is no script."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from docflow.web.ledger import Col
from documents.forms.columns import ColumnsForm
from documents.views.ledger import Ledger, chosen
from documents.views.ledger_page import addresses
from people.actions.display import arrange


def choose_columns(request: HttpRequest, ledger: Ledger) -> HttpResponse:
    """`up` and `down` only draw the form anew; `save` and `reset` keep."""
    person: Any = request.user
    made = ledger.every(timezone.localtime(), {}, ledger.newest, str, ())
    cols, usual = [make() for make in made.values()], ledger.usual
    if request.method != "POST":
        saved = chosen(person, ledger) or list(usual)
        order = list(dict.fromkeys([*saved, *(col.key for col in cols)]))
        first = {"back": ledger.kept(person, request.GET.urlencode()), "density": person.density}
        return _page(
            request, ledger, ColumnsForm(initial=first, cols=cols, usual=usual), cols, order, set(saved)
        )
    form = ColumnsForm(request.POST, cols=cols, usual=usual)
    if not form.is_valid():
        return _page(request, ledger, form, cols, [col.key for col in cols], set(usual), status=422)
    data = form.cleaned_data
    if data["up"] or data["down"]:
        order, shown = form.arrangement()
        return _page(request, ledger, form, cols, order, shown)
    arrange(person, ledger.name, [] if "reset" in request.POST else form.keys(), data["density"])
    return redirect(ledger.at(ledger.kept(person, data["back"])))


def _page(
    request: HttpRequest,
    ledger: Ledger,
    form: ColumnsForm,
    cols: Sequence[Col],
    order: Sequence[str],
    shown: set[str],
    status: int = 200,
) -> HttpResponse:
    named = {col.key: col for col in cols}
    items = [(key, named[key].label, key in shown, named[key].link) for key in order]
    back = ledger.kept(request.user, str(form["back"].value() or ""))
    context = {"ledger": ledger, "form": form, "items": items, "back": back, **addresses(ledger.name)}
    dialog = bool(request.headers.get("HX-Request"))
    template = "documents/_columns.html" if dialog else "documents/columns.html"
    return render(request, template, context, status=status)
