"""附注 (NOTE; GB/T 9704-2012 7.3.6). Our own editor sets brackets and indentation: there only the words are looked at."""

from __future__ import annotations

import re
from collections.abc import Iterator

from proofing.draft import Draft, Line
from proofing.finding import Hit
from proofing.meta import Meta
from proofing.registry import check

from .parts import BLANK, exactly, line_at

_PHONE = re.compile(r"\d{7,12}|\d{3,4}[-—－ ]\d{5,8}|电话[：:]?[ \u3000]?\d")
_NOTE = re.compile(r"[（(]|此件|本件|联系人|联系电话|发至|公开")
_PUBLIC = "主动公开"
_PUBLISHED = ("命令", "公告", "通告", "公报", "决议")  # what is published needs no note that it may be


@check("NOTE-01")
def bracketed(draft: Draft, meta: Meta) -> Iterator[Hit]:
    if meta.printed:
        return
    typed = draft.layout is None
    going_on = False  # a note may have several lines, its brackets around all of them
    for spot in draft.notes:
        line = line_at(draft, spot.line)
        bare = line.text.strip(BLANK)
        if not going_on and not _NOTE.match(bare):
            continue
        begins, ends = bare.startswith("（"), bare.endswith("）")
        lead = line.text[: len(line.text) - len(line.text.lstrip(BLANK))]
        wrong = not going_on and (not begins or (typed and lead != "\u3000\u3000"))
        wrong = wrong or (ends and not begins and not going_on) or bare.endswith(")")
        last = spot is draft.notes[-1]
        if wrong or (last and not ends and not going_on):
            yield _note(line, typed)
        going_on = (begins or going_on) and not ends


def _note(line: Line, typed: bool) -> Hit:
    bare = line.text.strip(BLANK)
    inner = bare.removeprefix("（").removeprefix("(")
    if len(inner) < len(bare):
        inner = inner.removesuffix("）").removesuffix(")")
    sure = not any(mark in inner for mark in "()（）") or bare == inner
    end = len(line.text.rstrip(BLANK))
    start = 0 if typed else len(line.text) - len(line.text.lstrip(BLANK))
    right = f"（{inner}）".replace("(", "（").replace(")", "）")
    return exactly(line, start, end, ("\u3000\u3000" if typed else "") + right if sure else None)


def _said(draft: Draft) -> str:
    """What stands under the date: brackets or not, recognised or not."""
    end = min((line.n for line in draft.imprint), default=len(draft.lines) + 1)
    end = min([end, *(annex.heading.line for annex in draft.annexes)])
    after = (
        max(draft.dated.line, *(spot.line for spot in draft.signature), 0)
        if draft.signature
        else draft.dated.line
    )
    below = [line.text for line in draft.lines[after : max(after, end - 1)]] if after else []
    return "\n".join([*below, *(line_at(draft, spot.line).text for spot in draft.notes)])


@check("NOTE-02")
def contact(draft: Draft, meta: Meta) -> Iterator[Hit]:
    """Whom to ask, and his telephone. Under 联系人 in the text itself is good enough."""
    if meta.kind != "请示":
        return
    if meta.printed:
        said = f"{meta.contact}\n{meta.note}"
        if not (_PHONE.search(said) and (meta.contact.strip() or "联系人" in said)):
            yield Hit(0, 1, meta.contact or meta.note, field="contact")
        return
    said = "\n".join([_said(draft), *(line.text for line in draft.body if "联系人" in line.text)])
    if not draft.whole or ("联系人" in said and _PHONE.search(said)):
        return
    yield from _nearest(draft)


def _nearest(draft: Draft) -> Iterator[Hit]:
    """The date; without one the signature, else the last line of the text."""
    spot = draft.dated or (draft.signature[-1] if draft.signature else None)
    if spot:
        yield exactly(line_at(draft, spot.line), spot.column - 1, spot.column - 1 + len(spot.text))
    elif draft.body:
        line = draft.body[-1]
        end = len(line.text.rstrip(BLANK))
        yield exactly(line, max(0, end - 12), end)


@check("NOTE-03")
def public(draft: Draft, meta: Meta) -> Iterator[Hit]:
    """The program prints it where the note is empty."""
    if meta.publicity != _PUBLIC or meta.direction == "public" or meta.kind in _PUBLISHED:
        return
    if meta.printed:
        if meta.note.strip() and "公开" not in meta.note:
            yield Hit(0, 1, meta.note, field="note")
    elif draft.whole and "公开" not in _said(draft):
        yield from _nearest(draft)
