"""时限规则 (S20) at `/limits/`: the table with a try-out; a new rule, rehearsed before it is saved; one taken back."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from deadlines.explain import amount_text, explain
from deadlines.limits import BadLimit, Explained, counted, due_for
from deadlines.models import Step
from docflow.web.errors import Faster, Incomplete, NotAllowed, Refusal
from timing.actions.limits import supersede_limit, take_back_limit
from timing.forms.limits import LimitForm, NewQuery, TakeBackForm, TrialQuery
from timing.models import Timetable
from timing.queries.limits import drawn, left_out, table, would_be
from timing.queries.moves import moves
from timing.rules.limits import WHICH, before_of, keeps_limits, place, takes_back
from timing.views.limit_rows import past, standing, urgency_word, which_word
from timing.views.moved import moves_context
from workflow.models import Entry

_KEY = re.compile(r"[A-Za-z0-9_-]{16,64}")


@require_safe
def limits(request: HttpRequest) -> HttpResponse:
    """For everybody: by what rules dates are counted. The administrator's links stand beside the rules."""
    today, rows = timezone.localdate(), table()
    keeps = keeps_limits(request.user.hats)  # type: ignore[union-attr]
    usual = {"start": timezone.localtime(), "step": "handle", "urgency": "normal"}
    trial = TrialQuery(request.GET if _asked(request) else None, initial=usual)
    context: dict[str, Any] = {
        "keeps": keeps,
        "trial": trial,
        "table": standing(rows, today, keeps=keeps),
        "past": past(rows, today),
        "left_out": left_out(today),
        "changes": Entry.objects.filter(subject_kind="timetable", verb__endswith="_limit").order_by("-seq")[
            :20
        ],
    }
    status = 200
    if trial.is_bound:
        found = _tried(trial) if trial.is_valid() else None
        context["found"] = found
        status = 200 if found is not None else 400
    return render(request, "timing/limits.html", context, status=status)


def _asked(request: HttpRequest) -> bool:
    return any(name in request.GET for name in TrialQuery.base_fields)


def _tried(trial: TrialQuery) -> dict[str, Any] | None:
    """The date with its reasons; None where it cannot be counted: then the form says why."""
    asked = trial.cleaned_data
    start = asked["start"] or timezone.localtime()
    try:
        due = _free(asked, start) if asked["amount"] else _by_rule(asked, start)
    except BadLimit as error:
        trial.add_error("amount" if asked["amount"] else None, str(error))
        return None
    words = amount_text(due.unit, float(due.amount or 0))
    return {"at": due.at, "words": words, "source": due.source, "sure": not due.provisional, "how": explain(due.trace),
            "step": Step(asked["step"]).label if not asked["amount"] and asked["step"] else ""}  # fmt: skip


def _free(asked: dict[str, Any], start: Any) -> Explained:
    return counted(asked["unit"] or "working_day", asked["amount"].strip(), start=start, source="")


def _by_rule(asked: dict[str, Any], start: Any) -> Explained:
    which = {name: asked[name] for name in ("category", "kind", "flow")}
    return due_for(asked["step"] or "handle", urgency=asked["urgency"] or "normal", start=start, **which)


@require_http_methods(["GET", "POST"])
def limit_new(request: HttpRequest) -> HttpResponse:
    """A rule is filled in, rehearsed, and saved as it was rehearsed."""
    _keepers_only(request)
    if request.method == "POST" and _done_before(request):
        return redirect("limits")
    form = LimitForm(request.POST) if request.method == "POST" else LimitForm(initial=_given(request))
    context: dict[str, Any] = {"form": form}
    if form.is_bound and form.is_valid():
        if form.is_confirmed and _did(
            request, form, supersede_limit, new=form.limit(), moved=form.cleaned_data["moved"]
        ):
            return redirect("limits")
        if not form.errors or getattr(form, "is_late", False):
            context |= _rehearsed(form)
    status = int(getattr(form, "status", 422)) if form.is_bound and form.errors else 200
    return render(request, "timing/limit_new.html", context, status=status)


