"""The paragraphs of a draft, as they read with its tracked changes accepted."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from documents.files import draft, store
from documents.files.errors import BlobMissing, CannotShow
from documents.files.inside import paragraphs as inside
from documents.files.inside.limits import BadFile

from . import make

KINDS = {
    name: f"application/vnd.openxmlformats-officedocument.wordprocessingml.{kind}+xml"
    for name, kind in (("footnotes", "footnotes"), ("header1", "header"), ("footer1", "footer"), ("styles", "styles"),
                       ("numbering", "numbering"))
}  # fmt: skip
MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'


def word(body: str, **parts: str) -> bytes:
    """A DOCX whose w:body is this; `footnotes` or `header1` are further parts."""
    named = {"word/document.xml": make.MAIN} | {f"word/{name}.xml": KINDS[name] for name in parts}
    return make.zipped({
        "[Content_Types].xml": make.content_types(named),
        "word/document.xml": f'<w:document xmlns:w="{make.W}" {MC}><w:body>{body}</w:body></w:document>',
        **{f"word/{name}.xml": content for name, content in parts.items()},
    })  # fmt: skip


def run(text: str, tag: str = "t") -> str:
    return f'<w:r><w:{tag} xml:space="preserve">{text}</w:{tag}></w:r>'


def p(*inner: str, end: str = "") -> str:
    """A paragraph; `end` is what was tracked about its end."""
    mark = f"<w:pPr><w:rPr>{end}</w:rPr></w:pPr>" if end else ""
    return f"<w:p>{mark}{''.join(inner)}</w:p>"


def of(content: bytes, folder: Path, ext: str = "docx") -> tuple[list[str], bool]:
    source = folder / "draft"
    source.write_bytes(content)
    answer = inside.paragraphs(str(source), folder, ext=ext)
    return answer["paragraphs"], answer["tracked"]


def beside(content: bytes, folder: Path) -> list[str]:
    source = folder / "draft"
    source.write_bytes(content)
    found: list[str] = inside.paragraphs(str(source), folder, ext="docx")["beside"]
    return found


def kept(content: bytes, name: str = "a.docx") -> str:
    return store.save(make.upload(content, name)).sha256


def test_through_the_sandbox() -> None:
    found = draft.paragraphs(kept(make.docx("第一段", "  ", "第二段")), "docx")
    assert found == draft.Paragraphs(("第一段", "第二段"), has_tracked_changes=False)


def test_order_cells_and_breaks_of_the_main_part_alone(tmp_path: Path) -> None:
    table = f"<w:tbl><w:tr><w:tc>{p(run('格一'))}</w:tc><w:tc>{p(run('格二'))}{p(run('又一段'))}</w:tc></w:tr></w:tbl>"
    body = (
        p(run("前"), "<w:r><w:br/></w:r>", run("换行"), "<w:r><w:tab/></w:r>", run("后"))
        + table
        + p(run("末"))
    )
    content = word(
        body, footnotes=make.word_part("脚注", root="footnotes"), header1=make.word_part("页眉", root="hdr")
    )
    assert of(content, tmp_path) == (["前\n换行\t后", "格一", "格二", "又一段", "末"], False)


def test_a_page_number_in_the_footer_is_no_word_of_the_paper(tmp_path: Path) -> None:
    """As Word writes it: a field, with the number it had when the file was saved."""
    field = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>', run(" PAGE ", "instrText"),
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>', run("1"), '<w:r><w:fldChar w:fldCharType="end"/></w:r>',
    )  # fmt: skip
    foot = f'<w:ftr xmlns:w="{make.W}">{p(run("— "), *field, run(" —"))}</w:ftr>'
    lines = ("特此通知。", "江东省人民政府办公厅", "2026年3月5日")
    content = word("".join(p(run(line)) for line in lines), footer1=foot)
    assert of(content, tmp_path) == ([*lines], False)
    assert beside(content, tmp_path) == []


def test_numbers_of_lists_and_tab_stops_are_not_invented(tmp_path: Path) -> None:
    numbered = "<w:pPr><w:tabs><w:tab/></w:tabs><w:numPr><w:ilvl/><w:numId/></w:numPr></w:pPr>"
    assert of(word(p(numbered, run("总体要求"))), tmp_path) == (["总体要求"], False)


# -- beside the words --------------------------------------------------------------------------------

BOX = f"<w:drawing><wsp><w:txbxContent>{p(run('框内'))}</w:txbxContent></wsp></w:drawing>"
BESIDE = {
    "tables": f"<w:tbl><w:tr><w:tc>{p(run('格'))}</w:tc></w:tr></w:tbl>",
    "pictures": p(run("图"), '<w:r><w:drawing><pic xmlns="urn:pic"/></w:drawing></w:r>'),
    "notes": p(run("注"), '<w:r><w:footnoteReference w:id="2"/></w:r>'),
    "formulas": p(f'<m:oMath xmlns:m="urn:m"><m:r>{run("x2")}</m:r></m:oMath>'),
    "numbering": p('<w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="3"/></w:numPr></w:pPr>', run("总体要求")),
}  # fmt: skip


@pytest.mark.parametrize("what", BESIDE)
def test_what_stands_beside_the_words_is_reported(tmp_path: Path, what: str) -> None:
    assert beside(word(p(run("前")) + BESIDE[what]), tmp_path) == [what]


@pytest.mark.parametrize("body", [
    p('<w:r><w:pict><v:shape xmlns:v="v"><v:imagedata/></v:shape></w:pict></w:r>', run("旧图")), p("<w:object/>", run("表")),
    p('<w:drawing><c:chart xmlns:c="c"/></w:drawing>'),
])  # fmt: skip
def test_pictures_of_other_kinds(tmp_path: Path, body: str) -> None:
    assert beside(word(body), tmp_path) == ["pictures"]


def test_a_text_box_a_line_and_a_header_with_its_emblem_are_nothing_beside(tmp_path: Path) -> None:
    body = p(run("前"), f"<w:r>{BOX}</w:r>", '<w:pict><v:line xmlns:v="v"/></w:pict>')
    emblem = f'<w:hdr xmlns:w="{make.W}"><w:p><w:drawing><pic xmlns="urn:pic"/></w:drawing></w:p></w:hdr>'
    assert beside(word(body, header1=emblem), tmp_path) == []
    assert of(word(body), tmp_path)[0] == ["前", "框内"]


def test_what_was_deleted_and_the_older_twin_are_nothing_beside(tmp_path: Path) -> None:
    gone = "<w:del><w:r><w:drawing><pic/></w:drawing></w:r></w:del>"
    twin = (
        f"<mc:AlternateContent><mc:Choice>{BOX}</mc:Choice>"
        "<mc:Fallback><w:pict><imagedata/></w:pict></mc:Fallback></mc:AlternateContent>"
    )
    assert beside(word(p(run("前"), gone, f"<w:r>{twin}</w:r>")), tmp_path) == []


def numbered(
    *, direct: str = "", style: str = "", words: str = "总体要求", shown: str = "%1、", based: str = ""
) -> bytes:
    """One paragraph, with a list by itself or by its style; the list's first level prints `shown`."""
    list_ = '<w:numPr><w:numId w:val="{}"/></w:numPr>'
    own = list_.format(direct) if direct else ""
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="{name}">{over}<w:pPr>{list_.format(7) if name == style else ""}</w:pPr>'
        "</w:style>"
        for name, over in (("Heading1", f'<w:basedOn w:val="{based}"/>' if based else ""), ("Base", ""))
    )
    level = f'<w:lvl w:ilvl="0"><w:lvlText w:val="{shown}"/></w:lvl>'
    lists = f'<w:abstractNum w:abstractNumId="1">{level}</w:abstractNum><w:num w:numId="7"><w:abstractNumId w:val="1"/></w:num>'
    return word(
        p(run("前")) + p(f'<w:pPr><w:pStyle w:val="Heading1"/>{own}</w:pPr>', run(words)),
        styles=f'<w:styles xmlns:w="{make.W}">{styles}</w:styles>',
        numbering=f'<w:numbering xmlns:w="{make.W}">{lists}</w:numbering>',
    )  # fmt: skip


