"""印章交接 (S12): seals and counts, then looked at once more and signed by three at one screen."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from docflow.web.errors import BadInput, Faster, NotAllowed, Refusal
from people.actions.signature import signed_by
from people.forms.login import peer
from people.models import Person
from people.models.person import plain_username
from seals.actions.handover import fingerprint, hand_over
from seals.forms.custody import HandoverForm, HandoverQuery, SignForm
from seals.models import Seal
from seals.queries import open_work
from seals.queries.custody import NOT_HERE, holders, in_hand_of, in_nobodys
from seals.rules.custody import may_sign_instead, sees_custody
from seals.views.custody import concerned
from seals.views.doing import done_before, put, status

FIELDS = {"giver": "giver_login", "to": "taker_login", "watch": "watch_login"}  # names of the act


@sensitive_post_parameters("giver_password", "taker_password", "watch_password")
@require_http_methods(["GET", "HEAD", "POST"])
def seal_handover(request: HttpRequest) -> HttpResponse:
    """`/seals/handover/?from=`: whose seals (0: nobody's yet); sent once to be looked at, and once more signed."""
    user = concerned(request)
    asked = HandoverQuery(request.GET)
    if not asked.is_valid():
        return HttpResponseBadRequest(asked.errors.as_text(), content_type="text/plain; charset=utf-8")
    if request.method == "POST" and done_before(request, Seal.subject_kind):
        return redirect("seal_custody")
    giver, rows = _whose(request, user, asked.cleaned_data["from"])
    if request.method != "POST":
        return _page(request, user, giver, HandoverForm(rows=rows, giver=giver) if rows else None)
    form = HandoverForm(request.POST, rows=rows, giver=giver)
    if not form.is_valid():
        return _page(request, user, giver, form)
    if "giver_login" not in request.POST:
        return _check(request, giver, form, None)
    sign = SignForm(request.POST)
    if sign.is_valid() and _signed(request, user, giver, form, sign):
        return redirect("seal_custody")
    return _check(request, giver, form, sign)


def _whose(request: HttpRequest, user: Person, asked: int | None) -> tuple[Person | None, list[Seal]]:
    """Who gives, and the seals that he has. A form says itself whose it is; else his own."""
    sent = request.POST.get("giver", "")
    pk = int(sent) if sent.isascii() and sent.isdecimal() and len(sent) < 10 else asked
    pk = user.pk if pk is None else pk
    if pk == 0:
        if not may_sign_instead(user.hats) and not sees_custody(user.hats):
            raise NotAllowed(_("首次交付由处长或办公厅主任办理。"))
        return None, list(in_nobodys().order_by("seal_no"))
    giver = Person.objects.filter(pk=pk).first()
    if giver is None:
        raise Http404
    rows = list(in_hand_of(giver).exclude(state__in=NOT_HERE).order_by("seal_no"))
    if not sees_custody(user.hats) and giver.pk != user.pk:
        rows = [row for row in rows if user.pk in (row.keeper_id, row.stand_in_id)]
    return giver, rows


def _page(request: HttpRequest, user: Any, giver: Person | None, form: HandoverForm | None) -> HttpResponse:
    waiting = open_work.open_requests(form.rows) if form else {}
    lines = [line | {"open": waiting[line["seal"].pk]} for line in form.lines()] if form else []
    context = {
        "giver": giver, "form": form, "lines": lines, "holders": holders().exclude(pk=giver.pk if giver else 0),
        "nobodys": in_nobodys().count() if giver is not None else 0,
        "waiting": open_work.listed(form.rows) if form else [],
    }  # fmt: skip
    return render(request, "seals/handover.html", context, status=status(form) if form else 200)


def _check(
    request: HttpRequest, giver: Person | None, form: HandoverForm, sign: SignForm | None
) -> HttpResponse:
    """What would be signed, as it is now."""
    chosen = form.chosen
    counts, waiting = form.counts(), open_work.open_requests(chosen)
    lines = [
        {"seal": s, "count": counts[s.pk], "open": waiting[s.pk], "head": bytes(s.line_head).hex()[:16]} for s in chosen
    ]  # fmt: skip
    to = form.cleaned_data["to"]
    seen = fingerprint(chosen)
    given = {"seen": seen, "giver_login": giver.username if giver else "", "taker_login": to.username}
    shown = sign or SignForm(initial=given)
    context = {
        "giver": giver, "to": to, "form": form, "sign": shown, "lines": lines, "again": form.sends_again(), "seen": seen,
        "waiting": open_work.listed(chosen), "stuck": open_work.stuck(chosen, to),
    }  # fmt: skip
    return render(request, "seals/handover_sign.html", context, status=status(shown))


def _signed(
    request: HttpRequest, user: Person, giver: Person | None, form: HandoverForm, sign: SignForm
) -> bool:
    """The three signatures, then the act; what refuses it stands in the form, without the passwords."""
    data, to = sign.cleaned_data, form.cleaned_data["to"]
    try:
        if plain_username(data["taker_login"]) != to.username:
            raise BadInput(_("接收人是%(who)s，请本人签名。") % {"who": to.name}, "to")
        hand, taker, watched = (
            signed_by(
                data[f"{who}_login"], data[f"{who}_password"], address=peer(request), field=f"{who}_login"
            )
            for who in ("giver", "taker", "watch")
        )
        itself = giver is not None and hand.pk == giver.pk
        if giver is not None and not itself and not data["in_stead"].strip():
            raise BadInput(_("登录名不是交出人%(who)s的；代签须写明原因。") % {"who": giver.name}, "giver")
        made = hand_over(
            form.chosen, by=_by(user, hand, taker, watched), from_person=giver, to_person=taker, supervised_by=watched,
            signed_for_from=None if itself else hand, in_stead="" if itself or giver is None else data["in_stead"],
            counts=form.counts(), keys=form.cleaned_data["keys"], note=form.cleaned_data["note"],
            key=form.cleaned_data["key"], seen=data["seen"],
        )  # fmt: skip
    except NotAllowed:
        raise
    except Refusal as refusal:
        put(sign, refusal, FIELDS)
        if isinstance(refusal, Faster):  # drawn once more from what is there now
            sign.data = {**sign.data.dict(), "seen": fingerprint(form.chosen)}  # type: ignore[attr-defined]
        return False
    words = {"n": len(made), "who": to.name, "sheet": made[0].sheet}
    messages.success(request, _("%(n)s 枚印章已交%(who)s，交接单 %(sheet)s。") % words)
    return True


def _by(user: Person, *signers: Person) -> Person:
    """Who acts: the one at the screen where he signed, else who gave."""
    return next((who for who in signers if who.pk == user.pk), signers[0])
