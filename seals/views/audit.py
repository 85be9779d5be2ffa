"""用印审计 (S14) at `/seals/audit/`: twenty tests on one page, the chain verified, a checkpoint asked for."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from deadlines.days import local
from seals.actions.auditing import noted
from seals.actions.checkpoints import ask_signing
from seals.forms.audit import KeyForm, PeriodQuery, quarter_of
from seals.models import AuditDeed, Checkpoint
from seals.queries.audit import TESTS, Period
from seals.queries.chain import Checked, check_chain
from seals.queries.findings import Tile, deeds, tiles
from seals.views.guarded import auditor_of
from seals.words import FindingState
from workflow.clock import database_now
from workflow.spine import new_key

KIND = AuditDeed.Kind


@require_safe
def audit(request: HttpRequest) -> HttpResponse:
    """The page; a bad period is a 400 with its reason."""
    person = auditor_of(request)
    now = database_now()
    today = local(now).date()
    form = PeriodQuery(request.GET, today=today)
    context: dict[str, Any] = {"form": form, "presets": presets(today), "key": new_key(), "last_exports": deeds(KIND.EXPORT),
                               "signed": Checkpoint.objects.order_by("-number").first()}  # fmt: skip
    if not form.is_valid():
        return render(request, "seals/audit.html", context, status=400)
    p = Period(form.cleaned_data["first"], form.cleaned_data["last"], now)
    found = tiles(p)
    if request.method == "GET":
        noted(person, KIND.LOOK, about=days(p))
    wrong = [tile for tile in found if not tile.result.passed]
    context |= {
        "period": p, "days": days(p), "tiles": [shown(tile, p) for tile in found], "wrong": len(wrong),
        "open": sum(tile.count(FindingState.OPEN) for tile in found),
        "lines": p.lines().count(),
    }  # fmt: skip
    return render(request, "seals/audit.html", context)


@require_safe
def chain(request: HttpRequest) -> HttpResponse:
    """`/seals/audit/chain/`: every line of every seal, hashed and linked again now."""
    person = auditor_of(request)
    found = check_chain()
    if request.method == "GET":
        noted(person, KIND.CHAIN, about=said(found), lines=found.lines, head=found.head)
    return render(
        request, "seals/audit_chain.html", {"found": found, "said": said(found), "changes": changes(found)}
    )


def said(found: Checked) -> str:
    """One sentence: 已验证 12,431 条，链尾 9f3a…c21e，2026-11-23 17:30; or where it is broken."""
    if found.fault is not None:
        values = {"no": found.fault.seal_no, "n": found.fault.serial, "words": found.fault.words}
        return _("%(no)s 第 %(n)s 号起校验不通过：%(words)s") % values
    head = f"{found.head[:4]}…{found.head[-4:]}" if found.head else "—"
    values = {"n": f"{found.lines:,}", "head": head, "at": f"{local(found.at):%Y-%m-%d %H:%M}"}
    return _("已验证 %(n)s 条，链尾 %(head)s，%(at)s") % values


def changes(found: Checked) -> list[tuple[str, Any, Any]]:
    """Column, as it was sealed, as it stands now."""
    if found.fault is None:
        return []
    names = dict.fromkeys([*found.fault.before, *found.fault.after])
    return [(name, found.fault.before.get(name), found.fault.after.get(name)) for name in names]


@require_POST
def sign_now(request: HttpRequest) -> HttpResponse:
    """`/seals/audit/checkpoint/`: ask the worker for a signed checkpoint."""
    person = auditor_of(request)
    form = KeyForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("这张表单不完整，请重新打开页面再办。"))
        return redirect("seal_audit")
    ask_signing("checkpoint", "", person)
    noted(person, KIND.SIGN)
    messages.success(request, _("已请后台签署检查点，稍后刷新本页可见。"))
    return redirect("seal_audit")


def shown(tile: Tile, p: Period) -> dict[str, Any]:
    """A tile as the page draws it."""
    code = tile.result.code
    name, passes, _run = TESTS[code]
    return {
        "code": code, "name": name, "passes": passes, "lamp": tile.lamp, "checked": tile.result.checked,
        "n": len(tile.rows), "note": tile.result.note, "listed": len(tile.result.listed),
        "open": tile.count(FindingState.OPEN), "explained": tile.count(FindingState.EXPLAINED),
        "confirmed": tile.count(FindingState.CONFIRMED),
        "url": f"{reverse('seal_audit_test', args=[code])}?{query(p)}",
    }  # fmt: skip


def query(p: Period) -> str:
    return urlencode({"first": p.first.isoformat(), "last": p.last.isoformat()})


def days(p: Period) -> str:
    return _("%(first)s 至 %(last)s") % {"first": p.first.isoformat(), "last": p.last.isoformat()}


def presets(today: date) -> list[dict[str, str]]:
    """本月、上月、本季、本年, each as the address of its page."""
    this = today.replace(day=1)
    before = this - timedelta(days=1)
    quarter = quarter_of(today)
    spans = [(_("本月"), this, today), (_("上月"), before.replace(day=1), before), (_("本季"), quarter, today),
             (_("本年"), this.replace(month=1), today)]  # fmt: skip
    return [{"label": label, "url": f"?first={first}&last={last}"} for label, first, last in spans]
