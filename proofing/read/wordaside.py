"""What a DOCX says beside its lines: in cells, boxes, page headers and footers. No rule reads it as text (SEC-01, SEC-02)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .source import MOST_CHARACTERS
from .wml import W

_LONGEST = 400  # a marking or a number stands in few words


def words_beside(part: Any) -> tuple[str, ...]:
    """Each paragraph that is none of the body's own, once, as far as there are not too many of them."""
    found: dict[str, None] = {}
    room = MOST_CHARACTERS
    for text in _paragraphs(part):
        if room <= 0:
            break
        room -= len(text)
        found[text] = None
    return tuple(found)


def _paragraphs(part: Any) -> Iterator[str]:
    body = part.element.body
    for paragraph in body.iter(W + "p"):
        if paragraph.getparent() is not body:
            yield from _text(paragraph)
    for relation in part.rels.values():
        if not relation.is_external and relation.reltype.endswith(("/header", "/footer")):
            for paragraph in relation.target_part.element.iter(W + "p"):
                yield from _text(paragraph)


def _text(paragraph: Any) -> Iterator[str]:
    """Deleted words are no w:t."""
    text = ""
    for run in paragraph.iter(W + "t", W + "tab", W + "br"):
        text += (run.text or "") if run.tag == W + "t" else " "
        if len(text) > _LONGEST:
            break
    if text.strip():
        yield text[:_LONGEST].strip()
