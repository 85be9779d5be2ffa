"""Seals: the appearance that `Signatures` keep (clause 18), shown and never checked. The picture says so: 未验签."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from xml.etree.ElementTree import Element

from documents.files.inside.limits import BadFile

from .parts import Parts
from .values import Box, box, child, children

MAX_SEALS = 200
MAX_SEAL = 8_000_000  # bytes
_OCTETS, _INTEGER = 0x04, 0x02
_STRINGS = (0x16, 0x0C, 0x13)  # IA5String, UTF8String, PrintableString
_MOST = 5_000  # values looked at in one seal
UNCHECKED = "未验签"


@dataclass(frozen=True)
class Seal:
    """Where a seal stands on a page and what it looks like; `clip` is the part of it on this page (骑缝章)."""

    place: Box
    clip: Box | None
    kind: str
    picture: bytes


def seals(parts: Parts, location: str | None, base: str) -> dict[str, list[Seal]]:
    """Page id → the seals on it. What cannot be read is left out; the place of a seal without a picture stays."""
    found: dict[str, list[Seal]] = {}
    name = parts.find(location, base)
    root = _root(parts, name)
    for one in islice(children(root, "Signature"), MAX_SEALS):
        where = parts.find(one.get("BaseLoc"), name or "")
        signed = child(_root(parts, where), "SignedInfo")
        stamps = list(islice(children(signed, "StampAnnot"), MAX_SEALS))
        if not stamps or where is None:
            continue
        kind, picture = _picture(parts, where)
        for stamp in stamps:
            if place := box(stamp.get("Boundary")):
                seal = Seal(place, box(stamp.get("Clip")), kind, picture)
                found.setdefault((stamp.get("PageRef") or "").strip(), []).append(seal)
    return found


def _root(parts: Parts, name: str | None) -> Element | None:
    try:
        return parts.xml(name) if name else None
    except BadFile:
        return None


def _picture(parts: Parts, where: str) -> tuple[str, bytes]:
    """From the seal's own file, else from the signed value, which has the seal inside (GB/T 38540)."""
    root = _root(parts, where)
    seal, value = child(root, "SignedInfo", "Seal", "BaseLoc"), child(root, "SignedValue")
    for named in (seal, value):
        name = parts.find(named.text, where) if named is not None else None
        try:
            content = parts.read(name, MAX_SEAL) if name else b""
        except BadFile:
            continue
        if found := picture_in(content):
            return found
    return "", b""


def picture_in(content: bytes) -> tuple[str, bytes] | None:
    """(type, bytes) of the picture in an electronic seal: SEQUENCE {type String, data OCTET STRING, width, height}."""
    waiting, looked = [(0, len(content))], 0
    while waiting:
        values = []
        start, end = waiting.pop()
        for value in _values(content, start, end):
            looked += 1
            values.append(value)
            if looked > _MOST:
                return None
        tags = [tag for tag, _from, _to in values[:4]]
        if tags[1:] == [_OCTETS, _INTEGER, _INTEGER] and tags[0] in _STRINGS:
            kind, data = (content[a:b] for _tag, a, b in values[:2])
            return kind.decode("ascii", "replace").strip().lower(), data
        waiting.extend((a, b) for tag, a, b in reversed(values) if tag & 0x20)
    return None


def _values(content: bytes, at: int, end: int) -> Iterator[tuple[int, int, int]]:
    """Tag, start and end of each DER value; stops where it makes no sense."""
    while at + 2 <= end:
        tag, size = content[at], content[at + 1]
        at += 2
        if size >= 0x80:
            more = size & 0x7F
            if not 1 <= more <= 4 or at + more > end:
                return
            size = int.from_bytes(content[at : at + more])
            at += more
        if at + size > end:
            return
        yield tag, at, at + size
        at += size
