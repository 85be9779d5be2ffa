"""发文字号 (NUM; GB/T 9704-2012 7.2.5). Orders and minutes are numbered otherwise and are left alone where they are."""

from __future__ import annotations

import re
from collections.abc import Iterator

from proofing.draft import Draft
from proofing.finding import Hit
from proofing.meta import Meta
from proofing.registry import check
from proofing.shapes import CLOSING, FIGURE, HAN, NUMBER, NUMERAL, OPENING, UNSEEN

from . import where

_GOOD = re.compile(rf"[{HAN}]{{1,12}}〔20\d{{2}}〕[1-9]\d{{0,5}}号")
# Of an announcement, minutes: 第38号, 〔十四届〕第三十八号, 江东省税务局公告2026年第3号, 江东省税务局公告〔2026〕3号.
_AROUND = ("（）", "()", "［］", "[]", "〔〕")
_YEAR = rf"[{OPENING}]?(?:20\d{{2}}年|[\d{NUMERAL}十]{{1,4}}届)[{CLOSING}]?"
_OWN_SHAPE = re.compile(
    rf"(?:[{HAN}]{{0,40}}(?:公告|通告|公报))?"
    rf"(?:(?:{_YEAR})?第(?:\d{{1,5}}|[{NUMERAL}十百]{{1,6}})[号期]|〔20\d{{2}}〕[1-9]\d{{0,4}}号)"
)
_WIDE = str.maketrans("０１２３４５６７８９", "0123456789")
_SEVERAL = re.compile(
    rf"[{HAN}]{{2,16}}[{OPENING}][{FIGURE}{NUMERAL}]{{2,4}}[{CLOSING}]第?[{FIGURE}{NUMERAL}十百]{{1,6}}号"
)
_OTHER_NUMBERS = ("命令", "纪要", "公告", "通告", "公报")
_BLANK, _HIDDEN = re.compile(rf"[\s{UNSEEN}]"), re.compile(f"[{UNSEEN}]")
JANUARY, DECEMBER = 1, 12


def _closed(text: str) -> str:
    """Without blanks, and without what nobody sees."""
    return _BLANK.sub("", text)


def _read(draft: Draft, meta: Meta) -> tuple[where.Words, re.Match[str]] | None:
    """The number and its parts, if it has a year in brackets."""
    words = where.number(draft, meta)
    match = NUMBER.search(words.text) if words else None
    return (words, match) if words and match else None


@check("NUM-01")
def shape(draft: Draft, meta: Meta) -> Iterator[Hit]:
    """What NUM-02 to NUM-07 say more exactly is silenced by the engine; blanks are NUM-12."""
    words = where.number(draft, meta)
    if words is None or meta.kind in ("命令", "纪要") or meta.format in ("order", "minutes"):
        return
    if not _is_good(_closed(words.text), meta):
        yield words.hit()


def _is_good(bare: str, meta: Meta) -> bool:
    """7.2.5 binds the numbers of an organ's papers; what is published may be numbered by itself, in brackets or not."""
    if _GOOD.fullmatch(bare):
        return True
    return meta.kind in _OTHER_NUMBERS and bool(_OWN_SHAPE.fullmatch(_bracketed(bare)))


def _bracketed(bare: str) -> str:
    """What stands in one pair of brackets that holds all of it; else as it is."""
    return bare[1:-1] if bare[:1] + bare[-1:] in _AROUND else bare


@check("NUM-02")
def brackets(draft: Draft, meta: Meta) -> Iterator[Hit]:
    if (found := _read(draft, meta)) is None:
        return
    words, match = found
    if (match["open"], match["close"]) != ("〔", "〕"):
        start, end = match.start("open"), match.end("close")
        yield words.hit(start, end, f"〔{_closed(words.text[start + 1 : end - 1])}〕")


@check("NUM-03")
def full_year(draft: Draft, meta: Meta) -> Iterator[Hit]:
    if (found := _read(draft, meta)) is not None:
        words, match = found
        if len(match["year"]) != 4:
            yield words.hit(match.start("year"), match.end("year"))


