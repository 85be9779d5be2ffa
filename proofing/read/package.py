"""Is a DOCX safe to open? Judged by its directory before anything is unpacked, then by the beginning of its parts."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from xml.parsers import expat

from .source import MOST, MOST_MB, Unreadable

MOST_MEMBERS = 2_000
MOST_UNPACKED = 100_000_000
MOST_RATIO = 100
SMALL = 1_000_000  # a small file of blank paper squeezes well: below this the ratio says nothing
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MAIN = "word/document.xml"
BROKEN = "文件不是完整的 DOCX（已损坏，或扩展名与内容不符），不能核稿。请另存为 DOCX 后再试。"
_MACRO = re.compile(r"(^|/)vba(Project|Data)[^/]*$", re.IGNORECASE)
_TROUBLE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError, ValueError)


def check(data: bytes) -> None:
    """`Unreadable` with what is wrong."""
    if len(data) > MOST:
        raise Unreadable(f"文件超过{MOST_MB}MB，不能核稿。请去掉其中的大图后再试。")
    if data.startswith(OLE):
        raise Unreadable("文件是旧版 DOC 或设有打开密码，不能核稿。请去掉密码，另存为 DOCX 后再试。")
    if not data.startswith(b"PK\x03\x04"):
        raise Unreadable(BROKEN)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _directory(archive.infolist(), len(data))
            for member in archive.infolist():
                if member.filename.lower().endswith((".xml", ".rels")):
                    _prolog(archive, member)
    except _TROUBLE as error:
        raise Unreadable(BROKEN) from error


def _directory(members: list[zipfile.ZipInfo], packed: int) -> None:
    names = [member.filename for member in members]
    if len(names) > MOST_MEMBERS:
        raise Unreadable(f"文件内部的条目过多（超过{MOST_MEMBERS}个），不能核稿。")
    unpacked = sum(member.file_size for member in members)
    if unpacked > MOST_UNPACKED or (unpacked > SMALL and unpacked > MOST_RATIO * packed):
        raise Unreadable("文件解开后异常庞大，疑似压缩炸弹，不能核稿。")
    if len(set(names)) < len(names) or any(".." in name.split("/") for name in names):
        raise Unreadable("文件内部结构不正常，不能核稿。")
    if any(member.flag_bits & 0x1 for member in members):
        raise Unreadable("文件已加密，不能核稿。请取消密码后再试。")
    if any(_MACRO.search(name) for name in names):
        raise Unreadable("文件带有宏，不能核稿。请去掉宏，另存为 DOCX 后再试。")
    if MAIN not in names and not any(name.endswith("/document.xml") for name in names):
        raise Unreadable(BROKEN)


class _Over(Exception):
    """The root element has come: what follows can declare nothing."""


def _prolog(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    """No part of a DOCX needs a DTD: with one come entities that grow or fetch files."""

    def doctype(*_: object) -> None:
        raise Unreadable("文件内部含有实体声明（DTD），不能核稿。")

    def root(*_: object) -> None:
        raise _Over

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler, parser.StartElementHandler = doctype, root
    try:
        with archive.open(member) as stream:
            for _chunk in range(64):
                parser.Parse(stream.read(16_384))
    except (_Over, expat.ExpatError):
        return