@pytest.mark.parametrize(("content", "found"), [
    (numbered(direct="7"), True), (numbered(style="Heading1"), True), (numbered(style="Base", based="Base"), True),
    (numbered(direct="99"), True),  # a list that is nowhere: rather one refusal too many
    (numbered(), False), (numbered(style="Base"), False), (numbered(direct="0", style="Heading1"), False),
    (numbered(direct="7", shown=""), False), (numbered(direct="7", words=" "), False),
    (numbered(style="Base", based="Heading1"), False),  # a style that is based on itself ends somewhere
    (word(p(run(" AUTONUM ", "instrText"), run("总体要求"))), True), (word(p(run(" PAGE ", "instrText"), run("3"))), False),
])  # fmt: skip
def test_numbers_that_word_counts(tmp_path: Path, content: bytes, found: bool) -> None:
    assert beside(content, tmp_path) == (["numbering"] if found else [])


def test_through_the_sandbox_with_a_picture_alone() -> None:
    found = draft.paragraphs(kept(word(BESIDE["pictures"].replace(run("图"), ""))), "docx")
    assert found == draft.Paragraphs((), has_pictures=True)


def test_fields_readings_and_comments_are_no_text(tmp_path: Path) -> None:
    field = run(" PAGE ", "instrText") + run("3")
    ruby = f"<w:ruby><w:rt>{run('zhèng')}</w:rt><w:rubyBase>{run('政')}</w:rubyBase></w:ruby>"
    assert of(word(p(field, ruby, "<w:commentReference/>")), tmp_path) == (["3政"], False)


