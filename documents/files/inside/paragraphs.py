"""The paragraphs of a draft, DOCX or TXT, in reading order, as they read with every tracked change accepted.

Unlike `ooxml.text`, which shows the secrecy check everything, this is what the author means to say: deletions
are out, comments are out, a text box that Word wrote twice is there once. Headers and footers are out, too: a page
number is no word of the paper. What stands in the paper beside its words is told by `beside`.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

from . import beside, ooxml
from .limits import BadFile
from .words import tidy

MAX_CHARACTERS = 500_000  # of one draft: half of a draft compared would mislead
MAX_PARAGRAPHS = 20_000
MAX_TXT = 4_000_000  # bytes

_PARTS = ("document.main+xml", "styles+xml", "numbering+xml")
_GONE = {"del", "moveFrom"}  # what these hold is not there any more
# Readings above words, the field's own words, the older twin of a drawing: none of it is text of the draft.
_NO_TEXT = {"rt", "instrText", "delInstrText", "delText", "Fallback", "pPr", "rPr", "sectPr", "tblPr", "tcPr"}
_TRACKED = {
    "ins", "del", "moveFrom", "moveTo", "cellIns", "cellDel", "cellMerge", "rPrChange", "pPrChange", "sectPrChange",
    "tblPrChange", "trPrChange", "tcPrChange", "tblGridChange", "tblPrExChange", "numberingChange",
}  # fmt: skip


def paragraphs(source: str, folder: Path, *, ext: str) -> dict[str, Any]:
    """The answer `{"paragraphs": [...], "tracked": bool, "beside": [...]}`; BadFile: broken, too_large, no_words,
    no_draft. What is beside the words: codes of `beside`."""
    tracked, other = False, list[str]()
    if ext == "docx":
        found, tracked, other = _docx(source)
    elif ext == "txt":
        found = _txt(source)
    else:
        raise BadFile("no_draft")
    kept = [text for one in found if (text := tidy(one).strip())]
    if sum(map(len, kept)) > MAX_CHARACTERS or len(kept) > MAX_PARAGRAPHS:
        raise BadFile("too_large")
    if not kept and not other:
        raise BadFile("no_words")
    return {"paragraphs": kept, "tracked": tracked, "beside": other}


def _txt(source: str) -> list[str]:
    content = Path(source).read_bytes()[: MAX_TXT + 1]
    if len(content) > MAX_TXT:
        raise BadFile("too_large")
    return _decoded(content).replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _decoded(content: bytes) -> str:
    """UTF-8 or UTF-16 by its mark, else UTF-8, else GB 18030: what Windows here writes."""
    wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise BadFile("broken")


def _docx(source: str) -> tuple[list[str], bool, list[str]]:
    try:
        with zipfile.ZipFile(source) as archive:
            roots = [ooxml.parsed(archive, name) for name in ooxml.parts(archive, _PARTS)]
    except (zipfile.BadZipFile, KeyError) as error:
        raise BadFile("broken") from error
    by_name = {ooxml.local(root): root for root in reversed(roots)}
    document = by_name.get("document")
    if document is None:
        raise BadFile("broken")
    tracked = any(ooxml.local(one) in _TRACKED for one in document.iter())
    other = beside.of(list(_there(document)), by_name.get("styles"), by_name.get("numbering"))
    return list(_of_part(document)), tracked, other


def _there(root: Element) -> Iterator[Element]:
    """Every element that is there once the changes are accepted, in order."""
    pending = list(reversed(root))
    while pending:
        element = pending.pop()
        name = ooxml.local(element)
        if name == "AlternateContent":
            pending.extend(_choice(element))
        elif name not in _GONE and not _is_deleted(element, name):
            yield element
            pending.extend(reversed(element))


def _of_part(root: Element) -> Iterator[str]:
    """Paragraphs in order; one whose end was deleted runs on into the next, as it will when that is accepted."""
    before = ""
    for paragraph in _blocks(root):
        boxes: list[Element] = []
        text = before + _line(paragraph, boxes)
        before = ""
        if _end_is_deleted(paragraph):
            before = text
        else:
            yield text
        for box in boxes:
            yield from _of_part(box)
    if before:
        yield before


def _blocks(root: Element) -> Iterator[Element]:
    """The w:p elements that are there, tables' cells included, rows that were deleted not."""
    pending = list(reversed(root))
    while pending:
        element = pending.pop()
        name = ooxml.local(element)
        if name == "p":
            yield element
        elif name == "AlternateContent":
            pending.extend(_choice(element))
        elif name not in _GONE and not _is_deleted(element, name):
            pending.extend(reversed(element))


def _is_deleted(element: Element, name: str) -> bool:
    """A table row or a cell under a tracked deletion."""
    place, mark = {"tr": ("trPr", "del"), "tc": ("tcPr", "cellDel")}.get(name, ("", ""))
    return any(ooxml.local(one) == mark for said in element if ooxml.local(said) == place for one in said)


def _end_is_deleted(paragraph: Element) -> bool:
    """w:p/w:pPr/w:rPr/w:del: the mark at its end is deleted, or was moved away."""
    found = [paragraph]
    for name in ("pPr", "rPr"):
        found = [one for element in found for one in element if ooxml.local(one) == name]
    return any(ooxml.local(one) in _GONE for element in found for one in element)


def _choice(element: Element) -> list[Element]:
    """Of what Word wrote for newer and older programs, the newer; the older where there is no other."""
    return next((list(reversed(one)) for one in element if ooxml.local(one) == "Choice"), None) or [
        inner for one in element for inner in reversed(one)
    ]


def _line(paragraph: Element, boxes: list[Element]) -> str:
    """The words of a paragraph; text boxes within it are put aside. Numbers of lists are not invented."""
    bits: list[str] = []
    pending = list(reversed(paragraph))
    while pending:
        element = pending.pop()
        name = ooxml.local(element)
        if name == "t":
            bits.append(element.text or "")
        elif name in ooxml.BREAKS:
            bits.append(ooxml.BREAKS[name])
        elif name == "txbxContent":
            boxes.append(element)
        elif name == "AlternateContent":
            pending.extend(_choice(element))
        elif name not in _GONE and name not in _NO_TEXT:
            pending.extend(reversed(element))
    return "".join(bits)
