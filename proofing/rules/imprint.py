"""版记: copies, and who printed it when (CC; GB/T 9704-2012 7.4). Our own editor sets it: there it is not looked at."""

from __future__ import annotations

import re
from collections.abc import Iterator

from proofing.draft import Draft, Line
from proofing.finding import Hit
from proofing.meta import Meta
from proofing.registry import check

from .numerals import CHINESE_DAY, arabic, day_of
from .parts import BLANK, exactly

_COPIES = re.compile(r"抄[ \u3000]{0,4}送")
_OLD = re.compile(r"抄[ \u3000]{0,2}报|抄[ \u3000]{0,2}发(?=[：:])|(?:报送|报|发)(?=[：:])")
_TO = re.compile(r"主[ \u3000]{0,4}送[：:]")
_RIGHT = re.compile(r"(?<!\d)\d{4}年(?:[1-9]|1[0-2])月(?:[1-9]|[12]\d|3[01])日印发$")
_DAY = re.compile(
    rf"(?<!\d)\d{{4}}[ \u3000]?[年./-][ \u3000]?\d{{1,2}}[ \u3000]?[月./-](?:[ \u3000]?\d{{1,2}}[日号]?)?|{CHINESE_DAY.pattern}"
)
_ANY_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")


def _lines(draft: Draft, meta: Meta) -> list[Line]:
    return [] if meta.printed else [line for line in draft.imprint if line]


def _start(line: Line) -> int:
    return len(line.text) - len(line.text.lstrip(BLANK))


def _end(line: Line) -> int:
    return len(line.text.rstrip(BLANK))


def _first(lines: list[Line], shape: re.Pattern[str]) -> Line | None:
    return next((line for line in lines if shape.match(line.text, _start(line))), None)


def _printed(draft: Draft, lines: list[Line]) -> Line | None:
    """The line of who printed it when: the one the draft names, else the last with a day."""
    if draft.printed:
        return next((line for line in lines if line.n == draft.printed.line), None)
    return next((line for line in reversed(lines) if "印发" in line.text), None)


@check("CC-01")
def copies(draft: Draft, meta: Meta) -> Iterator[Hit]:
    """The list may go on in further lines, up to the one of who printed it."""
    lines = _lines(draft, meta)
    line = _first(lines, _COPIES)
    if line is None:
        return
    printed = _printed(draft, lines)
    rest = [
        x
        for x in lines
        if x.n >= line.n and x is not printed and (printed is None or x.n < printed.n or line.n > printed.n)
    ]
    label = _COPIES.match(line.text, _start(line))
    assert label
    colon = line.text.startswith("：", label.end())
    ended = (rest or [line])[-1].text.rstrip(BLANK).endswith("。")
    if not (colon and ended):
        start, end = _start(line), _end(line)
        alone = len(rest) == 1
        names = line.text[label.end() : end].lstrip("：:" + BLANK).rstrip("；，、;,.。" if alone else "")
        sure = alone or ended
        yield exactly(line, start, end, f"抄送：{names}{'。' if alone else ''}" if sure and names else None)


@check("CC-02")
def not_reported(draft: Draft, meta: Meta) -> Iterator[Hit]:
    lines = _lines(draft, meta)
    for line in lines:
        if match := _OLD.match(line.text, _start(line)):
            sure = "报" in match[0] and "抄" in match[0] and _first(lines, _COPIES) is None
            yield exactly(line, match.start(), match.end(), "抄送" if sure else None)


@check("CC-03")
def printed_on(draft: Draft, meta: Meta) -> Iterator[Hit]:
    lines = _lines(draft, meta)
    line = _printed(draft, lines)
    if line is None or meta.format == "letter":
        return
    text = line.text.rstrip(BLANK)
    if _RIGHT.search(text.translate(_ANY_WIDTH)):  # digits of full width are DIG-03's
        return
    day = _DAY.search(text)
    if day is None:
        yield exactly(line, _start(line), len(text), note="没有印发日期。")
        return
    tail = text[day.end() :].strip(BLANK)
    right = arabic(day[0]) if tail in ("", "印发", "印") else None
    yield exactly(line, day.start(), len(text), f"{right}印发" if right else None)


@check("CC-04")
def printed_after(draft: Draft, meta: Meta) -> Iterator[Hit]:
    line = _printed(draft, _lines(draft, meta))
    match = _DAY.search(line.text) if line else None
    printed = day_of(match[0]) if match else None
    signed = day_of(draft.dated.text) if draft.dated else None
    if line and match and printed and signed and printed < signed:
        yield exactly(line, match.start(), match.end(), note=f"成文日期为{arabic(draft.dated.text)}。")


@check("CC-05")
def order(draft: Draft, meta: Meta) -> Iterator[Hit]:
    lines = _lines(draft, meta)
    cc, to, printed = _first(lines, _COPIES), _first(lines, _TO), _printed(draft, lines)
    for line, before in ((cc, printed), (to, printed), (to, cc)):
        if line and before and before.n < line.n:
            yield exactly(line, _start(line), _end(line))
            return


@check("CC-06")
def letter(draft: Draft, meta: Meta) -> Iterator[Hit]:
    line = _printed(draft, _lines(draft, meta))
    if line and meta.format == "letter":
        yield exactly(line, _start(line), _end(line))
