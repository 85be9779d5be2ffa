"""Marks (PUN; GB/T 15834-2011). What a line says in English, in an address or in a code keeps its own."""

from __future__ import annotations

import re
from collections.abc import Iterator

from proofing.draft import Draft, Line
from proofing.finding import Hit
from proofing.meta import Meta
from proofing.registry import check

from .parts import BLANK, HAN, Mend, Place, found, mended, prose, titled
from .sequence import ordinal_of

_WIDE = dict(zip(",;:!?()", "，；：！？（）", strict=True)) | {".": "。"}
_ADDRESS = re.compile(
    r"(?:(?:https?|ftp)://|www\.)[!-~]{0,300}[\w/=#&%~-]|[\w.+-]{1,64}@[\w.-]{0,100}\w", re.ASCII
)
# The mark first, then what stands before it: a search for one of few characters is fast.
_NARROW = re.compile(
    rf"[,;:!?.](?:(?<=[{HAN}》”）〕][,;!?])(?=[{HAN}\d“《（]|[ \u3000]*$)|(?<=[%％\w\ufffc],)(?=[{HAN}])"
    rf"|(?<=[{HAN}》”）〕]:)|(?<=[{HAN}》”）〕%％]\.)(?=[{HAN}“《]|[ \u3000]*$))"
)
_TWO = re.compile(r"[。，、；：.．·！？,][。，、；：.．·]")
_DASH = re.compile(r"[-－–~]")
_BRACKET = re.compile(r"[()（）]")
_DOCUMENT = re.compile(r"\(\d{2,4}\)\s?第?\d{1,5}号")
_STRAIGHT = re.compile(r'"')
_PAIRS = {")": "（", "》": "《", "）": "（", "”": "“", "〕": "〔", "】": "【", "』": "『", "」": "「"}
_MARKS = re.compile("[" + "".join(_PAIRS) + "".join(_PAIRS.values()) + "(]")
_QUOTED_LINES = 40  # 增加一条，作为第六条：“…： and its items, the last of which ends with ”
_ITEM = re.compile(r"(?:^|[；。：，、\s\u3000])[\dA-Za-z]{1,2}$")
_BETWEEN = re.compile(r"、(?:(?<=》、)(?=《)|(?<=”、)(?=“))")
_DOUBLED = re.compile(
    rf"。{{2,}}|，{{2,}}|、{{2,}}|；{{2,}}|：{{2,}}|。，|，。|；。|。；|[！？]。|、，|：，|,，|[．·]{{3,}}"
    rf"|(?<=[{HAN}])\.{{3,}}|(?<!\.)\.{{3,}}+(?=[{HAN}])"
)
_SINGLE_ELLIPSIS = re.compile(r"(?<!…)…(?:……)?(?!…)")
_UNIT = r"(?:个|名|人|天|小时|分钟|米|公里|千米|平方|立方|[千百十]?万|亿|元|项|次|倍|度|℃|岁|周|家|户|亩|吨|件|页|级|层|位|处|条|份|台|套|张|篇|步|批|种|类|年|月|日|公斤|千克|%|％)"
_RANGE = re.compile(
    rf"(?<![\w.〔\-－–—～~/])(\d{{1,9}}(?:\.\d{{1,6}})?[%％]?)[ ]?(?:-|－|–|~)[ ]?(?=\d{{1,9}}(?:\.\d{{1,6}})?[ ]?({_UNIT}))(?!\d{{1,9}}[-－–~])",
    re.ASCII,
)
_HYPHEN = r"[ ]?(?:-|－|–|~)[ ]?"
# The unit stands on both sides: days, months and years first, then quantities.
_TIMES = re.compile(
    rf"(?<![\w.〔\-－–—～~/])(?:(\d{{4}}年)?(\d{{1,2}}月)?\d{{1,2}}日{_HYPHEN}(?=(?:(?:\d{{4}}年)?\d{{1,2}}月)?\d{{1,2}}日)"
    rf"|(?:\d{{4}}年)?\d{{1,2}}月{_HYPHEN}(?=(?:\d{{4}}年)?\d{{1,2}}月)|\d{{4}}年{_HYPHEN}(?=\d{{4}}年))",
    re.ASCII,
)
_AMOUNT = r"(?:[千百十]?[万亿]?(?:元|人|名|个|户|家|亩|吨|公里|千米|平方米|米|公斤|千克|件|台|套|次|项|倍)|[千百十]?[万亿]|个工作日|个月|小时|分钟|天|周|年|岁|℃)"
_AMOUNTS = re.compile(
    rf"(?<![\w.〔\-－–—～~/])\d{{1,9}}(?:\.\d{{1,6}})?({_AMOUNT}){_HYPHEN}(?=\d{{1,9}}(?:\.\d{{1,6}})?\1)(?!\d{{4}}年)",
    re.ASCII,
)
_CLOCK = re.compile(r"(?<![\d:：])(\d{1,2}[:：]\d{2})[ ]?(?:-|－|–|~)[ ]?(?=\d{1,2}[:：]\d{2}(?!\d))")
_LISTED = re.compile(r"、等(?![级同待额效候离次值第比腰边高于到号式距温压分])")


