"""What an issued pack is hashed over: everything it says, as one canonical text. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any

VERSION = 1


def canonical(head: dict[str, Any], figures: Iterable[dict[str, Any]], sections: Any) -> bytes:
    """JSON with sorted keys and no blanks, figures in the order of their codes. A number is written as the shortest text
    that reads back as the same number."""
    said = {
        "version": VERSION,
        **head,
        "figures": sorted(figures, key=lambda one: one["code"]),
        "sections": sections,
    }
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.encode()


def digest(head: dict[str, Any], figures: Iterable[dict[str, Any]], sections: Any) -> str:
    return hashlib.sha256(canonical(head, figures, sections)).hexdigest()
