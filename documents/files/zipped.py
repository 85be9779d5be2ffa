"""Is this ZIP archive safe to open, and which document is it? Judged by structure, before anything is unpacked.

Limits follow reliability 4.7: 2,000 members, 300 MB unpacked, ratio 100, nesting 1, no way out of the folder.
"""

from __future__ import annotations

import io
import posixpath
import re
import stat
import struct
import zipfile
import zlib
from typing import IO
from xml.etree.ElementTree import Element
from xml.parsers import expat

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring
from django.utils.translation import gettext as _

from .errors import Refused

MAX_MEMBERS = 2_000
MAX_UNPACKED = 300_000_000
MAX_RATIO = 100
SMALL = 1_000_000  # a tiny archive of blank paper squeezes well; below this size the ratio says nothing
MAX_NESTED = 30_000_000
MAX_XML_PART = 4_000_000
MAX_DIRECTORY = 2_000_000

_EOCD = b"PK\x05\x06"
_CODE = (b"MZ", b"\x7fELF", b"#!")
_CODE_NAME = re.compile(
    r"\.(exe|dll|com|scr|bat|cmd|ps1|vbs|js|jse|wsf|hta|lnk|url|jar|msi|sh|html?|xhtml|mht)$", re.IGNORECASE
)
_MACRO_NAME = re.compile(r"(^|/)(vbaProject|vbaData)[^/]*$", re.IGNORECASE)
_LINKS_OUT = re.compile(
    r"/(attachedTemplate|oleObject|frame|subDocument|aFChunk|externalLinkPath)$", re.IGNORECASE
)


def directory_at_end(f: IO[bytes]) -> tuple[int, int] | None:
    """(members, directory bytes) if the file ends as a ZIP archive does, else None. Reads the last 64 kB only."""
    f.seek(0, io.SEEK_END)
    f.seek(max(0, f.tell() - 65_557))
    tail = f.read()
    at = tail.rfind(_EOCD)
    while at >= 0:
        if len(tail) - at >= 22:
            members, size, _offset, comment = struct.unpack("<10xHLLH", tail[at : at + 22])
            if at + 22 + comment == len(tail):
                return members, size
        at = tail.rfind(_EOCD, 0, at)
    return None


def check(f: IO[bytes], *, depth: int = 0) -> zipfile.ZipFile:
    """The opened archive, or Refused with what is wrong. `f` must be seekable."""
    end = directory_at_end(f)
    if end is None:
        raise Refused(_("文件不完整或已损坏，请重新取得后再上传。"))
    if end[0] > MAX_MEMBERS or end[1] > MAX_DIRECTORY:
        raise Refused(_("文件内部的条目过多（超过 {n} 个），不能收。").format(n=MAX_MEMBERS))
    f.seek(0)
    try:
        archive = zipfile.ZipFile(f)
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError) as error:
        raise Refused(_("文件不完整或已损坏，请重新取得后再上传。")) from error
    _check_sizes(archive, f)
    for member in archive.infolist():
        _check_member(archive, member, depth)
    return archive


def _check_sizes(archive: zipfile.ZipFile, f: IO[bytes]) -> None:
    members = archive.infolist()
    unpacked = sum(m.file_size for m in members)
    packed = max(1, f.seek(0, io.SEEK_END))
    if len(members) > MAX_MEMBERS:
        raise Refused(_("文件内部的条目过多（超过 {n} 个），不能收。").format(n=MAX_MEMBERS))
    if unpacked > MAX_UNPACKED or (unpacked > SMALL and unpacked / packed > MAX_RATIO):
        raise Refused(_("文件解开后异常庞大，疑似压缩炸弹，不能收。"))
    if len({m.filename for m in members}) < len(members):
        raise Refused(_("文件内部有同名条目，结构不正常，不能收。"))


def _check_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, depth: int) -> None:
    name = member.filename.replace("\\", "/")
    if name.startswith("/") or ":" in name or ".." in name.split("/") or "\0" in member.orig_filename:
        raise Refused(_("文件内部有指向外部的路径，不能收。"))
    if stat.S_ISLNK(member.external_attr >> 16):
        raise Refused(_("文件内部有符号链接，不能收。"))
    if member.flag_bits & 0x1:
        raise Refused(_("文件已加密，请取消密码后再上传。"))
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Refused(_("文件的压缩方式不受支持，请另存后再上传。"))
    if _MACRO_NAME.search(name):
        raise Refused(_("文件带有宏，不能收。请去掉宏，另存为 DOCX 或 XLSX 后再上传。"))
    if member.is_dir():
        return
    head = _head(archive, member)
    if _CODE_NAME.search(name) or head.startswith(_CODE):
        raise Refused(_("文件内部夹带程序或网页，不能收。"))
    if head.startswith(b"PK\x03\x04"):
        _check_nested(archive, member, depth)
    if name.endswith((".xml", ".rels")):
        _check_prolog(archive, member)


