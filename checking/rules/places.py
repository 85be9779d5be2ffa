"""Where a finding stands, so that an answer to it holds for the same words in a later text, and for no others. Pure."""

from __future__ import annotations

import hashlib
import re

_ENDS = re.compile(r"[。！？；]")
_BLANK = re.compile(r"\s+")
LONGEST = 200  # characters of a sentence that are shown


def place(rule: str, words: str) -> str:
    """The digest under which an answer is kept: the same rule about the same words (`about`), wherever they have moved."""
    return hashlib.sha256(f"{rule}\n{_BLANK.sub('', words)}".encode()).hexdigest()


def about(field: str, sentence: str, text: str) -> str:
    """What an answer is an answer to: the sentence and the words found in it; of a field its name and what stands there."""
    return f"{field}\n{sentence}\n{text}"


def sentence(line: str, column: int) -> str:
    """The sentence of a line that has this column (from 1): to the next full stop, without white space at its ends."""
    at = max(0, min(column - 1, len(line)))
    before = [m.end() for m in _ENDS.finditer(line, 0, at)]
    after = _ENDS.search(line, at)
    return line[before[-1] if before else 0 : after.end() if after else len(line)].strip()[:LONGEST]
