"""What is done at the desk: stamped, refused, entered late, put right."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from docflow.web.errors import Faster, Refusal
from outgoing.models import Outgoing
from people.forms.login import peer
from seals.actions.correcting import correct, late_entry
from seals.actions.ledger import SealRefused
from seals.actions.refusing import refuse
from seals.actions.stamping import desk_stamp
from seals.forms.desk import CorrectForm, Keyed, LateForm, RefuseForm, StampForm
from seals.models import LedgerLine, SealRequest
from seals.queries.custody import in_hand_of
from seals.queries.desk import next_for
from seals.views.desk import at_desk, drawn_for, one, put
from seals.views.desk_request import drawn
from seals.words import RequestState

BESIDE = {
    "csrfmiddlewaretoken",
    "key",
    "version",
    "second_password",
    "photo_token",
}  # nobody's words, or nobody else's


@sensitive_post_parameters("second_password")
@sensitive_variables()
@require_POST
def seal_desk_stamp(request: HttpRequest, ref: str) -> HttpResponse:
    """`/seals/desk/<ref>/stamp/`: writes the line and goes on to the next."""
    row = drawn_for(request, ref)
    form = StampForm(request.POST, request.FILES, about=row, person=request.user)
    if (status := _stamped(request, row, form, desk_stamp)) == 0:
        return redirect(_next(request, row))
    return drawn(request, _fresh(row), form=form, status=status)


def _stamped(request: HttpRequest, row: SealRequest, form: StampForm, action: Any) -> int:
    """0 where it is done, else the status of the page that says why not."""
    if not form.is_valid():
        return 422
    try:
        done = action(
            row, by=request.user, sent=sent(request), second=form.second(peer(request)), photo=form.pictured(),
            **form.carried(), **form.counts(),
        )  # fmt: skip
    except Refusal as refusal:
        refused(form, refusal, row)
        return refusal.status
    messages.success(request, f"{done.said}{_paper_said(done.subject)}")
    return 0


def _paper_said(row: SealRequest) -> str:
    """Where its outgoing paper has come to."""
    if row.paper_id is None or row.state != RequestState.CLOSED:
        return ""
    paper = Outgoing.objects.get(pk=row.paper_id)
    if (
        row.run is not None
        and not row.run.is_sealed
        and paper.print_runs.filter(pk=row.run.pk, stamped=None).exists()
    ):
        return _("发文还在等候用印：盖好的少于分发份数，或另有份数、印章未用印；不够的请先「加印」。")
    return _("发文现在是「%(state)s」。") % {"state": paper.get_state_display()}


def sent(request: HttpRequest) -> dict[str, Any]:
    """What he filled in, by which a form that comes again is known; never a password."""
    return {name: values for name, values in request.POST.lists() if name not in BESIDE}


def refused(form: Keyed, refusal: Refusal, row: SealRequest) -> None:
    """The refusal stands in the form. What the seal's rules refuse is in the ledger by now; the next try is another form."""
    put(form, refusal)
    if isinstance(refusal, SealRefused):
        form.add_error(None, _("这次拒绝（%(code)s）已记入用印登记，并告知申请人。") % {"code": refusal.code})
    if isinstance(refusal, Faster | SealRefused):
        form.renew(_fresh(row))


def _fresh(row: SealRequest) -> SealRequest:
    return SealRequest.objects.select_related("seal", "seal__organ", "paper", "run__original", "file").get(
        pk=row.pk
    )


def _next(request: HttpRequest, row: SealRequest) -> str:
    person: Any = request.user
    ref = next_for(person, row)
    return reverse("seal_desk_request", args=[ref]) if ref is not None else reverse("seal_desk")


@require_POST
def seal_desk_refuse(request: HttpRequest, ref: str) -> HttpResponse:
    """`/seals/desk/<ref>/refuse/`: the keeper does not set it; the approval stays open."""
    row = one(request, ref)
    form = RefuseForm(request.POST, about=row, person=request.user, auto_id="no_%s")
    status = 422
    if form.is_valid():
        data = form.cleaned_data
        try:
            done = refuse(
                row, row.seal, by=at_desk(request), code=data["code"], reason=data["why"], key=data["key"], sent=sent(request),
            )  # fmt: skip
        except Refusal as refusal:
            refused(form, refusal, row)
            status = refusal.status
        else:
            messages.success(request, done.said)
            return redirect(_next(request, row))
    return drawn(request, _fresh(row), refusal=form, status=status)


@sensitive_post_parameters("second_password")
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
def seal_desk_late(request: HttpRequest, ref: str) -> HttpResponse:
    """`/seals/desk/<ref>/late/`: 补录 of what was stamped while the system was away."""
    row, status = one(request, ref), 200
    form = LateForm(about=row, person=request.user)
    if request.method == "POST":
        form = LateForm(request.POST, request.FILES, about=row, person=request.user)
        if (status := _stamped(request, row, form, late_entry)) == 0:
            return redirect("seal_desk_request", ref=row.ref)
    lead = _("系统停用期间已盖的印，在这里补录：写明实际时间和原因，第二人在场签名；登记时间以系统为准。")
    return _form(
        request, form, _("补录用印 %(no)s") % {"no": row.number}, lead, _("补录"), status, files=True
    )


@sensitive_post_parameters("second_password")
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
def seal_correct(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """`/seals/desk/<seal>/lines/<serial>/correct/`: a new line that points to the wrong one."""
    person = at_desk(request)
    seal = get_object_or_404(in_hand_of(person), ref=ref)
    line = get_object_or_404(LedgerLine.objects.select_related("request", "seal"), seal=seal, serial=number)
    form, status = CorrectForm(line=line, person=person), 200
    if request.method == "POST":
        form, status = CorrectForm(request.POST, line=line, person=person), 422
        if form.is_valid():
            try:
                second = form.second(peer(request))
                assert second is not None
                done = correct(
                    line, by=person, reason=form.cleaned_data["reason"], second=second, key=form.cleaned_data["key"],
                    sent=sent(request), **form.figures(),
                )  # fmt: skip
            except Refusal as refusal:
                put(form, refusal)
                status = refusal.status
            else:
                messages.success(request, done.said)
                at = (
                    reverse("seal_desk_request", args=[line.request.ref])
                    if line.request
                    else reverse("seal_desk")
                )
                return redirect(at)
    heading = _("更正第 %(n)s 号登记") % {"n": line.serial}
    lead = _("原登记保留不改；更正另记一行，指向原登记。数字不改的不用填。")
    return _form(request, form, heading, lead, _("更正"), status, line=line)


def _form(
    request: HttpRequest,
    form: Any,
    heading: str,
    lead: str,
    button: str,
    status: int,
    *,
    line: Any = None,
    files: bool = False,
) -> HttpResponse:
    context = {"form": form, "heading": heading, "lead": lead, "button": button, "line": line, "files": files}
    return render(request, "seals/desk_form.html", context, status=status)
