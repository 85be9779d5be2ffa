"""The end of a paper: attachments, signature, date, notes, annexes, imprint (GB/T 9704-2012 7.3.4 to 7.4)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from proofing.draft import NOWHERE, Annex, Line, Spot
from proofing.shapes import DATE, EACH, FIGURE, NUMERAL, ORDER, ORGAN, STOPS, parts_of, squeezed

from .head import spot

IMPRINT_RULE = re.compile(r"\s*[─━═—＿_]{8,}\s*")
PAGE_BREAK = re.compile(r"\s*(?:[［\[【]分页[］\]】]|\f)\s*")
_ANNEX = re.compile(r"\s{0,8}附\s{0,2}件\s{0,2}[0-9０-９一二三四五六七八九十]{0,3}\s{0,2}[:：]?\s*")
_CC = re.compile(r"\s*(?:抄\s{0,4}送|抄\s{0,4}报|报\s{0,4}送|分\s{0,4}送|报|送|发)\s{0,4}[:：﹕]|\s*抄[送报]")
_TO = re.compile(r"\s*主\s{0,4}送\s{0,4}[:：﹕]")
_PRINTED = re.compile(r".{0,60}印\s{0,2}发\s*[。]?\s*")
_IMPRINT_LINES = 12
_LIST_LINES = 60  # of organs: it goes on with commas
_LISTED = re.compile(r"\s*附\s{0,2}件?\s{0,2}[:：﹕]")
_NUMBERED = re.compile(
    r"(?:\d{1,2}\s{0,2}[.．、]|[一二三四五六七八九十]{1,3}\s{0,2}[、.．]|[（(][一二三四五六七八九十\d]{1,3}[）)])\s*"
)
_NEXT_ITEM = re.compile(r"[ \t\u3000]{1,20}(?=\d{1,2}[.．、](?!\d)|附件\d{1,2}[：:])")
_NOTE = re.compile(r"\s*[（(]?\s{0,2}(?:此件|联系人|发至|本件|公开)")
_OFFICER = re.compile(r"\s*(?:[省市县区州部厅局院会]\s*长|主\s*任|主\s*席|总\s*理|书\s*记)\s{1,20}\S")
_GAP = re.compile(r"[ \t]{2,}|\u3000+")
_DEEP = 4  # what stands so far from the left stands at the right
_AFTER_DATE = 8
_CHAPTER = re.compile(r"第[一二三四五六七八九十\d]{1,3}[章节条]")
_BRACKETED = re.compile(r"[（(][^（）()]{1,20}[）)]")  # （征求意见稿） below a title
_CONTACT = re.compile(r"\s*[（(]?联系(?:人|电话|方式)")
_TEXT_BELOW = 2  # lines
_LONGEST_NAME, _MOST_LISTED = 60, 300
# A date with a slip of the hand, where a date belongs: a letter for the nought, numerals of both kinds, a mark behind it.
_FIG = f"{FIGURE}{NUMERAL}OoОо"
_SLIP = re.compile(
    rf"[{_FIG}]{{2,6}}\s{{0,2}}年[{_FIG}十\s]{{1,4}}月[{_FIG}十\s]{{0,5}}[日号]?[。．.，,；;、]?(?:[（(][^（）()]{{1,8}}[）)])?"
)


@dataclass(frozen=True)
class Imprint:
    lines: tuple[Line, ...] = ()
    cc: Spot = NOWHERE
    printed: Spot = NOWHERE


@dataclass(frozen=True)
class End:
    """What follows the text, and the text itself."""

    body: tuple[Line, ...]
    attachment_lines: tuple[Line, ...] = ()
    listed: tuple[Spot, ...] = ()
    signature: tuple[Spot, ...] = ()
    dated: Spot = NOWHERE
    notes: tuple[Spot, ...] = ()


def split_imprint(lines: Sequence[Line]) -> tuple[list[Line], Imprint]:
    """The lines without the imprint, and the imprint: from its first rule, or the last lines that read like one."""
    breaks = [n for n, line in enumerate(lines) if PAGE_BREAK.fullmatch(line.text)]
    for begin, end in zip([0, *breaks], [*breaks, len(lines)], strict=True):
        if (n := _ruled(lines, begin, end)) is not None:
            return [*lines[:n], *lines[end:]], _imprint(lines[n:end])
    start = len(lines)
    while start and (not lines[start - 1] or _is_imprint(lines[start - 1]) or _goes_on(lines, start - 1)):
        start -= 1
    return list(lines[:start]), _imprint(lines[start:])


def _goes_on(lines: Sequence[Line], at: int) -> bool:
    """A further line of the list that 抄送 begins: all before it end with a comma."""
    for n in range(at - 1, max(-1, at - _LIST_LINES), -1):
        if not lines[n].text.rstrip().endswith(("，", "、")):
            return False
        if _CC.match(lines[n].text):
            return True
    return False


def _is_imprint(line: Line) -> bool:
    words = line.text.strip()
    return bool(
        _CC.match(line.text)
        or _TO.match(line.text)
        or IMPRINT_RULE.fullmatch(words)
        or (_PRINTED.fullmatch(words) and DATE.search(words))
    )


def _ruled(lines: Sequence[Line], begin: int, end: int) -> int | None:
    """The first rule of a page below which it reads like an imprint: short, and says to whom, or who printed it. Looked
    for from below, each line once: any other rule is one somewhere in the text."""
    found, shown, going_on, says = None, 0, 0, False
    for n in range(end - 1, begin - 1, -1):
        line = lines[n]
        if IMPRINT_RULE.fullmatch(line.text):
            found = n if says or not shown else found
        elif line:
            shown += 1
            going_on += line.text.rstrip().endswith(("，", "、"))
            says = says or _is_imprint(line) or bool(DATE.search(line.text[-40:]))
            if shown - going_on > _IMPRINT_LINES or going_on > _LIST_LINES or ORDER.match(line.text):
                break
    return found


def _imprint(lines: Sequence[Line]) -> Imprint:
    shown = tuple(line for line in lines if line and not IMPRINT_RULE.fullmatch(line.text))
    cc, printed, going_on = NOWHERE, NOWHERE, False
    for line in shown:
        here = spot(line)
        if _CC.match(line.text) and not cc:
            cc = here
        elif DATE.search(here.text) and not _CC.match(line.text) and not _TO.match(line.text):
            printed = here
        elif going_on and not _TO.match(line.text):
            cc = Spot(cc.line, cc.column, cc.text + here.text)  # 7.4.2: it goes on on a further line
        going_on = bool(cc) and not printed and not cc.text.endswith("。")
    return Imprint(shown, cc, printed)


def split_annexes(lines: Sequence[Line]) -> tuple[list[Line], tuple[Annex, ...]]:
    """The paper itself and its annexes: 附件N alone on a line, on a new page or after the date; or whatever stands on
    a new page after the date. A page break anywhere else means nothing."""
    starts: list[tuple[int, bool]] = []
    dated, fresh = False, False
    for n, line in enumerate(lines):
        if PAGE_BREAK.fullmatch(line.text):
            fresh = True
        elif line:
            first = not any(lines[m] for m in range(n)) if n < 8 else False
            if _ANNEX.fullmatch(line.text):
                if fresh or dated or starts or first:
                    starts.append((n, fresh or first))
            elif fresh and dated and not starts:
                starts.append((n, True))
            dated = dated or is_date(line)
            fresh = False
    edges = [n for n, _ in starts] + [len(lines)]
    annexes = tuple(_annex(lines[n : edges[i + 1]], fresh) for i, (n, fresh) in enumerate(starts))
    return [line for line in lines[: edges[0]] if not PAGE_BREAK.fullmatch(line.text)], annexes


def _annex(lines: Sequence[Line], fresh: bool) -> Annex:
    shown = [line for line in lines if line and not PAGE_BREAK.fullmatch(line.text)]
    heading = spot(shown.pop(0)) if _ANNEX.fullmatch(shown[0].text) else NOWHERE
    title, seen = NOWHERE, 0
    for line in shown[:3]:
        words = line.text.strip()
        follows = not title or line.n == shown[seen - 1].n + 1 or bool(_BRACKETED.fullmatch(words))
        if (
            ORDER.match(line.text)
            or _CHAPTER.match(words)
            or STOPS.search(words)
            or not follows
            or (title and line.text[:2] == "\u3000\u3000")
        ):
            break
        title = spot(line) if not title else Spot(title.line, title.column, title.text + words)
        seen += 1
    return Annex(heading, title, tuple(shown[seen:]), fresh)


def is_date(line: Line) -> bool:
    words = line.text.strip()
    if len(words) >= 40:
        return False
    return bool(DATE.fullmatch(words) or (_is_deep(line.text) and _SLIP.fullmatch(words)))


def _is_deep(text: str) -> bool:
    return len(text) - len(text.lstrip()) > _DEEP


def read(lines: Sequence[Line], organs: Sequence[str]) -> End:
    """From the last date upward; `lines` hold neither annexes nor imprint, `organs` are those that sign it."""
    shown = [line for line in lines if line]
    at = _date_at(shown)
    notes: list[Line] = []
    late: list[Line] = []
    if at is None:
        end = len(shown)
        while (
            end and _NOTE.match(shown[end - 1].text) and not STOPS.search(shown[end - 1].text.rstrip("。）)"))
        ):
            end -= 1
        notes, dated, upper = shown[end:], NOWHERE, shown[:end]
    else:
        listed = next((n for n in range(at + 1, len(shown)) if _LISTED.match(shown[n].text)), len(shown))
        notes, late = shown[at + 1 : listed], shown[listed:]
        upper = shown[:at]
        date_match = _date_in(shown[at])
        dated = spot(shown[at], date_match)
        if date_match and (name := shown[at].text[:date_match].strip()):
            upper = [*upper, Line(shown[at].n, shown[at].text[:date_match], name)]
    start = _signed_from(upper, organs, sure=at is not None)
    body, attached = _attachments(upper[:start])
    attached = attached or late
    return End(
        tuple(body), tuple(attached), tuple(_names(attached)),
        tuple(s for line in upper[start:] for s in _signers(line)), dated, tuple(spot(line) for line in notes),
    )  # fmt: skip


def _date_at(shown: Sequence[Line]) -> int | None:
    """The last line that is a date, with no more than notes behind it."""
    for n in range(len(shown) - 1, max(-1, len(shown) - 2 - _AFTER_DATE), -1):
        if is_date(shown[n]) or _date_in(shown[n]):
            return n
        if len(shown[n].text) > 200 or _is_heading(shown[n].text):
            return None
    return None


def _is_heading(text: str) -> bool:
    """An ordinal at the start, but not that of an attachment, which stands further in."""
    return bool(ORDER.match(text)) and not re.match(r"\s{4,}\d", text)


def _date_in(line: Line) -> int:
    """Where the date begins in 江东省财政厅　2026年3月20日; 0 where the line is something else."""
    words = line.text.rstrip()
    if len(words) > 120 or STOPS.search(words):
        return 0
    pieces = list(re.finditer(r"\S+", words))
    if len(pieces) < 2 or not DATE.fullmatch(pieces[-1][0]):
        return 0
    first = words[: pieces[-1].start()].strip()
    return pieces[-1].start() if ORGAN.search(first) and not ORDER.match(line.text) else 0


def _signed_from(shown: Sequence[Line], organs: Sequence[str], *, sure: bool) -> int:
    """Where the signature begins: lines that are names, set to the right or known."""
    start = len(shown)
    while start:
        line = shown[start - 1]
        known = squeezed(line.text) in organs
        if not _may_sign(line.text) or not (known or _signs(line.text, sure=sure)):
            break
        if _belongs_to_list(shown, start - 1) and not known:
            break
        start -= 1
    return start


def _may_sign(text: str) -> bool:
    words = text.strip()
    sentence = STOPS.search(words) or words.endswith(("：", ":", "，", "、"))
    return not (sentence or _is_label(text) or ORDER.match(text) or len(words) > _LONGEST_NAME)


def _signs(text: str, *, sure: bool) -> bool:
    """`sure`: a date follows; then what stands at the right, an officer or one organ alone on its line signs."""
    words = text.strip()
    deep = _is_deep(text)
    if not sure:
        return deep and bool(ORGAN.search(words))
    alone = len(words) <= 30 and len(parts_of(words)) == 1 and bool(ORGAN.search(words))
    return deep or alone or bool(_OFFICER.match(text))


def _belongs_to_list(shown: Sequence[Line], at: int) -> bool:
    """A numbered name, or the rest of one, below 附件：."""
    words = shown[at].text.strip()
    if not any(_is_label(line.text) for line in shown[max(0, at - 20) : at]):
        return False
    near = shown[at].n == shown[at - 1].n + 1
    return bool(_NUMBERED.match(words)) or (near and len(shown[at].text) - len(shown[at].text.lstrip()) < 9)


def _attachments(shown: list[Line]) -> tuple[list[Line], list[Line]]:
    """The text, and 附件： with the names below it, where that is the end of it."""
    at = next(
        (
            n
            for n in range(len(shown) - 1, max(-1, len(shown) - _MOST_LISTED), -1)
            if _is_label(shown[n].text)
        ),
        None,
    )
    if at is None:
        return shown, []
    most = max(0, at - _MOST_LISTED)
    while at > most and EACH.match(shown[at].text) and (above := _label_above(shown, at)) is not None:
        at = above
    for n in range(at + 1, len(shown)):
        words = shown[n].text.strip()
        listed = bool(_NUMBERED.match(words) or EACH.match(words)) or shown[n].n == shown[n - 1].n + 1
        if not listed and _text_below(shown, at, n):
            return shown[:at] + shown[n:], shown[at:n]
        if not listed or STOPS.search(words[:-1]) or len(words) > 120:
            return shown, []
    return shown[:at], shown[at:]


def _text_below(shown: Sequence[Line], at: int, end: int) -> bool:
    """Is what follows the list, after a blank line, no more than a line or two of text? 联系人：王一，电话：…。 Below an
    unnumbered name only what cannot be anything else: 附： may begin a paragraph of the text."""
    numbered = any(_NUMBERED.match(line.text.strip()) for line in shown[at + 1 : end])
    few = len(shown) - end <= _TEXT_BELOW and all(
        line.text.startswith("\u3000\u3000") for line in shown[end:]
    )
    return few and not STOPS.search(shown[at].text) and (numbered or bool(_CONTACT.match(shown[end].text)))


def _label_above(shown: Sequence[Line], at: int) -> int | None:
    """The label before 附件2：; a name may go on in a further line."""
    for n in range(at - 1, max(-1, at - 4), -1):
        if _is_label(shown[n].text):
            return n
        if STOPS.search(shown[n].text) or shown[n].n + 1 != shown[n + 1].n:
            return None
    return None


def _is_label(text: str) -> bool:
    if _LISTED.match(text):
        return True
    words = text.strip()
    return bool(EACH.match(text)) and len(words) <= _LONGEST_NAME and not STOPS.search(words[:-1])


def _names(lines: Sequence[Line]) -> list[Spot]:
    """The names of the attachments, each without its ordinal, with whatever mark somebody set behind it."""
    found: list[Spot] = []
    for line in lines:
        label = _LISTED.match(line.text) or (None if found else EACH.match(line.text))
        start = label.end() if label else 0
        for begin, end in _items(line.text, start):
            here = spot(line, begin, end)
            if not here:
                continue
            ordinal = EACH.match(here.text) or _NUMBERED.match(here.text)
            if ordinal is None and found and not label:
                last = found[-1]
                found[-1] = Spot(last.line, last.column, last.text + here.text)
            elif ordinal is not None:
                found.append(Spot(here.line, here.column + ordinal.end(), here.text[ordinal.end() :]))
            else:
                found.append(here)
    return found


def _items(text: str, start: int) -> list[tuple[int, int]]:
    """附件：1. 甲表　2. 乙表 on one line are two."""
    cuts = [m.end() for m in _NEXT_ITEM.finditer(text, start)]
    return list(zip([start, *cuts], [*cuts, len(text)], strict=True))


def _signers(line: Line) -> list[Spot]:
    """Joint signatures may stand side by side; 省长　张三 is one."""
    whole = spot(line)
    pieces = [p for p in _GAP.split(whole.text) if p]
    if len(pieces) < 2 or not all(len(p) > 3 and ORGAN.search(p) for p in pieces):
        return [whole]
    found, column = [], 0
    for piece in pieces:
        column = line.text.index(piece, column)
        found.append(Spot(line.n, column + 1, piece))
        column += len(piece)
    return found
