"""A DOCX as lines: what an author sees, in the convention of text papers."""

from __future__ import annotations

import io
from typing import Any

import pytest
from docx import Document
from docx.enum.text import WD_BREAK
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt, RGBColor

from proofing.read.files import source
from proofing.read.numbers import chinese, roman
from tests.proofing.word import Paper, docx

RED = "━" * 28
BLACK = "─" * 28


def lines(file: Any) -> list[str]:
    out = io.BytesIO()
    file.save(out)
    return list(source("a.docx", out.getvalue()).lines)


def numbered(file: Any, *levels: tuple[str, str]) -> int:
    """A list with these levels (format, text); its number."""
    part = file.part.numbering_part.element
    shape = parse_xml(
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="77">'
        + "".join(
            f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/><w:lvlText w:val="{text}"/></w:lvl>'
            for n, (kind, text) in enumerate(levels)
        )
        + "</w:abstractNum>"
    )
    part.insert(0, shape)
    part.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))
    return 77


def listed(paragraph: Any, number: int, level: int) -> None:
    paragraph._p.get_or_add_pPr().append(
        parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')
    )


def test_a_whole_paper_reads_as_its_text() -> None:
    read = list(source("a.docx", docx()).lines)
    assert read[:6] == ["江东省人民政府办公厅文件", "", "江政办发〔2026〕12号", RED, "", ""]
    assert "　　一、严格行文规则" in read
    assert read[read.index("附件") - 1] == "［分页］"
    assert read[-5:] == [BLACK, "　抄送：省委办公厅，省人大常委会办公厅。", BLACK,
                         "　江东省人民政府办公厅　　　　2026年3月6日印发", BLACK]  # fmt: skip


