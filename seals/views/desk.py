"""用印台 (S12): the queue, the scan box, who watches; and the way to the page of one request."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from deadlines.limits import lamp
from docflow.web import parts
from docflow.web.errors import Refusal
from docflow.web.ledger import Col, table_html
from people.actions.signature import signed_by
from people.forms.login import peer
from people.models import Person
from people.roles import ADMINS
from seals.actions.refusing import refuse
from seals.actions.sitting import leave, sit_down
from seals.forms.desk import DeskQuery, RefuseBlankForm, SitForm
from seals.models import SealRequest
from seals.queries.custody import in_hand_of
from seals.queries.desk import MOST, by_number, comes_to_desk, had_by, of_form, sitting_of, waiting_for
from seals.rules.rights import sees_desk
from seals.views.outside import late_html
from workflow.clock import database_now


def at_desk(request: HttpRequest) -> Person:
    """Who has or had a seal in hand, keepers and supervisors by their post. Others of the office may not (403); to outsiders
    and administrators there is no such page."""
    person: Any = request.user
    hats = person.hats
    if sees_desk(hats) or comes_to_desk(person):
        return person
    if hats.is_admin or not any(seat.internal and seat.role not in ADMINS for seat in hats.seats):
        raise Http404
    raise PermissionDenied


def drawn_for(request: HttpRequest, ref: str) -> SealRequest:
    """What a form was drawn for while the seal was in his hands, whoever has it now. Answers as `one`, by one statement, and
    nothing around the row is read."""
    person = at_desk(request)
    found = of_form(ref, person)
    if found is None:
        raise Http404
    row, had = found
    if not had:
        raise PermissionDenied
    return row


def one(request: HttpRequest, ref: str, *, had: bool = False) -> SealRequest:
    """A request of a seal that is in his hands; `had`: or was, for a form drawn while it still was. 404 where there is none or he
    may not know of it, 403 for others of the desk."""
    person = at_desk(request)
    row = (
        SealRequest.objects.select_related("seal", "seal__organ", "paper", "run__original", "file")
        .filter(ref=ref)
        .first()
    )
    if row is None:
        raise Http404
    seals = had_by(person) if had else in_hand_of(person)
    if not seals.filter(pk=row.seal_id).exists():
        raise PermissionDenied
    return row


@require_safe
def seal_desk(request: HttpRequest) -> HttpResponse:
    """`/seals/desk/?q=&paper=`: what waits; a scanned slip or paper opens its request."""
    person, query = at_desk(request), DeskQuery(request.GET)
    if not query.is_valid():
        return HttpResponseBadRequest(query.errors.as_text(), content_type="text/plain; charset=utf-8")
    typed = query.cleaned_data["q"] or query.cleaned_data["paper"]
    row = by_number(person, typed) if typed.strip() else None
    if row is not None and in_hand_of(person).filter(pk=row.seal_id).exists():
        return redirect(f"{reverse('seal_desk_request', args=[row.ref])}?scanned=1")
    missed = ""
    if typed.strip():
        missed = _("您手里的印章没有这个号的用印申请：%(q)s。请核对，或请申请人先申请用印。")
        missed = missed % {"q": "" if query.cleaned_data["paper"] else typed}
    return page(request, person, missed=missed)


def page(
    request: HttpRequest, person: Person, *, missed: str = "", sit: SitForm | None = None, status: int = 200
) -> HttpResponse:
    """The desk without a request."""
    now = database_now()
    rows = list(waiting_for(person)[:MOST])
    context = {
        "count": len(rows), "more": len(rows) == MOST, "late": late_html(now), "table": _table(rows, now), "missed": missed,
        "seals": list(in_hand_of(person).select_related("organ").order_by("seal_no")),
        **watched(person, now, sit),
    }  # fmt: skip
    return render(request, "seals/desk.html", context, status=status)


def watched(person: Person, now: Any, sit: SitForm | None = None) -> dict[str, Any]:
    """Who watches, and the form to sign in."""
    return {"sitting": sitting_of(person, now), "sit": sit or SitForm(auto_id="sit_%s")}


def _table(rows: list[SealRequest], now: Any) -> SafeString:
    def url(row: SealRequest) -> str:
        return reverse("seal_desk_request", args=[row.ref])

    def due(row: Any) -> SafeString:
        return parts.lamp(*lamp(row.due, now)) if row.due is not None else SafeString("")

    cols = [
        Col("number", _("申请号"), "c-no", lambda row: row.number, "em11"),
        Col("title", _("文件或事由"), "c-title", lambda row: row.title, "", link=True,
            before=lambda row: parts.urgency(row.urgency, "") if row.urgency == "normal" else parts.tag(row.doc_number)),
        Col("seal", _("印章"), "c-unit", lambda row: f"{row.seal.seal_no} {row.seal.name}", "em16"),
        Col("left", _("待盖"), "c-date", lambda row: f"{row.left}/{row.copies}", "em5"),
        Col("who", _("申请"), "c-unit", lambda row: f"{row.unit_name} {row.applicant_name}", "em9"),
        Col("approved", _("批准"), "c-note", lambda row: f"{row.approver_name} {parts.when(row.approved_at)}", "em9"),
        Col("due", _("时限"), "c-lamp", due, "em7"),
    ]  # fmt: skip
    return table_html(rows, cols, label=_("待用印"), row_url=url, css="slim")


@sensitive_post_parameters("supervisor_password")
@sensitive_variables()
@require_POST
def seal_sit(request: HttpRequest) -> HttpResponse:
    """`/seals/desk/sit/`: the supervisor signs in at this desk."""
    person, form = at_desk(request), SitForm(request.POST, auto_id="sit_%s")
    if not form.is_valid():
        return page(request, person, sit=form, status=422)
    data = form.cleaned_data
    try:
        supervisor = signed_by(
            data["supervisor_username"],
            data["supervisor_password"],
            address=peer(request),
            field="supervisor_password",
        )
        sit_down(person, supervisor)
    except Refusal as refusal:
        put(form, refusal)
        return page(request, person, sit=form, status=refusal.status)
    messages.success(request, _("%(who)s已签到监印。") % {"who": supervisor.name})
    return redirect(back(request))


@require_POST
def seal_leave(request: HttpRequest) -> HttpResponse:
    """`/seals/desk/leave/`: who watched has gone."""
    if leave(at_desk(request)):
        messages.success(request, _("监印人已离开；再用印前请先签到。"))
    return redirect(back(request))


def back(request: HttpRequest) -> str:
    """To the request he was at, else to the desk."""
    ref = request.POST.get("at", "")
    known = ref.isascii() and ref.isalnum() and len(ref) <= 20
    return reverse("seal_desk_request", args=[ref]) if known else reverse("seal_desk")


def put(form: Any, refusal: Refusal) -> None:
    """The refusal stands at its field, else on top."""
    for reason in getattr(refusal, "reasons", [str(refusal)]):
        field = getattr(refusal, "field", None)
        form.add_error(field if field in form.fields else None, reason)


@require_http_methods(["GET", "HEAD", "POST"])
def seal_refuse(request: HttpRequest) -> HttpResponse:
    """`/seals/desk/refuse/`: nothing was applied for, so the seal was not set: blank paper (X1), a private matter (X5)."""
    person = at_desk(request)
    seals = in_hand_of(person).order_by("seal_no")
    if not seals.exists():
        raise PermissionDenied
    form = RefuseBlankForm(request.POST or None, seals=seals)
    status = 422 if form.is_bound else 200
    if form.is_valid():
        data = form.cleaned_data
        try:
            done = refuse(
                None, data["seal"], by=person, code=data["code"], reason=data["why"], key=data["key"]
            )
        except Refusal as refusal:
            put(form, refusal)
            status = refusal.status
        else:
            messages.success(request, done.said)
            return redirect("seal_desk")
    return render(request, "seals/desk_form.html", {"form": form, "heading": _("拒绝用印"), "line": None,
        "lead": _("拒绝也是登记：写下后不能删改。"), "button": _("记入拒绝"), "files": False}, status=status)  # fmt: skip
