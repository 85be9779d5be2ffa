"""One view for every move of a seal and for its stocktaking: GET draws the form with what will be, POST calls the act."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from docflow.web.errors import BadInput, Faster, Incomplete, NotAllowed
from documents.forms.act import ActForm
from people.actions.signature import signed_by
from people.forms.login import peer
from seals.actions import states, stocktaking
from seals.forms import moves as forms
from seals.queries.custody import custody_of
from seals.queries.moves import ROLE, offer
from seals.queries.stocktaking import is_counted
from seals.rules.moves import MOVES
from seals.views.seal_page import on_screen

TAKE_STOCK = "take_stock"
SIGNATURE = ("second_name", "second_password")
BESIDE = {"csrfmiddlewaretoken", "key", "version", "second_password"}  # no words of the form
ACTS: Mapping[str, tuple[type[ActForm], Callable[..., Any]]] = {
    "enable": (forms.EnableForm, states.enable),
    "suspend": (forms.OnForm, states.suspend),
    "resume": (forms.WhyForm, states.resume),
    "lose": (forms.LoseForm, states.lose),
    "find": (forms.WhyForm, states.find),
    "seal_up": (forms.SealUpForm, states.seal_up),
    "give_back": (forms.GiveBackForm, states.give_back),
    "destroy": (forms.DestroyForm, states.destroy),
    TAKE_STOCK: (forms.StocktakeForm, stocktaking.take_stock),
}


@sensitive_post_parameters("second_password")
@sensitive_variables("form")
@require_http_methods(["GET", "HEAD", "POST"])
def perform(request: HttpRequest, ref: str, verb: str) -> HttpResponse:
    """`/seals/<ref>/do/<verb>/`"""
    if verb not in ACTS:
        raise Http404
    seal = on_screen(request, ref)
    form_class, action = ACTS[verb]
    why, status = _barred(request, seal, verb)
    if request.method != "POST":
        form = None if why else form_class(doc=seal, person=request.user)
        return _page(request, seal, verb, form, why, status)
    if status == 403:
        return _page(request, seal, verb, None, why, status)
    form = form_class(request.POST, doc=seal, person=request.user)
    if not form.is_valid():
        return _page(request, seal, verb, form, why, 422)
    try:
        done = action(
            seal, by=request.user, key=form.cleaned_data["key"], expected_version=form.cleaned_data["version"],
            sent=_sent(request), **_signed(request, form), **form.act_kwargs(),
        )  # fmt: skip
    except (BadInput, Incomplete, Faster, NotAllowed) as refusal:
        return _refused(request, ref, verb, form, refusal)
    messages.success(request, done.said)
    return redirect("seal", ref)


def _barred(request: HttpRequest, seal: Any, verb: str) -> tuple[str, int]:
    """Why he cannot do it now, and the status that says so."""
    person: Any = request.user
    if verb == TAKE_STOCK:
        if not stocktaking.may_take_stock(person.hats):
            return _("盘点由印章保管员、监印员、处长或办公厅主任办理。"), 403
        if not is_counted(seal):
            return _("%(state)s的印章和电子印章不盘点。") % {"state": seal.get_state_display()}, 409
        return "", 200
    found = offer(verb, person, seal, custody_of(seal))
    return found.why_not, 200 if found.ok else 403 if found.bar == ROLE else 409


def _signed(request: HttpRequest, form: ActForm) -> dict[str, Any]:
    """Who signed as the second, by his own password; every wrong one counts like one at the login."""
    if "second_password" not in form.fields:
        return {}
    name, password = (form.cleaned_data[field] for field in SIGNATURE)
    return {"second": signed_by(name, password, address=peer(request), field="second_password")}


def _sent(request: HttpRequest) -> dict[str, Any]:
    return {name: values for name, values in request.POST.lists() if name not in BESIDE}


def _refused(request: HttpRequest, ref: str, verb: str, form: ActForm, refusal: Any) -> HttpResponse:
    """What was typed stays in the form (never the password); the refusal stands on top."""
    fresh = on_screen(request, ref)
    for reason in refusal.reasons if isinstance(refusal, Incomplete) else [str(refusal)]:
        field = getattr(refusal, "field", None)
        form.add_error(field if field in form.fields else None, reason)
    if isinstance(refusal, Faster):
        form.renew(fresh)
    return _page(request, fresh, verb, form, "", refusal.status)


def _page(
    request: HttpRequest, seal: Any, verb: str, form: ActForm | None, why: str, status: int
) -> HttpResponse:
    move = MOVES.get(verb)
    context = {
        "seal": seal, "form": form, "why": why, "danger": move is not None and move.danger,
        "label": move.label if move is not None else _("盘点"),
        "says": move.says if move is not None else _("两人当面看过印章，逐项记下；每季度每枚至少一次。"),
        "open": states.still_open(seal) if verb in ("suspend", "lose", "give_back", "destroy") else "",
    }  # fmt: skip
    return render(request, "seals/act.html", context, status=status)
