"""落款: who signs and the day (SIG; GB/T 9704-2012 7.3.5). Our own editor sets both: there only the facts are looked at."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from proofing.draft import NOWHERE, Draft, Spot
from proofing.finding import Hit
from proofing.meta import Meta
from proofing.registry import check
from proofing.shapes import DATE

from .numerals import CHINESE_DAY, arabic, day_of, numbers_of
from .parts import BLANK, Place, exactly, found, line_at

_RIGHT = re.compile(r"(?:19|20)\d{2}年(?:[1-9]|1[0-2])月(?:[1-9]|[12]\d|3[01])日")
_RIGHT_WIDE = re.compile(r"[0-9０-９]{4}年[0-9０-９]{1,2}月[0-9０-９]{1,2}日")
_PADDED = re.compile(r"年\s?[0０][0-9０-９]月|月\s?[0０][0-9０-９][日号]?")
_NUMERALS = re.compile(r"\d{4}年[^（(]{0,6}[一二三四五六七八九十]|[〇○零一二三四五六七八九0０OoОо]{4}年")
_NO_TEXT = re.compile(r"此页无正文|本页无正文")
_UNSIGNED_KINDS = ("命令", "纪要", "决议", "公报")
_SEAL = re.compile(r"(?:的?印章|之?印|公章|专用章|章)$")


def _dated(draft: Draft, meta: Meta) -> Spot:
    return NOWHERE if meta.printed else draft.dated


def _whole(draft: Draft, spot: Spot, fix: str | None = None, note: str = "") -> Hit:
    return exactly(line_at(draft, spot.line), spot.column - 1, spot.column - 1 + len(spot.text), fix, note)


def _in_cells(draft: Draft) -> bool:
    """Is there a date in a Word table, as where several seals stand side by side? Its words are no lines."""
    beside = draft.layout.beside if draft.layout else ()
    return any(DATE.fullmatch(text) for text in beside)


def _chinese(text: str) -> bool:
    return bool(CHINESE_DAY.search(text) or _NUMERALS.match(text))


@check("SIG-01")
def full_day(draft: Draft, meta: Meta) -> Iterator[Hit]:
    spot = _dated(draft, meta)
    if spot:
        if not (_RIGHT.fullmatch(spot.text) or _PADDED.search(spot.text) or _chinese(spot.text)):
            impossible = numbers_of(spot.text) and _RIGHT_WIDE.fullmatch(spot.text)  # SIG-06, DIG-03
            if not impossible:
                yield _whole(draft, spot, arabic(spot.text))
    elif draft.whole and not meta.printed and draft.signature and not _in_cells(draft):
        yield _whole(draft, draft.signature[-1], note="没有成文日期。")


@check("SIG-02")
def unpadded(draft: Draft, meta: Meta) -> Iterator[Hit]:
    spot = _dated(draft, meta)
    if spot and _PADDED.search(spot.text):
        yield _whole(draft, spot, arabic(spot.text))


@check("SIG-03")
def arabic_day(draft: Draft, meta: Meta) -> Iterator[Hit]:
    spot = _dated(draft, meta)
    if spot and _chinese(spot.text):
        yield _whole(draft, spot, arabic(spot.text))


@check("SIG-04")
def signed(draft: Draft, meta: Meta) -> Iterator[Hit]:
    """A paper without either is placed at the end of its text, where both should be."""
    if meta.printed or not draft.whole or draft.signature:
        return
    if meta.kind in _UNSIGNED_KINDS or meta.format in ("order", "minutes"):
        return
    if draft.dated:
        yield _whole(draft, draft.dated)
    elif draft.body and (draft.letterhead or draft.number) and not _in_cells(draft):
        line = draft.body[-1]
        end = len(line.text.rstrip(BLANK))
        yield exactly(line, max(0, end - 12), end, note="也没有成文日期。")


@check("SIG-05")
def day_of_signature(draft: Draft, meta: Meta) -> Iterator[Hit]:
    spot = _dated(draft, meta)
    said = day_of(spot.text) if spot else None
    known = [day for day in (meta.signoff.on if meta.signoff else None, meta.meeting_on) if day]
    if said and known and said not in known:
        yield _whole(draft, spot, note=f"签发（通过）日期为{_words(known[0])}。")


def _words(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


@check("SIG-06")
def real_day(draft: Draft, meta: Meta) -> Iterator[Hit]:
    spot = _dated(draft, meta)
    if not spot or numbers_of(spot.text) is None:
        return
    day = day_of(spot.text)
    if day is None:
        yield _whole(draft, spot, note="日历上没有这一天。")
    elif meta.today and day > meta.today:
        yield _whole(draft, spot, note=f"晚于今天（{_words(meta.today)}）。")


@check("SIG-07")
def sealed_by_signer(draft: Draft, meta: Meta) -> Iterator[Hit]:
    seal = _bare(meta.seal_organ)
    if not seal:
        return
    names = (
        [meta.issuer, *(o.name for o in meta.joint)] if meta.printed else [s.text for s in draft.signature]
    )
    known = {_bare(name) for name in names if name}
    for short, full in _ways(meta):
        if short in known or full in known:
            known |= {short, full}
    if known and seal not in known:
        note = f"署名为“{'、'.join(name for name in names if name)}”，印章为“{meta.seal_organ}”。"
        if meta.printed:
            yield Hit(0, 1, meta.seal_organ, field="seal", note=note)
        else:
            yield _whole(draft, draft.signature[0], note=note)


def _ways(meta: Meta) -> list[tuple[str, str]]:
    """Short and full name of each organ that issues it."""
    pairs = [(meta.issuer_short, meta.issuer), *((o.short, o.name) for o in meta.joint)]
    return [(_bare(short), _bare(full)) for short, full in pairs if short and full]


def _bare(name: str) -> str:
    return _SEAL.sub("", re.sub(r"\s", "", name))


@check("SIG-08")
def all_signed(draft: Draft, meta: Meta) -> Iterator[Hit]:
    count = len(meta.joint)
    if count < 2:
        return
    for done, what in ((meta.joint_signed, "签发"), (meta.joint_sealed, "用印")):
        if done is not None and done < count:
            note = f"{count}个机关中{done}个已{what}。"
            if draft.signature and not meta.printed:
                yield _whole(draft, draft.signature[0], note=note)
            else:
                yield Hit(0, 1, f"{done}/{count}", field="joint", note=note)
            return


@check("SIG-09")
def no_empty_page(draft: Draft, meta: Meta) -> Iterator[Hit]:
    for line in draft.lines:
        yield from found(Place(line), _NO_TEXT)
