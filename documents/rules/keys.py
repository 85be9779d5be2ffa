"""Keys for search and uniqueness. The text as typed is kept; only these keys are folded. Pure."""

from __future__ import annotations

import re
import unicodedata

BRACKETS = str.maketrans(dict.fromkeys("〔[【（﹝［{「", "(") | dict.fromkeys("〕]】）﹞］}」", ")"))
ZERO = str.maketrans("〇○", "00")
DROP = re.compile(r"[\s()第号,，、.。:：;；\-—–_·•“”\"'《》〈〉!！?？]+")


def fold(text: str) -> str:
    """NFKC, case fold, format characters out, brackets alike."""
    plain = unicodedata.normalize("NFKC", text.translate(BRACKETS)).casefold()
    return "".join(c for c in plain if unicodedata.category(c) not in ("Cf", "Cc") or c.isspace())


def number_key(number: str) -> str:
    """江政办发〔2026〕12号, 江政办发2026 12号 and 江政办发[2026]012号 share one key: 江政办发2026|12."""
    text = fold(number).translate(BRACKETS).translate(ZERO)
    parts = [
        p.lstrip("0") or "0" if p.isdigit() else p
        for p in re.findall(r"\d+|[^\d]+", DROP.sub(" ", text))
        if p.strip()
    ]
    key = ""
    for part in (p.strip().replace(" ", "") for p in parts):
        key += f"|{part}" if key and key[-1].isdigit() and part.isdigit() else part
    return key[:80]


def title_key(title: str) -> str:
    """A title without marks and spaces, for the duplicate check."""
    return DROP.sub("", fold(title))
