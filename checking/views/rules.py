"""核稿规则: all rules by group with what they rest on; a chief sets how grave a rule of practice is."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from checking.actions.settings import may_set, set_severity
from checking.forms.settings import RulesQuery, SeverityForm
from checking.models import RuleSetting
from checking.queries.settings import history, standing
from checking.rules.rulebook import GROUPS, LEVELS, MARKS, PRACTICE, SEVERITIES, found, group_of, sentence
from checking.views.gates import insider
from docflow.web.errors import BadInput, Faster
from proofing.catalogue import RULES, Rule

COLOURS = {"error": "late", "warn": "warn"}


@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """`/rules-of-drafts/`"""
    person = insider(request)
    query = RulesQuery(request.GET)
    if not query.is_valid():
        return HttpResponseBadRequest(query.errors.as_text(), content_type="text/plain; charset=utf-8")
    asked, own = query.cleaned_data, standing()

    def keep(rule: Rule) -> bool:
        wanted = (asked["group"], asked["severity"], asked["mark"])
        is_ = (group_of(rule), own[rule.id].severity if rule.id in own else rule.severity, rule.mark)
        return all(not w or w == i for w, i in zip(wanted, is_, strict=True)) and (
            not asked["own"] or rule.id in own
        )

    groups = [
        (code, GROUPS[code], [_row(rule, own.get(rule.id)) for rule in rows])
        for code, rows in found(asked["q"], keep)
    ]
    count = sum(len(rows) for _code, _name, rows in groups)
    context = {
        "query": query, "groups": groups, "count": count, "all": len(RULES), "sets": may_set(person),
        "narrowed": any(asked.values()),
    }  # fmt: skip
    return render(request, "checking/rules.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def rule(request: HttpRequest, rule: str) -> HttpResponse:
    """`/rules-of-drafts/<rule>/`"""
    person = insider(request)
    if rule not in RULES:
        raise Http404
    form = SeverityForm(request.POST if request.method == "POST" else None, initial=_now(rule))
    if request.method != "POST":
        return _page(request, person, rule, form)
    if not form.is_valid():
        return _page(request, person, rule, form, 422)
    data = form.cleaned_data
    try:
        made = set_severity(rule, data["severity"], data["reason"], seen=data["seen"], by=person)
    except BadInput as refusal:
        form.add_error(refusal.field, str(refusal))
        return _page(request, person, rule, form, 422)
    except Faster as refusal:
        # what was typed, over what stands now
        again = SeverityForm(request.POST | {"seen": _now(rule)["seen"]})
        again.add_error(None, str(refusal))
        return _page(request, person, rule, again, 409)
    said = _("%(rule)s 已调整为“%(what)s”，从下一次核稿起执行。")
    messages.success(request, said % {"rule": rule, "what": SEVERITIES[made.severity]})
    return redirect("proof_rule", rule)


def _now(rule: str) -> dict[str, Any]:
    rows = history(rule)
    severity = rows[0].severity if rows else RULES[rule].severity
    other = next(code for code in SEVERITIES if code != severity)
    return {"severity": other, "seen": rows[0].turn if rows else 0}


def _page(
    request: HttpRequest, person: Any, rule: str, form: SeverityForm, status: int = 200
) -> HttpResponse:
    rows = history(rule)
    shown = _row(RULES[rule], rows[0] if rows else None)
    before = [(row, COLOURS[row.severity], SEVERITIES[row.severity]) for row in rows]
    context = {
        "row": shown, "group": GROUPS[group_of(RULES[rule])], "form": form, "history": before,
        "sets": may_set(person) and shown["practice"],
    }  # fmt: skip
    return render(request, "checking/rule.html", context, status=status)


def _row(rule: Rule, own: RuleSetting | None) -> dict[str, Any]:
    """A rule as it is shown; `own`: what the office made of it, where that is another severity than the catalogue's."""
    severity = own.severity if own else rule.severity
    return {
        "rule": rule, "words": sentence(rule), "colour": COLOURS[severity], "severity": SEVERITIES[severity],
        "mark": MARKS[rule.mark], "level": LEVELS[rule.level], "practice": rule.mark == PRACTICE, "own": own,
        "catalogue": SEVERITIES[rule.severity], "changed": own is not None and severity != rule.severity,
        "waivable": rule.waivable,
    }  # fmt: skip
