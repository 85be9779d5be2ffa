"""What a leader's words say about handing over: which units, who leads, or only that he has read. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

_READ = re.compile(r"(?:已|请)?(?:圈阅|阅知|阅悉|传阅|阅存|参阅|阅)|(?:已)?(?:知悉|收悉|知道了?)")
_MARKS = re.compile(r"[\s。．.！!，,、；;：:“”\"]+")
_LEADS = re.compile(r"[\s，,（(]*(?:牵头|主办|负责|为主)")
_BESIDE = re.compile(r"(?:会同|会商|商|协同|配合|并请|协调)[\s]*$")


def only_read(text: str) -> bool:
    """「已阅。」「阅知」: nobody is told to do anything (domain.md §5.2)."""
    words = [w for w in _MARKS.split("".join(text.split())) if w]
    return bool(words) and all(_READ.fullmatch(w) for w in words)


def units_named(text: str, units: Iterable[Any]) -> tuple[Any | None, list[Any]]:
    """The lead and the others among `units` (each with `name` and `short`), as the words name them.

    The lead is whom the words call so (牵头、主办、负责), else the first named; None when all are only to join in
    (「会同财政厅」). A name counts with or without its 省.
    """
    found = _places(text, units)
    if not found:
        return None, []
    named = list({unit.pk: unit for _start, _end, unit in found}.values())
    lead = next((unit for _start, end, unit in found if _LEADS.match(text, end)), None)
    if lead is None and not _BESIDE.search(text[: found[0][0]]):
        lead = found[0][2]
    return lead, [unit for unit in named if lead is None or unit.pk != lead.pk]


def _places(text: str, units: Iterable[Any]) -> list[tuple[int, int, Any]]:
    """Where each name stands, longest names first: 省水利厅 is not found again inside 云川省水利厅."""
    names = {name: unit for unit in units for name in _spellings(unit)}
    free, found = text, []
    for name in sorted(names, key=len, reverse=True):
        while (at := free.find(name)) >= 0:
            found.append((at, at + len(name), names[name]))
            free = free[:at] + "\0" * len(name) + free[at + len(name) :]
    return sorted(found, key=lambda place: place[0])


def _spellings(unit: Any) -> set[str]:
    plain = {unit.name, unit.short}
    return {n for n in plain | {n.removeprefix("省") for n in plain} if len(n) >= 3}
