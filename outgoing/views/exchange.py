"""The exchange desk (S07): what waits for the station, what is not signed, the batches."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from docflow.web.errors import Refusal
from documents.views.batch import reader_of
from outgoing.actions.exchanging import Result, keeps_exchange, make_batch, urge_many
from outgoing.forms.exchange import BatchForm, ExchangeQuery, UrgeForm
from outgoing.queries.exchange import PAGE, batches, late, unsigned, waiting
from outgoing.views import exchange_rows as drawn
from workflow.clock import database_now
from workflow.spine import new_key

SAID = 10  # refusals told one by one


def keeper_of(request: HttpRequest) -> Any:
    """Whoever runs the exchange; to others there is no such page."""
    person = reader_of(request)
    if not keeps_exchange(person.hats):
        raise Http404
    return person


@require_safe
def exchange(request: HttpRequest) -> HttpResponse:
    """`/exchange/`: what waits; `?tab=unsigned`: what is out, past its time first; `?tab=batches`."""
    person = reader_of(request)
    query = ExchangeQuery(request.GET)
    if not query.is_valid():
        return HttpResponseBadRequest(query.errors.as_text(), content_type="text/plain; charset=utf-8")
    now, keeper = database_now(), keeps_exchange(person.hats)
    tab = query.cleaned_data["tab"] or "waiting"
    table, count, older = _tab(person, tab, query.cleaned_data, now, keeper)
    context = {
        "tab": tab, "table": table, "count": count, "older": older, "late": late(person, now), "keeper": keeper,
        "key": new_key(), "more": tab == "waiting" and count > PAGE,
    }  # fmt: skip
    return render(request, "outgoing/exchange.html", context)


def _tab(person: Any, tab: str, asked: dict[str, Any], now: Any, keeper: bool) -> tuple[Any, int, str]:
    """The table, how many rows were read (one more than a page where there is more), and the link to the next page."""
    if tab == "batches":
        found, before = batches(), asked["before"]
        some = list((found.filter(pk__lt=before) if before else found)[: PAGE + 1])
        older = f"?tab=batches&before={some[PAGE - 1].pk}" if len(some) > PAGE else ""
        return drawn.batch_table(some[:PAGE]), len(some), older
    if tab == "unsigned":
        rows = list(unsigned(person, asked["after"])[: PAGE + 1])
        older = f"?tab=unsigned&after={rows[PAGE - 1].pk}" if len(rows) > PAGE else ""
        return drawn.unsigned_table(rows[:PAGE], now, pick=keeper), len(rows), older
    rows = list(waiting(person)[: PAGE + 1])
    return drawn.waiting_table(rows[:PAGE], now, pick=keeper), len(rows), ""


@require_POST
def batch_new(request: HttpRequest) -> HttpResponse:
    """`/exchange/new/`: a batch of the ticked pieces."""
    person, form = keeper_of(request), BatchForm(request.POST)
    if not form.is_valid():
        return back(request, form, "exchange")
    try:
        made = make_batch(
            by=person, items=form.picked(), courier=form.cleaned_data["courier"],
            key=form.cleaned_data["key"] or new_key(),
        )  # fmt: skip
    except Refusal as refusal:
        messages.warning(request, str(refusal))
        return redirect("exchange")
    messages.success(request, _("已列成 %(no)s，请打印清单，交送件人后点「已交出」。") % {"no": made.number})
    return redirect("exchange_batch", made.pk)


def back(request: HttpRequest, form: Any, where: str) -> HttpResponse:
    """What was sent cannot be used: say why and draw the list anew."""
    for errors in form.errors.values():
        messages.warning(request, " ".join(errors))
    return redirect(where)


@require_POST
def urge(request: HttpRequest) -> HttpResponse:
    """`/exchange/urge/`: 催签 for the ticked pieces; `back` is the batch it was pressed on."""
    person, form = keeper_of(request), UrgeForm(request.POST)
    if not form.is_valid():
        return back(request, form, "exchange")
    try:
        result = urge_many(
            form.picked(), by=person, key=form.cleaned_data["key"] or new_key(),
            answered_by=form.cleaned_data["answered_by"],
        )  # fmt: skip
        report(request, result, _("已催 %(n)s 件。"))
    except Refusal as refusal:
        messages.warning(request, str(refusal))
    return redirect(f"{reverse('exchange')}?tab=unsigned")


def report(request: HttpRequest, result: Result, said: str) -> None:
    """How many were done, and why others were not."""
    if result.done:
        messages.success(request, said % {"n": result.done})
    for no, why in result.refused[:SAID]:
        messages.warning(request, _("未办：%(no)s %(why)s") % {"no": no, "why": why})
    if len(result.refused) > SAID:
        messages.warning(request, _("另有 %(n)s 件未办。") % {"n": len(result.refused) - SAID})
