"""What is known of a page's layout: lengths in millimetres, sizes in points. None is not known, and then nothing is said."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Span:
    """A length that the file leaves some play: between `low` and `high`. A rule speaks only where no value fits."""

    low: float
    high: float

    def near(self, wanted: float, play: float = 1.0) -> bool:
        return self.low - play <= wanted <= self.high + play

    def __str__(self) -> str:
        low, high = round(self.low, 1), round(self.high, 1)
        return f"{low:g}" if high - low < 1 else f"{low:g}～{high:g}"


@dataclass(frozen=True)
class Face:
    """How a line of the draft is set: font, size, colour. A heading's are those of its first sentence. What a line is, the
    draft knows; `role` names what is no line of it (page_number)."""

    line: int
    role: str = ""
    font: str = ""
    size: float | None = None
    colour: str = ""
    centred: bool | None = None
    text: str = ""


@dataclass(frozen=True)
class Layout:
    """Facts that the seventeen layout rules (LAY) look at; read from a DOCX, or from a PDF as far as it shows them. Of a
    PDF, margins are as near to the standard as its lines allow."""

    width: float | None = None
    height: float | None = None
    top: float | None = None
    left: float | None = None
    right: float | None = None
    bottom: float | None = None
    lines_per_page: float | None = None
    chars_per_line: float | None = None
    faces: tuple[Face, ...] = ()
    mark_top: Span | None = None  # from the page's upper edge to the characters
    rule_gap: Span | None = None  # number to red rule
    rule_width: float | None = None
    rules: int | None = None  # red rules on the first page, of double ones each
    blanks_before_title: int | None = None
    blanks_after_title: int | None = None
    body_on_first_page: bool | None = None
    number_flush_right: bool | None = None  # of a letter
    page_number: str | None = None  # as the footer sets it; empty: there is none
    page_number_gap: Span | None = None  # from the type area's lower edge
    page_number_sides: bool | None = None  # odd right, even left
    page_number_first: bool | None = None  # on the first page
    imprint_rules: tuple[float, ...] | None = None  # their widths, from above; empty: it has none
    imprint_end: float | None = None  # from the last of them to the type area's lower edge, on the last page
    beside: tuple[str, ...] = ()  # words that are no lines: in cells, boxes, page headers and footers
    colours: tuple[tuple[int, str, str], ...] = field(default=())  # line, colour, text that is not black
