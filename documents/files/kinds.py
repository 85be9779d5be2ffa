"""The closed list of file kinds docflow keeps. A kind is found by content (`sniff`), never by name alone."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Kind:
    """One kind of file: canonical extension, MIME type, word for the screen, can it be drawn as pages."""

    ext: str
    mime: str
    label: str | Promise
    previewable: bool


_OOXML = "application/vnd.openxmlformats-officedocument."

KINDS: dict[str, Kind] = {
    kind.ext: kind
    for kind in (
        Kind("pdf", "application/pdf", _("PDF 文件"), True),
        Kind("docx", _OOXML + "wordprocessingml.document", _("Word 文档"), False),
        Kind("xlsx", _OOXML + "spreadsheetml.sheet", _("Excel 表格"), False),
        Kind("pptx", _OOXML + "presentationml.presentation", _("PowerPoint 演示文稿"), False),
        Kind("ofd", "application/ofd", _("OFD 版式文件"), True),
        Kind("png", "image/png", _("PNG 图片"), True),
        Kind("jpg", "image/jpeg", _("JPEG 图片"), True),
        Kind("tif", "image/tiff", _("TIFF 图片"), True),
        Kind("doc", "application/msword", _("Word 97–2003 文档"), False),
        Kind("wps", "application/vnd.ms-works", _("WPS 文字文档"), False),
        Kind("ppt", "application/vnd.ms-powerpoint", _("PowerPoint 97–2003 演示文稿"), False),
        Kind("xls", "application/vnd.ms-excel", _("Excel 97–2003 表格"), False),
    )
}

# Other spellings of an extension; the stored kind carries the canonical one.
ALIASES = {"jpeg": "jpg", "jpe": "jpg", "tiff": "tif"}

# Word text is shown, never laid out; the rest of the non-previewable kinds is for downloading.
HAS_TEXT = frozenset({"pdf", "docx", "xlsx", "pptx", "ofd"})
IMAGES = frozenset({"png", "jpg", "tif"})
OLE = frozenset({"doc", "wps", "xls", "ppt"})
OFFICE = OLE | {"docx", "xlsx", "pptx"}  # LibreOffice, where there is one, makes pages of them

ACCEPTED = "PDF、OFD、DOCX、XLSX、PPTX、DOC、WPS、XLS、PPT、PNG、JPEG、TIFF"
ACCEPT_ATTRIBUTE = ",".join(f".{ext}" for ext in (*KINDS, *ALIASES))