def test_a_text_box_is_there_once_and_after_its_paragraph(tmp_path: Path) -> None:
    box = f"<w:txbxContent>{p(run('框内一'))}{p(run('框内二'))}</w:txbxContent>"
    twin = f"<mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>"
    only = f"<mc:AlternateContent><mc:Fallback>{run('旧')}</mc:Fallback></mc:AlternateContent>"
    body = p(run("框前"), f"<w:r>{twin}</w:r>", run("框后")) + p(f"<w:pict>{box}</w:pict>") + p(only)
    assert of(word(body), tmp_path)[0] == ["框前框后", "框内一", "框内二", "框内一", "框内二", "旧"]


def test_tracked_changes_are_read_as_accepted_and_reported(tmp_path: Path) -> None:
    body = p(
        run("请于"), f"<w:del>{run('三日', 'delText')}<w:r><w:tab/></w:r></w:del>", f"<w:ins>{run('五日')}</w:ins>",
        f"<w:moveFrom>{run('移走')}</w:moveFrom>", f"<w:moveTo>{run('移来')}</w:moveTo>", run("报送。"),
    )  # fmt: skip
    assert of(word(body), tmp_path) == (["请于五日移来报送。"], True)


@pytest.mark.parametrize("mark", ["<w:ins/>", "<w:rPrChange/>"])
def test_any_tracked_change_counts(tmp_path: Path, mark: str) -> None:
    assert of(word(p(run("一"), end=mark) + p(run("二"))), tmp_path) == (["一", "二"], True)


@pytest.mark.parametrize("mark", ["<w:del/>", "<w:moveFrom/>"])
def test_a_deleted_end_joins_what_follows(tmp_path: Path, mark: str) -> None:
    body = p(run("第一"), end=mark) + p(run("第二"), end=mark) + p(run("第三")) + p(run("第四"), end=mark)
    assert of(word(body), tmp_path) == (["第一第二第三", "第四"], True)


