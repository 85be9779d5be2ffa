"""What may not be here at all, and what should not be said (SEC)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from proofing.draft import Draft, Line
from proofing.finding import Hit
from proofing.marks import HEADER_LINES, TOP_LINES, first, normal
from proofing.meta import Meta
from proofing.registry import check

from .parts import BLANK, Place, exactly, found, titled

_WORD = "密"  # in every marking
_NEAR = re.compile(r"(?:绝|机|秘)[ \t\u3000]*密[^，。；：]{0,12}")
_LONGEST = 400
# A mark by itself, or between copy number and urgency: a sentence or a cell about marks is none.
_TOKEN = re.compile(
    r"(?:^|(?<=[ /|]))(?:绝 {0,4}密|机 {0,4}密|秘 {0,4}密) ?[★☆] ?(?:\d{1,3} ?(?:年|个月)|长期|[一二三四五六七八九十]{1,3}年)?(?=$|[ /|])"
)
_IDENTITY = re.compile(
    r"(?<![\dA-Za-z])[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?![\dA-Za-z])"
)
_MOBILE = re.compile(r"(?<![\d\w.\-－])1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?![\d\w.\-－])", re.ASCII)
_LONG = re.compile(r"\d{3}[ -]?\d{4}[ -]?\d{4}")
_WHOM_TO_ASK = re.compile(r"联系|电话|值班|举报|咨询|热线|手机")
_OURS_SAY = ("内部事项", "内部资料", "工作秘密", "注意保管")
_OURS = re.compile(
    r"[（(【［\[][^）)】］\]]{0,12}(?:内部事项|内部资料|工作秘密)[^）)】］\]]{0,12}[）)】］\]]|内部(?:事项|资料)[，,、★ \u3000]{0,3}请?(?:注意|妥善)(?:保管|保存)|工作秘密★"
)
_ALONE = re.compile(
    r"(?:内部事项|内部资料|工作秘密|注意保管)(?:[★ \u3000，]{0,3}(?:注意保管|\d{1,2}年|长期))?"
)


@check("SEC-01")
def no_state_secret(draft: Draft, meta: Meta) -> Iterator[Hit]:
    """A star or 密级： anywhere (in a cell, a box, a page header: a mark by itself, where the lines bear none); a level alone on a line at the top of the paper or of an annex, or around the title."""
    tops = _tops(draft)
    told = False
    for line in draft.lines:
        hit = _WORD in line.text and first(normal(line.text), "page", 1 if line.n in tops else 0) is not None
        if hit:
            yield _marking(Place(line))
        told |= hit
    for place in _titles(draft, meta):
        if _WORD in place.line.text and first(normal(place.line.text[:_LONGEST]), "field"):
            told = True
            yield _marking(place)
    if not told:
        yield from islice(_beside(draft, _TOKEN), 1)


def _beside(draft: Draft, pattern: re.Pattern[str]) -> Iterator[Hit]:
    """In a Word file, beside its lines: there is no line to name."""
    for text in draft.layout.beside if draft.layout else ():
        if found_there := pattern.search(normal(text) if pattern is _TOKEN else text):
            shown = found_there[0].strip(" /|")
            yield Hit(0, 0, shown, field="layout", note="位于表格、文本框、页眉或页脚中。")


def _tops(draft: Draft) -> set[int]:
    """The lines that may bear a marking alone: the first of the paper, and the first of each annex."""
    shown = [line.n for line in draft.lines[: HEADER_LINES * 3] if line]
    tops = set(shown[:HEADER_LINES])
    for annex in draft.annexes:
        below = (line.n for line in annex.lines[:TOP_LINES])
        tops |= {annex.heading.line - 1, annex.heading.line, annex.title.line, *below}
    return tops


def _titles(draft: Draft, meta: Meta) -> list[Place]:
    """The title as one line; of a title in several lines the finding is at the first."""
    if meta.printed and meta.title:
        return list(titled(draft, meta))
    words = draft.title.text
    return [Place(Line(draft.title.line, words, words))] if words else []


def _marking(place: Place) -> Hit:
    text = place.line.text
    near = _NEAR.search(text)
    start = near.start() if near else len(text) - len(text.lstrip(BLANK))
    end = near.end() if near else start + 20
    return Hit(place.line.n, start + 1, text[start:end].rstrip(BLANK), field=place.field)


@check("SEC-02")
def no_personal_numbers(draft: Draft, meta: Meta) -> Iterator[Hit]:
    """Whom to ask is meant to be known: a telephone in the note, after 联系人, or in a table is none of them."""
    told = False
    notes = {spot.line for spot in draft.notes}
    for line in draft.lines:
        if line.n in notes or not _LONG.search(line.text):
            continue
        hits = list(found(Place(line), _IDENTITY, raw=True))
        told = told or bool(hits)
        if not hits and not _WHOM_TO_ASK.search(line.text):
            hits = list(found(Place(line), _MOBILE, raw=True))
        yield from hits
    if not told:
        yield from islice(_beside(draft, _IDENTITY), 1)


@check("SEC-03")
def work_secret(draft: Draft, meta: Meta) -> Iterator[Hit]:
    """Marked as one, and the paper is not registered as one. A sentence about work secrets is no marking."""
    if meta.work_secret is True:
        return
    labels = {spot.line for spot in (*draft.labels, *draft.notes)}
    for line in draft.lines:
        if not any(word in line.text for word in _OURS_SAY):
            continue
        bare = line.text.strip(BLANK + "（）()【】")
        if _ALONE.fullmatch(bare):
            start = line.text.index(bare)
            yield exactly(line, start, start + len(bare))
        elif line.n in labels:
            word = next(word for word in _OURS_SAY if word in line.text)
            start = line.text.index(word)
            yield exactly(line, start, start + len(word))
        else:
            yield from found(Place(line), _OURS)
