from __future__ import annotations

import pytest

from documents.files import store, text
from documents.files.errors import CannotShow
from documents.files.inside import limits, ooxml
from documents.files.inside.words import shortened, tidy

from . import make


def read(content: bytes, name: str) -> list[str]:
    stored = store.save(make.upload(content, name))
    return text.extract_text(stored.sha256, stored.kind)


def test_a_pdf_gives_its_words_page_by_page():
    pages = read(make.paper(body_paragraphs=["甲" * 500] * 4 + ["末段在此。"]), "a.pdf")
    assert len(pages) > 1
    assert "云发改〔2026〕212号" in pages[0]
    assert "末段在此。" in "".join(pages[1:])


def test_a_word_file_gives_header_body_and_boxes():
    box = "<w:p><w:r><w:t>文本框</w:t></w:r></w:p>"
    twin = (
        f'<w:document xmlns:w="{make.W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><w:body>'
        "<w:p><w:r><w:t>第一</w:t><w:tab/><w:t>段</w:t><w:br/><w:t>换行</w:t><w:delText>删去</w:delText></w:r>"
        f"<mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:p>"
        "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>&lt;b&gt;格&amp;</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
        "</w:body></w:document>"
    )
    content = make.zipped(
        {
            "[Content_Types].xml": make.content_types(
                {"word/document.xml": make.MAIN, "word/header1.xml": make.HEADER}
            ),
            "word/document.xml": twin,
            "word/header1.xml": make.word_part("页眉字样", root="hdr"),
        }
    )
    assert read(content, "a.docx") == ["页眉字样\n第一\t段\n换行\n文本框\n<b>格&"]


def test_a_sheet_gives_its_words():
    assert read(make.xlsx("单位", "时限"), "a.xlsx") == ["单位\n时限"]


def test_slides_give_their_words():
    assert read(make.pptx("标题", "要点"), "a.pptx") == ["标题\n要点"]


def test_an_ofd_gives_its_words():
    (page,) = read(make.ofd("云政办〔2026〕3号", "关于测试的通知"), "a.ofd")
    assert [line for line in page.splitlines() if line] == ["云政办〔2026〕3号", "关于测试的通知"]


@pytest.mark.parametrize(
    ("content", "name"),
    [(make.image("PNG"), "a.png"), (make.ole("WordDocument"), "a.doc"), (make.image("TIFF"), "a.tif")],
)
def test_kinds_without_text(content, name):
    assert read(content, name) == []


def word(document: str) -> bytes:
    parts = {"word/document.xml": make.MAIN}
    return make.zipped({"[Content_Types].xml": make.content_types(parts), "word/document.xml": document})


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"%PDF-1.7 nothing %%EOF", "a.pdf"),
        (word("<w:document><unclosed>"), "a.docx"),
        (make.zipped({"OFD.xml": "<OFD/>"}), "a.ofd"),
    ],
)
def test_a_file_that_cannot_be_read_says_so(content, name):
    with pytest.raises(CannotShow, match="已损坏"):
        read(content, name)


def test_very_deep_nesting_does_no_harm():
    deep = "<w:a>" * 50_000 + "<w:p><w:t>底</w:t></w:p>" + "</w:a>" * 50_000
    assert read(word(f'<w:document xmlns:w="{make.W}">{deep}</w:document>'), "a.docx") == ["底"]


def test_the_whole_is_bounded():
    pages = shortened(["长" * 150_000, "长" * 150_000, "末"])
    assert [len(p) for p in pages] == [150_000, 50_000, 0]
    assert limits.MAX_CHARACTERS == 200_000


def test_what_a_database_cannot_hold_is_dropped():
    assert tidy("a\0b\r\nc\rd\ud800e\ufffef\x07") == "ab\nc\ndef"
    assert tidy("𠮷 堃祎 \ue000\t") == "𠮷 堃祎 \ue000\t"


def test_parts_come_in_reading_order(tmp_path):
    path = tmp_path / "a.docx"
    path.write_bytes(make.docx("正文", header="页眉"))
    assert ooxml.text(str(path)) == ["页眉\n正文"]
