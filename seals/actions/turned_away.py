"""What an application is turned away for is a line of that seal's ledger, too (§6.5): it cannot be deleted."""

from __future__ import annotations

import hashlib
from typing import Any

from seals.actions.ledger import write_line
from seals.models import Seal
from seals.words import LineKind
from workflow.act import Act
from workflow.spine import Done, act


@act("turn_away", exclusive=False)
def _turn_away(a: Act, *, code: str, reason: str, title: str) -> str:
    a.reason = reason
    write_line(a, a.subject, LineKind.REFUSAL, code=code, reason=reason, title=title)
    return reason


def turn_away(seal: Seal, *, by: Any, key: str, code: str, reason: str, title: str = "") -> Done:
    """One line for one try: the same form sent twice is one try, with other words it is another."""
    mark = hashlib.sha256(f"{key}|{code}|{reason}|{title}".encode()).hexdigest()[:40]
    done: Done = _turn_away(seal, by=by, key=mark, code=code, reason=reason, title=title)
    return done
