"""Every rule over one draft: sorted findings, one for each cause."""

from __future__ import annotations

from collections.abc import Mapping

from . import rules  # noqa: F401 - every rule is registered when its module is loaded
from .catalogue import RULES
from .draft import Draft
from .finding import Finding
from .meta import Meta
from .registry import CHECKS


def proof(draft: Draft, meta: Meta, *, severities: Mapping[str, str] | None = None) -> list[Finding]:
    """Findings by line, column and rule. `severities` are the office's own for rules of practice (mark P) alone.

    The same rule on the same line is one finding.
    """
    found: dict[tuple[str, int, str], Finding] = {}
    for name, check in CHECKS.items():
        severity = _severity(name, severities or {})
        for hit in check(draft, meta):
            key = (name, hit.line, hit.field)
            if key not in found:
                found[key] = Finding(
                    hit.line, hit.column, name, hit.text, severity, hit.fix, hit.field, hit.note
                )
    return sorted(found.values())


def _severity(name: str, own: Mapping[str, str]) -> str:
    rule = RULES[name]
    return own.get(name, rule.severity) if rule.mark == "P" else rule.severity
