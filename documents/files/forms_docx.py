"""A form of the office as a Word copy (DOCX), for offices that write on it: from the same data as the PDF."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC
from typing import TYPE_CHECKING, Any

from . import word
from .codes import code128_png, qr_png
from .form import FOOT, LONG_TITLE, Field, Form, Grid, Head, Line, Part, Printing, Row, Table, blocks
from .word import FANG, GREY, HEI, KAI, RED, SONG, empty_cell, plain, tight, write

if TYPE_CHECKING:
    from docx.document import Document as Word
    from docx.table import _Cell

WIDTH, LABEL = 166.0, 24.0  # mm: between the margins of A4, and a label
GRID = [LABEL, WIDTH / 2 - LABEL, LABEL, WIDTH / 2 - LABEL]
LINE = 7.5  # mm: a line of the form, empty or not
BLANK = 10.0  # mm: one for a hand


def form_docx(form: Form, printing: Printing) -> bytes:
    """The DOCX's bytes. What stands in it is text; a character XML forbids is replaced, never refused."""
    made = _paper(form, printing)
    for n, page in enumerate(form.pages):
        _head(made, form, again=n > 0)
        _parts(made, page)
        if form.note:
            write(tight(made.add_paragraph(), above=8), form.note, size=10.5)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _paper(form: Form, printing: Printing) -> Word:
    """An empty A4 paper with the form's foot, and nothing in it of who made the writer."""
    from docx import Document
    from docx.shared import Mm

    made = Document()
    section = made.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(22)
    section.top_margin, section.bottom_margin = Mm(16), Mm(18)
    section.footer_distance = Mm(9)
    word.usual(made.styles["Normal"], FANG, 12)
    about, moment = made.core_properties, printing.at.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    about.title, about.author = plain(f"{form.title} {form.head.number}"), plain(form.head.organ)
    about.comments, about.last_modified_by, about.language = "", plain(printing.by), "zh-CN"
    about.created = about.modified = moment
    _foot(section.footer, form, printing)
    return made


def _foot(footer: Any, form: Form, printing: Printing) -> None:
    from docx.enum.text import WD_TAB_ALIGNMENT
    from docx.shared import Mm

    line: Any = tight(footer.paragraphs[0])
    for stop in list(line.style.paragraph_format.tab_stops):
        line.paragraph_format.tab_stops.add_tab_stop(stop.position, WD_TAB_ALIGNMENT.CLEAR)
    line.paragraph_format.tab_stops.add_tab_stop(Mm(WIDTH), WD_TAB_ALIGNMENT.RIGHT)
    if form.numbered:
        for words, what in (("第 ", "PAGE"), (" 页，共 ", "NUMPAGES")):
            write(line, words, HEI, 8)
            word.number(line, what, HEI, 8)
        write(line, " 页　", HEI, 8)
    write(line, f"打印：{printing.by}　{printing.moment}\t{FOOT}", HEI, 8)


def _head(made: Word, form: Form, *, again: bool) -> None:
    """The red title, the number and the codes; on a sheet of its own for whoever comes next."""
    title = tight(made.add_paragraph(), align="center")
    title.paragraph_format.page_break_before = again
    size = 18 if len(form.title) > LONG_TITLE else 22
    write(title, form.title, SONG, size, colour=RED)
    head = form.head
    widths = [95.0, 50.0, WIDTH - 145.0]
    cells = word.row(word.table(made, widths, border=""), widths, 18)
    _number(cells[0], head)
    if head.code:
        bars = tight(_low(cells[1]), align="center")
        word.picture(bars, code128_png(head.code), width=42, height=9, alt=head.code)
        write(tight(cells[1].add_paragraph(), align="center"), head.code, HEI, 8)
        square = tight(_low(cells[2]), align="right")
        word.picture(square, qr_png(head.code), width=17, height=17, alt=head.code)
    _gap(made, 6)


def _number(cell: _Cell, head: Head) -> None:
    line = _low(cell)
    if head.number:
        write(line, f"{head.label}：{head.number}")
    if head.urgency:
        write(line, f"　{head.urgency}", HEI, bold=True, colour=RED)
    if head.work_secret:
        write(line, "　工作秘密", HEI, 11)


def _low(cell: _Cell) -> Any:
    from docx.enum.table import WD_ALIGN_VERTICAL

    line = empty_cell(cell)
    cell.vertical_alignment = WD_ALIGN_VERTICAL.BOTTOM
    return line


def _gap(made: Word, size: float) -> None:
    """A line so low that it only parts two tables, which Word would else make one."""
    from docx.shared import Pt

    line = tight(made.add_paragraph())
    line.paragraph_format.line_spacing = Pt(size)


def _parts(made: Word, page: Sequence[Part]) -> None:
    for n, block in enumerate(blocks(page)):
        if n:
            _gap(made, 1)
        if isinstance(block, Table):
            _table(made, block)
        else:
            _grid(made, block)


def _grid(made: Word, grid: Grid) -> None:
    """Fields two to a line, wide ones and rows of opinions across it."""
    drawn = word.table(made, GRID)
    for line in grid:
        cells = word.row(drawn, GRID, max(LINE, *(part.height for part in line)))
        if len(line) == 1:
            cells = [cells[0], cells[1].merge(cells[3])]
        for n, part in enumerate(line):
            _label(cells[2 * n], part.label)
            _fill(cells[2 * n + 1], part)


def _label(cell: _Cell, words: str) -> None:
    write(tight(empty_cell(cell), align="center"), words, HEI, 11)
    word.shade(cell)


def _fill(cell: _Cell, part: Field | Row) -> None:
    line = empty_cell(cell)
    if isinstance(part, Field):
        face, size = (KAI, 13) if part.words else (FANG, 14 if part.large else 12)
        write(line, part.value, face, size)
        return
    for n, one in enumerate(part.opinions):
        _opinion(cell, one, line if n == 0 else tight(cell.add_paragraph(), above=6))
    if part.after:
        last = tight(cell.add_paragraph(), above=4) if part.opinions else line
        write(last, f"（{part.after}）", FANG, 11, colour=GREY)


def _opinion(cell: _Cell, one: Line, line: Any) -> None:
    """The words, and under them to the right who and when; what nobody signed keeps its note on its own side."""
    write(line, f"{one.about}　" if one.about else "", HEI, 9)
    write(line, one.text, KAI, 13)
    side = "right" if one.signed else "left"
    if one.signed:
        sign = tight(cell.add_paragraph(), align=side)
        write(sign, f"【{one.mark}】　" if one.mark else "", HEI, 9)
        write(sign, one.who, KAI, 13)
        write(sign, f"　{one.at}", FANG, 10)
    if one.note:
        write(tight(cell.add_paragraph(), align=side), f"（{one.note}）", FANG, 9, colour=GREY)


def _table(made: Word, given: Table) -> None:
    taken = sum(column.width for column in given.columns)
    shares = sum(1 for column in given.columns if not column.width) or 1
    widths = [column.width or (WIDTH - taken) / shares for column in given.columns]
    drawn = word.table(made, widths)
    for cell, column in zip(word.row(drawn, widths, LINE, head=True), given.columns, strict=True):
        _label(cell, column.label)
    for texts in given.rows:
        cells = word.row(drawn, widths, LINE)
        for cell, text, column in zip(cells, texts, given.columns, strict=True):
            write(empty_cell(cell), text, *((KAI, 12) if column.words else (FANG, 10)))
    for _n in range(given.blank):
        word.row(drawn, widths, BLANK)
    if given.more:
        write(tight(made.add_paragraph(), above=4), given.more, HEI, 9)
