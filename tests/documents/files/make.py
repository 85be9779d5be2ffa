"""Files made on the spot: honest ones and hostile ones."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from datetime import date
from typing import Any

import ofdkit  # noqa: F401 - the OFD made here is read by it
from django.core.files.base import ContentFile
from PIL import Image

from documents.files.sample_pdf import make_incoming_pdf

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
HEADER = "application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
STRINGS = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"


def upload(content: bytes, name: str) -> ContentFile[bytes]:
    return ContentFile(content, name=name)


def paper(**changes: Any) -> bytes:
    """A red-head paper; `changes` override its fields."""
    fields: dict[str, Any] = {
        "organ": "云川市发展和改革委员会",
        "number": "云发改〔2026〕212号",
        "title": "关于申请批复《云川市城市更新三年行动方案（2027—2029年）》的请示",
        "urgency": "加急",
        "signer": "林 越",
        "main_to": "市人民政府",
        "body_paragraphs": [
            "为做好城市更新工作，我委编制了《方案》。现将有关情况请示如下。",
            "妥否，请批示。",
        ],
        "date": date(2026, 11, 19),
    }
    return make_incoming_pdf(**{**fields, **changes})


def zipped(members: dict[str, bytes | str], **options: Any) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, **options) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def content_types(parts: dict[str, str]) -> str:
    overrides = "".join(
        f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in parts.items()
    )
    return f'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">{overrides}</Types>'


def word_part(*paragraphs: str, root: str = "document") -> str:
    inner = "".join(f"<w:p><w:r><w:t>{p}</w:t></w:r></w:p>" for p in paragraphs)
    return f'<w:{root} xmlns:w="{W}"><w:body>{inner}</w:body></w:{root}>'


def docx(*paragraphs: str, header: str = "", extra: dict[str, bytes | str] | None = None) -> bytes:
    parts = {"word/document.xml": MAIN}
    members: dict[str, bytes | str] = {"word/document.xml": word_part(*paragraphs)}
    if header:
        parts["word/header1.xml"] = HEADER
        members["word/header1.xml"] = word_part(header, root="hdr")
    return zipped({"[Content_Types].xml": content_types(parts), **members, **(extra or {})})


def xlsx(*strings: str) -> bytes:
    cells = "".join(f"<si><t>{s}</t></si>" for s in strings)
    parts = {"xl/workbook.xml": SHEET, "xl/sharedStrings.xml": STRINGS}
    return zipped(
        {
            "[Content_Types].xml": content_types(parts),
            "xl/workbook.xml": "<workbook/>",
            "xl/sharedStrings.xml": f"<sst>{cells}</sst>",
        }
    )


def pptx(*lines: str, kind: str = "presentation") -> bytes:
    """One slide with these lines."""
    base = "application/vnd.openxmlformats-officedocument.presentationml."
    parts = {"ppt/presentation.xml": f"{base}{kind}.main+xml", "ppt/slides/slide1.xml": f"{base}slide+xml"}
    shapes = "".join(f"<a:p><a:r><a:t>{line}</a:t></a:r></a:p>" for line in lines)
    slide = f'<p:sld xmlns:p="p" xmlns:a="a"><p:txBody>{shapes}</p:txBody></p:sld>'
    return zipped(
        {
            "[Content_Types].xml": content_types(parts),
            "ppt/presentation.xml": "<presentation/>",
            "ppt/slides/slide1.xml": slide,
        }
    )


def ofd(*lines: str) -> bytes:
    ns = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    objects = "".join(
        f'<ofd:TextObject ID="{10 + i}" Boundary="20 {20 + 12 * i} 170 10" Font="3" Size="5">'
        f'<ofd:TextCode X="0" Y="6">{line}</ofd:TextCode></ofd:TextObject>'
        for i, line in enumerate(lines)
    )
    return zipped(
        {
            "OFD.xml": f'<ofd:OFD {ns} Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocInfo><ofd:DocID>1</ofd:DocID>'
            "</ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
            "Doc_0/Document.xml": f"<ofd:Document {ns}><ofd:CommonData><ofd:MaxUnitID>99</ofd:MaxUnitID>"
            "<ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea></ofd:CommonData>"
            '<ofd:Pages><ofd:Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/></ofd:Pages></ofd:Document>',
            "Doc_0/Pages/Page_0/Content.xml": f"<ofd:Page {ns}><ofd:Content>"
            f'<ofd:Layer ID="2">{objects}</ofd:Layer></ofd:Content></ofd:Page>',
        }
    )


def image(kind: str, size: tuple[int, int] = (60, 40), mode: str = "RGB", **options: Any) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, 200 if mode == "L" else None).save(out, kind, **options)
    return out.getvalue()


def pixel_flood(width: int = 30_000, height: int = 30_000) -> bytes:
    """A PNG of a few hundred bytes whose header claims 900 megapixels."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">L", len(data)) + name + data + struct.pack(">L", zlib.crc32(name + data))

    head = struct.pack(">LLBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 99))
        + chunk(b"IEND", b"")
    )


def ole(*names: str, tail: bytes = b"") -> bytes:
    """A compound file with these streams in its directory (one FAT sector, one directory sector)."""
    head = bytearray(512)
    head[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    struct.pack_into("<HHHHH", head, 24, 0x3E, 3, 0xFFFE, 9, 6)
    struct.pack_into("<LL", head, 44, 1, 1)
    struct.pack_into("<109L", head, 76, 0, *[0xFFFFFFFF] * 108)
    fat = struct.pack("<128L", 0xFFFFFFFD, 0xFFFFFFFE, *[0xFFFFFFFF] * 126)
    entries = b""
    for number, name in enumerate(("Root Entry", *names)):
        raw = (name + "\0").encode("utf-16-le")
        entries += raw.ljust(64, b"\0") + struct.pack("<HB", len(raw), 5 if number == 0 else 2) + bytes(61)
    return bytes(head) + fat + entries.ljust(512, b"\0")[:512] + tail
