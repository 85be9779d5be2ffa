"""The pack as a Word copy, from the same words as the PDF; a chart is its table."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from documents.files import word
from documents.files.word import FANG, GREY, HEI, RED, SONG, empty_cell, plain, tight, write

WIDTH = 162.0  # mm between the margins
COLUMNS = [44.0, 24.0, 24.0, WIDTH - 92.0]
LIST = [60.0, WIDTH - 60.0]
LINE = 7.0


def pack_docx(words: Mapping[str, Any], at: datetime) -> bytes:
    """The bytes. Everything goes in as text."""
    from docx import Document
    from docx.shared import Mm

    made = Document()
    section = made.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(24)
    section.top_margin, section.bottom_margin = Mm(22), Mm(20)
    word.usual(made.styles["Normal"], FANG, 12)
    about = made.core_properties
    about.title, about.author = plain(f"{words['title']} {words['issue']}"), plain(words["organ"])
    about.comments, about.language = "", "zh-CN"
    about.created = about.modified = at.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    foot: Any = tight(section.footer.paragraphs[0])
    write(foot, f"SHA-256 {words['hash']}" if words["hash"] else words["issue"], HEI, 8)
    _head(made, words)
    for part in words["parts"]:
        _part(made, part, words["columns"])
    _end(made, words)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _head(made: Any, words: Mapping[str, Any]) -> None:
    write(tight(made.add_paragraph(), align="center"), words["title"], SONG, 26, colour=RED)
    write(tight(made.add_paragraph(), above=4, align="center"), words["issue"], FANG, 12)
    write(
        tight(made.add_paragraph(), above=4, align="center"),
        f"{words['week']}　{words['organ']}　{words['date']}",
        FANG,
        12,
    )
    write(
        tight(made.add_paragraph(), above=2, align="center"),
        f"{words['days']}　{words['counted']}",
        FANG,
        10.5,
        colour=GREY,
    )


def _part(made: Any, part: Mapping[str, Any], heads: Sequence[str]) -> None:
    write(tight(made.add_paragraph(), above=12), part["title"], HEI, 14)
    for said in [part["empty"], *part["text"]]:
        if said:
            write(tight(made.add_paragraph(), above=4), f"　　{said}", FANG, 14)
    if part["rows"]:
        _table(made, part["rows"], COLUMNS, heads)
    for one in part["lists"]:
        write(tight(made.add_paragraph(), above=8), one["label"], HEI, 11)
        if one["names"]:
            write(tight(made.add_paragraph(), above=2), one["names"], FANG, 10.5)
        if one["rows"]:
            _table(made, one["rows"], LIST)
        if one["more"]:
            write(tight(made.add_paragraph(), above=2), one["more"], FANG, 9.5)


def _table(made: Any, rows: Sequence[Sequence[str]], widths: list[float], heads: Sequence[str] = ()) -> None:
    drawn = word.table(made, widths, border="787878")
    if heads:
        for cell, text in zip(word.row(drawn, widths, LINE, head=True), heads, strict=True):
            write(tight(empty_cell(cell), align="center"), text, HEI, 10)
            word.shade(cell, "F0F0F0")
    for texts in rows:
        for n, (cell, text) in enumerate(zip(word.row(drawn, widths, LINE), texts, strict=True)):
            write(empty_cell(cell), text, FANG, 9 if n == 3 else 11)


def _end(made: Any, words: Mapping[str, Any]) -> None:
    write(tight(made.add_paragraph(), above=14), words["lists_note"], FANG, 9)
    for label, lines in ((words["heads_label"], words["heads"]), (words["hash_label"], [words["hash"]])):
        if any(lines):
            write(tight(made.add_paragraph(), above=6), label, HEI, 9)
            for line in lines:
                write(tight(made.add_paragraph()), line, FANG, 9)
