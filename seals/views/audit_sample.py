"""抽查 and 纸质登记核对: what the auditor compares with paper."""

from __future__ import annotations

import calendar
import secrets
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from deadlines.days import local
from people.views.acting import status
from seals.actions.auditing import noted
from seals.forms.audit import MonthQuery, SampledForm, SampleQuery
from seals.models import AuditDeed
from seals.queries.audit import Period
from seals.queries.findings import deeds
from seals.queries.months import month as of_month
from seals.queries.sample import drawn_by, marked, on_paper
from seals.rules.rights import sees_titles
from seals.views.audit import days, query
from seals.views.guarded import auditor_of
from workflow.clock import database_now
from workflow.spine import new_key

KIND = AuditDeed.Kind
USUAL = 10


@require_http_methods(["GET", "HEAD", "POST"])
def sample(request: HttpRequest) -> HttpResponse:
    """`/seals/audit/sample/`: n lines drawn by a seed; posting records what they gave."""
    person = auditor_of(request)
    now = database_now()
    form = SampleQuery(request.GET, today=local(now).date())
    if not form.is_valid():
        return render(request, "seals/audit_sample.html", {"form": form}, status=400)
    data = form.cleaned_data
    p, n = Period(data["first"], data["last"], now), data["n"] or USUAL
    if not data["seed"]:
        asked = {"n": n, "seed": secrets.token_hex(4)}
        return redirect(f"{reverse('seal_audit_sample')}?{query(p)}&{urlencode(asked)}")
    lines = drawn_by(data["seed"], p, n)
    mark = marked(lines)
    about = _("%(days)s，%(n)s 条，种子 %(seed)s") % {"days": days(p), "n": len(lines), "seed": data["seed"]}
    sent = SampledForm(request.POST) if request.method == "POST" else None
    if sent is not None and sent.is_valid() and _recorded(person, sent, about, mark, data["seed"]):
        messages.success(request, _("已记录抽查结果。"))
        return redirect("seal_audit")
    if request.method == "GET":
        noted(person, KIND.SAMPLE, about=about, seed=data["seed"], mark=mark)
    titles = sees_titles(person.hats)
    rows = [{"line": line, "look": on_paper(line), "title": line.title if titles else ""} for line in lines]
    context = {
        "form": form, "period": p, "days": days(p), "rows": rows, "seed": data["seed"], "mark": mark,
        "sampled": sent or SampledForm(initial={"key": new_key(), "version": mark}), "sent": sent,
        "earlier": deeds(KIND.SAMPLED), "back": f"{reverse('seal_audit')}?{query(p)}",
    }  # fmt: skip
    return render(request, "seals/audit_sample.html", context, status=status(sent) if sent else 200)


def _recorded(person: Any, form: Any, about: str, mark: str, seed: str) -> bool:
    """Write down what it gave, once for each form; not where other lines would be drawn by now."""
    data = form.cleaned_data
    if data["version"] != mark:
        form.add_error(None, _("本期又有新的登记，同一种子抽到的已不同，请重新抽取。"))
        form.status = 409
        return False
    if not AuditDeed.objects.filter(kind=KIND.SAMPLED, person=person, data__key=data["key"]).exists():
        result = (
            _("全部相符") if data["agrees"] == "yes" else _("有不符：%(words)s") % {"words": data["words"]}
        )
        noted(person, KIND.SAMPLED, about=f"{about}：{result}", key=data["key"], seed=seed, mark=mark,
              agrees=data["agrees"], words=data["words"])  # fmt: skip
    return True


@require_safe
def month(request: HttpRequest) -> HttpResponse:
    """`/seals/audit/month/`: how many uses each day and by whom, to be compared with the paper register (reliability D15)."""
    person = auditor_of(request)
    now = database_now()
    form = MonthQuery(request.GET, today=local(now).date())
    if not form.is_valid():
        return render(request, "seals/audit_month.html", {"form": form, "beside": []}, status=400)
    first = form.cleaned_data["month"]
    p = Period(first, first.replace(day=calendar.monthrange(first.year, first.month)[1]), now)
    if request.method == "GET":
        noted(person, KIND.MONTH, about=f"{first:%Y-%m}")
    return render(
        request,
        "seals/audit_month.html",
        {"form": form, "period": p, "month": of_month(p), "beside": beside(p)},
    )


def beside(p: Period) -> list[dict[str, str]]:
    """The months before and after, as addresses of this page."""
    before, after = p.first - timedelta(days=1), p.last + timedelta(days=1)
    return [
        {"label": label, "url": f"?month={day:%Y-%m}"}
        for label, day in ((_("上一月"), before), (_("下一月"), after))
    ]
