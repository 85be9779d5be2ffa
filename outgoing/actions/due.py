"""By when a step of an outgoing paper is due."""

from __future__ import annotations

from datetime import datetime

from deadlines.limits import Explained, due_for
from outgoing.models import Outgoing
from outgoing.words import TaskKind
from workflow.act import Act

K = TaskKind
RECEIVE = "receive"  # the rule by which copies are to be signed for
# The rule that counts for each kind of work; what comes after the sign-off shares one limit.
STEP: dict[str, str] = {
    K.DRAFT: "draft", K.COUNTERSIGN: "countersign", K.SETTLE: "review", K.LEGAL: "legal", K.FAIR: "legal",
    K.OFFICE_REVIEW: "review", K.SIGN: "sign", K.JOINT: "countersign", K.RECHECK: "recheck", K.NUMBER: "issue",
    K.PRINT: "issue", K.SEAL: "issue", K.DISPATCH: "issue", K.RECEIPTS: "receipts", K.RECEIVE: RECEIVE,
}  # fmt: skip


def due(a: Act, kind: str) -> Explained:
    """Counted from now by the paper's urgency and kind."""
    return due_at(a.subject, kind, a.now)


def due_at(paper: Outgoing, kind: str, start: datetime) -> Explained:
    """Counted from `start`, where a step did not begin just now."""
    return due_for(STEP[kind], urgency=paper.urgency, kind=paper.kind, flow="outgoing", start=start)


def alarm(paper: Outgoing, start: datetime) -> Explained:
    """When whoever has not signed is named: 4 working hours on, 特急 15 minutes by the clock (domain.md §4.9), as the
    office's table of limits has it."""
    return due_at(paper, K.RECEIVE, start)
