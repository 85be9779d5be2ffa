"""A letter (信函格式, 10.1) as DOCX, right but for what a test changes."""

from __future__ import annotations

from docx.oxml import parse_xml
from docx.shared import Mm

from tests.proofing.word import BIAO, SONG, TEXT, Paper

# The mark in a box that hangs from the page's edge, as such letters have it.
BOX = """<w:r xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"
 xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
 xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"
 xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><w:drawing>
<wp:anchor behindDoc="0"><wp:positionH relativeFrom="page"><wp:align>center</wp:align></wp:positionH>
<wp:positionV relativeFrom="page"><wp:posOffset>{down}</wp:posOffset></wp:positionV><wp:extent cx="6120000" cy="720000"/>
<a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp>
<wps:txbx><w:txbxContent><w:p><w:pPr><w:spacing w:line="840" w:lineRule="exact"/><w:jc w:val="center"/></w:pPr>
<w:r><w:rPr><w:rFonts w:eastAsia="方正小标宋简体"/><w:color w:val="FF0000"/><w:sz w:val="84"/></w:rPr>
<w:t>江东省人民政府办公厅</w:t></w:r></w:p></w:txbxContent></wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:anchor>
</w:drawing></w:r>"""

DOUBLE = ("thickThinSmallGap", 24, 4, "FF0000")


def letter(
    *, down: float = 30, lower: bool = True, wide: bool = True, right: bool = True, first: bool = False
) -> bytes:
    """`down`: the mark from the page's edge, in mm."""
    paper = Paper()
    for paragraph in list(paper.file.paragraphs):
        paper.drop(paragraph)
    section = paper.file.sections[0]
    rule = paper.line("", exact=12)
    rule._p.append(parse_xml(BOX.format(down=round((down - 1.27) * 36000))))
    if wide:
        rule.paragraph_format.left_indent, rule.paragraph_format.right_indent = Mm(-8), Mm(-6)
    paper.border(rule, bottom=DOUBLE)
    paper.line("江政办函〔2026〕12号", align="right" if right else "left")
    for text, font, size, align, first_line in (
        ("", "", 16, "", 0), ("", "", 16, "", 0), ("江东省人民政府办公厅关于征求意见的函", BIAO, 22, "center", 0), ("", "", 16, "", 0),
        ("省财政厅：", "", 16, "", 0), (TEXT, "", 16, "", 2), (TEXT, "", 16, "", 2), ("", "", 16, "", 0),
    ):  # fmt: skip
        paper.line(
            text, font or "仿宋_GB2312", size, align, first=first_line, exact=34 if size == 22 else 28.95
        )
    paper.line("江东省人民政府办公厅", align="right", right=2)
    paper.line("2026年3月5日", align="right", right=4)
    section.different_first_page_header_footer = not first
    if not first:
        section.first_page_footer.is_linked_to_previous = False
    if lower:
        foot = (section.footer if first else section.first_page_footer).paragraphs[-1]
        paper.border(foot, top=("thinThickSmallGap", 24, 4, "FF0000"))
        paper.write(foot, "", SONG, 14)
    return paper.made()
