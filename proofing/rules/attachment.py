"""附件: the list under the text, and what follows the paper (ATT; GB/T 9704-2012 7.3.4, 7.3.7)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from proofing.draft import Annex, Draft, Line, Spot
from proofing.finding import Hit
from proofing.meta import Meta
from proofing.registry import check
from proofing.shapes import EACH

from .numerals import ORDINAL
from .parts import BLANK, exactly, line_at, prose, title_of
from .where import lines_of

_LABEL = re.compile(r"[ \t\u3000]*附(?:\s{0,4}件)?\s{0,4}[：:﹕]")
_ORDINAL = re.compile(rf"(?:\d{{1,3}}\s?[.．、]|{ORDINAL}[、.．]|[（(](?:\d{{1,3}}|{ORDINAL})[）)]|[①-⑳])[ \t\u3000]*$")  # fmt: skip
_ARABIC = re.compile(r"\d{1,3}\.[ \t\u3000]*")
_STOP = "。；，、;,."
_REFERENCE = re.compile(r"见附件[ \u3000]?(\d{1,2}(?:[ \u3000]?[、，和及至到—～~-][ \u3000]?(?:附件)?\d{1,2})*|(?=[）)，。；、]|$))")  # fmt: skip
_NUMBER = re.compile(r"\d{1,2}")
_ISSUED = re.compile(r"(?:印发|转发|批转)(?:《([^》]{2,80})》|([^《》]{2,60}?)的(?:通知|决定|命令|令|函)$)")
_HEADING = re.compile(r"附\s*件\s*(\d{1,3})")
_ON_ITS_OWN = re.compile(r"[（(][^（）()]{1,20}[）)]")  # （2026年度） below a title
_AWAY = r"另[发附行送寄报印册]|单独印发|下载"
_APART = re.compile(
    rf"[（(](?:从?略(?:，[^（）()]{{0,20}})?|[^（）()]{{0,20}}(?:{_AWAY}|不公开)[^（）()]{{0,10}})[）)]$|另[发附送寄报印]$"
)
_BELOW = re.compile(r"[（(]附后[）)]$")  # it is attached: no part of the name, and no excuse
_TELLS = re.compile(r"^(?:请|望|敬请|现|特此|以上|此件|联系人)|[，：；]\S")
_ELSEWHERE = re.compile(rf"附件[^。]{{0,60}}(?:{_AWAY})")


def _listed(draft: Draft) -> list[tuple[Spot, str]]:
    """The names with the ordinal before each, as it stands."""
    pairs = []
    for spot in draft.listed:
        before = line_at(draft, spot.line).text[: spot.column - 1]
        match = None if _each(draft, spot) else _ORDINAL.search(before[-12:])
        pairs.append((spot, match[0] if match else ""))
    return pairs


def _each(draft: Draft, spot: Spot) -> bool:
    """Is the number in the label, as in 附件1：甲表? ATT-01 says it."""
    text, end = line_at(draft, spot.line).text, spot.column
    near = text[max(0, end - 25) : end]
    return any(match.end() == len(near) - 1 for match in EACH.finditer(near))


def _begins(draft: Draft) -> Line | None:
    """The line with the label; 附： is one, too, where it stands at the end of the text."""
    if draft.attachment_lines:
        return draft.attachment_lines[0]
    tail = draft.body[-8:]
    return next((line for line in tail if _LABEL.match(line.text) and "。" not in line.text), None)


def _known(draft: Draft, meta: Meta) -> bool:
    """Are all annexes in the text? With files of their own (in the program, or beside a DOCX or PDF) nobody can say."""
    return not meta.printed and draft.whole and draft.layout is None


@check("ATT-01")
def label(draft: Draft, meta: Meta) -> Iterator[Hit]:
    """Once for the list, and number by number: 附件1：甲表 over 附件2：乙表 has a label too many on each line."""
    first = _begins(draft)
    typed = not meta.printed and draft.layout is None
    at = {spot.line: (n, ordinal) for n, (spot, ordinal) in reversed([*enumerate(_listed(draft), 1)])}
    for line in dict.fromkeys([*([first] if first else []), *draft.attachment_lines]):
        each = EACH.match(line.text)
        match = each or (_LABEL.match(line.text) if line is first else None)
        if match is None:
            continue
        n, ordinal = at.get(line.n, (0, ""))
        number = f"{n}. " if each and n and not ordinal and len(draft.listed) > 1 else ""
        lead, name = ("　　", "附件：") if line is first else ("　　　　　", "")
        start = 0 if typed else len(match[0]) - len(match[0].lstrip(BLANK))
        right = (lead if typed else "") + name + number
        if match[0][start:] != right:
            alone = (
                each and len(draft.listed) == 1 and not re.search(r"[1１一]", match[0])
            )  # 附件2： and no 附件1：
            yield exactly(line, start, match.end(), None if alone else right)


@check("ATT-02")
def numbered(draft: Draft, meta: Meta) -> Iterator[Hit]:
    pairs = _listed(draft)
    for n, (spot, ordinal) in enumerate(pairs, 1):
        missing = len(pairs) > 1 and not ordinal and not _each(draft, spot)
        if missing or (ordinal and not _ARABIC.fullmatch(ordinal)):
            start = spot.column - 1 - len(ordinal)
            line = line_at(draft, spot.line)
            end = spot.column - 1 if ordinal else min(len(line.text), start + 6)
            fix = f"{n}. " if ordinal and len(pairs) > 1 else None
            yield exactly(line, start, end, fix)


@check("ATT-03")
def unpunctuated(draft: Draft, meta: Meta) -> Iterator[Hit]:
    """A name may go on in the next line: its mark stands in the last. Text that goes on below the list is no name."""
    edges = [spot for spot, _ in _listed(draft)]
    for spot, after in zip(edges, [*edges[1:], None], strict=False):
        last = spot.line
        for line in draft.attachment_lines:
            if line.n > last and (after is None or line.n < after.line):
                last = line.n
        text = line_at(draft, last).text
        start = spot.column - 1 if last == spot.line else len(text) - len(text.lstrip(BLANK))
        end = len(text)
        if after is not None and after.line == last:
            end = after.column - 1 - len(_ordinal_before(text, after.column - 1))
        name = text[start:end].rstrip(BLANK)
        bare = name.rstrip(_STOP)
        if last != spot.line and _TELLS.search(name):
            continue
        if bare and bare != name:
            yield exactly(line_at(draft, last), start, start + len(name), bare)


def _ordinal_before(text: str, at: int) -> str:
    match = _ORDINAL.search(text[max(0, at - 12) : at])
    return match[0] if match else ""


def _plain(name: str) -> str:
    """A name without what may differ: blanks, width, the marks around it and after it."""
    name = re.sub(r"\s", "", unicodedata.normalize("NFKC", name))
    return name.rstrip("。;,、.").strip("《》")


@check("ATT-04")
def attached(draft: Draft, meta: Meta) -> Iterator[Hit]:
    """Once: at the list's first line where their count differs, else at the first name that differs. What a paper
    issues or passes on follows it without 附件 above it and is not listed (ATT-08). 7.3.7: the number above an annex is
    that of the list, in which what is sent apart counts, too."""
    listed, annexes = _compared(draft)
    if not annexes and not (_known(draft, meta) and listed):
        return
    if len(listed) != len(annexes):
        spot = listed[0][1] if listed else annexes[0].heading
        yield _at(draft, spot, f"附件说明列{len(listed)}个，所附{len(annexes)}个。")
        return
    for (n, spot), annex in zip(listed, annexes, strict=True):
        number = _HEADING.match(annex.heading.text.strip(BLANK))
        if number and int(number[1]) != n:
            yield _at(draft, spot, f"第{n}个附件标为“{annex.heading.text.strip(BLANK)}”。")
            return
        name = _BELOW.sub("", _APART.sub("", spot.text))
        if annex.title and _plain(name) not in _titles(draft, annex):
            yield _at(draft, spot, f"所附标题为“{annex.title.text[:40]}”。")
            return


def _compared(draft: Draft) -> tuple[list[tuple[int, Spot]], list[Annex]]:
    """What is listed, with its place in the list, and what is attached, without what is sent apart and what belongs to an
    annex itself."""
    listed, annexes = list(enumerate(draft.listed, 1)), _attached(draft)
    if len(annexes) < len(listed):
        here = [(n, spot) for n, spot in listed if not _APART.search(spot.text)]
        if len(here) == len(annexes):
            return here, annexes
        return ([], []) if _elsewhere(draft) else (listed, annexes)
    if listed and len(annexes) > len(listed) and (owner := _owner(annexes, single=len(listed) == 1)):
        return listed[:owner], annexes[:owner]
    return listed, annexes


def _attached(draft: Draft) -> list[Annex]:
    """Where nothing is listed, all that follows what the paper issues belongs to that."""
    if draft.annexes and not draft.annexes[0].heading:
        names = {_plain(spot.text) for spot in draft.listed}
        if not names:
            return []
        if _titles(draft, draft.annexes[0]) & names:
            return list(draft.annexes)
    return [annex for annex in draft.annexes if annex.heading] or list(draft.annexes)


def _owner(annexes: list[Annex], *, single: bool) -> int:
    """Which annex, from 1, has annexes of its own: it lists them, or numbered ones follow the only one of the paper."""
    for n, annex in enumerate(annexes, 1):
        if not annex.heading or _lists(annex):
            return n
    numbered = [bool(_HEADING.match(annex.heading.text.strip(BLANK))) for annex in annexes]
    return int(single and not numbered[0] and all(numbered[1:]))


def _lists(annex: Annex) -> bool:
    return any(
        (_LABEL.match(line.text) or EACH.match(line.text)) and "。" not in line.text for line in annex.lines
    )


def _elsewhere(draft: Draft) -> bool:
    words = [*(spot.text for spot in draft.notes), *(line.text for line in draft.body)]
    return any(_ELSEWHERE.search(text) for text in words)


def _titles(draft: Draft, annex: Annex) -> set[str]:
    """The title as it stands, and without the lines in brackets below it: （2026年度）."""
    bare = [line.text.strip() for line in lines_of(draft, annex.title)]
    named = "".join(text for text in bare if not _ON_ITS_OWN.fullmatch(text))
    return {_plain(annex.title.text), _plain(named)}


def _at(draft: Draft, spot: Spot, note: str) -> Hit:
    line = line_at(draft, spot.line)
    end = len(line.text.rstrip(BLANK))
    return exactly(line, spot.column - 1, max(spot.column, end), note=note)


@check("ATT-05")
def referred(draft: Draft, meta: Meta) -> Iterator[Hit]:
    count = max(len(draft.listed), len(draft.annexes))
    if not count and not _known(draft, meta):
        return
    for line in prose(draft):
        for match in _REFERENCE.finditer(line.masked):
            highest = max((int(n) for n in _NUMBER.findall(match[1])), default=1)
            if highest > count:
                note = f"附件说明列{count}个。" if count else "没有附件说明。"
                yield exactly(line, match.start(), match.end(), note=note)
                break


@check("ATT-06")
def single(draft: Draft, meta: Meta) -> Iterator[Hit]:
    pairs = _listed(draft)
    if len(pairs) == 1 and _ARABIC.fullmatch(pairs[0][1]) and len(draft.annexes) < 2:
        spot, ordinal = pairs[0]
        line = line_at(draft, spot.line)
        end = len(line.text.rstrip(BLANK))
        start = spot.column - 1 - len(ordinal)
        yield exactly(line, start, end, line.text[spot.column - 1 : end])


@check("ATT-07")
def place(draft: Draft, meta: Meta) -> Iterator[Hit]:
    """Under the signature or the date it is out of place."""
    signed = min((spot.line for spot in (*draft.signature, draft.dated) if spot), default=0)
    if not signed:
        return
    stop = min((a.heading.line for a in draft.annexes), default=len(draft.lines) + 1)
    if draft.imprint:
        stop = min(stop, draft.imprint[0].n)
    for line in draft.lines[signed : max(signed, stop - 1)]:
        if match := _LABEL.match(line.text):
            start = len(match[0]) - len(match[0].lstrip(BLANK))
            yield exactly(line, start, len(line.text.rstrip(BLANK)))
            return


@check("ATT-08")
def issued_once(draft: Draft, meta: Meta) -> Iterator[Hit]:
    match = _ISSUED.search(title_of(draft, meta))
    if match is None:
        return
    name = _plain(match[1] or match[2])
    for spot in draft.listed:
        if _plain(spot.text) == name:
            line = line_at(draft, spot.line)
            yield exactly(line, spot.column - 1, spot.column - 1 + len(spot.text))
            return