def _given(request: HttpRequest) -> dict[str, Any]:
    """What the form starts with: the rule that is to be followed."""
    query = NewQuery(request.GET)
    wanted = query.cleaned_data["rule"] if query.is_valid() else None
    row = next((row for row in table() if row.policy_id == wanted), None)
    if row is None:
        return {"effective_from": timezone.localdate() + timedelta(days=1)}
    names = (*WHICH, "unit")
    first = max(timezone.localdate(), row.effective_from) + timedelta(days=1)
    return {name: getattr(row, name) for name in names} | {
        "amount": f"{row.amount.normalize():f}",
        "effective_from": first,
    }


def _rehearsed(form: LimitForm) -> dict[str, Any]:
    """What would follow: which rule ends, which dates move. Nothing is written."""
    new, rows = form.limit(), table()
    try:
        at = place(rows, new, timezone.localdate())
    except Refusal as refusal:
        _put(form, refusal)
        return {}
    found = moves(would_be(rows, new, at))
    return {
        "m": moves_context(found), "seen": drawn(rows), "again": form.again(), "ends": at.ends or at.goes,
        "ends_words": amount_text(at.ends.unit, float(at.ends.amount)) if at.ends else "",
        "new": new, "words": amount_text(new.unit, float(new.amount)), "step": Step(new.step).label,
        "urgency": urgency_word(new), "which": which_word(new),
    }  # fmt: skip


@require_http_methods(["GET", "POST"])
def limit_take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """A rule that is not in force yet is taken back."""
    _keepers_only(request)
    if request.method == "POST" and _done_before(request):
        return redirect("limits")
    rows = table()
    row = next((one for one in rows if one.policy_id == pk), None)
    if row is None:
        raise Http404
    form = TakeBackForm(request.POST or None, initial={"seen": drawn(rows)})
    if form.is_bound and form.is_valid() and _did(request, form, take_back_limit, limit=pk):
        return redirect("limits")
    context = {
        "form": form, "row": row, "step": Step(row.step).label, "urgency": urgency_word(row), "which": which_word(row),
        "words": amount_text(row.unit, float(row.amount)), "before": before_of(rows, row), "seen": drawn(rows),
        "why_not": takes_back(rows, row, timezone.localdate()),
    }  # fmt: skip
    status = int(getattr(form, "status", 422)) if form.is_bound and form.errors else 200
    return render(request, "timing/limit_take_back.html", context, status=status)


def _keepers_only(request: HttpRequest) -> None:
    """The pages that change exist for the system administrator only."""
    if not keeps_limits(request.user.hats):  # type: ignore[union-attr]
        raise Http404


def _done_before(request: HttpRequest) -> bool:
    """A form sent twice (double click, reload) says again what it said the first time."""
    key = request.POST.get("key", "")
    if not _KEY.fullmatch(key):
        return False
    entry = Entry.objects.filter(key=key, subject_kind="timetable", actor_id=request.user.pk or 0).first()
    if entry is not None:
        messages.success(request, entry.data.get("said", ""))
    return entry is not None


def _did(request: HttpRequest, form: Any, action: Any, **kwargs: Any) -> bool:
    """Run the act of a valid form; True when done. A refusal stays in the form as its error and its `status`."""
    data = form.cleaned_data
    try:
        done = action(Timetable.the(), by=request.user, key=data["key"], seen=data["seen"], **kwargs)
    except NotAllowed:
        raise  # answered with a page of its own
    except Refusal as refusal:
        _put(form, refusal)
        return False
    messages.success(request, done.said)
    return True


def _put(form: Any, refusal: Refusal) -> None:
    reasons = refusal.reasons if isinstance(refusal, Incomplete) else [str(refusal)]
    field = getattr(refusal, "field", None)
    for reason in reasons:
        form.add_error(field if field in form.fields else None, reason)
    if not hasattr(form, "status"):  # the first reason says what it is
        form.status, form.is_late = refusal.status, isinstance(refusal, Faster)
