"""By when a step of an outgoing paper is due."""

from __future__ import annotations

from deadlines.limits import Explained, due_for
from outgoing.models import Outgoing
from outgoing.words import TaskKind
from workflow.act import Act

K = TaskKind
# The rule that counts for each kind of work; what comes after the sign-off shares one limit.
STEP: dict[str, str] = {
    K.DRAFT: "draft", K.COUNTERSIGN: "countersign", K.SETTLE: "review", K.LEGAL: "legal", K.FAIR: "legal",
    K.OFFICE_REVIEW: "review", K.SIGN: "sign", K.JOINT: "countersign", K.RECHECK: "recheck", K.NUMBER: "issue", K.PRINT: "issue",
    K.SEAL: "issue", K.DISPATCH: "issue", K.RECEIPTS: "receipts", K.RECEIVE: "receipts",
}  # fmt: skip


def due(a: Act, kind: str) -> Explained:
    """Counted from now by the paper's urgency and kind."""
    paper: Outgoing = a.subject
    return due_for(STEP[kind], urgency=paper.urgency, kind=paper.kind, flow="outgoing", start=a.now)