def _lines(draft: Draft) -> Iterator[Place]:
    """Text and the names under 附件: their label is ATT-01's."""
    yield from (Place(line) for line in prose(draft))
    yield from (Place(line) for line in draft.attachment_lines)


def _clear(text: str) -> str:
    """The line with addresses of pages and mail blotted out."""
    return _ADDRESS.sub(lambda m: "\ufffc" * len(m[0]), text) if "." in text or "@" in text else text


@check("PUN-01")
def full_width(draft: Draft, meta: Meta) -> Iterator[Hit]:
    for place in _lines(draft):
        text = _clear(place.line.text)
        start = _after_ordinal(place.line)
        label = re.match(r"[ \u3000]*附(?:件)?[:﹕]", text)
        start = max(start, label.end() if label else 0)
        mends = [*_brackets(text, start), *_quotes(text, start)]
        wide = _put(text, mends)  # so that a comma beside such a mark is mended in one look
        mends += [Mend(m.start(), m.end(), _WIDE[m[0]]) for m in _NARROW.finditer(wide, start)]
        yield from mended(place, sorted(mends))
    for place in titled(draft, meta):  # commas and stops in a title are TTL-05's
        yield from mended(place, _brackets(place.line.text, 0))


def _put(text: str, mends: list[Mend]) -> str:
    """The text with other marks, each as long as what it replaces."""
    chars = list(text) if mends else []
    for mend in mends:
        chars[mend.start : mend.end] = mend.new or ""
    return "".join(chars) or text


def _after_ordinal(line: Line) -> int:
    """Where the words begin: the number before them is SEQ-03's and SEQ-04's."""
    ordinal = ordinal_of(line)
    return ordinal.end if ordinal else 0


def _brackets(text: str, start: int) -> list[Mend]:
    """A pair of half width with Chinese in it or before it; and the half of a mixed pair."""
    if "(" not in text and ")" not in text:
        return []
    mends: list[Mend] = []
    opened: list[int] = []
    for match in _BRACKET.finditer(text, start):
        if match[0] in "(（":
            opened.append(match.start())
        elif opened:
            begin, end = opened.pop(), match.start()
            if _chinese(text, begin, end):
                mends += [Mend(at, at + 1, _WIDE[text[at]]) for at in (begin, end) if text[at] in "()"]
    return sorted(mends)


def _chinese(text: str, begin: int, end: int) -> bool:
    if text[begin] + text[end] in ("(）", "（)"):
        return True
    if _DOCUMENT.match(text, begin):
        return False  # QUO-02
    inside = re.search(rf"[{HAN}]", text[begin : min(end, begin + 200)])
    return bool(inside or (begin and re.match(rf"[{HAN}]", text[begin - 1])))


def _quotes(text: str, start: int) -> list[Mend]:
    """Straight quotation marks in pairs, each pair around Chinese."""
    marks = [m.start() for m in _STRAIGHT.finditer(text, start)]
    if not marks or len(marks) % 2:
        return []
    mends: list[Mend] = []
    for begin, end in zip(marks[::2], marks[1::2], strict=True):
        if re.search(rf"[{HAN}]", text[begin : min(end, begin + 200)]):
            mends += [Mend(begin, begin + 1, "“"), Mend(end, end + 1, "”")]
    return mends


@check("PUN-02")
def paired(draft: Draft, meta: Meta) -> Iterator[Hit]:
    """A pair may be closed in the next line; quoted paragraphs each open their quotation anew (GB/T 15834-2011 4.8), or,
    as decisions that amend a text have it, only the first opens it and the last closes it, with none between."""
    waiting: list[tuple[Line, int]] = []
    wrong: list[tuple[Line, int]] = []
    for line in prose(draft):
        opened, closed = _unmatched(line.text, _after_ordinal(line))
        for at in closed:
            depth = _depth(waiting, _PAIRS[line.text[at]])
            if depth:
                wrong += waiting[len(waiting) - depth + 1 :]
                del waiting[-depth:]
            else:
                wrong.append((line, at))
        quoting = line.text.lstrip(BLANK).startswith("“")
        going_on = not quoting and "“" not in line.text and "”" not in line.text
        kept: list[tuple[Line, int]] = []
        for mark in waiting:
            if going_on and _quotes_on(mark, line):
                kept.append(mark)
            elif not (quoting and mark[0].text[mark[1]] == "“"):
                wrong.append(mark)
        waiting = [*kept, *((line, at) for at in opened)]
    wrong += waiting
    seen: set[int] = set()
    for line, at in sorted(wrong, key=lambda w: (w[0].n, w[1])):
        if line.n not in seen:
            seen.add(line.n)
            yield from _shown(Place(line), at)
    for place in titled(draft, meta):
        opened, closed = _unmatched(place.line.text, 0)
        if len(draft.title_lines) < 2 or place.field:
            for at in sorted(opened + closed)[:1]:
                yield from _shown(place, at)


