"""Views of a register that people keep: a name for the filters of an address, one's own or shared with its readers."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from documents.forms.lists import SavedViewForm
from documents.models import SavedView
from documents.queries.saved import MOST_SHARED
from documents.rules.sharing import may_forget, may_share
from documents.views.ledger import Ledger
from documents.views.ledger_page import addresses

MOST_VIEWS = 12


def saved_views(request: HttpRequest, ledger: Ledger) -> HttpResponse:
    """Keep the filters of the address under a name; the list of one's own and of the shared ones."""
    person: Any = request.user
    ledger.reads(person, QueryDict())  # who may not read it keeps no view of it
    shares = may_share(person.hats)
    if request.method != "POST":
        query = ledger.kept(person, request.GET.urlencode())
        return _page(request, ledger, SavedViewForm(initial={"query": query}, shares=shares))
    form = SavedViewForm(request.POST, instance=SavedView(person=person, ledger=ledger.name), shares=shares)
    if form.is_valid() and not _full(form, ledger, person):
        form.instance.query = ledger.kept(person, form.cleaned_data["query"])
        try:
            with transaction.atomic():
                form.save()
        except IntegrityError:
            form.add_error("name", _("已有同名的视图。"))
        else:
            messages.success(request, _("已保存视图“%(name)s”。") % {"name": form.instance.name})
            return redirect(ledger.at(form.instance.query))
    return _page(request, ledger, form, status=422)


def _full(form: SavedViewForm, ledger: Ledger, person: Any) -> bool:
    """Are there as many as one may have, or as many shared ones as stand above the list?"""
    of_ledger = SavedView.objects.filter(ledger=ledger.name)
    if of_ledger.filter(person=person).count() >= MOST_VIEWS:
        form.add_error(None, _("最多保存 %(n)s 个视图，请先删去不用的。") % {"n": MOST_VIEWS})
    elif form.cleaned_data.get("is_shared") and of_ledger.filter(is_shared=True).count() >= MOST_SHARED:
        form.add_error("is_shared", _("共享的视图最多 %(n)s 个，请先删去不用的。") % {"n": MOST_SHARED})
    return bool(form.errors)


def _page(request: HttpRequest, ledger: Ledger, form: SavedViewForm, status: int = 200) -> HttpResponse:
    person: Any = request.user
    mine = SavedView.objects.filter(person=person, ledger=ledger.name)
    found = list(mine)
    if person.hats.reads_register:
        others = SavedView.objects.filter(ledger=ledger.name, is_shared=True).exclude(person=person)
        found += others.select_related("person")[:MOST_SHARED]
    kept = []
    for view in found:
        is_mine = view.person_id == person.pk
        drops = may_forget(person.hats, is_mine=is_mine, is_shared=view.is_shared)
        forget = reverse(f"{ledger.name}_forget", args=[view.pk]) if drops else ""
        kept.append((ledger.at(view.query), view, forget, "" if is_mine else view.person.name))
    context = {"ledger": ledger, "form": form, "kept": kept, **addresses(ledger.name)}
    return render(request, "documents/views.html", context, status=status)


def forget_view(request: HttpRequest, ledger: Ledger, pk: int) -> HttpResponse:
    """Delete one of one's own views, or, as a chief, a shared one. 404 for any other."""
    person: Any = request.user
    view = get_object_or_404(SavedView, pk=pk, ledger=ledger.name)
    if not may_forget(person.hats, is_mine=view.person_id == person.pk, is_shared=view.is_shared):
        raise Http404
    view.delete()
    return redirect(f"{ledger.name}_views")
