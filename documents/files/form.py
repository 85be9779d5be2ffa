"""What stands on one of the office's forms, the same whether it becomes a PDF or a Word copy. Pure.

A `Form` has a `Head` and pages; a page is a list of parts from top to bottom: `Field` (a label and a value), `Row` (a
label and the opinions written there), `Table` (lines of people or things).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

FOOT = "本单不得用于流转涉密文件"
LONG_TITLE = 18  # characters: the red title is set smaller from there on


@dataclass(frozen=True)
class Head:
    """Over the form: whose it is, its number and what the number is called, the digits of the codes (none where they
    are empty), the urgency when there is one."""

    organ: str
    number: str
    code: str = ""
    urgency: str = ""
    work_secret: bool = False
    label: str = "收文编号"


@dataclass(frozen=True)
class Line:
    """One opinion: `about` which item, its words, what it `mark`s, whose, when, and what a reader has to know."""

    text: str
    who: str = ""
    at: str = ""
    about: str = ""
    mark: str = ""
    note: str = ""

    @property
    def signed(self) -> bool:
        return bool(self.who or self.at or self.mark)


@dataclass(frozen=True)
class Row:
    """A row of the form. Empty it is `height` mm high, for handwriting; `after` stands below the opinions."""

    label: str
    height: int
    opinions: Sequence[Line] = field(default_factory=list)
    after: str = ""


@dataclass(frozen=True)
class Field:
    """A label and its value. `wide`: over the whole line, at least `height` mm high; `words`: somebody's own;
    `large`: the title of what the form is about."""

    label: str
    value: str
    wide: bool = False
    height: int = 0
    words: bool = False
    large: bool = False


@dataclass(frozen=True)
class Column:
    """A column of a table: `width` in mm (0: a share of what is left); `words`: what stands there is somebody's own."""

    label: str
    width: int = 0
    words: bool = False


@dataclass(frozen=True)
class Table:
    """Lines under heads that are repeated on each page, with so many `blank` lines at the end for a hand; `more`: that
    there are others."""

    columns: Sequence[Column]
    rows: Sequence[Sequence[str]]
    blank: int = 0
    more: str = ""


Part = Field | Row | Table
Grid = list[list[Field | Row]]


@dataclass(frozen=True)
class Form:
    """`name` is what the office calls it. Where each page goes to somebody else (`numbered` is false) none has a
    number, and each begins with the head. `note` stands under the last part of each page."""

    name: str
    head: Head
    pages: Sequence[Sequence[Part]]
    numbered: bool = True
    note: str = ""

    @property
    def title(self) -> str:
        return self.head.organ + self.name


@dataclass(frozen=True)
class Printing:
    """Who prints, as it stands in the foot, and when (aware, local)."""

    by: str
    at: datetime

    @property
    def moment(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"


def blocks(page: Sequence[Part]) -> Iterator[Grid | Table]:
    """The page as tables one below the other: fields and rows that follow each other share one."""
    grid: Grid = []
    short: list[Field | Row] = []

    def end_of_line() -> None:
        if short:
            grid.append(short.copy())
            short.clear()

    for part in page:
        if isinstance(part, Field) and not part.wide:
            short.append(part)
            if len(short) == 2:
                end_of_line()
            continue
        end_of_line()
        if isinstance(part, Table):
            if grid:
                yield grid
            grid = []
            yield part
        else:
            grid.append([part])
    end_of_line()
    if grid:
        yield grid
