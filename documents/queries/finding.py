"""What was typed, as conditions on a paper `d`: words, a number, initials. No request, no person."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from documents.queries.search import Word, like, words
from documents.rules.codes import read_code
from documents.rules.keys import number_key, title_key

NUMBERED = re.compile(r"[^\d|]*\D(\d{4})\|(\d{1,9})$")
SERIAL = re.compile(r"[0-9]{1,7}")
RECEIPT = re.compile(r"(?:收)?(\d{4})\|(\d{1,9})$")


@dataclass
class Conditions:
    """SQL conditions, all of which must hold, with their values by name. `live`: none is final then."""

    sql: list[str] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)
    live: bool = False

    def add(self, sql: str, **values: Any) -> None:
        self.sql.append(sql)
        self.values.update(values)

    def __add__(self, other: Conditions) -> Conditions:
        return Conditions(self.sql + other.sql, self.values | other.values, self.live or other.live)

    @property
    def text(self) -> str:
        return "".join(f" AND {one}" for one in self.sql)


def indexed(typed: str) -> Conditions:
    """The words by the index: each must be in title, number, sender or their initials."""
    found = Conditions()
    for i, word in enumerate(words(typed)):
        found.add(f"d.search @@ %(w{i})s::tsquery", **{f"w{i}": word.tsquery})
        if not word.by_places and len(word.folded) > 2:
            _again(found, i, word)
    return found


def beside(typed: str) -> Conditions:
    """The same, as a test of a row at hand: by its columns, where they can tell."""
    found = Conditions()
    for i, word in enumerate(words(typed)):
        if word.by_places:
            found.add(f"d.search @@ %(w{i})s::tsquery", **{f"w{i}": word.tsquery})
        else:
            _again(found, i, word)
    return found


def _again(found: Conditions, i: int, word: Word) -> None:
    """Pairs alone would find 更新城市 for 城市更新: the word must be there in one piece."""
    found.add(
        f"(d.title_key LIKE %(t{i})s OR d.number_key LIKE %(n{i})s"
        f" OR d.source_name LIKE %(s{i})s OR d.source_short LIKE %(s{i})s)",
        **{
            f"t{i}": like(title_key(word.folded)),
            f"n{i}": like(number_key(word.typed)),
            f"s{i}": like(word.folded),
        },
    )


def in_title(typed: str) -> Conditions:
    """The words in the title itself; initials stand in no column, so they are left to the index."""
    found = Conditions()
    for i, word in enumerate(words(typed)):
        if not word.is_latin:
            found.add(f"d.title_key LIKE %(h{i})s", **{f"h{i}": like(title_key(word.folded))})
    return found


def in_number(typed: str) -> Conditions:
    """The words in the sender's number."""
    found = Conditions()
    for i, word in enumerate(words(typed)):
        found.add(f"d.number_key LIKE %(h{i})s", **{f"h{i}": like(number_key(word.typed))})
    return found


def by_number(typed: str) -> Conditions | None:
    """The very number, however its brackets and zeros are written: the sender's (江政办发2026 12号) or ours,
    also by its serial alone."""
    key = number_key(typed)
    found = Conditions()
    if ours := _receipt(typed.strip(), key):
        year, serial = ours
        found.add("d.series = '收' AND d.year = %(year)s AND d.serial = %(serial)s", year=year, serial=serial)
    elif NUMBERED.match(key):
        found.add("d.number_key = %(key)s AND d.number_key <> ''", key=key)
    return found if found.sql else None


def _receipt(typed: str, key: str) -> tuple[int, int] | None:
    """Year and serial of a receipt number: by the digits of a sheet, by the serial as it stands in the register's
    first column (one of this year), or as it is printed."""
    if code := read_code(typed):
        return code
    if SERIAL.fullmatch(typed):
        return timezone.localdate().year, int(typed)
    ours = RECEIPT.match(key)
    return (int(ours[1]), int(ours[2])) if ours else None


def is_too_short(typed: str) -> bool:
    """Nothing that could be looked up: fewer than two characters in every word."""
    return not words(typed)


def mark_pattern(typed: str) -> re.Pattern[str] | None:
    """Finds the typed words in a shown text, also across marks and brackets; None when there is nothing."""
    parts = [r"[\W_]*".join(map(re.escape, word.folded)) for word in words(typed)]
    return re.compile("|".join(sorted(parts, key=len, reverse=True)), re.IGNORECASE) if parts else None
