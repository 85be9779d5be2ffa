"""The office's own severities: which hold, and what they were before."""

from __future__ import annotations

from checking.models import RuleSetting


def standing() -> dict[str, RuleSetting]:
    """The newest of each rule that the office ever set; one statement."""
    rows = RuleSetting.objects.order_by("rule", "-turn").distinct("rule")
    return {row.rule: row for row in rows}


def severities() -> dict[str, str]:
    """What `proofing.proof.proof` takes; one statement."""
    return {rule: row.severity for rule, row in standing().items()}


def history(rule: str) -> list[RuleSetting]:
    """Every setting of a rule, the newest first."""
    return list(RuleSetting.objects.filter(rule=rule).order_by("-turn"))
