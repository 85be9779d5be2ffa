"""A file as lines and layout, by what its name says it is: .docx, .pdf, or plain text as GW-TXT/1."""

from __future__ import annotations

from . import docx, pdf
from .source import MOST, MOST_MB, Source, Unreadable, bounded

KINDS = ("txt", "docx", "pdf")
_BOM = b"\xef\xbb\xbf"


def source(name: str, data: bytes) -> Source:
    """`Unreadable` with a sentence in Chinese where it cannot be read. A file is never taken for another kind than it says."""
    kind = name.rpartition(".")[2].lower()
    if not data:
        raise Unreadable("文件是空的，不能核稿。")
    if kind == "docx":
        return docx.read(data)
    if kind == "pdf":
        return pdf.read(data)
    if kind == "txt":
        return Source(_text(data))
    raise Unreadable("只能核对 DOCX、PDF 和 TXT 文件。请另存后再试。")


def _text(data: bytes) -> tuple[str, ...]:
    if len(data) > MOST:
        raise Unreadable(f"文件超过{MOST_MB}MB，不能核稿。")
    try:
        text = data.removeprefix(_BOM).decode("utf-8")
    except UnicodeDecodeError as error:
        raise Unreadable("文本文件不是 UTF-8 编码，不能核稿。请另存为 UTF-8 后再试。") from error
    if "\0" in text:
        raise Unreadable("文件不是文本，不能核稿。")
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return bounded(lines[:-1] if lines[-1] == "" else lines)


__all__ = ["KINDS", "Source", "Unreadable", "source"]
