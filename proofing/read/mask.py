"""What is quoted or cited is not what the paper itself says: it is blotted out before a rule looks for words."""

from __future__ import annotations

from collections import Counter

BLOT = "\ufffc"  # no letter, no digit, no white space: no rule looks for it
_CLOSER = {"“": "”", "‘": "’", "《": "》", "「": "」", "『": "』"}
_OPENER = {close: opening for opening, close in _CLOSER.items()}
_LONGEST_NUMBER = 80  # characters of （国办函〔2009〕15号，以下简称…）


def mask(text: str) -> str:
    """As long as `text`: the marks stay, what is between them goes, and so does the number in brackets behind 》.

    A mark that is never closed blots the rest of the line: a rule misses something there rather than being wrong.
    """
    shown = list(text)
    stack: list[str] = []
    open_now: Counter[str] = Counter()
    begun = 0
    straight = text.count('"') % 2 == 0  # else one is an inch or a slip
    for at, char in enumerate(text):
        if char == '"' and straight:
            opening, closing = ("", char) if open_now[char] else (char, "")
        else:
            opening = char if char in _CLOSER else ""
            closing = _OPENER.get(char, "")
        if opening:
            if not stack:
                begun = at
            stack.append(opening)
            open_now[opening] += 1
        elif closing and open_now[closing]:
            while (last := stack.pop()) != closing:
                open_now[last] -= 1
            open_now[closing] -= 1
            if not stack:
                _blot(shown, begun + 1, at)
                _blot_number(text, shown, at)
    if stack:
        _blot(shown, begun + 1, len(text))
    return "".join(shown)


def _blot(shown: list[str], start: int, end: int) -> None:
    shown[start:end] = BLOT * (end - start)


def _blot_number(text: str, shown: list[str], at: int) -> None:
    """（国发〔2012〕5号） right behind the cited title."""
    start = at + 1
    while start < len(text) and text[start] in " \u3000" and start - at < 4:
        start += 1
    if text[at] != "》" or text[start : start + 1] not in ("（", "("):
        return
    ends = [n for n in (text.find(c, start, start + _LONGEST_NUMBER) for c in "）)") if n > 0]
    if ends and "号" in text[start : min(ends)]:
        _blot(shown, start + 1, min(ends))
