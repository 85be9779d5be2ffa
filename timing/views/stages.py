"""催办阶段: by urgency, when somebody is told of a date that is near or past. Read by everybody of the office."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from deadlines.models import Urgency
from deadlines.stages import STAGES, Rule
from docflow.web.errors import Faster, NotAllowed, Refusal
from timing.actions.stages import set_stage
from timing.forms.stages import StageForm
from timing.models import Timetable
from timing.queries.stages import MARKS, entries, row_of, rows
from timing.rules.stages import keeps_stages, name_of, stage_name, words
from workflow.models import Entry

GET_POST = require_http_methods(["GET", "HEAD", "POST"])
OTHERS = "others"  # how the address names the row of all other papers
_KEY = re.compile(r"[A-Za-z0-9_-]{16,64}")


@require_safe
def stages(request: HttpRequest) -> HttpResponse:
    """`/stages/`: urgency by stage, in words."""
    hats: Any = request.user.hats  # type: ignore[union-attr]
    if not hats.office_roles:
        raise Http404
    known, may = rows(), keeps_stages(hats)
    context = {
        "heads": [stage_name(stage) for stage in STAGES],
        "rows": [_row(mark, known) for mark in MARKS],
        "may_keep": may,
        "entries": [_told(entry) for entry in entries()] if may else [],
    }
    return render(request, "timing/stages.html", context)


def _row(mark: str, known: dict[str, dict[str, Rule]]) -> dict[str, Any]:
    """An urgency without rules of its own is as all others."""
    rules = {**known[""], **known.get(mark, {})}
    return {
        "name": name_of(mark), "code": mark or OTHERS, "own": mark in known,
        "words": [words(rules[stage]) for stage in STAGES] if mark in known else [],
        "source": _(rules["second"].source),
    }  # fmt: skip


def _told(entry: Entry) -> dict[str, Any]:
    """An entry, with the rules it replaced."""
    old = [
        f"{stage_name(stage)}：{words(Rule('', stage, was[0], Decimal(was[1]), was[2]))}"
        for stage, (was, new) in entry.data.get("changed", {}).items()
        if was[:3] != new[:3]
    ]
    return {"entry": entry, "old": "；".join(old)}


@GET_POST
def stage_rule(request: HttpRequest, mark: str) -> HttpResponse:
    """`/stages/<urgency>/`: the five rules of an urgency, changed by the system administrator; `others`: of all others."""
    if not keeps_stages(request.user.hats):  # type: ignore[union-attr]
        raise Http404
    urgency = "" if mark == OTHERS else mark
    if urgency not in ("", *Urgency.values):
        raise Http404
    if request.method == "POST" and _done_before(request):
        return redirect("stages")
    form = StageForm(request.POST or None, urgency=urgency, rules=row_of(urgency))
    if form.is_valid() and _did(request, form):
        return redirect("stages")
    context = {
        "form": form, "name": name_of(urgency), "mark": mark,
        "lines": [line | {"name": stage_name(line["stage"])} for line in form.lines()],
    }  # fmt: skip
    wrong = form.is_bound and bool(form.errors)
    return render(
        request, "timing/stage_rule.html", context, status=getattr(form, "status", 422) if wrong else 200
    )


def _done_before(request: HttpRequest) -> bool:
    """A form sent twice says again what it said the first time."""
    key = request.POST.get("key", "")
    if not _KEY.fullmatch(key):
        return False
    found = Entry.objects.filter(key=key, subject_kind="timetable", actor_id=request.user.pk or 0).first()
    if found is not None:
        messages.success(request, found.data.get("said", ""))
    return found is not None


def _did(request: HttpRequest, form: Any) -> bool:
    """Run the act; its refusal becomes an error of the form."""
    data = form.cleaned_data
    try:
        done = set_stage(
            Timetable.the(), by=request.user, key=data["key"], urgency=form.urgency, rules=form.wanted(), seen=data["seen"]
        )  # fmt: skip
    except NotAllowed:
        raise
    except Refusal as refusal:
        field = getattr(refusal, "field", None)
        form.add_error(field if field in form.fields else None, str(refusal))
        form.status = refusal.status
        if isinstance(refusal, Faster):
            form.renew()
        return False
    messages.success(request, done.said)
    return True
