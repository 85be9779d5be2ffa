from __future__ import annotations

import io
import time
import zipfile
import zlib

import pytest

from documents.files.errors import Refused
from documents.files.kinds import KINDS
from documents.files.sniff import sniff

from . import make

GOOD = {
    "pdf": lambda: make.paper(),
    "docx": lambda: make.docx("正文"),
    "xlsx": lambda: make.xlsx("表"),
    "ofd": lambda: make.ofd("正文"),
    "png": lambda: make.image("PNG"),
    "jpg": lambda: make.image("JPEG"),
    "tif": lambda: make.image("TIFF"),
    "doc": lambda: make.ole("WordDocument"),
    "wps": lambda: make.ole("WordDocument"),
    "xls": lambda: make.ole("Workbook"),
    "pptx": lambda: make.pptx("演示"),
    "ppt": lambda: make.ole("PowerPoint Document"),
}


@pytest.mark.parametrize("ext", GOOD)
def test_each_kind_is_known_by_its_content(ext):
    assert sniff(io.BytesIO(GOOD[ext]()), f"来文.{ext}") is KINDS[ext]


@pytest.mark.parametrize(
    ("name", "ext"), [("a.JPEG", "jpg"), ("a.Tiff", "tif"), ("a.PDF", "pdf"), ("a.tiff", "tif")]
)
def test_other_spellings_of_an_extension(name, ext):
    assert sniff(io.BytesIO(GOOD[ext]()), name).ext == ext


def test_a_path_works_like_a_file(tmp_path):
    path = tmp_path / "x"
    path.write_bytes(GOOD["pdf"]())
    assert sniff(path, "x.pdf").mime == "application/pdf"


@pytest.mark.parametrize("real", GOOD)
@pytest.mark.parametrize("claimed", GOOD)
def test_extension_and_content_must_agree(real, claimed):
    if real == claimed or {real, claimed} == {"doc", "wps"}:
        return
    with pytest.raises(Refused, match="与扩展名不符"):
        sniff(io.BytesIO(GOOD[real]()), f"a.{claimed}")


HTML = b"<!doctype html><script>alert(1)</script>"
EXE = b"MZ\x90\0" + bytes(200)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (HTML, "a.html"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "a.svg"),
        (EXE, "a.exe"),
        (EXE, "通知.pdf.exe"),
        (make.zipped({"a.txt": "x"}), "a.zip"),
        (b"[InternetShortcut]", "a.url"),
        (make.docx("x"), "a.docm"),
        (b"%PDF-1.7", "没有扩展名"),
        (b"%PDF-1.7", ""),
    ],
)
def test_what_is_not_on_the_list(content, name):
    with pytest.raises(Refused, match="不是可收的文件类型。可收：PDF"):
        sniff(io.BytesIO(content), name)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (EXE, "通知.pdf"),
        (HTML, "通知.pdf"),
        (HTML + b"\n%PDF-1.7\n%%EOF", "通知.pdf"),
        (b" %PDF-1.7", "通知.pdf"),
        (make.zipped({"a.txt": "x"}), "a.docx"),
        (
            make.zipped({"[Content_Types].xml": make.content_types({"word/document.xml": make.MAIN})}),
            "a.docx",
        ),
        (make.zipped({"OFD.xml": "<html/>"}), "a.ofd"),
        (make.ole("Nothing"), "a.doc"),
        (make.ole()[:600], "a.doc"),
        (b"GIF89a" + bytes(50), "a.png"),
    ],
)
def test_content_that_is_not_what_the_name_says(content, name):
    with pytest.raises(Refused, match="与扩展名不符"):
        sniff(io.BytesIO(content), name)


def test_an_empty_file():
    with pytest.raises(Refused, match="空的"):
        sniff(io.BytesIO(b""), "a.pdf")


@pytest.mark.parametrize("ext", ["pdf", "png", "jpg"])
def test_a_document_with_an_archive_behind_it(ext):
    polyglot = GOOD[ext]() + make.zipped({"evil.class": b"x" * 50})
    with pytest.raises(Refused, match="藏有压缩包"):
        sniff(io.BytesIO(polyglot), f"a.{ext}")


def test_an_attachment_inside_a_pdf_is_no_polyglot():
    inside = GOOD["pdf"]() + make.zipped({"a": b"x"}) + b"\nendstream\n%%EOF\n"
    assert sniff(io.BytesIO(inside), "a.pdf").ext == "pdf"


def refused(content: bytes, name: str) -> str:
    with pytest.raises(Refused) as error:
        sniff(io.BytesIO(content), name)
    return error.value.message


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "word/../../x", "..\\x", "C:/x"])
def test_members_that_point_outside(name):
    assert "指向外部" in refused(make.docx("x", extra={name: b"x"}), "a.docx")


def test_a_symbolic_link_inside():
    out = io.BytesIO(make.docx("x"))
    with zipfile.ZipFile(out, "a") as archive:
        link = zipfile.ZipInfo("word/link")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    assert "符号链接" in refused(out.getvalue(), "a.docx")


