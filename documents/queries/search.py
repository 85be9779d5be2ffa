"""The search index of a paper, and how typed words are looked up in it.

Two neighbouring characters are one lexeme, with its place: so any two characters of a title are found at
once, and a longer word is a phrase. Beside the words stand their pinyin initials. The vector is written and
asked as text (`'城市':1 '市更':2`), past PostgreSQL's parser: what a word is, this module alone says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from documents.rules.keys import fold
from people.pinyin import initials

MARKS = re.compile(r"[\W_]+")
LONGEST = 2000  # characters of one text that are indexed
LAST_PLACE = 16_000  # a tsvector counts to 16,383
MOST_WORDS = 6


def plain(text: str) -> str:
    """Letters, digits and characters only, folded."""
    return MARKS.sub("", fold(text))


def pairs(text: str) -> Iterator[str]:
    """Every two neighbouring characters."""
    return (text[i : i + 2] for i in range(len(text) - 1))


def search_vector(*texts: str) -> str:
    """The tsvector of these texts and their initials, as the text that `Document.search` (or COPY) takes."""
    kept = [text[:LONGEST] for text in texts]
    places: dict[str, list[int]] = {}
    at = 1
    for text in dict.fromkeys([plain(t) for t in kept] + [plain(initials(t)) for t in kept]):
        for pair in pairs(text):
            if at > LAST_PLACE:
                break
            places.setdefault(pair, []).append(at)
            at += 1
        at += 1  # a gap: no word runs from one text into the next
    return " ".join(f"'{pair}':{','.join(map(str, found[:250]))}" for pair, found in places.items())


@dataclass(frozen=True)
class Word:
    """One typed word: as typed, folded, and what the index is asked."""

    typed: str
    folded: str

    @property
    def is_latin(self) -> bool:
        """Letters and digits: may be initials, which stand nowhere but in the index."""
        return self.folded.isascii()

    @property
    def by_places(self) -> bool:
        """Found as a phrase. Else as a set of pairs, and looked at again in the folded columns: these are
        without 第 and 号, and without initials."""
        return self.is_latin or "第" in self.folded or "号" in self.folded

    @property
    def tsquery(self) -> str:
        return (" <-> " if self.by_places else " & ").join(f"'{pair}'" for pair in pairs(self.folded))


def words(typed: str) -> list[Word]:
    """The words of a search field that can be looked up: two characters or more, at most six."""
    found = {plain(part): part for part in fold(typed).split()}
    return [Word(part, folded) for folded, part in found.items() if len(folded) > 1][:MOST_WORDS]


def like(text: str) -> str:
    """A LIKE pattern that contains the text as it is."""
    return "%" + re.sub(r"([\\%_])", r"\\\1", text) + "%"
