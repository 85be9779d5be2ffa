"""What the checker found, in sentences: on the page of an incoming paper and on the slip that sends it back. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from checking.rules.rulebook import PRACTICE, sentence
from documents.rules.spots import Spot
from documents.words import State
from proofing.finding import Finding

LOOKED_AT = (State.PROPOSING, State.REVIEWING)  # while it may still go back to its sender
FIELDS: dict[str, str | Promise] = {  # by the names of `proofing.meta.Meta`; what else a finding can be about
    "layout": lazy("版面"), "kind": lazy("文种"), "issuer": lazy("来文单位"), "direction": lazy("来文单位"),
    "recipients": lazy("主送"), "title": lazy("标题"), "number": lazy("来文字号"), "urgency": lazy("紧急程度"),
    "format": lazy("版面"),
}  # fmt: skip
SHOWN = 80  # characters of a sentence on the slip
# They stand at the nearest line, of which nothing is wrong.
ABSENT = frozenset(
    {"HDR-07", "NOTE-02", "NOTE-03", "SIG-04", "RCP-01", "KIND-02", "KIND-07", "RTE-05", "RTE-08"}
)
_BLANK = re.compile(r"\s+")
LONGEST = 4000  # characters of the slip's words


def key_of(one: Any) -> str:
    """What an address and a form call a finding; short, so that an address holds many."""
    return f"{one.finding.rule}.{one.place[:16]}"


def message(finding: Finding) -> str:
    """The rule's sentence in the language of the screen; in Chinese with what the checker adds in Chinese alone."""
    said = sentence(finding.of)
    return f"{said}（{finding.note.rstrip('。')}）" if finding.note and said == finding.of.text else said


def where(finding: Finding, spot: Spot | None = None) -> str:
    """第 3 行, as it is counted in the text that is shown (`spot`) where it stands there; or what of the paper it is about."""
    if finding.line:
        return _("第 %(n)s 行") % {"n": spot.line if spot else finding.line}
    return str(FIELDS.get(finding.field, _("登记栏目")))


def codes(found: Iterable[Any]) -> list[str]:
    """The reasons of the return slip that these findings give, in their order."""
    return sorted({one.finding.of.returns for one in found if one.finding.of.returns})


def reasons(found: Iterable[Any]) -> str:
    """The words of the slip: a line each, with what stands there and what it rests on. In Chinese, as the slip is."""
    lines = [_reason(n, one) for n, one in enumerate(found, 1)]
    return "\n".join(lines)[:LONGEST]


def advice(found: Iterable[Any]) -> str:
    """What is to be put in its place, where that is certain."""
    fixes = [one.finding for one in found if one.finding.fix is not None and one.finding.text]
    lines = [f"“{f.text}”改为“{f.fix}”" if f.fix else f"删去“{f.text}”" for f in fixes]
    return "；".join(dict.fromkeys(lines))[: LONGEST - 1] + ("。" if lines else "")


def quoted(one: Any) -> str:
    """The words meant: the sentence they stand in, where it is short. Of what is missing nothing can be quoted."""
    finding = one.finding
    if finding.rule in ABSENT:
        return ""
    words = _BLANK.sub(" ", one.sentence).strip()
    found = _BLANK.sub(" ", finding.text).strip()
    return (words if found in words and len(words) <= SHOWN else found or words)[:SHOWN]


def _reason(n: int, one: Any) -> str:
    finding = one.finding
    rule = finding.of
    note = f"（{finding.note}）" if finding.note else ""
    there = f"：“{quoted(one)}”" if quoted(one) else ""
    # on what a practice rests stands in the rule book: that is between us, not for the sender
    basis = "通行做法" if rule.mark == PRACTICE else f"依据：{rule.basis}"
    return f"{n}. {rule.text}{note}{there}（{basis}）。"
