"""Where one of the addressees stands."""

from __future__ import annotations

from collections.abc import Iterator

from proofing.draft import Draft
from proofing.finding import Hit
from proofing.meta import Meta, Organ
from proofing.shapes import parts_of

from . import where
from .names import surely_same


def recipient(draft: Draft, meta: Meta, organ: Organ, note: str = "") -> Iterator[Hit]:
    """At its own name among the addressees; at all of them where the text calls it otherwise; at the title where
    no addressee stands in the text."""
    words = where.addressee(draft, meta)
    if words is None:
        if title := where.title(draft, meta):
            yield title.hit(note=note or f"主送“{organ.name}”。")
        return
    if (start := _whole(words.text, organ.name)) is not None:
        yield words.hit(start, start + len(organ.name), note=note)
        return
    for part in parts_of(words.text):
        if surely_same(part, organ.name) or (organ.short and part == organ.short):
            start = words.text.index(part)
            yield words.hit(start, start + len(part), note=note)
            return
    yield words.hit(note=note or f"主送“{organ.name}”。")


def _whole(text: str, name: str) -> int | None:
    """Where the name stands between two marks; it may have one in itself (各市、州人民政府)."""
    marks = "，、；：。,;: \u3000"
    start = text.find(name) if name else -1
    while start >= 0:
        if text[start - 1 : start] in marks and text[start + len(name) :][:1] in marks:
            return start
        start = text.find(name, start + 1)
    return None
