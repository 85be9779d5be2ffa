"""What a file really is. The extension must agree with the content, and the content must be on the list."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from os import PathLike
from typing import IO

from django.utils.translation import gettext as _
from PIL import Image

from . import ole, zipped
from .errors import Refused
from .kinds import ACCEPTED, ALIASES, IMAGES, KINDS, Kind
from .names import clean_name, split_name

MAX_PIXELS = 50_000_000
_FORMATS = {"PNG": "png", "JPEG": "jpg", "MPO": "jpg", "TIFF": "tif"}
_IMAGE_HEADS = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\0", b"MM\0*")
# The streams that make an OLE container a Word, WPS, Excel or PowerPoint file, and those that mean macros.
_WORD, _EXCEL, _SLIDES = {"WordDocument"}, {"Workbook", "Book"}, {"PowerPoint Document"}
_MACROS = {"Macros", "_VBA_PROJECT_CUR", "VBA", "_VBA_PROJECT"}


def sniff(source: str | PathLike[str] | IO[bytes], name: str, accepted: str = ACCEPTED) -> Kind:
    """The kind of a file by its content; `name` gives the extension it claims, `accepted` says what is taken where it is
    asked for.

    Raises Refused with a sentence that says what is wrong and what is accepted. Reads headers and
    directories only, so cost does not grow with what the file would unpack to.
    """
    shown = clean_name(name)
    claimed = split_name(shown)[1]
    claimed = ALIASES.get(claimed, claimed)
    if claimed not in KINDS:
        raise Refused(
            _("「{name}」不是可收的文件类型。可收：{accepted}。").format(name=shown, accepted=accepted)
        )
    with _opened(source) as f:
        found = _by_content(f, claimed, accepted)
    if found != claimed:
        raise Refused(_mismatch(shown, claimed, found, accepted))
    return KINDS[found]


@contextmanager
def _opened(source: str | PathLike[str] | IO[bytes]) -> Iterator[IO[bytes]]:
    if isinstance(source, str | PathLike):
        with open(source, "rb") as f:
            yield f
    else:
        source.seek(0)
        yield source


def _mismatch(shown: str, claimed: str, found: str | None, accepted: str) -> str:
    if found is None:
        text = _("「{name}」的内容不是{claimed}，与扩展名不符，不能收。可收：{accepted}。")
        return text.format(name=shown, claimed=KINDS[claimed].label, accepted=accepted)
    text = _("「{name}」的内容是{found}，与扩展名不符。请把扩展名改为 .{ext} 后再上传。")
    return text.format(name=shown, found=KINDS[found].label, ext=found)


def _by_content(f: IO[bytes], claimed: str, accepted: str) -> str | None:
    head = f.read(16)
    if not head:
        raise Refused(_("文件是空的，请重新选择。可收：{accepted}。").format(accepted=accepted))
    if head.startswith(b"PK\x03\x04"):
        with zipped.check(f) as archive:
            return zipped.document_type(archive)
    if head.startswith(ole.MAGIC):
        return _ole(f, claimed)
    if not head.startswith((b"%PDF-", *_IMAGE_HEADS)):
        return None
    if zipped.directory_at_end(f):
        raise Refused(_("文件尾部藏有压缩包，不能收。请重新生成后再上传。"))
    return "pdf" if head.startswith(b"%PDF-") else _image(f)


def _ole(f: IO[bytes], claimed: str) -> str | None:
    names = ole.entry_names(f)
    if names & _MACROS:
        raise Refused(_("文件带有宏，不能收。请去掉宏，另存为 DOCX 或 XLSX 后再上传。"))
    if "EncryptedPackage" in names:
        raise Refused(_("文件已加密，请取消密码后再上传。"))
    if names & _EXCEL:
        return "xls"
    if names & _WORD:
        # WPS Writer saves the same container as Word: only the name tells them apart.
        return claimed if claimed in ("doc", "wps") else "doc"
    if names & _SLIDES:
        return "ppt"
    return None


def _image(f: IO[bytes]) -> str | None:
    f.seek(0)
    try:
        with Image.open(f, formats=["PNG", "JPEG", "TIFF"]) as image:  # header only, no decoding
            width, height = image.size
            found = _FORMATS.get(image.format or "")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Refused(_too_many_pixels()) from error
    except (OSError, ValueError, SyntaxError, OverflowError, TypeError, KeyError, EOFError, Warning):
        raise Refused(_("图片不完整或已损坏，请重新扫描或导出后再上传。")) from None
    if width * height > MAX_PIXELS:
        raise Refused(_too_many_pixels())
    return found if found in IMAGES else None


def _too_many_pixels() -> str:
    return _("图片尺寸过大（超过 {n} 万像素），请降低分辨率后再上传。").format(n=MAX_PIXELS // 10_000)
