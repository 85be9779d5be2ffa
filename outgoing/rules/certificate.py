"""年度封存证明: every number of a past year, what became of it, and one hash over all of that. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

Line = Sequence[Any]  # serial, number, status, reason, public id of the paper


def digest(facts: Mapping[str, Any]) -> str:
    """SHA-256 over the certificate without the hash itself, in a fixed order."""
    given = {name: value for name, value in facts.items() if name != "sha256"}
    return hashlib.sha256(json.dumps(given, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def certificate(
    *, organ: str, code: str, pattern: str, year: int, first: int, last: int, lines: Iterable[Line]
) -> dict[str, Any]:
    """What is frozen: the rule, the figures, the list, the hash."""
    rows = [list(line) for line in lines]
    facts = {
        "v": 1, "organ": organ, "code": code, "pattern": pattern, "year": year, "first": first, "last": last,
        "used": sum(row[2] == "used" for row in rows), "void": sum(row[2] == "void" for row in rows), "lines": rows,
    }  # fmt: skip
    return {**facts, "sha256": digest(facts)}


def is_whole(facts: Mapping[str, Any]) -> bool:
    """Is the certificate what it was when its hash was made?"""
    return facts.get("sha256") == digest(facts)
