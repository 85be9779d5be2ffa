"""What is known of a page's layout: lengths in millimetres, sizes in points. None is not known, and then nothing is said."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Face:
    """How a paragraph is set: its line in the draft, its role (title, body, level1, level2, …), font, size, colour."""

    line: int
    role: str
    font: str = ""
    size: float | None = None
    colour: str = ""
    centred: bool | None = None
    text: str = ""


@dataclass(frozen=True)
class Layout:
    """Facts that the seventeen layout rules (LAY) look at; read from a DOCX, or from a PDF as far as it shows them."""

    width: float | None = None
    height: float | None = None
    top: float | None = None
    left: float | None = None
    right: float | None = None
    bottom: float | None = None
    lines_per_page: float | None = None
    chars_per_line: float | None = None
    faces: tuple[Face, ...] = ()
    mark_top: float | None = None  # from the upper edge of the type area (of the page in a letter)
    rule_gap: float | None = None  # number to red rule
    rule_width: float | None = None
    rules: int | None = None  # red rules on the first page
    blanks_before_title: int | None = None
    blanks_after_title: int | None = None
    body_on_first_page: bool | None = None
    page_number: str | None = None  # as the footer sets it
    page_number_sides: bool | None = None  # odd right, even left
    page_number_first: bool | None = None  # on the first page
    imprint_rules: tuple[float, ...] | None = None  # their widths
    annexes_fresh: tuple[bool, ...] | None = None
    colours: tuple[tuple[int, str, str], ...] = field(default=())  # line, colour, text that is not black
