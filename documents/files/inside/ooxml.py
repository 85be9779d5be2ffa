"""Words of a DOCX, XLSX or PPTX: body, slides, headers, footers, notes, text boxes, as plain paragraphs.

An own reader rather than a converter: a secrecy mark may stand in a header or a text box, which converters
drop, and every part goes through defusedxml (no DTD, no entity, no network).
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring

from .limits import BadFile
from .words import shortened

MAX_PART = 80_000_000
# Order of reading; headers first, so that what is printed on top comes on top.
_PARTS = ("header+xml", "document.main+xml", "footnotes+xml", "endnotes+xml", "comments+xml", "footer+xml",
          "sharedStrings+xml", "worksheet+xml", "presentationml.slide+xml", "notesSlide+xml")  # fmt: skip
BREAKS = {"br": "\n", "cr": "\n", "tab": "\t", "noBreakHyphen": "-"}


def text(source: str) -> list[str]:
    """One page of text: Word files have no pages until they are laid out."""
    with zipfile.ZipFile(source) as archive:
        paragraphs = [p for part in parts(archive) for p in _paragraphs(parsed(archive, part))]
    return shortened(["\n".join(paragraphs)])


def parsed(archive: zipfile.ZipFile, name: str) -> Element:
    if archive.getinfo(name).file_size > MAX_PART:
        raise BadFile("too_large")
    root: Element = fromstring(archive.read(name), forbid_dtd=True)
    return root


def parts(archive: zipfile.ZipFile, wanted: tuple[str, ...] = _PARTS) -> list[str]:
    """Names of the parts of these content types, in this order, then by their numbers."""
    names = set(archive.namelist())
    found: list[tuple[int, str]] = []
    for item in parsed(archive, "[Content_Types].xml"):
        name = item.get("PartName", "").lstrip("/")
        rank = next((i for i, end in enumerate(wanted) if item.get("ContentType", "").endswith(end)), None)
        if rank is not None and name in names:
            found.append((rank, name))
    return [name for _rank, name in sorted(found, key=lambda pair: (pair[0], _natural(pair[1])))]


def _natural(name: str) -> list[int | str]:
    return [int(bit) if bit.isdigit() else bit for bit in re.split(r"(\d+)", name)]


def local(element: Element) -> str:
    return element.tag.rsplit("}", 1)[-1]


def _paragraphs(root: Element) -> Iterator[str]:
    """Text by paragraph (w:p), shared string (si) or inline cell (is); a text box inside one comes after it."""
    pending = [root]
    while pending:
        element = pending.pop()
        if local(element) in ("p", "si", "is"):
            boxes: list[Element] = []
            if line := _line(element, boxes).strip():
                yield line
            pending.extend(reversed(_without_twins(boxes)))
        else:
            pending.extend(reversed(element))


def _line(paragraph: Element, boxes: list[Element]) -> str:
    bits: list[str] = []
    pending = list(reversed(paragraph))
    while pending:
        element = pending.pop()
        name = local(element)
        if name in ("t", "delText"):
            bits.append((element.text or "") if name == "t" else "")
        elif name in BREAKS:
            bits.append(BREAKS[name])
        elif name == "p":
            boxes.append(element)
        elif name not in ("rPh", "phoneticPr"):  # readings above Japanese words
            pending.extend(reversed(element))
    return "".join(bits)


def _without_twins(boxes: list[Element]) -> list[Element]:
    """Word writes each text box twice (mc:Choice and mc:Fallback): keep each text once."""
    kept: dict[str, Element] = {}
    for box in boxes:
        kept.setdefault("".join(box.itertext()), box)
    return list(kept.values())
