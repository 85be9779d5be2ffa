"""When a date is due soon, urged a second time, escalated: set by the administrator, for one urgency at a time."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from deadlines import store
from deadlines.limits import calendar
from deadlines.models import StageRule, Urgency
from deadlines.stages import Rule
from docflow.web.errors import BadInput
from people.actions.guard import fingerprint
from timing.queries.stages import row_of
from timing.rules.stages import allow, faults, name_of
from workflow.act import Act
from workflow.spine import act, faster


def plain(rules: Mapping[str, Rule]) -> dict[str, Any]:
    """The row as the entry keeps it, and as a form is drawn from it."""
    return {stage: [r.unit, f"{r.amount.normalize():f}", r.on, r.source] for stage, r in rules.items()}


@act("set_stage", exclusive=False)
def set_stage(a: Act, *, urgency: str, rules: Mapping[str, Rule], seen: str = "") -> str:
    """Put these five rules in place of those of this urgency; what stood before is kept in the entry.

    Nothing is decided and no date moves by it: only from when on who is told.
    """
    allow(a.by.hats)
    if urgency not in ("", *Urgency.values):
        raise BadInput(_("没有这种缓急程度。"))
    before = plain(row_of(urgency))
    if seen and seen != fingerprint(before):
        raise faster(a.subject, verb="set_stage")
    for stage, said in faults(rules, calendar(), a.now):
        raise BadInput(said, f"{stage}_on" if stage == "due_today" else f"{stage}_amount")
    after = plain(rules)
    changed = {stage: [before[stage], row] for stage, row in after.items() if before[stage] != row}
    if not changed:
        raise BadInput(_("没有改动。"))
    for rule in rules.values():
        _keep(rule)
    a.data |= {"urgency": urgency, "changed": changed}
    transaction.on_commit(store.reset)
    return _("已更新%(mark)s的催办阶段。") % {"mark": name_of(urgency)}


def _keep(rule: Rule) -> None:
    values = {"unit": rule.unit, "amount": Decimal(rule.amount), "on": rule.on, "source": rule.source}
    StageRule.objects.update_or_create(urgency=rule.urgency, stage=rule.stage, defaults=values)
