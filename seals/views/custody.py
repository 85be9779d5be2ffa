"""印章保管: who has which seal, who is away, who was appointed; and the sheets of the handovers."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from docflow.web.errors import Faster, NotAllowed, Refusal
from people.models import Person, Roster
from people.roles import ADMINS
from seals.actions.absences import away, come_back
from seals.actions.custody import appoint
from seals.forms.custody import AppointForm, AwayForm, BackForm
from seals.models import Absence, Seal
from seals.queries import custody as query
from seals.rules.custody import sees_custody, tells_of_others
from seals.rules.rights import appoints
from seals.views.doing import done_before, put, status
from workflow.clock import database_now


def insider(request: HttpRequest) -> Any:
    """Who works in our own office. To others, and to the three administrators, nothing of custody exists."""
    user: Any = request.user
    if not user.hats.office_roles or user.hats.roles & ADMINS:
        raise Http404
    return user


def concerned(request: HttpRequest) -> Any:
    """An insider who has to do with seals: the desk, the heads, and who keeps one."""
    user = insider(request)
    if not sees_custody(user.hats) and not query.keeping().filter(pk=user.pk).exists():
        raise NotAllowed(_("印章保管由保管人、监印人和办公厅负责人查看。"))
    return user


@require_safe
def custody(request: HttpRequest) -> HttpResponse:
    """`/seals/custody/`: every seal that is kept, in whose hands it is, what is in doubt; days away; the newest sheets."""
    user, now = concerned(request), database_now()
    seals = list(query.kept())
    if not sees_custody(user.hats):
        seals = [s for s in seals if user.pk in (s.keeper_id, s.stand_in_id, *(h.person_id for h in s.held))]  # type: ignore[attr-defined]
    why = query.doubts(seals, now)
    rows = [{"seal": s, "held": s.held[0] if s.held else None, "why": why[s.pk]} for s in seals]  # type: ignore[attr-defined]
    context = {
        "rows": rows, "wrong": sum(bool(row["why"]) for row in rows), "appoints": appoints(user.hats),
        "absences": query.coming(now), "today": now, "sheets": query.sheets() if sees_custody(user.hats) else [],
    }  # fmt: skip
    return render(request, "seals/custody.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def seal_appoint(request: HttpRequest, ref: str) -> HttpResponse:
    """`/seals/<ref>/custody/`: who had the seal from when to when; a chief appoints keeper, stand-in and supervisor."""
    user = concerned(request)
    seal = get_object_or_404(Seal.objects.select_related("keeper", "stand_in", "supervisor"), ref=ref)
    may = appoints(user.hats)
    if request.method == "POST":
        if not may:
            raise NotAllowed(_("印章保管人由处长或办公厅主任任命。"))
        form = AppointForm(request.POST, seal=seal)
        if form.is_valid():
            try:
                done = appoint(
                    seal, by=user, key=form.cleaned_data["key"], expected_version=form.cleaned_data["version"], **form.act_kwargs()
                )  # fmt: skip
            except NotAllowed:
                raise
            except Refusal as refusal:
                put(form, refusal)
                if isinstance(refusal, Faster):
                    form.data = {**form.data.dict(), "version": Seal.objects.get(pk=seal.pk).version}  # type: ignore[attr-defined]
            else:
                messages.success(request, done.said)
                return redirect("seal_appoint", ref=ref)
    else:
        form = AppointForm(seal=seal)
    held = query.custody_of(seal)
    context = {
        "seal": seal, "form": form if may else None, "held": held, "why": query.doubt(seal, database_now()),
        "periods": query.history(seal), "sheets": seal.handovers.all()[: query.SHOWN],
    }  # fmt: skip
    return render(request, "seals/appoint.html", context, status=status(form))


@require_http_methods(["GET", "HEAD", "POST"])
def seal_absence(request: HttpRequest) -> HttpResponse:
    """`/seals/absences/`: days on which a keeper is away; of his own, or by a chief."""
    user = concerned(request)
    people = query.keeping()
    if not tells_of_others(user.hats):
        people = people.filter(pk=user.pk)
    if request.method == "POST":
        if done_before(request, "roster"):
            return redirect("seal_absence")
        form = AwayForm(request.POST, people=people)
        if form.is_valid():
            try:
                done = away(Roster.the(), by=user, key=form.cleaned_data["key"], **form.act_kwargs())
            except NotAllowed:
                raise
            except Refusal as refusal:
                put(form, refusal)
            else:
                messages.success(request, done.said)
                return redirect("seal_absence")
    else:
        mine = people.filter(pk=user.pk).exists()
        form = AwayForm(people=people, initial={"person": user.pk} if mine else {})
    return _absences(request, user, form)


def _absences(request: HttpRequest, user: Person, form: AwayForm) -> HttpResponse:
    now = database_now()
    others = tells_of_others(user.hats)
    rows = [
        {"row": row, "form": BackForm(auto_id=f"back{row.pk}_%s") if others or row.person_id == user.pk else None}
        for row in query.coming(now)
    ]  # fmt: skip
    context = {"form": form, "rows": rows, "seals": query.in_hand_of(user).order_by("seal_no")}
    return render(request, "seals/absences.html", context, status=status(form))


@require_POST
def seal_absence_end(request: HttpRequest, pk: int) -> HttpResponse:
    """`/seals/absences/<pk>/back/`: he is back."""
    user = concerned(request)
    row = get_object_or_404(Absence, pk=pk)
    form = BackForm(request.POST)
    if done_before(request, "roster"):
        return redirect("seal_absence")
    if form.is_valid():
        try:
            done = come_back(Roster.the(), by=user, key=form.cleaned_data["key"], absence=row)
        except Faster as refusal:
            messages.warning(request, str(refusal))
        else:
            messages.success(request, done.said)
        return redirect("seal_absence")
    people = query.keeping() if tells_of_others(user.hats) else query.keeping().filter(pk=user.pk)
    shown = AwayForm(people=people)
    messages.warning(request, _("这张表单不完整，请重新打开页面再办。"))
    answer = _absences(request, user, shown)
    answer.status_code = 422
    return answer
