"""Gate 3, the check before closing: what the second person looks at (domain.md §5.5, §1 row 27). Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from checking.rules.gates import Item, listed, stand
from checking.words import Gate
from documents.rules import gates


def checks(
    doc: Any, lost: str = "", *, handed: bool = False, own: Iterable[Item] = ()
) -> list[tuple[str, str]]:
    """(code, words) of every point that a person has to look at before this paper is closed; `lost`: the numbers of copies
    that are lost."""
    face = gates.closing(doc, lost=bool(lost), handed=handed)
    points = stand(listed(Gate.CLOSING, face, own), {}, {"no": lost})
    return [(p.key, p.words) for p in points if not p.auto]
