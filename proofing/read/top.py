"""Below the head: the title, what stands under it, the addressee (GB/T 9704-2012 7.3.1, 7.3.2)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from proofing.draft import Line, Spot
from proofing.shapes import (
    CLOSING,
    FIGURE,
    HAN,
    KIND,
    KIND_END,
    NUMBER,
    NUMERAL,
    OPENING,
    ORDER,
    ORDINAL,
    ORGAN,
    PERSON,
    PERSONS,
    STOPS,
    TITLE_END,
    parts_of,
    squeezed,
)

from .head import JOINT, dated, is_number, is_organs, spot

_TITLE_LINES = 6
_REST_OF_TITLE, _MARK, _LONGEST_PART = re.compile(rf"的{KIND}"), re.compile("[：:。；！？]"), 40  # of a title
_ADDRESSEE_LINES = 8
_LIST_LINES, _LONGEST_LIST = 60, 2_000  # of addressees, where every line of it goes on with a comma
_CAPTION = re.compile(r"[（(][^（）()]{0,60}(?:\d日|通过|公布|发布|批准|[〔\[]\d)[^）)]{0,160}[）)]")
_CAPTION_LINES = 3  # one caption may be set in the middle on so many
# On a line of its own: （征求意见稿）, （2026年修订）, （2026—2030年）.
_STATE = re.compile(
    r"[（(](?:[^（）()]{0,20}(?:稿|草案|试行|暂行)|\d{4}年(?:修订|修正|版|本)|\d{4}年?[—–－~～-]{1,2}\d{4}年)[）)]"
)
_CAPTIONS = 6
# Of what is published: 〔十四届〕第38号, （公告第38号）, 国家税务总局江东省税务局公告2026年第3号, the year in brackets or not.
_PUBLIC_NUMBER = re.compile(
    rf"[{OPENING}]?(?:[{HAN}]{{2,40}}?(?:公告|通告|公报)|公告|通告|公报)?\s{{0,2}}"
    rf"(?:[{OPENING}]?(?:[{FIGURE}]{{4}}年?|[{FIGURE}{NUMERAL}十]{{1,4}}届)[{CLOSING}]?)?\s{{0,2}}"
    rf"第?\s{{0,2}}[{FIGURE}{NUMERAL}十百]{{1,6}}\s{{0,2}}号[{CLOSING}]?"
)
PUBLISHED = ("公报", "公告", "通告", "决议")  # addressed to nobody: an organ below their title issues them
_DUTY = "要(?:求|做|把|按|认真|切实|高度)|应当|必须|做到|做好"
_COLLECTIVE = re.compile(rf"各(?!.{{0,40}}(?:{_DUTY}))")
_NO_ADDRESSEE = re.compile(
    rf"如下[：:]?$|^(?:附件|附|抄送|现将|为了?|根据|按照|依据|联系人)|^各.{{0,40}}(?:{_DUTY})|[。；！？]"
)
_TURNS = re.compile(r"转发|印发|批转|发布|公布")


def title_of(lines: Sequence[Line], start: int, *, sure: bool) -> tuple[tuple[Line, ...], int]:
    """The lines of the title and where the rest begins. `sure`: it stands below a head, whatever it says."""
    block: list[Line] = []
    end, many = start, 0
    for n in range(start, len(lines)):
        line = lines[n]
        if not line:
            continue
        if _title_stops(block, line, gap=n > end, sure=sure) and not (n == end and _ends_below(lines, n)):
            break
        block.append(line)
        end = n + 1
        many += is_organs(line.text)
        if len(block) - many == _TITLE_LINES or many == JOINT:
            break
    words = "".join(line.text.strip() for line in block)
    good = bool(block) and (
        sure or bool(TITLE_END.search(words) and ("关于" in words or KIND_END.search(words)))
    )
    return (tuple(block), end) if good else ((), start)


def _title_stops(block: Sequence[Line], line: Line, *, gap: bool, sure: bool) -> bool:
    words = line.text.strip()
    ends = bool(TITLE_END.search(words))
    if block:
        before = "".join(b.text.strip() for b in block)
        if _CAPTION.fullmatch(words) or (
            TITLE_END.search(before) and (gap or not ends) and _whole(before, gap)
        ):
            return True
        names = is_organs(words) and all(is_organs(b.text) for b in block)  # a further organ of a joint paper
        if gap and not ends and not names and not words.startswith(("关于", "转发", "印发")):
            return True
        if line.text.startswith("\u3000\u3000") and line.text[2:3].strip() and not ends:
            return True
    if words.endswith(("：", ":")) or ORDER.match(line.text) or len(words) > 80:
        return True
    if STOPS.search(words.rstrip("。；！？")) or (STOPS.search(words) and not (ends and len(words) < 60)):
        return True
    return not block and line.text.startswith("\u3000\u3000") and not ends and bool(line.text[2:3].strip())


def _ends_below(lines: Sequence[Line], n: int) -> bool:
    """Below it stands 的通知: 关于…政府工作报告 / 重点工作部门分工 / 的通知 is one title, though its first line ends with a kind."""
    line = lines[n].text
    below = lines[n + 1].text.strip() if n + 1 < len(lines) else ""
    plain = not line.startswith("\u3000\u3000") and len(line) <= _LONGEST_PART and not _MARK.search(line)
    return plain and bool(_REST_OF_TITLE.fullmatch(below))


def _whole(title: str, gap: bool) -> bool:
    """A line may end with 规划 or 办法 in the middle of a title; with a kind it is at its end."""
    return gap or bool(KIND_END.search(title.rstrip("。．，、；：！？,.;:!?")))


def caption_of(lines: Sequence[Line], start: int, number: Spot, *, published: bool) -> tuple[int, Spot]:
    """Where the rest begins after what stands under a title: （2026年3月5日…会议通过）, （征求意见稿）, a date, a number;
    where it is `published`, who issues it. And the number: its own, if what is published has none in the head."""
    for _ in range(_CAPTIONS):
        n = next((n for n in range(start, len(lines)) if lines[n]), None)
        if n is None:
            break
        words, last = _bracket_from(lines, n)
        if _is_its_number(words) or (published and _PUBLIC_NUMBER.fullmatch(words)):
            number = number or (spot(lines[n]) if published else number)
        elif not (
            _CAPTION.fullmatch(words)
            or _STATE.fullmatch(words)
            or dated(lines[n])
            or (published and is_organs(words))
        ):
            break
        start = last + 1
    return start, number


def _bracket_from(lines: Sequence[Line], n: int) -> tuple[str, int]:
    """The words of a line, and its number; with the next lines where a caption that it opens is closed there."""
    words = lines[n].text.strip()
    if words.startswith(("（", "(")) and not words.endswith(("）", ")")):
        whole = words
        for last in range(n + 1, min(n + _CAPTION_LINES, len(lines))):
            if not lines[last]:
                break
            whole += lines[last].text.strip()
            if _CAPTION.fullmatch(whole):
                return whole, last
    return words, n


def _is_its_number(words: str) -> bool:
    return bool(ORDINAL.fullmatch(words) or (is_number(words) and NUMBER.fullmatch(words)))


def addressee_of(
    lines: Sequence[Line], start: int, names: Sequence[str], *, after_title: bool, published: bool = False
) -> tuple[tuple[Line, ...], int]:
    """The lines of the addressee and where the rest begins. `names` are those that the register knows. What is
    `published` has one only where a colon says so."""
    block: list[Line] = []
    for n in range(start, len(lines)):
        line = lines[n]
        if not line:
            if block and not block[-1].text.rstrip().endswith(("，", "、")):
                break
            continue
        block.append(line)
        words = "".join(b.text.strip() for b in block)
        if line.text.rstrip().endswith(("：", ":")):
            if _is_addressee(words, line, names, after_title=after_title):
                return tuple(block), n + 1
            if len(block) == 1:
                return (), start
            break  # the colon ends the first sentence; the addressee above it may have none
        if STOPS.search(words[:-1]) or _list_ends(block, words) or ORDER.match(line.text):
            break
        if line.text.startswith("\u3000\u3000") and len(block) > 1:
            break
    return ((), start) if published else _without_colon(lines, start, names, after_title=after_title)


def _list_ends(block: Sequence[Line], words: str) -> bool:
    """A long list goes on as long as its lines end with a comma."""
    goes_on = block[-1].text.rstrip().endswith(("，", "、"))
    most = _LIST_LINES if goes_on else _ADDRESSEE_LINES
    return len(block) >= most or len(words) > _LONGEST_LIST


def _is_addressee(words: str, line: Line, names: Sequence[str], *, after_title: bool) -> bool:
    if _known(words, names):
        return True
    if _NO_ADDRESSEE.search(words) or len(words) > _LONGEST_LIST:
        return False
    flush = not line.text[:1].isspace()
    return (flush and after_title) or _like_organs(words)


def _without_colon(
    lines: Sequence[Line], start: int, names: Sequence[str], *, after_title: bool
) -> tuple[tuple[Line, ...], int]:
    """江东省人民政府， or without any mark: only where every word of its lines is the name of an organ."""
    n = next((n for n in range(start, len(lines)) if lines[n]), None)
    if n is None:
        return (), start
    line = lines[n]
    words = line.text.strip()
    like = after_title and len(words) <= 120 and not line.text[:1].isspace()
    like = like and not _NO_ADDRESSEE.search(words.rstrip("。；！？")) and not _TURNS.search(words)
    if not (_known(words, names) or (like and _like_organs(words))):
        return (), start
    block = [line]
    while block[-1].text.rstrip().endswith(("，", "、")) and len(block) < _LIST_LINES and n + 1 < len(lines):
        line = lines[n + 1]
        words = line.text.strip()
        if line.text[:1].isspace() or _NO_ADDRESSEE.search(words) or not _like_organs(words):
            break
        block.append(line)
        n += 1
    return tuple(block), n + 1


def _known(words: str, names: Sequence[str]) -> bool:
    bare = squeezed(words).rstrip("：:，,。；;、")
    return bool(bare) and (bare in names or bare in ("、".join(names), "，".join(names)))


def _like_organs(words: str) -> bool:
    parts = parts_of(words)
    return bool(parts) and all(
        ORGAN.search(p) or PERSON.search(p) or PERSONS.search(p) or _COLLECTIVE.match(p) for p in parts
    )
