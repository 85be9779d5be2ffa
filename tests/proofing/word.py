"""A red-head paper as DOCX, set by GB/T 9704-2012; a test changes one thing of it."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

FANG, KAI, HEI, BIAO, SONG = "仿宋_GB2312", "楷体_GB2312", "黑体", "方正小标宋简体", "宋体"
PITCH = 28.95
TEXT = "为提高公文报送质量，保证公文运转及时、准确、安全，经省政府同意，现就有关事项通知如下。"
LONG = "各地区、各部门执行中遇到的问题，请及时反馈省政府办公厅，并按照要求抓好落实，确保各项工作取得实效。"


class Paper:
    """Build, change an attribute or a paragraph, then `made`."""

    def __init__(self) -> None:
        self.file: Any = Document()
        self.file.element.body.remove(
            self.file.element.body.p_lst[0]
        ) if self.file.element.body.p_lst else None
        section = self.file.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.top_margin, section.left_margin = Mm(37), Mm(28)
        section.right_margin, section.bottom_margin = Mm(26), Mm(35)
        section.footer_distance = Mm(28)
        grid = section._sectPr.find(qn("w:docGrid"))
        if grid is None:
            grid = OxmlElement("w:docGrid")
            section._sectPr.append(grid)
        grid.set(qn("w:type"), "lines")
        grid.set(qn("w:linePitch"), "579")
        self.grid = grid
        self.mark = self.line(
            "江东省人民政府办公厅文件", BIAO, 48, "center", colour="FF0000", above=35 / 25.4 * 72, exact=48
        )
        self.line("")
        self.number = self.line("江政办发〔2026〕12号", align="center", exact=16)
        self.border(self.number, bottom=("single", 12, 11, "FF0000"))
        self.before = [self.line(""), self.line("")]
        self.title = [
            self.line("江东省人民政府办公厅", BIAO, 22, "center", exact=34),
            self.line("关于进一步规范公文报送工作的通知", BIAO, 22, "center", exact=34),
        ]
        self.after = [self.line("")]
        self.to = self.line("各市、州人民政府，省政府各部门、直属机构：")
        self.body = [
            self.line(TEXT, first=2),
            self.line("一、严格行文规则", HEI, first=2),
            self.line("（一）报送审批的事项使用请示，做到一文一事。", KAI, first=2),
            self.line(LONG, first=2),
            self.line(LONG, first=2),
        ]
        self.line("")
        self.line("附件：报送省政府公文自查清单", first=2)
        self.line("")
        self.line("江东省人民政府办公厅", align="right", right=2)
        self.line("2026年3月5日", align="right", right=4)
        self.line("（此件公开发布）", first=2)
        self.annex = self.line("附件", HEI)
        self.annex.paragraph_format.page_break_before = True
        self.gap = self.line("")
        self.line("报送省政府公文自查清单", BIAO, 22, "center", exact=34)
        self.line("")
        self.line("一、文种是否与行文目的一致。", HEI, first=2)
        self.cc = self.line("抄送：省委办公厅，省人大常委会办公厅。", size=14, left=14)
        self.printed = self.line("江东省人民政府办公厅　　　　2026年3月6日印发", size=14, left=14)
        self.border(self.cc, top=("single", 8, 1, "000000"), bottom=("single", 6, 1, "000000"))
        self.border(self.printed, bottom=("single", 8, 1, "000000"))
        self.feet()

    def line(
        self, text: str, font: str = FANG, size: float = 16, align: str = "", *, exact: float = PITCH, first: float = 0,
        above: float = 0, right: float = 0, left: float = 0, colour: str = "",
    ) -> Any:  # fmt: skip
        made = self.file.add_paragraph()
        look = made.paragraph_format
        look.space_before, look.space_after = Pt(above), Pt(0)
        look.line_spacing_rule, look.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(exact)
        look.first_line_indent, look.right_indent, look.left_indent = (
            Pt(first * size),
            Pt(right * size),
            Pt(left),
        )
        if align:
            made.alignment = getattr(WD_ALIGN_PARAGRAPH, align.upper())
        self.write(made, text, font, size, colour)
        return made

    @staticmethod
    def write(paragraph: Any, text: str, font: str = FANG, size: float = 16, colour: str = "") -> Any:
        run = paragraph.add_run(text)
        run.font.size = Pt(size)
        run.font.name = font
        run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
        if colour:
            run.font.color.rgb = RGBColor.from_string(colour)
        return run

    @staticmethod
    def border(paragraph: Any, **sides: tuple[str, int, int, str]) -> None:
        properties = paragraph._p.get_or_add_pPr()
        for old in properties.findall(qn("w:pBdr")):
            properties.remove(old)
        borders = OxmlElement("w:pBdr")
        for side in ("top", "left", "bottom", "right", "between"):
            if side in sides:
                kind, width, space, colour = sides[side]
                one = OxmlElement(f"w:{side}")
                for name, value in (("val", kind), ("sz", width), ("space", space), ("color", colour)):
                    one.set(qn(f"w:{name}"), str(value))
                borders.append(one)
        if len(borders):
            properties.insert_element_before(
                borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr"
            )

    def feet(
        self, before: str = "— ", after: str = " —", size: float = 14, font: str = SONG, even: bool = True
    ) -> None:
        """Page numbers: odd pages at the right, even ones at the left."""
        section = self.file.sections[0]
        self.file.settings.odd_and_even_pages_header_footer = even
        for footer, side in ((section.footer, "RIGHT"), (section.even_page_footer, "LEFT")):
            if side == "LEFT" and not even:
                footer.is_linked_to_previous = True
                continue
            footer.is_linked_to_previous = False
            paragraph = footer.paragraphs[0]
            for run in list(paragraph.runs):
                run._element.getparent().remove(run._element)
            paragraph.alignment = getattr(WD_ALIGN_PARAGRAPH, side if even else "CENTER")
            self.write(paragraph, before, font, size)
            for kind in ("begin", None, "end"):
                run = self.write(paragraph, "", font, size)
                part = OxmlElement("w:fldChar" if kind else "w:instrText")
                if kind:
                    part.set(qn("w:fldCharType"), kind)
                else:
                    part.text = " PAGE "
                run._element.append(part)
            self.write(paragraph, after, font, size)

    def refont(self, paragraph: Any, font: str, size: float | None = None) -> None:
        for run in paragraph.runs:
            run._element.rPr.rFonts.set(qn("w:eastAsia"), font)
            run.font.size = Pt(size) if size else run.font.size

    def drop(self, paragraph: Any) -> None:
        paragraph._p.getparent().remove(paragraph._p)

    def new_page_before(self, paragraph: Any) -> None:
        run = paragraph.insert_paragraph_before().add_run()
        run.add_break(WD_BREAK.PAGE)

    def made(self) -> bytes:
        out = io.BytesIO()
        self.file.save(out)
        return out.getvalue()


def docx(change: Callable[[Paper], object] | None = None) -> bytes:
    """The paper, right in all that the rules look at, with one `change`."""
    paper = Paper()
    if change is not None:
        change(paper)
    return paper.made()
