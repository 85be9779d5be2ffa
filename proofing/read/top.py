"""The top of a paper: what stands above the red rule, the title, the addressee (GB/T 9704-2012 7.2, 7.3.1, 7.3.2)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from proofing.draft import NOWHERE, Line, Spot
from proofing.shapes import (
    KIND_END,
    LOOSE,
    NUMBER,
    ORDER,
    ORDINAL,
    ORGAN,
    PERSON,
    PERSONS,
    STOPS,
    TITLE_END,
    kind_of_label,
    parts_of,
    squeezed,
)

RED_RULE = re.compile(r"\s*[━═]{8,}\s*")
_SIGNER = re.compile(r"签\s{0,2}发\s{0,2}人.*")
_HEAD_LINES = 10  # without a rule the head is looked for among so many lines with words
_LONGEST_MARK = 40
_TITLE_LINES = 6
_ADDRESSEE_LINES = 8
_CAPTION = re.compile(r"[（(][^（）()]{0,60}(?:\d日|通过|公布|发布|批准|[〔\[]\d)[^）)]{0,60}[）)]")
_DUTY = "要(?:求|做|把|按|认真|切实|高度)|应当|必须|做到|做好"
_COLLECTIVE = re.compile(rf"各(?!.{{0,40}}(?:{_DUTY}))")
_NO_ADDRESSEE = re.compile(
    rf"如下[：:]?$|^(?:附件|附|抄送|现将|为了?|根据|按照|依据|联系人)|^各.{{0,40}}(?:{_DUTY})|[。；！？]"
)
_TURNS = re.compile(r"转发|印发|批转|发布|公布")


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
    if rule is not None and sum(n < rule for n in shown) > _HEAD_LINES:
        rule = None  # the second rule of a letter stands at the foot of its page
    end = rule + 1 if rule is not None else _end_without_rule(lines, shown)
    found = _Found()
    above = [line for line in lines[:end] if line and not RED_RULE.fullmatch(line.text)]
    for line in above:
        _take(line, found)
    if rule is not None:
        while end < len(lines) and (not lines[end] or _below_rule(lines[end], found)):
            if lines[end]:
                above.append(lines[end])
                _take(lines[end], found)
            end += 1
    first = found.letterhead[0] if found.letterhead else NOWHERE
    joined = "\u3000".join(s.text for s in found.letterhead)
    return Head(
        tuple(above), tuple(found.labels), replace(first, text=joined), found.number, found.signer,
        lines[rule].n if rule is not None else 0, end,
    )  # fmt: skip


def _end_without_rule(lines: Sequence[Line], shown: Sequence[int]) -> int:
    """After the number, if it stands among lines that only a head has; else after a letterhead or the labels."""
    end = 0
    for n in shown[:_HEAD_LINES]:
        line = lines[n]
        words = line.text.strip()
        if _is_number(words) or _SIGNER.search(line.text):
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


def _is_number(words: str) -> bool:
    match = NUMBER.search(words)
    sure = bool(match and match["serial"] and len(match["code"]) > 1 and len(words) < 60)
    return (sure and not STOPS.search(words) and "《" not in words) or bool(ORDINAL.fullmatch(words))


def _below_rule(line: Line, found: _Found) -> bool:
    """In a letter the number and the labels stand below the rule (10.1)."""
    words = line.text.strip()
    if found.number:
        return bool(_labels(line)) and not TITLE_END.search(words)
    return _is_number(words) or bool(_labels(line)) or bool(LOOSE.fullmatch(words) and words.endswith("号"))


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
    elif ORDINAL.fullmatch(words) or (LOOSE.fullmatch(words) and (found.letterhead or signer)):
        found.number = found.number or spot(line, 0, end)
    elif not (found.number or signer or "关于" in words or STOPS.search(words) or len(words) > _LONGEST_MARK):
        found.letterhead.append(spot(line))


def _take_number(line: Line, match: re.Match[str], end: int, found: _Found) -> None:
    stop = match.end()
    while stop < end and not line.text[stop].isspace():
        stop += 1
    before = spot(line, 0, match.start())
    if before and kind_of_label(before.text):
        found.labels.append(before)
    found.number = found.number or spot(line, match.start(), stop)


def _labels(line: Line) -> list[Spot]:
    """The labels of a line that holds nothing else; 特　急 with a blank in it is one."""
    if kind_of_label(line.text):
        return [spot(line)]
    pieces = [spot(line, m.start(), m.end()) for m in re.finditer(r"\S+", line.text[:80])]
    return pieces if len(line.text) < 80 and pieces and all(kind_of_label(p.text) for p in pieces) else []


def title_of(lines: Sequence[Line], start: int, *, sure: bool) -> tuple[tuple[Line, ...], int]:
    """The lines of the title and where the rest begins. `sure`: it stands below a head, whatever it says."""
    block: list[Line] = []
    end = start
    for n in range(start, len(lines)):
        line = lines[n]
        if not line:
            continue
        if _title_stops(block, line, gap=n > end, sure=sure):
            break
        block.append(line)
        end = n + 1
        if len(block) == _TITLE_LINES:
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
        if gap and not ends and not words.startswith(("关于", "转发", "印发")):
            return True
        if line.text.startswith("\u3000\u3000") and line.text[2:3].strip() and not ends:
            return True
    if words.endswith(("：", ":")) or ORDER.match(line.text) or len(words) > 80:
        return True
    if STOPS.search(words.rstrip("。；！？")) or (STOPS.search(words) and not (ends and len(words) < 60)):
        return True
    return not block and line.text.startswith("\u3000\u3000") and not ends and bool(line.text[2:3].strip())


def _whole(title: str, gap: bool) -> bool:
    """A line may end with 规划 or 办法 in the middle of a title; with a kind it is at its end."""
    return gap or bool(KIND_END.search(title.rstrip("。．，、；：！？,.;:!?")))


def caption_of(lines: Sequence[Line], start: int) -> int:
    """Where the rest begins after （2026年3月5日…会议通过） under a title."""
    n = next((n for n in range(start, len(lines)) if lines[n]), None)
    return n + 1 if n is not None and _CAPTION.fullmatch(lines[n].text.strip()) else start


def addressee_of(
    lines: Sequence[Line], start: int, names: Sequence[str], *, after_title: bool
) -> tuple[tuple[Line, ...], int]:
    """The lines of the addressee and where the rest begins. `names` are those that the register knows."""
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
            good = _is_addressee(words, line, names, after_title=after_title, alone=len(block) == 1)
            return (tuple(block), n + 1) if good else ((), start)
        if STOPS.search(words[:-1]) or len(block) == _ADDRESSEE_LINES or ORDER.match(line.text):
            break
        if line.text.startswith("\u3000\u3000") and len(block) > 1:
            break
    return _without_colon(lines, start, names, after_title=after_title)


def _is_addressee(words: str, line: Line, names: Sequence[str], *, after_title: bool, alone: bool) -> bool:
    if _known(words, names):
        return True
    if _NO_ADDRESSEE.search(words) or len(words) > 600:
        return False
    flush = not line.text[:1].isspace()
    return (flush and after_title) or _like_organs(words)


def _without_colon(
    lines: Sequence[Line], start: int, names: Sequence[str], *, after_title: bool
) -> tuple[tuple[Line, ...], int]:
    """江东省人民政府， or without any mark: only where every word of the line is the name of an organ."""
    n = next((n for n in range(start, len(lines)) if lines[n]), None)
    if n is None:
        return (), start
    line = lines[n]
    words = line.text.strip()
    like = after_title and len(words) <= 120 and not line.text[:1].isspace()
    like = like and not _NO_ADDRESSEE.search(words.rstrip("。；！？")) and not _TURNS.search(words)
    if _known(words, names) or (like and _like_organs(words)):
        return (line,), n + 1
    return (), start


def _known(words: str, names: Sequence[str]) -> bool:
    bare = squeezed(words).rstrip("：:，,。；;、")
    return bool(bare) and (bare in names or bare in ("、".join(names), "，".join(names)))


def _like_organs(words: str) -> bool:
    parts = parts_of(words)
    return bool(parts) and all(
        ORGAN.search(p) or PERSON.search(p) or PERSONS.search(p) or _COLLECTIVE.match(p) for p in parts
    )
