"""The parts of an OFD package: found by name, read within limits, parsed without DTDs. Nothing is unpacked."""

from __future__ import annotations

import posixpath
import re
import zipfile
import zlib
from io import BytesIO
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from documents.files.inside.limits import BadFile

MAX_PARTS = 20_000
MAX_XML = 24_000_000
MAX_PART = 64_000_000
MAX_READ = 300_000_000  # bytes unpacked in the whole job

_DECLARED = re.compile(rb"^\s*<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"'][^>]*\?>")
_UNREADABLE = (
    zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError, ValueError, KeyError,
)  # fmt: skip


class Parts:
    """A package opened for reading. Raises BadFile: broken where it is none, too_large where it is over a limit."""

    def __init__(self, source: str | bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(BytesIO(source) if isinstance(source, bytes) else source)
        except _UNREADABLE as error:
            raise BadFile("broken") from error
        members = [m for m in self._zip.infolist() if not m.is_dir()]
        if len(members) > MAX_PARTS:
            raise BadFile("too_large")
        self._members = {_plain(_name(m)): m for m in reversed(members)}
        self._folded = {name.casefold(): name for name in self._members}
        self._left = MAX_READ

    def close(self) -> None:
        self._zip.close()

    def find(self, location: str | None, base: str = "") -> str | None:
        """The part that `location` means, written in the part `base`; None where there is none.

        Relative to `base`, from the root with a leading slash; many producers write relative ones from the
        root (clause 7.2). A way out of the package leads nowhere: only members of the archive are ever found.
        """
        wanted = (location or "").strip().replace("\\", "/")
        if not wanted or len(wanted) > 1_000:
            return None
        places = ["/"] if wanted.startswith("/") else [posixpath.dirname(base), "/"]
        for place in places:
            name = _plain(posixpath.normpath(posixpath.join("/", place, wanted.lstrip("/"))))
            if found := name if name in self._members else self._folded.get(name.casefold()):
                return found
        return None

    def read(self, name: str, limit: int = MAX_PART) -> bytes:
        """The bytes of a part found before."""
        member = self._members[name]
        limit = min(limit, self._left)
        if member.file_size > limit:
            raise BadFile("too_large")
        try:
            with self._zip.open(member) as stream:
                content = stream.read(limit + 1)
        except _UNREADABLE as error:
            raise BadFile("broken") from error
        if len(content) > limit:  # the declared size was a lie
            raise BadFile("too_large")
        self._left -= len(content)
        return content

    def xml(self, name: str) -> Element:
        """The root of a part; BadFile("broken") where it is no XML, or declares a DTD."""
        try:
            root: Element = fromstring(_decoded(self.read(name, MAX_XML)), forbid_dtd=True)
        except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
            raise BadFile("broken") from error
        return root


def _plain(name: str) -> str:
    return name.replace("\\", "/").removeprefix("./").lstrip("/")


def _name(member: zipfile.ZipInfo) -> str:
    """Names without the UTF-8 flag are UTF-8 or GBK all the same where they come from China."""
    try:
        raw = b"" if member.flag_bits & 0x800 else member.filename.encode("cp437")
    except UnicodeEncodeError:
        return member.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding) or member.filename
        except UnicodeDecodeError:
            continue
    return member.filename


def _decoded(content: bytes) -> bytes | str:
    """The parser knows no GBK: such a part becomes text first."""
    declared = _DECLARED.match(content[:200])
    if declared and declared.group(1).lower() in (b"gb2312", b"gbk", b"gb18030", b"cp936"):
        return content[declared.end() :].decode("gb18030", errors="replace")
    return content