def _depth(waiting: list[tuple[Line, int]], wanted: str) -> int:
    """How deep, from 1, the mark lies that is closed; a bracket left open in a quotation lies over it. 0: nowhere."""
    last = reversed(waiting[-9:])
    return next((n for n, (line, at) in enumerate(last, 1) if line.text[at] == wanted), 0)


def _quotes_on(mark: tuple[Line, int], line: Line) -> bool:
    return mark[0].text[mark[1]] == "“" and line.n - mark[0].n <= _QUOTED_LINES


def _shown(place: Place, at: int) -> Iterator[Hit]:
    yield from mended(place, [Mend(at, at + 1)])


def _unmatched(text: str, start: int) -> tuple[list[int], list[int]]:
    """Where marks stand that nothing closes, and that nothing opened. Half width pairs with full width (PUN-01 says so);
    alone it is no bracket: 1) a)."""
    opened: list[int] = []
    closed: list[int] = []
    left: list[int] = []  # inside a pair that closed over them
    for match in _MARKS.finditer(text, start):
        at = match.start()
        wanted = _PAIRS.get(match[0])
        if wanted is None:
            opened.append(at)
            continue
        if opened and text[opened[-1]] == wanted:
            opened.pop()
            continue
        depth = next((n for n in range(1, min(len(opened), 9) + 1) if _is(text[opened[-n]], wanted)), 0)
        if depth:
            left += opened[len(opened) - depth + 1 :]
            del opened[-depth:]
        elif match[0] != ")" and not _ITEM.search(text[max(0, at - 4) : at]):
            closed.append(at)
    return [at for at in sorted(opened + left) if text[at] != "("], closed


def _is(mark: str, wanted: str) -> bool:
    return mark == wanted or (mark == "(" and wanted == "（")


@check("PUN-03")
def none_between(draft: Draft, meta: Meta) -> Iterator[Hit]:
    for place in _lines(draft):
        yield from found(place, _BETWEEN, "", raw=True)


@check("PUN-04")
def once(draft: Draft, meta: Meta) -> Iterator[Hit]:
    for place in _lines(draft):
        text = place.line.text
        mends: list[Mend] = []
        if _TWO.search(text):
            mends = [Mend(m.start(), m.end(), _single(m[0])) for m in _DOUBLED.finditer(_clear(text))]
        if "…" in text:
            mends += [Mend(m.start(), m.end(), "……") for m in _SINGLE_ELLIPSIS.finditer(place.line.masked)]
        yield from mended(place, sorted(mends, key=lambda m: m.start))


def _single(marks: str) -> str | None:
    if marks[0] in ".．·" or (marks[0] == "。" and len(marks) > 2 and set(marks) == {"。"}):
        return "……"
    if marks == ",，":
        return "，"
    return marks[0] if len(set(marks)) == 1 else None


@check("PUN-05")
def spans(draft: Draft, meta: Meta) -> Iterator[Hit]:
    """Only before a unit, so that no telephone, code or address is a span. Of percentages without the first % DIG-02 speaks."""
    for line in prose(draft):
        text = line.masked
        if not _DASH.search(text):
            continue
        mends = [_span(m) for m in _RANGE.finditer(text) if not (m[2] in "%％" and m[1][-1] not in "%％")]
        mends += [Mend(m.start(), m.end(), f"{m[1]}—") for m in _CLOCK.finditer(text)]
        mends += [_joined(m, "—" if m[2] or "日" not in m[0] else "") for m in _TIMES.finditer(text)]
        mends += [_joined(m, "～") for m in _AMOUNTS.finditer(text)]
        yield from mended(Place(line), sorted(mends, key=lambda m: m.start))


def _joined(match: re.Match[str], new: str) -> Mend:
    """5日-8日 may be points of time or lengths: no fix."""
    return Mend(match.start(), match.end(), match[0].rstrip(" -－–~") + new if new else None)


def _span(match: re.Match[str]) -> Mend:
    """— between points of time, ～ between quantities; 3-5日 may be either."""
    unit, before = match[2], match.string[max(0, match.start() - 1) : match.start()]
    new: str | None = "～"
    if unit == "月":
        new = "—"
    elif unit == "年":
        new = "—" if len(match[1]) == 4 else "～"
    elif unit == "日":
        new = "—" if before == "月" else None
    return Mend(match.start(), match.end(), new and match[1] + new)


@check("PUN-06")
def before_and_so_on(draft: Draft, meta: Meta) -> Iterator[Hit]:
    for line in prose(draft):
        yield from found(Place(line), _LISTED, "等", having="等")
