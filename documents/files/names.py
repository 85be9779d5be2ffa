"""A file's name as people see it: readable, harmless in a header, a list or a save dialog."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 120
_FORBIDDEN = re.compile(r'[/\\:*?"<>|]')
_RESERVED = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)$", re.IGNORECASE)


def split_name(name: str) -> tuple[str, str]:
    """Stem and extension (lower case, without the dot); '' when there is none."""
    stem, dot, ext = name.rpartition(".")
    return (stem, ext.lower()) if dot and ext.isalnum() else (name, "")


def clean_name(name: str) -> str:
    """`name` in NFC, without path, control and format characters, at most 120 characters, extension kept."""
    text = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    text = "".join(c for c in text if unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Zl", "Zp"})
    text = _FORBIDDEN.sub("_", re.sub(r"\s+", " ", text)).strip().rstrip(" .")
    stem, ext = split_name(text)
    stem = stem.strip(" .")
    if not stem or _RESERVED.match(stem):
        stem = f"_{stem}" if stem else "文件"
    room = LONGEST - len(ext) - 1 if ext else LONGEST
    return f"{stem[:room].rstrip()}.{ext}" if ext else stem[:room].rstrip()
