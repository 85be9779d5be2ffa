"""What is printed are the words, all of them, and nothing but the words."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from documents.files.fonts import roles
from outgoing.files.draft_text import Annex
from outgoing.files.original import Original, original_pdf

from .measuring import AT, BOTTOM, LEFT, RIGHT, TOP, pages_of, printed
from .papers import JOINT, LETTER, LINE, NOTICE, ORDER, PLAIN, REQUEST

ALL = {"notice": NOTICE, "request": REQUEST, "letter": LETTER, "order": ORDER, "joint": JOINT}


def words(original: Original) -> str:
    """What the pages say, without the page numbers."""
    return "".join(c.text for page in printed(original) for c in page.chars if c.top < BOTTOM)


@pytest.mark.parametrize("name", ALL)
def test_it_is_kept_as_pdf_a_and_always_the_same(name):
    first = original_pdf(ALL[name], at=AT)
    assert first == original_pdf(ALL[name], at=AT)
    assert first != original_pdf(ALL[name], at=datetime(2026, 3, 7, tzinfo=UTC))
    assert b"<pdfaid:part>2</pdfaid:part>" in first
    assert b"<pdfaid:conformance>B</pdfaid:conformance>" in first


def test_the_whole_of_a_paper_in_its_order():
    assert words(NOTICE) == (
        "云川市人民政府办公室文件云政办发〔2026〕12号"
        "云川市人民政府办公室关于进一步规范公文报送工作的通知各县（区）人民政府，市政府各部门："
        f"{LINE}一、严格行文规则（一）一文一事。报送市政府审批的事项使用请示，做到一文一事。"
        "1.请示不抄送下级机关。（1）特殊情况除外。执行中的问题，请及时反馈。"
        "附件：1.公文自查清单2.不规范公文退文情形表云川市人民政府办公室2026年3月5日（此件公开发布）"
        "附件1公文自查清单文种是否与行文目的一致。附件2不规范公文退文情形表越级行文且未抄送被越过的机关。"
        "抄送：市委办公室，市人大常委会办公室。云川市人民政府办公室2026年3月6日印发"
    )


def test_headings_have_their_faces():
    """7.3.3: 一、 in 黑体, （一） in 楷体 as far as the first sentence goes."""
    pdf = pypdfium2.PdfDocument(original_pdf(NOTICE, at=AT))
    faces = {}
    for page in pdf:
        said = page.get_textpage()
        for thing in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_TEXT], textpage=said):
            faces[thing.extract()] = thing.get_font().get_base_name()
        said.close()
    pdf.close()
    assert _family(roles()["hei"][0]) in _family(next(faces[run] for run in faces if "严格行文规则" in run))
    if roles()["kai"][0] != roles()["fang"][0]:
        assert _family(roles()["kai"][0]) in _family(next(faces[run] for run in faces if "一文一事。" in run))


def _family(name: str) -> str:
    return name.replace(" ", "").lower()


NAMES = "堃祎喆珺璟昇垚燚骉龑"


def test_every_name_prints_as_a_glyph():
    """None is missing and none is the box of a font that lacks it: all have ink, and no two the same."""
    original = replace(REQUEST, signers=(NAMES[:3], NAMES[3:6]), body=((0, f"联系人：{NAMES}。"),))
    pdf = original_pdf(original, at=AT)
    assert b"pdfaid" in pdf  # PDF/A refuses a character without a glyph
    page = pages_of(pdf)[0]
    for run in (NAMES, NAMES[:3], NAMES[3:6]):
        assert all(c.right - c.left > 4 and c.bottom - c.top > 4 for c in page.find(run))
    document = pypdfium2.PdfDocument(pdf)
    picture = document[0].render(scale=3, grayscale=True).to_pil()
    document.close()
    mm = 3 * 72 / 25.4
    glyphs = {
        picture.crop((int(c.left * mm), int(c.top * mm), int(c.right * mm), int(c.bottom * mm))).tobytes()
        for c in page.find(NAMES)
    }
    assert len(glyphs) == len(NAMES)


def test_words_are_never_markup():
    evil = '#panic("x") *a* _b_ $x$ `c` @d <e> \\ // f = g - h + i ~ [k] #import "@preview/x:1.0.0" --- ...'
    bad = '#p("x")*a*$x$'
    original = Original(
        title=evil,
        marks=(bad,),
        number=bad,
        signers=(bad,),
        urgency=bad,
        numbered=True,
        main_to=evil,
        body=((0, evil), (1, evil), (2, evil)),
        attachments=(evil, evil),
        annexes=(Annex(heading=bad, title=evil, body=((1, evil),)),),
        signature=(bad,),
        dated=bad,
        note=evil,
        cc=evil,
        printed_by=bad,
        printed_on=bad,
    )
    said = words(original)
    assert said.count(bad) == 9
    assert said.count(evil.replace(" ", "")) == 11


def test_characters_that_print_nothing_do_no_harm():
    odd = "甲\x00乙\x0b丙\u2028丁\ud800戊\ufffe己\r\n庚"
    said = words(replace(PLAIN, title=odd, main_to=odd, body=((0, odd),), signature=(odd,), cc=odd))
    assert said.count("戊") == 5
    assert "庚" in said


def test_a_character_no_font_has_does_not_stop_the_printing():
    assert original_pdf(replace(PLAIN, body=((0, "国\U0001fae0国"),)), at=AT).startswith(b"%PDF-")


def test_a_draft_is_marked_on_every_page_and_a_signed_paper_is_not():
    draft = printed(replace(NOTICE, draft=True, number=""))
    assert all("送审稿" in page.text for page in draft)
    assert "送审稿" not in words(NOTICE)
    moved = [c.base for c in draft[1].chars if c.size == 16]
    assert moved == [c.base for c in printed(replace(NOTICE, number=""))[1].chars if c.size == 16]


def test_one_line_and_five_pages():
    short = printed(replace(PLAIN, body=((0, "现予印发。"),), printed_by="", printed_on=""))
    assert len(short) == 1
    long = replace(PLAIN, body=tuple((0, f"第{n}项。{LINE}") for n in range(44)))
    pages = printed(long)
    assert len(pages) == 5
    assert "第43项" in pages[-1].text  # the imprint is not alone
    assert "印发" in pages[-1].text
    assert words(long).count(LINE) == 44


def test_a_title_of_ninety_characters():
    title = (
        "云川市人民政府办公室关于印发《云川市行政规范性文件制定和监督管理办法（试行）》《云川市重大行政决策"
        "程序规定》和《云川市政府规章制定程序规定实施细则》有关事项分工方案及时限的补充通知"
    )
    assert len(title) == 90
    page = printed(replace(NOTICE, title=title))[0]
    rows = [row for row in page.rows() if row[0].size == 22]
    assert "".join(c.text for row in rows for c in row) == title
    assert all(row[0].left >= LEFT and row[-1].right <= RIGHT + 0.1 for row in rows)
    assert LINE[:20] in page.text


@pytest.mark.parametrize("length", [3, 8, 12, 20, 21, 31, 45])
def test_a_letterhead_fits_and_is_seen_from_afar(length):
    mark = ("云川市推进政府职能转变和优化营商环境协调小组及其成员单位联席会议工作推进专班综合协调指导办公室")[
        :length
    ]
    for original in (NOTICE, LETTER):
        page = printed(replace(original, marks=(mark,)))[0]
        red = [c for c in page.chars if c.red]
        assert "".join(c.text for c in red).replace("文件", "") == mark
        assert min(c.left for c in red) >= 20
        assert max(c.right for c in red) <= 190
        assert max(c.bottom - c.top for c in red) > 6


TEXTS = st.text(
    st.sampled_from("国省一二、，。（）《》“”：；0123 ABCde%—…·〔〕关于的通知附件")
    | st.characters(max_codepoint=0xFFFF),
    max_size=60,
)
PAPERS = st.builds(
    Original,
    title=TEXTS,
    marks=st.lists(TEXTS, max_size=4).map(tuple),
    body=st.lists(st.tuples(st.integers(0, 4), TEXTS), max_size=6).map(tuple),
    format=st.sampled_from(["ordinary", "letter", "order"]),
    number=TEXTS,
    signers=st.lists(TEXTS, max_size=5).map(tuple),
    urgency=TEXTS,
    main_to=TEXTS,
    attachments=st.lists(TEXTS, max_size=3).map(tuple),
    annexes=st.lists(st.builds(Annex, heading=TEXTS, title=TEXTS), max_size=2).map(tuple),
    signature=st.lists(TEXTS, max_size=8).map(tuple),
    signer_titles=st.lists(TEXTS, max_size=3).map(tuple),
    dated=TEXTS,
    note=TEXTS,
    cc=TEXTS,
    sealed=st.booleans(),
    draft=st.booleans(),
)


@settings(max_examples=40)
@given(PAPERS)
def test_whatever_stands_in_it_it_prints(original):
    assert original_pdf(original, at=AT).startswith(b"%PDF-")


@settings(max_examples=25)
@given(
    st.lists(
        st.text("国省市县，。、；：“”《》（）〔〕0123456789abc", min_size=1, max_size=90),
        min_size=1,
        max_size=8,
    )
)
def test_no_line_of_text_begins_with_a_mark_and_none_leaves_the_type_area(texts):
    body = tuple((0, f"国{text}国") for text in texts)
    pages = printed(replace(PLAIN, body=body, number="", marks=("云川市",)))
    said = "".join(c.text for page in pages for c in page.chars)
    assert all(f"国{text}国" in said.replace("—1—", "").replace("—2—", "") for text in texts)
    for page in pages:
        for row in page.rows():
            if row[0].size == 16 and TOP < row[0].base < BOTTOM:
                full = row[0].left < LEFT + 3
                assert not (full and row[0].text in "，。、；：”》）〕")
                assert row[-1].right < RIGHT + 0.5
