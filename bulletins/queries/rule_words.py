"""What a code in the error book says: a rule of the checker, a reason of a return or of a refusal, a test of the auditor's."""

from __future__ import annotations

from checking.rules.rulebook import sentence
from documents.words import ReturnCode
from proofing.catalogue import RULES
from seals.queries.audit import TESTS
from seals.words import Refused


def rule_words(code: str) -> str:
    """Its words; empty for what an older release knew."""
    if code in RULES:
        return sentence(RULES[code])
    if code in TESTS:
        return str(TESTS[code][0])
    known = {**dict(ReturnCode.choices), **dict(Refused.choices)}
    return str(known.get(code, ""))
