"""What a Word file shows beside its words: tables, pictures, numbers that Word counts itself, notes, formulas."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from xml.etree.ElementTree import Element

from .ooxml import local

CODES = ("tables", "pictures", "numbering", "notes", "formulas")
# A shape alone (a red rule, the frame of a text box) is no picture: what it says is read with the words.
_TAGS = {
    "tbl": "tables",
    "pic": "pictures", "imagedata": "pictures", "chart": "pictures", "relIds": "pictures", "object": "pictures",
    "altChunk": "pictures",
    "footnoteReference": "notes", "endnoteReference": "notes",
    "oMath": "formulas", "sym": "formulas",
}  # fmt: skip
_COUNTING = ("AUTONUM", "LISTNUM")  # fields whose number is not in the file
_DEEP = 20  # styles one upon the other


def of(elements: Sequence[Element], styles: Element | None, numbering: Element | None) -> list[str]:
    """The codes of what is there, in the order of CODES. `elements` are those of the main part."""
    found = {_TAGS[name] for one in elements if (name := local(one)) in _TAGS}
    numbers = _Numbers(styles, numbering)
    if any(numbers.shown(one) for one in elements if local(one) == "p") or any(map(_counts, elements)):
        found.add("numbering")
    return [code for code in CODES if code in found]


def _counts(element: Element) -> bool:
    """Is it a field that counts by itself?"""
    name = local(element)
    words = (
        element.text if name == "instrText" else _value(element, "instr") if name == "fldSimple" else ""
    ) or ""
    return words.strip().upper().startswith(_COUNTING)


class _Numbers:
    """Which paragraphs Word numbers: by themselves, or by their style or one that it is based on."""

    def __init__(self, styles: Element | None, numbering: Element | None) -> None:
        rows = [one for one in styles if local(one) == "style"] if styles is not None else []
        self.styles = {_value(one, "styleId"): one for one in rows}
        usual = [
            one
            for one in rows
            if _value(one, "type") == "paragraph" and _value(one, "default") in ("1", "true")
        ]
        self.usual = _value(usual[0], "styleId") if usual else ""
        self.numbering = list(numbering) if numbering is not None else []

    def shown(self, paragraph: Element) -> bool:
        """Does it have words and a number or a bullet before them?"""
        number, level = self._of(_child(paragraph, "pPr"))
        if number in ("", "0") or self._blank(number, level or "0"):
            return False
        return any(local(one) == "t" and (one.text or "").strip() for one in paragraph.iter())

    def _of(self, said: Element | None) -> tuple[str, str]:
        """Its list and its level; list 0 means none, whatever a style says."""
        number = level = ""
        style = _value(_child(said, "pStyle"), "val") or self.usual
        for _step in range(_DEEP):
            own = _child(said, "numPr")
            number = number or _value(_child(own, "numId"), "val")
            level = level or _value(_child(own, "ilvl"), "val")
            if number or style not in self.styles:
                break
            row = self.styles[style]
            said, style = _child(row, "pPr"), _value(_child(row, "basedOn"), "val")
        return number, level

    def _blank(self, number: str, level: str) -> bool:
        """A level that prints nothing; where that cannot be told, it prints something."""
        row = next((one for one in self._named("num", "numId", number)), None)
        if row is None or _child(row, "lvlOverride") is not None:
            return False
        kind = _value(_child(row, "abstractNumId"), "val")
        levels = [
            one for sort in self._named("abstractNum", "abstractNumId", kind) for one in sort
            if local(one) == "lvl" and _value(one, "ilvl") == level
        ]  # fmt: skip
        return bool(levels) and all(
            not _value(_child(one, "lvlText"), "val").strip() and _child(one, "lvlPicBulletId") is None
            for one in levels
        )

    def _named(self, tag: str, key: str, value: str) -> Iterator[Element]:
        return (one for one in self.numbering if local(one) == tag and _value(one, key) == value)


def _child(element: Element | None, name: str) -> Element | None:
    return next((one for one in element if local(one) == name), None) if element is not None else None


def _value(element: Element | None, name: str) -> str:
    """The attribute of this name in whatever namespace; empty where there is none."""
    found = element.attrib.items() if element is not None else ()
    return next((value for key, value in found if key.rsplit("}", 1)[-1] == name), "")
