"""A chief sets how grave a rule of practice is. What rests on a regulation or a standard nobody can set."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from checking.actions.items import LOOKS
from checking.models import RuleSetting
from checking.queries.settings import history
from checking.rules.rulebook import PRACTICE, SEVERITIES
from docflow.web.errors import BadInput, Faster, NotAllowed
from people.roles import CHIEFS
from proofing.catalogue import RULES
from workflow.clock import database_now


def may_set(person: Any) -> bool:
    return bool(person.hats.office_roles & CHIEFS)


def set_severity(rule: str, severity: str, reason: str, *, seen: int, by: Any) -> RuleSetting:
    """`seen`: the turn that the form showed, 0 where the office had set none. `Faster` where another was set since;
    `BadInput` for what is no change."""
    if not may_set(by):
        raise NotAllowed(_("核稿规则的级别由处长、副处长调整。"))
    if RULES[rule].mark != PRACTICE:
        raise NotAllowed(_("%(rule)s 依据法规或标准，级别不能调整。") % {"rule": rule})
    if not reason.strip():
        raise BadInput(_("请写明调整的理由。"), "reason")
    for look in LOOKS:
        look({"reason": reason})
    rows = history(rule)
    if (rows[0].turn if rows else 0) != seen:
        raise _faster()
    if severity == (rows[0].severity if rows else RULES[rule].severity):
        raise BadInput(_("现在就是“%(what)s”，不必调整。") % {"what": SEVERITIES[severity]}, "severity")
    try:
        with transaction.atomic():
            return RuleSetting.objects.create(
                rule=rule,
                turn=seen + 1,
                severity=severity,
                reason=reason.strip(),
                by_name=by.name,
                at=database_now(),
            )
    except IntegrityError as error:
        raise _faster() from error


def _faster() -> Faster:
    return Faster(_("这条规则的级别刚由别人调整过，请看新的级别再定。"))
