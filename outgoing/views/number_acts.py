"""The forms of document numbers: a rule with its try-out, reserving, voiding by two persons, certifying a year."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from outgoing.actions.certify import certify_year, figures, obstacles
from outgoing.actions.series import reserve, save_series
from outgoing.actions.void_numbers import answer_void, void_reserved
from outgoing.forms.numbers import AnswerForm, CertifyForm, ReserveForm, SeriesForm, VoidForm
from outgoing.models import NumberSeries, NumberSlot, VoidRequest
from outgoing.queries.numbers import gaps
from outgoing.rules import number_rights as rights
from outgoing.views.number_doing import did, status, who_may
from outgoing.views.numbers import found_or_404, ledger_url
from outgoing.words import Slot, VoidAsked

GET_POST = require_http_methods(["GET", "HEAD", "POST"])


@GET_POST
def number_series(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """`/numbers/series/new/` and `/numbers/series/<pk>/`: the rule, with the box that tries it out (`try`)."""
    who_may(request, rights.rules, _("编号规则由处长或系统管理员维护。"))
    series = get_object_or_404(NumberSeries.objects.select_related("organ"), pk=pk) if pk else None
    form = SeriesForm(request.POST or None, series=series, year=timezone.localdate().year)
    trial = None
    if form.is_bound:
        valid = form.is_valid()
        if "try" in request.POST:
            trial = form.trial()
        elif valid and did(request, form, save_series, **form.act_kwargs()):
            return redirect("numbers")
    context = {"form": form, "series": series, "trial": trial, "is_try": "try" in request.POST}
    return render(request, "outgoing/numbers_series.html", context, status=status(form))


@GET_POST
def number_reserve(request: HttpRequest, pk: int) -> HttpResponse:
    """`/numbers/series/<pk>/reserve/`"""
    who_may(request, rights.reserves, _("预留字号由文书或处长办理。"))
    series = get_object_or_404(NumberSeries.objects.select_related("organ"), pk=pk)
    year = timezone.localdate().year if series.is_yearly else 0
    form = ReserveForm(request.POST or None, saved={})
    if form.is_valid() and did(request, form, reserve, series=series, **_words(form)):
        return redirect(ledger_url(series, year))
    _series, count = found_or_404(pk, year)
    following = (count.last or 0) + 1 if count.last is not None else series.first
    context = {"form": form, "series": series, "year": year, "next": series.number(year, following)}
    return render(request, "outgoing/numbers_reserve.html", context, status=status(form))


@GET_POST
def number_void(request: HttpRequest, pk: int) -> HttpResponse:
    """`/numbers/slots/<pk>/void/`: ask for a reserved number to be voided."""
    who_may(request, rights.reserves, _("作废预留的字号由文书或处长申请。"))
    slot = get_object_or_404(NumberSlot.objects.select_related("series"), pk=pk)
    form = VoidForm(request.POST or None, saved={})
    if form.is_valid() and did(request, form, void_reserved, slot=slot, **_words(form)):
        return redirect(ledger_url(slot.series, slot.year))
    wish = slot.void_requests.filter(status=VoidAsked.PENDING).first()
    context = {
        "form": form,
        "slot": slot,
        "wish": wish,
        "is_open": slot.status == Slot.RESERVED and wish is None,
    }
    return render(request, "outgoing/numbers_void.html", context, status=status(form))


@GET_POST
def number_void_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """`/numbers/voids/<pk>/`: the second person confirms or refuses; who asked may take it back."""
    person = who_may(request, rights.sees_numbers)
    wish = get_object_or_404(VoidRequest.objects.select_related("slot__series"), pk=pk)
    form = AnswerForm(request.POST or None, saved={})
    if form.is_valid() and did(request, form, answer_void, wish=wish, **form.act_kwargs()):
        return redirect(ledger_url(wish.slot.series, wish.slot.year))
    own = wish.asked_by_id == person.pk
    context = {
        "form": form, "wish": wish, "slot": wish.slot, "own": own, "is_open": wish.status == VoidAsked.PENDING,
        "may_decide": rights.decides(person.hats) and not own,
    }  # fmt: skip
    return render(request, "outgoing/numbers_answer.html", context, status=status(form))


@GET_POST
def number_certify(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    """`/numbers/<series>/<year>/certify/`: look over what will be frozen, then freeze it."""
    person = who_may(request, rights.decides, _("年度封存由处长办理。"))
    series, count = found_or_404(pk, year)
    form = CertifyForm(request.POST or None, saved=figures(count))
    if form.is_valid() and did(request, form, certify_year, series=series, year=year, **form.act_kwargs()):
        return redirect(ledger_url(series, year))
    reasons = obstacles(series, count, timezone.now()) if count.certified_at is None else []
    context: dict[str, Any] = {
        "form": form, "series": series, "count": count, "obstacles": reasons, "gaps": gaps(series, count, person),
        "first": series.number(year, count.first or 0), "last": series.number(year, count.last or 0),
    }  # fmt: skip
    return render(request, "outgoing/numbers_certify.html", context, status=status(form))


def _words(form: Any) -> dict[str, Any]:
    return {name: value for name, value in form.act_kwargs().items() if name != "seen"}
