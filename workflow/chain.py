"""The hash chain over entries: recomputable from the columns alone, one chain per subject."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC

from workflow.models import Entry

FORMAT = 1
COLUMNS = (
    "subject_kind", "subject_pk", "seq", "actor_id", "actor_name", "actor_post", "actor_unit", "rank",
    "behalf_id", "behalf_name", "behalf_post", "verb", "from_state", "to_state", "version", "round",
    "reason", "opinion_kind", "opinion", "data", "key",
)  # fmt: skip


def canonical(entry: Entry) -> bytes:
    """The bytes that are hashed: a JSON array in fixed order, time in UTC to the microsecond."""
    at = entry.at.astimezone(UTC).isoformat(timespec="microseconds")
    values = [FORMAT, at, *(getattr(entry, name) for name in COLUMNS)]
    return json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest(entry: Entry) -> bytes:
    """SHA-256 over the previous digest and the canonical bytes."""
    return hashlib.sha256(bytes(entry.prev) + canonical(entry)).digest()


def first_fault(entries: Iterable[Entry]) -> str:
    """Walk one subject's entries in order; an empty text when whole, else what breaks first and where."""
    prev, expected = b"", 1
    for entry in entries:
        if entry.seq != expected:
            return f"entry {expected} is missing (found {entry.seq})"
        if bytes(entry.prev) != prev:
            return f"entry {entry.seq} does not follow the one before"
        if bytes(entry.hash) != digest(entry):
            return f"entry {entry.seq} was altered"
        prev, expected = bytes(entry.hash), expected + 1
    return ""
