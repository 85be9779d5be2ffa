"""用印申请 (S11): first the seal and, where there is one, the outgoing paper; then what is left to say."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from docflow.web.errors import Incomplete, Refusal
from outgoing.models import Outgoing
from outgoing.queries.lists import matching
from outgoing.queries.visible import inside_for
from seals.actions.requests import apply
from seals.actions.turned_away import turn_away
from seals.forms.requests import DescribedForm, NewQuery, PaperForm
from seals.models import Seal, SealRequest
from seals.queries.approvers import holds
from seals.queries.papers import open_runs, seal_for, sealable, signed_by, why_not
from seals.rules.approval import rule_of
from seals.rules.rights import may_apply
from seals.words import SealState
from workflow.spine import new_key

OFFERED = 50  # papers to pick from


def on_offer(person: Any) -> QuerySet[Seal]:
    """Seals in use that are in somebody's hands."""
    rows = Seal.objects.filter(state=SealState.IN_USE, custodies__during__upper_inf=True)
    return rows.select_related("organ", "unit", "signer").order_by("seal_no")


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """`/seals/requests/new/?seal=&paper=&number=`"""
    person: Any = request.user
    if not may_apply(person.hats):
        raise PermissionDenied
    query = NewQuery(request.GET)
    if not query.is_valid():
        return HttpResponseBadRequest(query.errors.as_text(), content_type="text/plain; charset=utf-8")
    asked = query.cleaned_data
    if typed := asked["number"].strip():
        return _found(request, typed)
    if asked["paper"]:
        paper = inside_for(person).select_related("organ").filter(ref=asked["paper"]).first()
        if paper is None:
            return _page(request, said=_("没有这件公文，或您无权查看。"), status=422)
        return _of_paper(request, paper)
    if asked["seal"]:
        seal = on_offer(person).filter(ref=asked["seal"]).first()
        if seal is None:
            return _page(request, said=_("请选择在用的印章。"), status=422)
        return _described(request, seal)
    return _page(request)


def _found(request: HttpRequest, typed: str) -> HttpResponse:
    """The paper of this number, among those whose inside he sees."""
    rows = list(matching(inside_for(request.user), typed).order_by("-id")[:2])
    if len(rows) == 1:
        return redirect(f"{reverse('seal_request_new')}?{urlencode({'paper': rows[0].ref})}")
    said = _("没有找到「%(no)s」。") if not rows else _("「%(no)s」不止一件，请写完整字号。")
    return _page(request, said=said % {"no": typed}, typed=typed, status=422)


def _of_paper(request: HttpRequest, paper: Outgoing) -> HttpResponse:
    """Every field is the paper's and locked; where it cannot be stamped, which step is missing and who has it."""
    person: Any = request.user
    seal = seal_for(paper)
    reason = why_not(paper, seal)
    runs = open_runs(paper, seal) if seal is not None and not reason else []
    if not reason and not runs:
        reason = _("%(no)s 待用印的印件都已有申请。") % {"no": paper.name}
    form = PaperForm(request.POST or None, person=person, initial={"key": new_key()})
    context: dict[str, Any] = {"paper": paper, "seal": seal, "why_not": reason, "runs": runs, "form": form,
               "sign": signed_by(paper) if not reason else None}  # fmt: skip
    if request.method != "POST":
        return _page(request, **context)
    if reason or not form.is_valid():
        return _page(request, **context, status=409 if reason else 422)
    row = SealRequest(seal=seal, paper=paper, run=runs[0], note=form.cleaned_data["note"])
    return _done(request, row, form, context)


def _described(request: HttpRequest, seal: Seal) -> HttpResponse:
    person: Any = request.user
    context: dict[str, Any] = {"seal": seal, "rule": rule_of(seal.kind)}
    if person.pk in holds(seal):
        words = _("您是「%(seal)s」的保管人，不能申请使用，请由经办人申请。") % {"seal": seal.name}
        return _page(request, **context, why_not=words, status=403 if request.method == "POST" else 200)
    if request.method != "POST":
        form = DescribedForm(person=person, seal=seal, initial={"key": new_key()})
        return _page(request, **context, form=form)
    form = DescribedForm(request.POST, request.FILES, person=person, seal=seal)
    valid = form.is_valid()
    if form.refused is not None:
        code, reason = form.refused
        key = str(form.cleaned_data.get("key", ""))
        turn_away(
            seal, by=person, key=key, code=code, reason=reason, title=str(form.cleaned_data.get("title", ""))
        )
    if not valid:
        return _page(request, **context, form=form, status=422)
    return _done(request, form.request(), form, context)


def _done(request: HttpRequest, row: SealRequest, form: Any, context: dict[str, Any]) -> HttpResponse:
    try:
        done = apply(row, by=request.user, key=form.cleaned_data["key"])
    except Refusal as refusal:
        reasons = refusal.reasons if isinstance(refusal, Incomplete) else [str(refusal)]
        field = getattr(refusal, "field", None)
        for reason in reasons:
            form.add_error(field if field in form.fields else None, reason)
        return _page(request, **{**context, "form": form}, status=refusal.status)
    messages.success(request, done.said)
    return redirect("seal_request", done.subject.ref)


def _page(request: HttpRequest, *, status: int = 200, **context: Any) -> HttpResponse:
    """Without a form: the choice of seal and paper."""
    known: dict[str, Any] = {"form": None, "paper": None, "seal": None, "why_not": "", "runs": [], "sign": None, "rule": None,
             "said": "", "typed": "", "papers": [], "seals": []}  # fmt: skip
    found = {**known, **context}
    if found["form"] is None and not found["why_not"]:
        found["seals"] = list(on_offer(request.user))
        found["papers"] = list(sealable(request.user)[:OFFERED])
    return render(request, "seals/request_new.html", found, status=status)
