"""What was signed, as one hash: the words of the paper and everything else that is printed on it. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from typing import Any

OF_ORGAN = ("name", "letterhead", "mark", "printed_by")  # what of the issuing organ is printed


def content_hash(
    paper: Any, text_hash: str, addressees: Iterable[Any], annexes: Sequence[Any], joints: Sequence[Any]
) -> str:
    """SHA-256 over the text's hash and the printed fields, those of the issuing organ included, in a fixed order
    (PROC-02). Copies per organ, number and dates are not of it: they come after the sign-off."""
    printed = [
        "v2", text_hash, paper.title, paper.kind, paper.direction, paper.layout,
        [getattr(paper.organ, name) for name in OF_ORGAN], paper.urgency, paper.note, paper.contact, paper.publicity,
        [[a.role, a.name, a.text] for a in addressees],
        [[a.number, a.name, a.blob.sha256] for a in annexes],
        [j.name for j in joints],
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(printed, ensure_ascii=False).encode()).hexdigest()


def text_hash(paragraphs: Iterable[str]) -> str:
    """SHA-256 of the words: spaces at the ends of lines and empty lines do not count, every other character does."""
    words = "\n".join(line for p in paragraphs if (line := p.strip()))
    return hashlib.sha256(words.encode()).hexdigest()
