"""Drafts with what the checker finds in them, and answers to it."""

from __future__ import annotations

from typing import Any

from outgoing.actions.proofing import ignore_finding, waive_finding
from outgoing.models import Outgoing
from outgoing.queries.proofing import proofed
from people.models import Person
from tests.office import fresh
from tests.outgoing.desk import Desk, drafted, text
from tests.outgoing.papers import now

COMMA = "为做好防汛工作,现通知如下。"  # PUN-01: an error, and its mend is certain
VAGUE = "工作截止2026年12月底完成。"  # WRD-01: a hint
CLEAN = "为做好防汛工作，现通知如下。"
REASON = "沿用上级来文原句"


def faulty(d: Desk, *words: str, **more: Any) -> Outgoing:
    return drafted(d, words=text(*(words or (COMMA, VAGUE))), **more)


def answer(paper: Outgoing, who: Person, rule: str, act: Any = None, reason: str = REASON) -> Outgoing:
    """To the first finding of this rule that is open, else to the first."""
    rows = [one for one in proofed(paper).findings if one.finding.rule == rule]
    one = next((row for row in rows if row.is_open), rows[0])
    act = act or (waive_finding if one.is_error else ignore_finding)
    act(paper, by=fresh(who), rule=rule, place=one.place, reason=reason)
    return now(paper)