@check("NUM-04")
def no_zero(draft: Draft, meta: Meta) -> Iterator[Hit]:
    if (found := _read(draft, meta)) is None:
        return
    words, match = found
    if match["serial"].startswith(("0", "０")):
        yield words.hit(match.start("serial"), match.end("serial"), match["serial"].lstrip("0０") or None)


@check("NUM-05")
def no_ordinal(draft: Draft, meta: Meta) -> Iterator[Hit]:
    if (found := _read(draft, meta)) is not None and meta.kind != "纪要":
        words, match = found
        if match["di"]:
            yield words.hit(match.start("di"), match.end("di"), "")


@check("NUM-06")
def ends_in_hao(draft: Draft, meta: Meta) -> Iterator[Hit]:
    if (found := _read(draft, meta)) is not None:
        words, match = found
        if match["serial"] and not match["hao"]:
            sure = match.end("serial") == len(words.text.rstrip())
            fix = match["serial"] + "号" if sure else None
            yield words.hit(match.start("serial"), match.end("serial"), fix)


@check("NUM-07")
def figures(draft: Draft, meta: Meta) -> Iterator[Hit]:
    if (found := _read(draft, meta)) is None:
        return
    words, match = found
    for part in ("year", "serial"):
        if match[part] and not re.fullmatch(r"[0-9]{1,8}", match[part]):
            half = match[part].translate(_WIDE)
            yield words.hit(match.start(part), match.end(part), half if half.isascii() else None)
            return


@check("NUM-08")
def year_of_date(draft: Draft, meta: Meta) -> Iterator[Hit]:
    """Signed in December and printed in January, a paper may keep the old year; if nobody knows, nothing is said."""
    found = _read(draft, meta)
    day = draft.day or (meta.signoff.on if meta.signoff else None)
    if found is None or day is None or not re.fullmatch(r"20\d{2}", found[1]["year"]):
        return
    words, match = found
    year = int(match["year"])
    carried = year == day.year - 1 and day.month == JANUARY
    signed = meta.signoff.on if meta.signoff else None
    if carried and (signed is None or (signed.year, signed.month) == (year, DECEMBER)):
        return
    if year != day.year:
        yield words.hit(match.start("year"), match.end("year"), note=f"成文日期是{day.year}年。")


@check("NUM-09")
def right_series(draft: Draft, meta: Meta) -> Iterator[Hit]:
    """The code is one of the organ's, meant for this kind, and the one that was chosen."""
    if (found := _read(draft, meta)) is None:
        return
    words, match = found
    code, note = _closed(words.text[: match.start("open")]), ""
    if not code:
        return
    if meta.series and code not in meta.series:
        note = "本机关没有这个机关代字。"
    elif meta.series and meta.series[code] and meta.kind not in meta.series[code]:
        note = f"“{code}”不用于{meta.kind}。"
    elif meta.number_code and code != meta.number_code:
        note = f"应为“{meta.number_code}”。"
    if note:
        yield words.hit(0, len(words.text[: match.start("open")].rstrip()), note=note)


@check("NUM-10")
def only_one_paper(draft: Draft, meta: Meta) -> Iterator[Hit]:
    words = where.number(draft, meta)
    if words and meta.number_taken:
        yield words.hit()


@check("NUM-11")
def only_one_number(draft: Draft, meta: Meta) -> Iterator[Hit]:
    if meta.printed and meta.number:
        places = [where.of_field("number", meta.number)]
    else:
        places = [where.words_of((line,)) for line in draft.head]
    found = [(words, m) for words in places for m in _SEVERAL.finditer(words.text)]
    for words, match in found[1:2]:
        yield words.hit(match.start(), match.end())


@check("NUM-12")
def no_blanks(draft: Draft, meta: Meta) -> Iterator[Hit]:
    """What nobody sees is a blank too: a search for the number goes past it. Before a code that is another series' the
    word may be something else (内部 江政办发): no fix."""
    words = where.number(draft, meta)
    if words and _BLANK.search(words.text.strip()):
        bare = _closed(words.text)
        note = "含不可见字符。" if _HIDDEN.search(words.text) else ""
        code = bare.partition("〔")[0] if "〔" in bare else meta.number_code
        sure = _is_good(bare, meta) and (not meta.number_code or code in ("", meta.number_code))
        yield words.hit(0, None, bare if sure else None, note)
