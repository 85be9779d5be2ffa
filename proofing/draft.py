"""A draft read into its parts (GB/T 9704-2012 7): every line keeps the number it has in the file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from .layout import Layout


@dataclass(frozen=True)
class Line:
    """`n` counts from 1 as in the file; `text` is the line as it stands; `masked` is as long, with what is quoted (“…”) or
    cited (《…》 and the number in brackets behind it) blotted out by a character that no rule looks for."""

    n: int
    text: str
    masked: str

    def __bool__(self) -> bool:
        return bool(self.text.strip("\u3000 \t"))


@dataclass(frozen=True)
class Spot:
    """A named element: the line it begins on, its column from 1, its words (of a title of several lines: joined)."""

    line: int
    column: int
    text: str

    def __bool__(self) -> bool:
        return bool(self.text)


NOWHERE = Spot(0, 0, "")


@dataclass(frozen=True)
class Annex:
    """What is attached after the paper: `附件N`, its title, its lines; `fresh` where it begins on a new page."""

    heading: Spot
    title: Spot
    lines: tuple[Line, ...] = ()
    fresh: bool = True


@dataclass(frozen=True)
class Draft:
    """Elements that are not there are NOWHERE or empty. `head` are the lines above the red rule (in a letter the number
    below it too); `labels` those of them at the top left (copy number, secrecy, urgency) as they stand, in order."""

    lines: tuple[Line, ...]
    whole: bool = True  # a whole paper with head and end; else body text alone
    head: tuple[Line, ...] = ()
    labels: tuple[Spot, ...] = ()
    letterhead: Spot = NOWHERE
    number: Spot = NOWHERE
    signer: Spot = NOWHERE  # from 签发人 to the end of the name
    rule: int = 0  # the line of the red rule
    title: Spot = NOWHERE
    title_lines: tuple[Line, ...] = ()
    addressee: Spot = NOWHERE
    body: tuple[Line, ...] = ()  # lines with words, ordinals and headings among them
    listed: tuple[Spot, ...] = ()  # names under 附件：, each without its ordinal
    attachment_lines: tuple[Line, ...] = ()
    signature: tuple[Spot, ...] = ()
    dated: Spot = NOWHERE
    day: date | None = None  # what `dated` says, where it is a day of the calendar
    notes: tuple[Spot, ...] = ()
    annexes: tuple[Annex, ...] = ()
    imprint: tuple[Line, ...] = ()
    cc: Spot = NOWHERE
    printed: Spot = NOWHERE  # the line of 印发机关和印发日期
    printed_day: date | None = None
    layout: Layout | None = None  # of a file that has one
    order: tuple[str, ...] = field(default=())  # names of the elements as they follow one another

    def paragraphs(self) -> Iterator[Line]:
        """Body lines that are not the addressee: where sentences are."""
        yield from self.body
