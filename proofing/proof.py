"""Every rule over one draft: sorted findings, one for each cause."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from . import rules as _all_rules  # noqa: F401 - every rule is registered when its module is loaded
from .catalogue import RULES
from .draft import Draft
from .finding import Finding
from .meta import Meta
from .registry import CHECKS


class Silence(NamedTuple):
    """`rules` say nothing where one of `by` has said it: on the same line (of a field: of the same field), or anywhere."""

    rules: frozenset[str]
    by: frozenset[str]
    anywhere: bool = False


def _silence(rules: str, by: str, *, anywhere: bool = False) -> Silence:
    return Silence(frozenset(rules.split()), frozenset(by.split()), anywhere)


# In this order: what is silent itself silences nothing.
ONE_CAUSE = (
    _silence("NUM-01", "NUM-02 NUM-03 NUM-04 NUM-05 NUM-06 NUM-07", anywhere=True),
    _silence("TTL-01 TTL-08 TTL-10", "TTL-03", anywhere=True),
    _silence("KIND-04 RCP-04", "RTE-04"),
    _silence("KIND-06", "KIND-08"),
    _silence("PUN-01", "HDR-09 RCP-02 CC-01"),
    _silence("SIG-01", "SIG-02 SIG-03"),
    _silence("NUM-12", "NUM-01"),  # 〔2026〕　号: the blank is where the number is missing
    _silence("PUN-02", "QUO-02"),  # （国办发〔2018]37号）
    _silence("DIG-04", "SIG-02 CC-03"),  # their fix is the whole date
)


def proof(draft: Draft, meta: Meta, *, severities: Mapping[str, str] | None = None) -> list[Finding]:
    """Findings by line, column and rule. `severities` are the office's own for rules of practice (mark P) alone.

    The same rule on the same line is one finding, the leftmost.
    """
    found: dict[tuple[str, int, str], Finding] = {}
    for name, check in CHECKS.items():
        severity = _severity(name, severities or {})
        for hit in check(draft, meta):
            one = Finding(
                hit.line, hit.column, name, hit.text, hit.severity or severity, hit.fix, hit.field, hit.note
            )
            key = (name, hit.line, hit.field)
            if key not in found or one.column < found[key].column:
                found[key] = one
    return sorted(_one_for_each_cause(found.values()), key=_order)


def _order(one: Finding) -> tuple[int, int, str, str]:
    return one.line, one.column, one.rule, one.field


def _one_for_each_cause(found: Iterable[Finding]) -> list[Finding]:
    left = list(found)
    for silence in ONE_CAUSE:
        said = {(one.line, one.field) for one in left if one.rule in silence.by}
        if said:
            left = [
                one
                for one in left
                if one.rule not in silence.rules or not (silence.anywhere or (one.line, one.field) in said)
            ]
    return left


def _severity(name: str, own: Mapping[str, str]) -> str:
    rule = RULES[name]
    return own.get(name, rule.severity) if rule.mark == "P" else rule.severity
