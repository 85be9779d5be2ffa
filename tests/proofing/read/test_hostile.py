"""Files that are not what they say, or mean harm: refused with a sentence, quickly, with nothing unpacked (E03 to E08)."""

from __future__ import annotations

import contextlib
import io
import time
import zipfile

import pytest

from proofing.read.files import Unreadable, source
from tests.documents.files import make
from tests.proofing.word import docx

BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
FETCH = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


def refused(name: str, data: bytes) -> str:
    started = time.process_time()
    with pytest.raises(Unreadable) as error:
        source(name, data)
    assert time.process_time() - started < 20
    assert str(error.value).endswith("。")
    return str(error.value)


def repacked(data: bytes, changes: dict[str, bytes | None], **more: bytes) -> bytes:
    """The archive with these members changed; None leaves one out."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = changes.get(name, old.read(name))
            if content is not None:
                new.writestr(name, content)
        for name, content in more.items():
            new.writestr(name, content)
    return out.getvalue()


def part(data: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name)


MAIN = "word/document.xml"


@pytest.mark.parametrize("declared", [BOMB, FETCH])
@pytest.mark.parametrize(
    "name", [MAIN, "word/styles.xml", "[Content_Types].xml", "word/_rels/document.xml.rels"]
)
def test_a_part_that_declares_entities_is_refused(name: str, declared: str) -> None:
    good = docx()
    body = part(good, name)
    head, mark, rest = body.partition(b"?>")
    assert mark
    words = refused("a.docx", repacked(good, {name: head + mark + declared.encode() + rest}))
    assert "DTD" in words


def test_an_archive_that_unpacks_to_much_more_is_refused() -> None:
    assert "炸弹" in refused("a.docx", repacked(docx(), {}, **{"word/media/x.bin": b"\0" * 120_000_000}))
    assert "炸弹" in refused("a.docx", repacked(docx(), {}, **{"word/x.xml": b" " * 20_000_000}))


def test_a_size_that_lies_is_refused() -> None:
    data = bytearray(docx())
    at = data.find(b"PK\x01\x02")
    data[at + 24 : at + 28] = (10).to_bytes(4, "little")  # the first member says it is ten bytes long
    refused("a.docx", bytes(data))


@pytest.mark.parametrize(
    ("members", "words"),
    [
        ({f"word/m{n}.bin": b"" for n in range(2_100)}, "条目过多"),
        ({"../../evil.xml": b"<a/>"}, "结构不正常"),
        ({"word/vbaProject.bin": b"x"}, "宏"),
    ],
    ids=["many", "out", "macro"],
)
def test_what_no_paper_has_is_refused(members: dict[str, bytes], words: str) -> None:
    assert words in refused("a.docx", repacked(docx(), {}, **members))


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.docx", b"", "空的"),
        ("a.docx", b"PK\x03\x04 nothing", "不是完整的 DOCX"),
        ("a.docx", b"%PDF-1.4", "不是完整的 DOCX"),
        ("a.docx", make.ole("WordDocument"), "旧版 DOC"),
        ("a.docx", make.xlsx("一"), "不是完整的 DOCX"),
        ("a.docx", make.zipped({MAIN: "<a/>"}), "不是完整的 DOCX"),
        ("a.docx", b"PK\x03\x04" + b"x" * (10 * 1024 * 1024), "超过10MB"),
        ("a.pdf", b"%PDF-" + b"x" * (10 * 1024 * 1024), "超过10MB"),
        ("a.txt", b"x" * (10 * 1024 * 1024 + 1), "超过10MB"),
        ("a.pdf", docx(), "不是完整的 PDF"),
        ("a.pdf", b"%PDF-1.4 broken %%EOF", "不是完整的 PDF"),
        ("a.pdf", b"\n%PDF-1.4", "不是完整的 PDF"),
        ("a.txt", "关于".encode("gb18030"), "UTF-8"),
        ("a.txt", b"a\0b", "不是文本"),
        ("a.doc", b"x", "只能核对"),
        ("docx", b"x", "不是完整的 DOCX"),
        ("noname", b"x", "只能核对"),
    ],
)
def test_a_file_that_is_none_says_so(name: str, data: bytes, words: str) -> None:
    assert words in refused(name, data)


def test_a_locked_pdf_says_so() -> None:
    from pypdfium2 import PdfDocument  # noqa: F401 - what reads it

    assert "密码" in refused("a.pdf", locked())


def locked() -> bytes:
    """A PDF whose user password is not empty (standard handler, revision 2)."""
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count 1/Kids[3 0 R]>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\n"
        b"4 0 obj<</Filter/Standard/V 1/R 2/P -4/O<" + b"41" * 32 + b">/U<" + b"42" * 32 + b">>>endobj\n"
        b"trailer<</Root 1 0 R/Encrypt 4 0 R/ID[<00112233445566778899aabbccddeeff><00112233445566778899aabbccddeeff>]>>\n"
        b"%%EOF\n"
    )


def test_a_scan_has_no_words() -> None:
    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (300, 400), "white").save(out, "PDF")
    assert "没有文字" in refused("a.pdf", out.getvalue())


def test_deep_nesting_is_no_way_to_hang() -> None:
    good = docx()
    body = part(good, MAIN)
    for inner in (b"<w:sdt><w:sdtContent>" * 120, b"<w:tbl><w:tr><w:tc>" * 80):
        closed = b"".join(b"</" + tag[1:] for tag in reversed(inner.replace(b">", b">\n").split()))
        nested = body.replace(b"<w:body>", b"<w:body>" + inner + b"<w:p/>" + closed)
        started = time.process_time()
        with contextlib.suppress(Unreadable):
            source("a.docx", repacked(good, {MAIN: nested}))
        assert time.process_time() - started < 30


def filled(xml: bytes) -> bytes:
    """The paper with this at the end of its body, not squeezed."""
    good, out = docx(), io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(good)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"</w:body>", xml + b"</w:body>"))
    return out.getvalue()


CELL = b"<w:tc><w:p/></w:tc>"
WORDS = "<w:tc><w:p><w:r><w:t>甲</w:t></w:r></w:p></w:tc>".encode()


@pytest.mark.parametrize(
    "xml",
    [b"<w:p/>" * 300_000, b"<w:tbl>" + b"<w:tr>" + CELL * 150_000 + b"</w:tr></w:tbl>"],
    ids=["lines", "cells"],
)
def test_paragraphs_without_number_are_counted_before_they_are_read(xml: bytes) -> None:
    started = time.process_time()
    assert "50万字" in refused("a.docx", filled(xml))
    assert time.process_time() - started < 10


@pytest.mark.parametrize(
    "xml",
    [
        "<w:p><w:r><w:t>　　加强管理。</w:t></w:r></w:p>".encode() * 15_000,
        b"<w:tbl>" + (b"<w:tr>" + WORDS * 8 + b"</w:tr>") * 2_000 + b"</w:tbl>",
    ],
    ids=["lines", "rows"],
)
def test_a_long_paper_is_read_in_little_time(xml: bytes) -> None:
    """Styles are looked up once, and a table once, though each of its rows is a line of the imprint."""
    started = time.process_time()
    assert source("a.docx", filled(xml)).lines
    assert time.process_time() - started < 10


def test_a_text_too_long_says_so() -> None:
    assert "50万字" in refused("a.txt", ("字" * 500_001).encode())


def test_the_web_is_never_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """A template or a picture elsewhere stays elsewhere."""
    import socket

    def never(*_: object, **__: object) -> None:
        raise AssertionError("asked the network")

    monkeypatch.setattr(socket, "socket", never)
    good = docx()
    rels = part(good, "word/_rels/document.xml.rels")
    outside = (
        b'<Relationship Id="rId99" TargetMode="External" Target="http://192.0.2.1/a.dotx" Type="http://schemas.openxmlformats'
        b'.org/officeDocument/2006/relationships/attachedTemplate"/></Relationships>'
    )
    read = source(
        "a.docx", repacked(good, {"word/_rels/document.xml.rels": rels.replace(b"</Relationships>", outside)})
    )
    assert "江政办发〔2026〕12号" in read.lines
