"""Numbers (DIG; GB/T 15835-2011)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from proofing.draft import Draft, Line
from proofing.finding import Hit
from proofing.meta import Meta
from proofing.registry import check

from .parts import HAN, Mend, Place, found, line_at, mended, prose, written
from .sequence import half_width_brackets, ordinal_of, wrong_mark

_SHORT_YEAR = re.compile(
    rf"(\d\d)年(?:(?<![\d{HAN}〔．.\-－—～~]\d\d年)|(?<=[在自从至到截于据对和与较比及的]\d\d年)|(?<=以来\d\d年))"
    r"(?=\d{1,2}月|[一二三四1234]季度|第[一二三四]季度|上半年|下半年|[度底初末]|[全我各](?:省|市|县|国|区|州|厅|局|委|年)"
    r"|[春夏秋冬]|预算|财政|计划|工作|汛期|春节|国庆|高考|[，。；）]?$)(?!\d{1,2}月[内后来]|度[假过])"
)
# No length begins with a nought; and 到27年，全面建成 is a year where the clause begins with it: 延长到27年 is none.
_NOUGHT_YEAR = re.compile(rf"(?<![\w.\-－—～~〔])(0\d)年(?!级)(?=[{HAN}，])", re.ASCII)
_YEAR_BEGINS = re.compile(
    r"(?<![^，。；：\s])(?:到|至|从|自)(?=\d)((?<=[到至])\d\d年(?=，)|(?<=[从自])\d\d年(?=起(?:[，。；]|实施|执行|施行)))"
)
# After a length of time 到27年 is one too: 工龄满25年，到27年，均可申请.
_LENGTH = re.compile(r"(?<!圆)满(?![意足])|[龄限]|(?<![时预前近])期(?!间|末)")
_PERCENT = re.compile(
    r"(?<![\w.\-－])(\d{1,6}(?:\.\d{1,4})?)[ ]?(?:～|~|—|－|-|–)[ ]?(\d{1,6}(?:\.\d{1,4})?)([%％])", re.ASCII
)
_WIDE = re.compile(r"[０-９]+(?:[．，][０-９]+)*")
_NUMBER_DAY = re.compile(r"(?<=月)([ ]?\d{1,2})[号](?![文令楼线院门公站台])")
_NUM = r"[\d一二三四五六七八九十百千万亿两几.]"
_ABOUT = re.compile(
    rf"(?:(?<![节条预合公制契违签履邀相特纳失毁解续隐])约|(?<=损失)约|大约|大概)[ ]?(?=[占为有需合达]?{_NUM})([^，。；：、约（）]{{1,14}}?)(左右|上下(?![级游班联贯衔同一]|浮动|波动))"
)
_NEARLY = re.compile(
    rf"近{_NUM}{{1,10}}(?:余|多)(?=[{HAN}%])|约{_NUM}{{1,10}}(?:余|多)(?=[人个名项次家户件处万亿元吨亩公米年天])"
    rf"|超过{_NUM}{{1,10}}(?:余|多)(?=[人个名项次家户件处万亿吨亩公米年天])"
)
_NARROW = str.maketrans("０１２３４５６７８９．，", "0123456789.,")


@check("DIG-01")
def full_years(draft: Draft, meta: Meta) -> Iterator[Hit]:
    """20年 may be as long as a road: only two digits near today's year, in a place where a year stands."""
    today = meta.today.year if meta.today else date.min.year
    for line in prose(draft):
        yield from found(
            Place(line), _SHORT_YEAR, lambda m: f"20{m[1]}年", unless=lambda m: not _near(int(m[1]), today, m)
        )
        yield from mended(Place(line), sorted(_years(line, today)))


def _years(line: Line, today: int) -> Iterator[Mend]:
    if "年" not in line.masked:
        return
    for match in _NOUGHT_YEAR.finditer(line.masked):
        yield Mend(match.start(), match.end(), f"20{match[0]}")
    for match in _YEAR_BEGINS.finditer(line.masked):
        if _near(int(match[1][:2]), today, match) and not _after_length(match):
            yield Mend(match.start(1), match.end(1), f"20{match[1]}")


def _after_length(match: re.Match[str]) -> bool:
    """In the same sentence, not farther back than words about it reach."""
    before = match.string[max(0, match.start() - 40) : match.start()]
    return bool(_LENGTH.search(before.rsplit("。", 1)[-1]))


def _near(year: int, today: int, match: re.Match[str]) -> bool:
    low, high = (today - 2012, today - 1994) if today > 2000 else (12, 39)
    return low <= year <= high and (
        year not in (20, 30) or match.string[match.end() : match.end() + 1].isdigit()
    )


@check("DIG-02")
def both_percents(draft: Draft, meta: Meta) -> Iterator[Hit]:
    for line in prose(draft):
        yield from found(
            Place(line), _PERCENT, lambda m: f"{m[1]}{m[3]}～{m[2]}{m[3]}", having="%％", raw=True
        )


@check("DIG-03")
def half_width(draft: Draft, meta: Meta) -> Iterator[Hit]:
    for place in _written(draft, meta):
        start = _mended_ordinal(place.line)
        wide = _WIDE.finditer(place.line.text, start)
        yield from mended(place, (Mend(m.start(), m.end(), m[0].translate(_NARROW)) for m in wide))


def _mended_ordinal(line: Line) -> int:
    """Where the words begin after a number whose digits SEQ-03 or SEQ-04 mend with its mark: ２．"""
    here = ordinal_of(line)
    return here.end if here and (wrong_mark(here) or half_width_brackets(here)) else 0


@check("DIG-04")
def days(draft: Draft, meta: Meta) -> Iterator[Hit]:
    for place in _written(draft, meta):
        yield from found(place, _NUMBER_DAY, lambda m: f"{m[1]}日", having="号")


def _written(draft: Draft, meta: Meta) -> Iterator[Place]:
    """Title, text, attachments, and the date where the text has it."""
    yield from written(draft, meta)
    if draft.dated and not meta.printed:
        yield Place(line_at(draft, draft.dated.line))
    if draft.printed and not meta.printed:
        yield Place(line_at(draft, draft.printed.line))


@check("DIG-05")
def once_about(draft: Draft, meta: Meta) -> Iterator[Hit]:
    for line in prose(draft):
        yield from _about(line)


def _about(line: Line) -> Iterator[Hit]:
    hits = [
        *found(Place(line), _ABOUT, lambda m: m[0][: m.start(2) - m.start()], having="约概"),
        *found(Place(line), _NEARLY, having="近约超"),
    ]
    yield from hits[:1]
