"""The head of a paper: labels, letterhead, number, who signs, down to the red rule (GB/T 9704-2012 7.2, 10.1, 10.3)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from proofing.draft import NOWHERE, Line, Spot
from proofing.shapes import (
    DATE,
    HAN,
    LOOSE,
    NUMBER,
    ODD_NUMBER,
    ORDER,
    ORDINAL,
    ORGAN,
    STOPS,
    TITLE_END,
    UNSEEN,
    kind_of_label,
)

# Drawn thick; that of a party's paper has a star in its middle. A line of dashes or equals signs may be meant for one
# too, but only in a head or right below it: elsewhere it is a rule of the imprint, or anything.
RED_RULE = re.compile(r"\s*(?:[━═]{8,}|[━═=＝─—_＿\-]{4,}\s{0,4}[★☆]\s{0,4}[━═=＝─—_＿\-]{4,})\s*")
_THIN_RULE = re.compile(r"\s*[─—_＿\-－=＝]{8,}\s*")
_SIGNER = re.compile(r"签\s{0,2}发\s{0,2}人.*")
_HEAD_LINES = 10  # without a rule the head is looked for among so many lines with words
JOINT = 40  # so many organs may issue a paper, each on a line of its own in the head and in the title
_LONGEST_MARK = 40
# A part of a number's code with one blank behind it, or with what nobody sees.
_PIECE = re.compile(
    rf"(?<![^\s{UNSEEN}])(?P<words>[{HAN}A-Za-z]{{1,6}})(?:\s[{UNSEEN}]{{0,3}}|[{UNSEEN}]{{1,4}}\s?)$"
)


@dataclass(frozen=True)
class Head:
    """What stands at the top, and how many lines it takes."""

    lines: tuple[Line, ...] = ()
    labels: tuple[Spot, ...] = ()
    letterhead: Spot = NOWHERE
    number: Spot = NOWHERE
    signer: Spot = NOWHERE
    rule: int = 0
    end: int = 0


@dataclass
class _Found:
    labels: list[Spot] = field(default_factory=list)
    letterhead: list[Spot] = field(default_factory=list)
    number: Spot = NOWHERE
    signer: Spot = NOWHERE


def spot(line: Line, start: int = 0, end: int | None = None) -> Spot:
    """The words of a line between two columns (from 0), without white space at their ends."""
    words = line.text[start:end]
    return Spot(line.n, start + len(words) - len(words.lstrip()) + 1, words.strip())


def head_of(lines: Sequence[Line]) -> Head:
    """The head, down to the red rule and what a letter has below it; without a rule down to the number."""
    rule = next((n for n, line in enumerate(lines) if RED_RULE.fullmatch(line.text)), None)
    shown = [n for n, line in enumerate(lines) if line]
    most = _HEAD_LINES + _organs_first(lines, shown)
    if rule is not None and sum(n < rule for n in shown) > most:
        rule = None  # the second rule of a letter stands at the foot of its page
    if rule is None:
        end = _end_without_rule(lines, shown[:most])
        rule = _thin_rule(lines, end)
        end = max(end, rule + 1) if rule is not None else end
    else:
        end = rule + 1
    found = _Found()
    above = [line for n, line in enumerate(lines[:end]) if line and n != rule]
    for line in above:
        _take(line, found)
    if rule is not None or found.number:
        while end < len(lines) and (not lines[end] or _below_rule(lines[end], found)):
            if lines[end]:
                above.append(lines[end])
                if not dated(lines[end]):
                    _take(lines[end], found)
            end += 1
    first = found.letterhead[0] if found.letterhead else NOWHERE
    joined = "\u3000".join(s.text for s in found.letterhead)
    return Head(
        tuple(above), tuple(found.labels), replace(first, text=joined), found.number, found.signer,
        lines[rule].n if rule is not None else 0, end,
    )  # fmt: skip


def _organs_first(lines: Sequence[Line], shown: Sequence[int]) -> int:
    """How many organs the letterhead names, each on its line, below the labels."""
    count = 0
    for n in shown[: _HEAD_LINES + JOINT]:
        if is_organs(lines[n].text.strip().removesuffix("文件")):
            count += 1
        elif count or not _labels(lines[n]):
            break
    return count


def is_organs(words: str) -> bool:
    """A line that is nothing but the names of organs."""
    names = re.split(r"[\s、，]{1,20}", words.strip()) if 2 < len(words) <= 60 else []
    return bool(names) and "关于" not in words and all(ORGAN.search(name) for name in names)


def _thin_rule(lines: Sequence[Line], start: int) -> int | None:
    """The line that somebody typed with dashes for the red rule: in the head, or right below it."""
    below = next((n for n in range(start, len(lines)) if lines[n]), start) if start else -1
    return next((n for n, line in enumerate(lines[: below + 1]) if _THIN_RULE.fullmatch(line.text)), None)


def _end_without_rule(lines: Sequence[Line], shown: Sequence[int]) -> int:
    """After the number, if it stands among lines that only a head has; else after a letterhead or the labels."""
    end = 0
    for n in shown:
        line = lines[n]
        words = line.text.strip()
        if is_number(words) or _SIGNER.search(line.text):
            return n + 1
        if (
            _is_body(line)
            or "关于" in words
            or STOPS.search(words)
            or words.endswith(("：", ":"))
            or len(words) > 40
        ):
            break
        if words.endswith("文件") or (_labels(line) and all(_labels(lines[m]) for m in shown if m < n)):
            end = n + 1
    return end


def _is_body(line: Line) -> bool:
    """Two blanks exactly, or an ordinal: no line of a head begins so."""
    return bool(ORDER.match(line.text)) or (
        line.text.startswith("\u3000\u3000") and line.text[2:3] != "\u3000"
    )


def is_number(words: str) -> bool:
    match = NUMBER.search(words)
    sure = bool(match and match["serial"] and len(match["code"]) > 1 and len(words) < 60)
    if sure and not STOPS.search(words) and "《" not in words:
        return True
    alone = match is not None and bool(match["hao"]) and match.span() == (0, len(words))  # 〔2026〕3号
    return alone or bool(ORDINAL.fullmatch(words)) or _is_odd(words)


def _is_odd(words: str) -> bool:
    """No number, but meant for one (NUM-01)."""
    bare = re.sub(rf"[\s{UNSEEN}]", "", words) if len(words) < 60 else ""
    return "关于" not in bare and bool(ODD_NUMBER.fullmatch(bare))


def dated(line: Line) -> bool:
    """A date, or an organ with a date at the right: minutes have it below the rule (10.3 leaves it to practice)."""
    words = line.text.strip()
    if len(words) > 60:
        return False
    bare = words.rstrip("）)")
    match = next((m for m in DATE.finditer(bare) if m.end() == len(bare)), None)
    before = bare[: match.start()].rstrip("（( \t\u3000") if match else ""
    return match is not None and (not before or is_organs(before))


def _below_rule(line: Line, found: _Found) -> bool:
    """In a letter the number and the labels stand below the rule (10.1)."""
    words = line.text.strip()
    if dated(line):
        return True
    if found.number:
        return bool(_labels(line)) and not TITLE_END.search(words)
    return is_number(words) or bool(_labels(line)) or bool(LOOSE.fullmatch(words) and words.endswith("号"))


def _take(line: Line, found: _Found) -> None:
    """What one line of the head holds."""
    if labels := _labels(line):
        found.labels += labels
        return
    signer = _SIGNER.search(line.text)
    end = signer.start() if signer else len(line.text)
    if signer and not found.signer:
        found.signer = spot(line, signer.start())
    words = line.text[:end].strip()
    if not words:
        return
    match = NUMBER.search(line.text, 0, end)
    if match and (match["serial"] or match["code"]):
        _take_number(line, match, end, found)
    elif ORDINAL.fullmatch(words) or (
        (found.letterhead or signer) and (LOOSE.fullmatch(words) or _is_odd(words))
    ):
        found.number = found.number or spot(line, 0, end)
    elif not (found.number or signer or "关于" in words or STOPS.search(words) or len(words) > _LONGEST_MARK):
        found.letterhead.append(spot(line))


def _take_number(line: Line, match: re.Match[str], end: int, found: _Found) -> None:
    stop = match.end()
    while stop < end and not line.text[stop].isspace():
        stop += 1
    start = _start_of(line.text, match.start())
    before = spot(line, 0, start)
    if before and kind_of_label(before.text):
        found.labels.append(before)
    found.number = found.number or spot(line, start, stop)


def _start_of(text: str, start: int) -> int:
    """Where the code begins that has a blank, or what nobody sees, inside it: 江政 发〔2026〕12号 (NUM-12)."""
    while piece := _PIECE.search(text[max(0, start - 12) : start]):
        if kind_of_label(piece["words"]) or piece["words"].endswith(("件", "号", "期")):
            break
        start -= len(piece[0])
    return start


def _labels(line: Line) -> list[Spot]:
    """The labels of a line that holds nothing else; 特　急 with a blank in it is one."""
    if kind_of_label(line.text):
        return [spot(line)]
    pieces = [spot(line, m.start(), m.end()) for m in re.finditer(r"\S+", line.text[:80])]
    return pieces if len(line.text) < 80 and pieces and all(kind_of_label(p.text) for p in pieces) else []
