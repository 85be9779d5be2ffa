"""The page number of a DOCX: what its footers set, where, and on which pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from proofing.layout import Face, Span

from .wml import MM, Styles, W, attr, borders_of, child, is_on, is_red, local, number

WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
POINT = 25.4 / 72
SIZE = 14.0
_RIGHT, _LEFT = ("right", "end", "outside"), ("left", "start", "", "both", "outside")


@dataclass(frozen=True)
class Foot:
    """What the footers say of the page number."""

    page_number: str | None = None
    gap: Span | None = None
    sides: bool | None = None
    first: bool | None = None
    faces: tuple[Face, ...] = ()
    red_rules: int = 0


@dataclass(frozen=True)
class Counted:
    """A line with the page's number."""

    text: str
    align: str
    font: str
    size: float


def footers(file: Any, styles: Styles, bottom: float | None) -> Foot:
    """Of the first section: 7.5 asks for odd pages at the right, even ones at the left."""
    if not len(file.sections):
        return Foot()
    section = file.sections[0]
    usual, even, first = (
        _counted(part._element, styles) if not part.is_linked_to_previous else None
        for part in (section.footer, section.even_page_footer, section.first_page_footer)
    )
    titled = is_on(child(section._sectPr, "titlePg")) is True
    twofold = is_on(child(file.settings.element, "evenAndOddHeaders")) is True
    red = sum(_red(part._element) for part in (section.first_page_footer if titled else section.footer,)
              if not part.is_linked_to_previous)  # fmt: skip
    if usual is None and (first is None or not titled):
        headed = section.header if not section.header.is_linked_to_previous else None
        above = headed is not None and _counted(headed._element, styles) is not None
        return Foot("" if not above else None, red_rules=red)
    shown = usual or first
    assert shown is not None
    return Foot(
        shown.text,
        _gap(section._sectPr, bottom, shown.size),
        _sides(shown, even, twofold=twofold),
        first is not None if titled else True,
        (Face(0, "page_number", shown.font, shown.size, "", None, shown.text),),
        red,
    )


def _sides(odd: Counted, even: Counted | None, *, twofold: bool) -> bool:
    if twofold and even is not None:
        return odd.align in _RIGHT and even.align in _LEFT
    return odd.align == "outside"


def _gap(section: Any, bottom: float | None, size: float) -> Span | None:
    """The footer's last line ends so far above the page's edge as the section says; the number stands somewhere in it."""
    foot = number(attr(child(section, "pgMar"), "footer"))
    if foot is None or bottom is None:
        return None
    end = bottom - abs(foot) * MM
    return Span(end - 2 * size * POINT, end)


def _counted(root: Any, styles: Styles) -> Counted | None:
    """The paragraph that counts pages, also one in a box."""
    for paragraph in root.iter(W + "p"):
        if any(local(up) == "Fallback" for up in paragraph.iterancestors()):
            continue
        text, runs = _words(paragraph)
        if runs:
            look = styles.look(paragraph, runs[0])
            said = styles.setting(paragraph).align
            return Counted(text.strip(), _across(paragraph) or said, look.latin or look.font, look.size)
    return None


def _words(paragraph: Any) -> tuple[str, list[Any]]:
    """What it reads on page 1, and the runs in which the number stands; none where it counts no pages."""
    text, runs, depth, code, shown = "", list[Any](), 0, "", False
    for element in _own(paragraph):
        name = local(element)
        if name == "fldSimple" and _is_page(attr(element, "instr")):
            text, runs = text + "1", [*runs, next(element.iter(W + "r"), None)]
        elif name == "fldChar":
            kind = attr(element, "fldCharType")
            depth += {"begin": 1, "end": -1}.get(kind, 0)
            if kind == "begin":
                code, shown = "", False
            if kind == "end" and _is_page(code) and not shown:
                text, runs, shown = text + "1", [*runs, element.getparent()], True
        elif name == "instrText":
            code += element.text or ""
        elif name == "t" and not depth and not _in_simple(element):
            text += element.text or ""
    return text, runs


def _own(paragraph: Any) -> Iterator[Any]:
    """Its elements without those of boxes within it."""
    pending = list(reversed(paragraph))
    while pending:
        element = pending.pop()
        if local(element) in ("txbxContent", "Fallback"):
            continue
        yield element
        pending.extend(reversed(element))


def _in_simple(element: Any) -> bool:
    return any(local(up) == "fldSimple" for up in element.iterancestors())


def _is_page(code: str) -> bool:
    return code.split()[:1] == ["PAGE"]


def _across(paragraph: Any) -> str:
    """Where the box or frame around it stands, by name."""
    framed = attr(child(paragraph, "pPr", "framePr"), "xAlign")
    if framed:
        return framed
    for up in paragraph.iterancestors():
        if local(up) == "anchor":
            aligned = up.find(f"{WP}positionH/{WP}align")
            return "" if aligned is None else str(aligned.text or "")
    return ""


def _red(root: Any) -> int:
    """Red rules that a footer draws."""
    drawn = sum(
        any(is_red(one[1]) for one in borders_of(borders).values()) for borders in root.iter(W + "pBdr")
    )
    return drawn + sum(
        any(local(one) == "srgbClr" and is_red(one.get("val", "")) for one in anchor.iter())
        for anchor in root.iter(WP + "anchor")
    )