def read(archive: zipfile.ZipFile, member: zipfile.ZipInfo | str, size: int = -1) -> bytes:
    """Bytes of one member (at most `size`), or Refused when it does not unpack."""
    try:
        with archive.open(member) as stream:
            return stream.read(size)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        RuntimeError,
        NotImplementedError,
        KeyError,
    ) as error:
        raise Refused(_("文件不完整或已损坏，请重新取得后再上传。")) from error


def _head(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    return read(archive, member, 8)


def _check_nested(archive: zipfile.ZipFile, member: zipfile.ZipInfo, depth: int) -> None:
    if depth >= 1:
        raise Refused(_("文件内部层层套有压缩包，不能收。"))
    if member.file_size > MAX_NESTED:
        raise Refused(_("文件内嵌的文件过大，不能收。请把它单独上传。"))
    check(io.BytesIO(read(archive, member)), depth=depth + 1)


class _PrologOver(Exception):
    """Raised to stop the parser at the root element: what follows cannot declare entities."""


def _check_prolog(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    """Refuse a part that declares a DTD (entity bombs, XXE): neither OOXML nor OFD ever needs one."""

    def doctype(*_args: object) -> None:
        raise Refused(_("文件内部含有实体声明（DTD），不能收。"))

    def root(*_args: object) -> None:
        raise _PrologOver

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = doctype
    parser.StartElementHandler = root
    try:
        with archive.open(member) as stream:
            for _chunk in range(64):  # a megabyte without a root element is no document
                parser.Parse(stream.read(16_384))
    except _PrologOver:
        return
    except expat.ExpatError:
        return  # a GBK or clumsy part: the reader, which forbids DTDs itself, says so later
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError) as error:
        raise Refused(_("文件不完整或已损坏，请重新取得后再上传。")) from error


def _xml(archive: zipfile.ZipFile, name: str) -> Element:
    if archive.getinfo(name).file_size > MAX_XML_PART:
        raise Refused(_("文件解开后异常庞大，疑似压缩炸弹，不能收。"))
    try:
        return fromstring(read(archive, name), forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise Refused(_("文件不完整或已损坏，请重新取得后再上传。")) from error


def document_type(archive: zipfile.ZipFile) -> str | None:
    """'docx', 'xlsx', 'pptx' or 'ofd' by the archive's own declaration; None for any other archive.

    Sources: ECMA-376 part 2 (content types), GB/T 33190-2016 (OFD.xml at the root).
    """
    names = set(archive.namelist())
    root_ofd = next((n for n in names if n.casefold() == "ofd.xml"), None)
    if root_ofd:
        root = _xml(archive, root_ofd)
        return "ofd" if root.tag.rsplit("}", 1)[-1] == "OFD" else None
    if "[Content_Types].xml" not in names:
        return None
    mains = _main_types(_xml(archive, "[Content_Types].xml"), names)
    if any("macroenabled" in m.lower() for m in mains):
        raise Refused(_("文件带有宏，不能收。请去掉宏，另存为 DOCX 或 XLSX 后再上传。"))
    _check_links(archive)
    if any(m.endswith("wordprocessingml.document.main+xml") for m in mains):
        return "docx"
    if any(m.endswith("spreadsheetml.sheet.main+xml") for m in mains):
        return "xlsx"
    if any(m.endswith("presentationml.presentation.main+xml") for m in mains):
        return "pptx"
    return None


def _main_types(types: Element, names: set[str]) -> list[str]:
    found = []
    for part in types:
        content_type = part.get("ContentType", "")
        # A macro type counts wherever it is declared; a document type only if its part is there.
        there = part.get("PartName", "").lstrip("/") in names
        if "macroenabled" in content_type.lower() or (content_type.endswith(".main+xml") and there):
            found.append(content_type)
    return found


def _check_links(archive: zipfile.ZipFile) -> None:
    for name in archive.namelist():
        if posixpath.basename(posixpath.dirname(name)) != "_rels" or not name.endswith(".rels"):
            continue
        for link in _xml(archive, name):
            if link.get("TargetMode") == "External" and _LINKS_OUT.search(link.get("Type", "")):
                raise Refused(_("文件链接了外部模板或外部对象，不能收。请断开链接后再上传。"))
