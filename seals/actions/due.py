"""By when a step of an application is due."""

from __future__ import annotations

from datetime import datetime

from deadlines import limits
from deadlines.limits import Explained, due_for
from seals.models import SealRequest
from seals.rules.approval import rule_of
from seals.words import TaskKind
from workflow.act import Act

# The rule that counts for each kind of work.
STEP: dict[str, str] = {TaskKind.APPROVE: "seal_approve", TaskKind.STAMP: "seal"}
WORKING_DAY = "working_day"


def due(a: Act, kind: str) -> Explained:
    """Counted from now by the urgency of the application."""
    return due_for(STEP[kind], urgency=a.subject.urgency, start=a.now)


def holds_until(request: SealRequest, start: datetime) -> datetime | None:
    """Until when an approval given at `start` holds, by working days; None where it does not run out."""
    days = rule_of(request.seal.kind).lasts
    return limits.counted(WORKING_DAY, days, start=start, source="").at if days else None
