"""A line of addressees as a clerk types it: 省财政厅 2、各市人民政府、「江东工程协会」（不相隶属机关）3. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import groupby
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

MOST = 9_999  # copies
PARTS = re.compile(r"(?:「[^」]*」|[^、,，;；\n])+")
QUOTED = re.compile(r"「([^「」]*)」\s*(?:[（(]([^（）()]*)[）)])?\s*(?:[×*]?\s*(\d+)\s*份?)?")
PLAIN = re.compile(r"([^「」]+?)(?:(?:\s+|\s*[×*]\s*)(\d+)\s*份?)?")


class BadList(ValueError):
    """`str()` is a sentence: which part cannot be read."""


class Listed(NamedTuple):
    """One part. `quoted`: a name outside the roster, `relation` the words in brackets behind it."""

    name: str
    copies: int | None
    quoted: bool = False
    relation: str = ""


def parse(text: str) -> list[Listed]:
    """The parts in order; no number gives `copies` None. `BadList` for a quote left open and for copies outside 1 … 9,999."""
    return [_part(part.strip()) for part in PARTS.findall(text) if part.strip()]


def _part(part: str) -> Listed:
    if found := QUOTED.fullmatch(part):
        name, relation, copies = found.groups()
        if not name.strip():
            raise BadList(_("「」中没有写单位名称。"))
        return Listed(name.strip(), _copies(copies, part), True, (relation or "").strip())
    found = PLAIN.fullmatch(part)
    if found is None:
        raise BadList(
            _("看不懂「%(part)s」：名册以外的单位请写在「」里。") % {"part": part[:30].strip("「」")}
        )
    name, copies = found.groups()
    return Listed(name.strip(), _copies(copies, part))


def _copies(digits: str | None, part: str) -> int | None:
    if digits is None:
        return None
    if len(digits) > 4 or not 1 <= int(digits) <= MOST:
        raise BadList(_("%(part)s：份数应在 1 到 9999 之间。") % {"part": part[:40]})
    return int(digits)


def written(name: str, copies: int, *, relation: str = "", quoted: bool = False) -> str:
    """The part that `parse` reads back."""
    shown = f"「{name}」（{relation}）" if quoted else name
    return f"{shown} {copies}" if copies != 1 else shown


def printed(rows: Iterable[Any]) -> list[str]:
    """How addressees stand in the paper: those in a row that came with the same group by its name, 各市人民政府."""
    found: list[str] = []
    for text, some in groupby(rows, key=lambda row: row.text):
        found += [text] if text else [row.name for row in some]
    return found
