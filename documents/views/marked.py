"""The typed words marked in what was found, also where only their initials stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

from django.utils.safestring import SafeString

from documents.queries.finding import mark_pattern
from documents.queries.search import words
from people.pinyin import initials


class Marker:
    """Escapes a text and puts <mark> round every typed word in it, or round the characters of its initials."""

    def __init__(self, typed: str) -> None:
        self.pattern = mark_pattern(typed)
        self.letters = [w.folded for w in words(typed) if w.folded.isascii() and w.folded.isalpha()]

    def spans(self, text: str) -> list[tuple[int, int]]:
        found = [m.span() for m in self.pattern.finditer(text)] if self.pattern else []
        return found or [span for word in self.letters for span in _by_initials(text, word)]

    def hits(self, text: str) -> bool:
        """Is any of the words in this text?"""
        return bool(self.spans(text))

    def __call__(self, text: str) -> SafeString:
        return _marked(text, self.spans(text))


def _by_initials(text: str, word: str) -> Iterator[tuple[int, int]]:
    """Where the initials of the text read as the word. Marks have no initial and are passed over."""
    places = [i for i, c in enumerate(text) if c.isalnum()]
    read = initials(text)
    if len(read) != len(places):
        return
    for found in re.finditer(re.escape(word), read):
        yield places[found.start()], places[found.end() - 1] + 1


def _marked(text: str, spans: list[tuple[int, int]]) -> SafeString:
    out, at = [], 0
    for start, end in sorted(spans):
        if start >= at:
            out.append(f"{escape(text[at:start])}<mark>{escape(text[start:end])}</mark>")
            at = end
    return SafeString("".join(out) + escape(text[at:]))
