"""Names inside an OLE compound file (DOC, WPS, XLS). Reads the directory only. Source: [MS-CFB] 2.2 to 2.6."""

from __future__ import annotations

import struct
from typing import IO

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LAST_SECTOR = 0xFFFFFFFA  # above it: end of chain, free, FAT markers
_MAX_SECTORS = 256  # of directory: 256 x 512 bytes hold 1,024 names, more than any office file has


def entry_names(f: IO[bytes]) -> set[str]:
    """Names of streams and storages; empty when the structure does not hold. Never raises on bad bytes."""
    f.seek(0)
    head = f.read(512)
    if len(head) < 512 or not head.startswith(MAGIC):
        return set()
    (shift,) = struct.unpack_from("<H", head, 30)
    (first,) = struct.unpack_from("<L", head, 48)
    if shift not in (9, 12):
        return set()
    fat = [s for s in struct.unpack_from("<109L", head, 76) if s < _LAST_SECTOR]
    names: set[str] = set()
    sector, seen = first, 0
    while sector < _LAST_SECTOR and seen < _MAX_SECTORS:
        names |= _names(_sector(f, sector, shift))
        sector = _next(f, fat, sector, shift)
        seen += 1
    return names


def _sector(f: IO[bytes], number: int, shift: int) -> bytes:
    f.seek((number + 1) << shift)
    return f.read(1 << shift)


def _next(f: IO[bytes], fat: list[int], sector: int, shift: int) -> int:
    per = 1 << (shift - 2)
    if sector // per >= len(fat):
        return _LAST_SECTOR
    table = _sector(f, fat[sector // per], shift)
    at = (sector % per) * 4
    return int.from_bytes(table[at : at + 4], "little") if len(table) >= at + 4 else _LAST_SECTOR


def _names(sector: bytes) -> set[str]:
    names = set()
    for at in range(0, len(sector) - 127, 128):
        length, kind = struct.unpack_from("<HB", sector, at + 64)
        if kind in (1, 2, 5) and 2 <= length <= 64:
            names.add(sector[at : at + length - 2].decode("utf-16-le", errors="replace"))
    return names