@pytest.mark.parametrize("name", ["word/vbaProject.bin", "word/VBAPROJECT.BIN", "word/vbaData.xml"])
def test_macros_by_part(name):
    assert "宏" in refused(make.docx("x", extra={name: b"x"}), "a.docx")


def test_macros_by_type():
    macro = "application/vnd.ms-word.document.macroEnabled.main+xml"
    content = make.zipped(
        {"[Content_Types].xml": make.content_types({"word/document.xml": macro}), "word/document.xml": "<a/>"}
    )
    assert "宏" in refused(content, "a.docx")


@pytest.mark.parametrize("name", ["Macros", "_VBA_PROJECT_CUR"])
def test_macros_in_old_files(name):
    assert "宏" in refused(make.ole("WordDocument", name), "a.doc")


def test_an_encrypted_old_container():
    assert "加密" in refused(make.ole("EncryptedPackage"), "a.doc")


def test_a_program_inside():
    assert "夹带程序" in refused(make.docx("x", extra={"word/media/image1.png": EXE}), "a.docx")
    assert "夹带程序" in refused(make.docx("x", extra={"word/a.js": b"x"}), "a.docx")


def test_an_external_template():
    link = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" '
        'Target="http://evil.example/a" TargetMode="External"/></Relationships>'
    )
    name = "word/_rels/settings.xml.rels"
    assert "外部模板" in refused(make.docx("x", extra={name: link.format(kind="attachedTemplate")}), "a.docx")
    fine = make.docx("x", extra={name: link.format(kind="hyperlink")})
    assert sniff(io.BytesIO(fine), "a.docx").ext == "docx"


LAUGHS = '<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;">]><a>&c;</a>'


@pytest.mark.parametrize("part", ["word/document.xml", "word/header1.xml", "customXml/item1.xml"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entity_declarations(part, encoding):
    assert "DTD" in refused(make.docx("x", extra={part: LAUGHS.encode(encoding)}), "a.docx")


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_members_of_one_name():
    out = io.BytesIO(make.docx("x"))
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("word/document.xml", make.word_part("换了"))
    assert "同名条目" in refused(out.getvalue(), "a.docx")


@pytest.mark.parametrize(
    ("members", "words"),
    [
        ({"big.xml": bytes(30_000_000)}, "压缩炸弹"),
        ({f"a{i}": b"" for i in range(2_001)}, "条目过多"),
        ({"a.zip": make.zipped({"b.zip": make.zipped({"c": b"x"})})}, "层层套有"),
        ({"a.zip": make.zipped({"b": bytes(30_000_000)})}, "压缩炸弹"),
    ],
)
def test_bombs_are_seen_quickly(members, words):
    content = make.docx("x", extra=members)
    before = time.perf_counter()
    assert words in refused(content, "a.docx")
    assert time.perf_counter() - before < 2


def test_one_file_inside_another_is_allowed():
    content = make.docx("x", extra={"word/embeddings/a.xlsx": make.xlsx("表")})
    assert sniff(io.BytesIO(content), "a.docx").ext == "docx"


def test_a_size_that_lies_is_no_way_round():
    """The directory says 10 bytes where 30 MB come out: reading stops there and the checksum tells."""
    content = bytearray(make.docx("x", extra={"word/media/a.bin": bytes(30_000_000)}))
    content = content.replace((30_000_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    before = time.perf_counter()
    assert "损坏" in refused(bytes(content), "a.docx")
    assert time.perf_counter() - before < 2


def test_encrypted_members():
    content = bytearray(make.docx("x"))
    at = content.rfind(b"PK\x01\x02")
    content[at + 8] |= 1
    assert "加密" in refused(bytes(content), "a.docx")


def test_an_odd_compression():
    out = io.BytesIO(make.docx("x"))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_BZIP2) as archive:
        archive.writestr("word/a.bin", b"x" * 100)
    assert "压缩方式" in refused(out.getvalue(), "a.docx")


@pytest.mark.parametrize("cut", [10, 30, 200, -1, -30])
def test_half_an_archive(cut):
    assert "损坏" in refused(make.docx("x" * 500)[:cut], "a.docx")


def test_a_pixel_flood_is_refused_by_its_header():
    assert "图片尺寸过大" in refused(make.pixel_flood(), "a.png")
    assert "图片尺寸过大" in refused(make.pixel_flood(7_100, 7_100), "a.png")
    assert sniff(io.BytesIO(make.pixel_flood(7_000, 7_000)), "a.png").ext == "png"


@pytest.mark.filterwarnings(
    "ignore"
)  # in the house a warning is only logged: the refusal must not hang on it
@pytest.mark.parametrize(
    "head", [b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"II*\0", b"MM\0*\xff\xff\xff\xff"]
)
def test_half_an_image(head):
    assert "图片不完整" in refused(
        head + zlib.compress(b"x" * 50), {0x89: "a.png", 0xFF: "a.jpg"}.get(head[0], "a.tif")
    )
