"""What a rule found, and where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from .catalogue import ERROR, RULES, Rule

MOST = 400  # findings that are kept of one text; all are counted


@dataclass(frozen=True, order=True)
class Hit:
    """One place where a rule does not hold: line and column counted from 1; line 0 is a field of the register, named by
    `field`. `text` is what stands there, exactly; `fix` what takes its place, only where that is certain."""

    line: int
    column: int
    text: str
    fix: str | None = None
    field: str = ""
    # More than the rule's own sentence says, in Chinese: which number is missing, which name differs.
    note: str = ""
    severity: str = ""  # only where the rule itself is milder in such a case


@dataclass(frozen=True, order=True)
class Finding:
    """A hit with its rule: what the page, the command and the return slip show."""

    line: int
    column: int
    rule: str
    text: str
    severity: str
    fix: str | None = None
    field: str = ""
    note: str = ""

    @property
    def of(self) -> Rule:
        return RULES[self.rule]

    def as_dict(self) -> dict[str, Any]:
        """The keys of `manage.py proof --json`, with the sentence and the mark beside them."""
        rule = self.of
        return {
            "rule": self.rule, "line": self.line, "column": self.column, "severity": self.severity,
            "text": self.text, "basis": rule.basis, "fix": self.fix, "message": rule.text, "mark": rule.mark,
            "note": self.note, "field": self.field,
        }  # fmt: skip


def gravest(found: Sequence[Finding], most: int) -> list[Finding]:
    """So many of them, errors before hints, in their order."""
    return sorted(sorted(found, key=lambda one: one.severity != ERROR)[:most])