def test_numbers_that_word_sets_are_made_visible() -> None:
    file = Document()
    number = numbered(
        file, ("chineseCountingThousand", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3.")
    )
    for text, level in (("总则", 0), ("目的", 1), ("依据", 1), ("甲", 2), ("分工", 0), ("牵头", 1)):
        listed(file.add_paragraph(text), number, level)
    assert lines(file) == ["一、总则", "（一）目的", "（二）依据", "1.甲", "二、分工", "（一）牵头"]


@pytest.mark.parametrize(
    ("n", "said"), [(1, "一"), (10, "十"), (12, "十二"), (20, "二十"), (35, "三十五"), (100, "100")]
)
def test_chinese_numbers(n: int, said: str) -> None:
    assert chinese(n) == said


def test_roman_numbers() -> None:
    assert [roman(n) for n in (1, 4, 9, 40, 1999)] == ["I", "IV", "IX", "XL", "MCMXCIX"]


def test_indents_become_wide_spaces_whatever_sets_them() -> None:
    file = Document()
    chars = file.add_paragraph("按字符缩进")
    chars._p.get_or_add_pPr().append(
        parse_xml(f'<w:ind {nsdecls("w")} w:firstLineChars="200" w:firstLine="640"/>')
    )
    points = file.add_paragraph()
    points.add_run("按磅缩进").font.size = Pt(16)
    points.paragraph_format.first_line_indent = Pt(32)
    style = file.styles["Normal"]
    typed = file.add_paragraph("　　自己敲的")
    hanging = file.add_paragraph()
    hanging.add_run("悬挂").font.size = Pt(16)
    hanging.paragraph_format.left_indent, hanging.paragraph_format.first_line_indent = Pt(48), Pt(-16)
    assert typed.style == style
    assert lines(file) == ["　　按字符缩进", "　　按磅缩进", "　　自己敲的", "　　悬挂"]


def test_an_indent_of_the_style_counts() -> None:
    file = Document()
    file.styles["Normal"].paragraph_format.first_line_indent = Pt(22)
    file.add_paragraph("样式里缩进")  # of 11 points
    assert lines(file) == ["　　样式里缩进"]


def test_breaks_make_lines_and_pages() -> None:
    file = Document()
    run = file.add_paragraph("上").add_run()
    run.add_break()
    run.add_text("下")
    run.add_break(WD_BREAK.PAGE)
    file.add_paragraph("次页").paragraph_format.page_break_before = False
    file.add_paragraph("又一页").paragraph_format.page_break_before = True
    assert lines(file) == ["上", "下", "［分页］", "次页", "［分页］", "又一页"]


def test_a_new_section_is_a_new_page_unless_it_goes_on() -> None:
    file = Document()
    file.add_paragraph("一节")
    file.add_section()
    file.add_paragraph("二节")
    assert lines(file)[:4] == ["一节", "", "［分页］", "二节"] or lines(file)[:3] == [
        "一节",
        "［分页］",
        "二节",
    ]


def test_tracked_changes_read_as_accepted() -> None:
    file = Document()
    paragraph = file.add_paragraph("原有")
    paragraph._p.append(parse_xml(f"<w:ins {nsdecls('w')}><w:r><w:t>增加</w:t></w:r></w:ins>"))
    paragraph._p.append(parse_xml(f"<w:del {nsdecls('w')}><w:r><w:delText>删去</w:delText></w:r></w:del>"))
    hidden = paragraph.add_run("隐藏")
    hidden.font.hidden = True
    assert lines(file) == ["原有增加"]


def unended(paragraph: Any, name: str = "del") -> Any:
    """Its mark is deleted as a tracked change."""
    mark = parse_xml(f'<w:rPr {nsdecls("w")}><w:{name} w:id="9" w:author="a"/></w:rPr>')
    paragraph._p.get_or_add_pPr().append(mark)
    return paragraph


def test_a_paragraph_whose_mark_is_deleted_goes_on_in_the_next() -> None:
    file = Document()
    unended(file.add_paragraph("要高度重视，"))
    unended(file.add_paragraph("切实加强"), "moveFrom")
    last = file.add_paragraph("组织领导。")
    last.paragraph_format.first_line_indent = Pt(22)
    file.add_paragraph("另一段。")
    assert lines(file) == ["　　要高度重视，切实加强组织领导。", "另一段。"]


def test_a_deleted_mark_counts_no_number() -> None:
    file = Document()
    number = numbered(file, ("chineseCountingThousand", "%1、"))
    for text in ("总则", "分工", "牵头", "其他"):
        listed(file.add_paragraph(text), number, 0)
    unended(file.paragraphs[1])
    assert lines(file) == ["一、总则", "二、分工牵头", "三、其他"]


def test_a_deleted_mark_before_a_table_and_at_the_end() -> None:
    file = Document()
    unended(file.add_paragraph("甲"))
    file.add_table(3, 1)
    unended(file.add_paragraph("乙"))
    assert lines(file) == ["甲", "", "乙"]


def test_a_table_in_the_text_is_no_text() -> None:
    file = Document()
    for n in range(20):
        file.add_paragraph(f"第{n}段")
    table = file.add_table(2, 2)
    table.cell(0, 0).text = "（一）、机密"
    file.add_paragraph("之后")
    for n in range(20):
        file.add_paragraph(f"后{n}段")
    read = lines(file)
    assert not any("机密" in line for line in read)
    assert read[20:22] == ["", "之后"]


def test_an_imprint_set_as_a_table_reads_as_one() -> None:
    paper = Paper()
    paper.drop(paper.cc)
    paper.drop(paper.printed)
    table = paper.file.add_table(2, 1)
    table.style = "Table Grid"
    table.cell(0, 0).text, table.cell(1, 0).text = (
        "抄送：省委办公厅。",
        "江东省人民政府办公厅　2026年3月6日印发",
    )
    read = list(source("a.docx", paper.made()).lines)
    assert read[-5:] == [BLACK, "抄送：省委办公厅。", BLACK, "江东省人民政府办公厅　2026年3月6日印发", BLACK]


def test_a_head_set_as_a_table_reads_as_one() -> None:
    file = Document()
    table = file.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "云政〔2026〕15号", "签发人：林越"
    borders = parse_xml(
        f'<w:tblBorders {nsdecls("w")}><w:bottom w:val="single" w:sz="12" w:space="0" w:color="FF0000"/></w:tblBorders>'
    )
    table._tbl.tblPr.append(borders)
    file.add_paragraph("标题")
    assert lines(file)[:3] == ["云政〔2026〕15号　　　　签发人：林越", RED, "标题"]


@pytest.mark.parametrize("colour", ["FF0000", "C00000", "DA0B14"])
def test_a_drawn_red_line_is_the_rule(colour: str) -> None:
    file = Document()
    paragraph = file.add_paragraph("云政〔2026〕15号")
    paragraph._p.append(parse_xml(LINE.format(colour=colour)))
    file.add_paragraph("标题")
    out = io.BytesIO()
    file.save(out)
    read = source("a.docx", out.getvalue())
    assert list(read.lines) == ["云政〔2026〕15号", RED, "标题"]
    assert read.layout is not None
    assert read.layout.rule_width == pytest.approx(156)


LINE = """<w:r xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"
 xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
 xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"
 xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><w:drawing><wp:anchor>
<wp:positionV relativeFrom="paragraph"><wp:posOffset>510000</wp:posOffset></wp:positionV><wp:extent cx="5616000" cy="0"/>
<a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp><wps:spPr>
<a:prstGeom prst="line"/><a:ln w="19050"><a:solidFill><a:srgbClr val="{colour}"/></a:solidFill></a:ln></wps:spPr></wps:wsp>
</a:graphicData></a:graphic></wp:anchor></w:drawing></w:r>"""


def test_fonts_come_down_from_defaults_styles_and_runs() -> None:
    file = Document()
    normal = file.styles["Normal"]
    normal.font.size = Pt(16)
    normal.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "仿宋_GB2312")
    file.add_paragraph("随样式")
    direct = file.add_paragraph().add_run("自己的")
    direct.font.color.rgb = RGBColor(0xC0, 0, 0)
    direct._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "黑体")
    out = io.BytesIO()
    file.save(out)
    layout = source("a.docx", out.getvalue()).layout
    assert layout is not None
    assert [(f.font, f.size, f.colour) for f in layout.faces] == [
        ("仿宋_GB2312", 16, ""),
        ("黑体", 16, "C00000"),
    ]


def test_a_style_based_on_itself_is_no_trap() -> None:
    file = Document()
    style = file.styles.add_style("环", 1)
    based = OxmlElement("w:basedOn")
    based.set(qn("w:val"), style.style_id)
    style.element.append(based)
    file.add_paragraph("文字", style="环")
    assert lines(file) == ["文字"]


def test_a_drawing_that_is_not_understood_says_nothing_of_the_rule() -> None:
    file = Document()
    file.add_paragraph("云政〔2026〕15号")._p.append(
        parse_xml(LINE.format(colour="FF0000").replace('"line"', '"wave"'))
    )
    file.add_paragraph("标题")
    out = io.BytesIO()
    file.save(out)
    layout = source("a.docx", out.getvalue()).layout
    assert layout is not None
    assert layout.rules is None