def test_deleted_rows_and_cells_are_out(tmp_path: Path) -> None:
    gone = f"<w:tr><w:trPr><w:del/></w:trPr><w:tc>{p(run('删行'))}</w:tc></w:tr>"
    half = f"<w:tr><w:tc><w:tcPr><w:cellDel/></w:tcPr>{p(run('删格'))}</w:tc><w:tc>{p(run('留格'))}</w:tc></w:tr>"
    assert of(word(f"<w:tbl>{gone}{half}</w:tbl>"), tmp_path) == (["留格"], True)


@pytest.mark.parametrize(
    "content",
    [
        "第一段\r\n\r\n第二段\n第三段".encode(encoding)
        for encoding in ("utf-8", "utf-8-sig", "gb18030", "utf-16")
    ],
)
def test_a_plain_text(content: bytes, tmp_path: Path) -> None:
    assert of(content, tmp_path, "txt") == (["第一段", "第二段", "第三段"], False)


def unreadable(code: str, words: str, sha256: str, ext: str = "docx") -> None:
    with pytest.raises(CannotShow, match=words) as error:
        draft.paragraphs(sha256, ext)
    assert error.value.code == code


def test_what_cannot_be_compared_says_why() -> None:
    unreadable("no_words", "没有文字", kept(make.docx("  ")))
    unreadable("broken", "已损坏", kept(word("<w:p>")))
    unreadable("no_draft", "DOCX 和 TXT", kept(make.paper(), "a.pdf"), "pdf")
    unreadable("broken", "已损坏", kept(make.paper(), "b.pdf"), "docx")
    unreadable("broken", "已损坏", kept(make.image("PNG"), "a.png"), "txt")
    some = random.Random(1)
    long = ["".join(chr(some.randrange(0x4E00, 0x9F00)) for _ in range(1_000)) for _ in range(501)]
    unreadable("too_large", "50 万字", kept(make.docx(*long)))
    with pytest.raises(BlobMissing):
        draft.paragraphs("0" * 64, "docx")


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b" \r\n \r\n"])
def test_an_empty_text(content: bytes, tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="no_words"):
        of(content, tmp_path, "txt")


@pytest.mark.parametrize("content", [b"\x80\x80\xff", b"a\0b", b"\xff\xfe\x00"])
def test_bytes_that_are_no_text(content: bytes, tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="broken"):
        of(content, tmp_path, "txt")


def test_too_much_text(tmp_path: Path) -> None:
    for content in (b"a" * 600_000, b"a\n" * 20_001, b"\n" * 4_000_001):
        with pytest.raises(BadFile, match="too_large"):
            of(content, tmp_path, "txt")


def test_a_docx_that_means_harm() -> None:
    dtd = '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>'
    members = {"[Content_Types].xml": make.content_types({"word/document.xml": make.MAIN})}
    hostile = make.zipped(
        {**members, "word/document.xml": f'{dtd}<w:document xmlns:w="{make.W}">&f;</w:document>'}
    )
    blob = store.path_of("a" * 64)
    blob.parent.mkdir(parents=True)
    blob.write_bytes(hostile)  # as if it had come past the door
    unreadable("broken", "已损坏", "a" * 64)


@pytest.mark.parametrize("nested", ["a", "p", "p txbxContent"])
def test_very_deep_nesting_does_no_harm(nested: str) -> None:
    names = nested.split() * 30_000
    content = word(
        "".join(f"<w:{n}>" for n in names) + p(run("底")) + "".join(f"</w:{n}>" for n in names[::-1])
    )
    blob = store.path_of("a" * 64)
    blob.parent.mkdir(parents=True)
    blob.write_bytes(content)
    if nested.endswith("Content"):
        unreadable("broken", "已损坏", "a" * 64)
    else:
        assert draft.paragraphs("a" * 64, "docx").list == ("底",)
