"""The 144 rules as data: what each says, in both languages, how grave it is, what it rests on and how sure that is."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

ERROR, WARN = "error", "warn"
FORBIDDEN = "SEC-01"  # what is marked a state secret is refused; nobody can waive that


@dataclass(frozen=True)
class Rule:
    """`level`: T from text, M needs fields, L needs layout. `mark`: V clause read, K known, P practice (never called a
    regulation, and the only severity an office may change). `returns`: the code of the return slip it fills."""

    id: str
    level: str
    severity: str
    text: str
    english: str
    basis: str
    kind: str
    mark: str
    good: str
    bad: str
    returns: str

    @property
    def waivable(self) -> bool:
        return self.id != FORBIDDEN


def _read() -> dict[str, Rule]:
    rows = json.loads((Path(__file__).parent / "catalogue.json").read_text(encoding="utf-8"))
    return {row["id"]: Rule(**row) for row in rows}


RULES: dict[str, Rule] = _read()
