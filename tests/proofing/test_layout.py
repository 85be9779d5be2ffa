"""LAY-01 to LAY-17 on DOCX files: the right one gives nothing, each wrong one exactly its rule."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt, RGBColor

from proofing import rules  # noqa: F401
from proofing.layout import Layout, Span
from proofing.meta import Meta
from proofing.read.files import source
from proofing.read.text import parse
from proofing.registry import CHECKS
from proofing.rules.faces import BIAO, FANG, HEI, KAI, OTHER, SONG, family
from tests.proofing.letter import letter
from tests.proofing.word import Paper, docx

NOTICE = Meta(kind="通知")
LETTER = Meta(kind="函", format="letter")


def found(data: bytes, meta: Meta = NOTICE, name: str = "a.docx") -> list[tuple[str, str]]:
    """The LAY findings: rule and what stands there or the note."""
    read = source(name, data)
    draft = replace(parse(read.lines, meta), layout=read.layout)
    return [
        (rule, f"{hit.text} {hit.note}")
        for rule, check in sorted(CHECKS.items())
        if rule.startswith("LAY")
        for hit in check(draft, meta)
    ]


def section(**changes: float) -> Callable[[Paper], None]:
    def change(paper: Paper) -> None:
        for name, value in changes.items():
            setattr(paper.file.sections[0], name, Mm(value))

    return change


def pitch(points: float) -> Callable[[Paper], None]:
    """The running text in lines of another height."""

    def change(paper: Paper) -> None:
        for paragraph in paper.body:
            paragraph.paragraph_format.line_spacing = Pt(points)

    return change


def grid(paper: Paper) -> None:
    from docx.oxml.ns import qn

    paper.grid.set(qn("w:type"), "linesAndChars")
    paper.grid.set(qn("w:charSpace"), str(-2 * 4096))


def bodied(paper: Paper) -> None:
    for paragraph in (paper.body[0], paper.body[3], paper.body[4]):
        paper.refont(paragraph, "宋体")


def small(paper: Paper) -> None:
    for paragraph in (paper.body[0], paper.body[3], paper.body[4]):
        paper.refont(paragraph, "仿宋", 12)


def headed(paper: Paper) -> None:
    paper.refont(paper.body[1], "仿宋")


def second(paper: Paper) -> None:
    paper.refont(paper.body[2], "黑体")


def high(paper: Paper) -> None:
    paper.mark.paragraph_format.space_before = Mm(10)


def border(**sides: tuple[str, int, int, str]) -> Callable[[Paper], None]:
    return lambda paper: paper.border(paper.number, **sides)


def narrow(paper: Paper) -> None:
    paper.number.paragraph_format.left_indent = paper.number.paragraph_format.right_indent = Mm(15)


def coloured(paper: Paper) -> None:
    paper.body[3].runs[0].font.color.rgb = RGBColor(0x05, 0x63, 0xC1)


def ends(width: int) -> Callable[[Paper], None]:
    def change(paper: Paper) -> None:
        paper.border(paper.cc, top=("single", width, 1, "000000"), bottom=("single", 6, 1, "000000"))

    return change


def unruled(paper: Paper) -> None:
    paper.border(paper.cc)
    paper.border(paper.printed)


def run_on(paper: Paper) -> None:
    paper.annex.paragraph_format.page_break_before = False


def refonted(p: Paper) -> None:
    for line in p.title:
        p.refont(line, "黑体", 18)


def to_the_left(p: Paper) -> None:
    p.title[0].alignment = WD_ALIGN_PARAGRAPH.LEFT


def closed_up(p: Paper) -> None:
    for one in p.before:
        p.drop(one)


WRONG: list[tuple[str, str, Callable[[Paper], object]]] = [
    ("LAY-01", "215.9×279.4", section(page_width=215.9, page_height=279.4)),
    ("LAY-02", "25.4", section(top_margin=25.4)),
    ("LAY-02", "订口31.75", section(left_margin=31.75)),
    ("LAY-03", "右边距31.75", section(right_margin=31.75)),
    ("LAY-03", "下边距25.4", section(bottom_margin=25.4, footer_distance=18.4)),
    ("LAY-04", "约30行", pitch(21)),
    ("LAY-04", "约16行", pitch(40)),
    ("LAY-05", "约32字", grid),
    ("LAY-06", "宋体 3号（16磅）", bodied),
    ("LAY-06", "小4号（12磅）", small),
    ("LAY-07", "黑体 小2号", refonted),
    (
        "LAY-07",
        "没有居中",
        to_the_left,
    ),
    ("LAY-08", "黑体，现为仿宋", headed),
    ("LAY-08", "楷体，现为黑体", second),
    ("LAY-09", "现约10", high),
    ("LAY-10", "没有红色分隔线", border()),
    ("LAY-10", "约0", border(bottom=("single", 12, 1, "FF0000"))),
    ("LAY-10", "宽126毫米", narrow),
    ("LAY-11", "现空0行", closed_up),
    ("LAY-11", "标题下应空一行，现空0行", lambda p: p.drop(p.after[0])),
    ("LAY-12", "为提高公文报送质量", lambda p: p.new_page_before(p.body[0])),
    ("LAY-13", "第1页", lambda p: p.feet("第", "页")),
    ("LAY-13", "单页码居右", lambda p: p.feet(even=False)),
    ("LAY-13", "现为宋体 小4号", lambda p: p.feet(size=12)),
    ("LAY-13", "7毫米", section(footer_distance=10)),
    ("LAY-14", "没有分隔线", unruled),
    ("LAY-14", "推荐0.35毫米", ends(24)),
    ("LAY-14", "用4号仿宋体", lambda p: p.refont(p.cc, "宋体")),
    ("LAY-15", "另面编排", run_on),
    ("LAY-15", "3号黑体", lambda p: p.refont(p.annex, "仿宋")),
    ("LAY-15", "第三行", lambda p: p.drop(p.gap)),
    ("LAY-17", "#0563C1", coloured),
]


def test_a_paper_set_by_the_standard_gives_nothing():
    assert found(docx()) == []


@pytest.mark.parametrize(("rule", "words", "change"), WRONG, ids=[f"{r}-{w}" for r, w, _ in WRONG])
def test_one_thing_wrong_gives_exactly_its_rule(rule, words, change):
    hits = found(docx(change))
    assert [name for name, _ in hits] == [rule]
    assert words in hits[0][1]


def test_a_letter_set_by_the_standard_gives_nothing():
    assert found(letter(), LETTER) == []


@pytest.mark.parametrize(
    ("words", "change"),
    [
        ("距上页边30毫米", {"down": 60}),
        ("红色双线", {"lower": False}),
        ("长170毫米", {"wide": False}),
        ("顶格居版心右边缘", {"right": False}),
        ("首页不显示页码", {"first": True}),
    ],
)
def test_a_letter_with_one_thing_wrong_gives_the_rule_of_letters(words, change):
    hits = found(letter(**change), LETTER)
    assert [name for name, _ in hits] == ["LAY-16"]
    assert words in hits[0][1]


def test_an_ordinary_head_is_no_letter():
    assert ("LAY-16", True) in [(n, "普通文件的版头" in words) for n, words in found(docx(), LETTER)]


def test_nothing_is_said_of_what_is_not_known():
    read = source("a.docx", docx())
    draft = replace(parse(read.lines, NOTICE), layout=Layout())
    assert [h for n, c in CHECKS.items() if n.startswith("LAY") for h in c(draft, NOTICE)] == []
    assert [
        h for n, c in CHECKS.items() if n.startswith("LAY") for h in c(replace(draft, layout=None), NOTICE)
    ] == []


def test_what_the_program_prints_itself_is_not_asked_for_its_page():
    printed = replace(NOTICE, printed=True)
    assert found(docx(section(top_margin=10)), printed) == []


def test_every_rule_of_the_page_is_asked():
    asked = {rule for rule, _words, _change in WRONG} | {"LAY-16"}
    assert asked == {f"LAY-{n:02}" for n in range(1, 18)} == {n for n in CHECKS if n.startswith("LAY")}


@pytest.mark.parametrize(
    ("font", "face"),
    [
        ("仿宋_GB2312", FANG), ("ABCDEF+FangSong", FANG), ("华文仿宋", FANG), ("方正仿宋_GBK", FANG), ("楷体_GB2312", KAI),
        ("KaiTi", KAI), ("SimHei", HEI), ("方正小标宋简体", BIAO), ("FZXiaoBiaoSong-B05S", BIAO), ("华文中宋", BIAO),
        ("SimSun", SONG), ("宋体", SONG), ("微软雅黑", OTHER), ("Calibri", OTHER), ("Noto Serif CJK SC", ""), ("", ""),
    ],
)  # fmt: skip
def test_a_font_is_told_by_its_name(font, face):
    assert family(font) == face


def test_a_span_fits_where_any_of_it_does():
    assert Span(2, 8).near(7)
    assert Span(2, 5.9).near(7, play=1.2)
    assert not Span(2, 5.9).near(7)
    assert (str(Span(10.02, 10.3)), str(Span(2, 8.25))) == ("10", "2～8.2")
