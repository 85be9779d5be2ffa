"""The end of a draft: attachments, signature, date, note (GB/T 9704-2012 7.3.4 to 7.3.6), imprint (7.4). Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from .draft_lines import Line, level_of

NUMBER = re.compile(
    r"^[\u4e00-\u9fffA-Za-z]{1,16}\s*[〔\[［【(（]\s*\d{2,4}\s*[〕\]］】)）]\s*第?\s*\d{1,6}\s*号(?=$|\s|签)|^第\s*\d{1,6}\s*号$"
)
_DIGIT = r"[〇○零一二三四五六七八九十]"
_OPEN = r"[\sXx×_＿]{0,6}"  # a month or a day left open until it is signed
DATE = re.compile(
    rf"\d{{4}}\s*年{_OPEN}(?:\d{{1,2}}{_OPEN})?月(?:{_OPEN}(?:\d{{1,2}}\s*)?日)?|"
    rf"{_DIGIT}{{4}}年(?:{_DIGIT}{{1,2}}|{_OPEN})月(?:{_DIGIT}{{1,3}}|{_OPEN})日|"
    r"\d{4}[.\-/]\d{1,2}[.\-/]\d{1,2}"
)
_LISTED = re.compile(r"附件[：:]\s*(.*)", re.DOTALL)
_NUMBERED = re.compile(r"(\d{1,3})\s*[.．、]\s*(.*)", re.DOTALL)
_COPIES = re.compile(r"抄\s*送[：:]\s*(.*)", re.DOTALL)
_TO = re.compile(r"主\s*送[：:]\s*(.*)", re.DOTALL)
_LABELLED = re.compile(r".{1,6}[：:]")
_PRINTED = re.compile(r".*\d\s*日\s*印发")
_NOTE = re.compile(r"（.*）|\(.*\)|(?:此件|联系人).{0,80}", re.DOTALL)
_ORGAN = re.compile(r".*(?:政府|[委厅局办院部署处室会社校团司府]|公司|中心|机构)")
_OFFICER = re.compile(r"(?:[省市县区州部厅局院]\s*长|主\s*任|主\s*席|总\s*理)\s+\S.{0,8}")
_DAY = re.compile(r"\d\s*日")
_STOPS = re.compile(r"[。；！？，：:,;]")
_LONGEST_NAME = 40
_DEEP = 5  # characters from the left: only what stands at the right is set so
_FLUSH_RIGHT = re.compile(r"\s{2,}|\u3000+")


@dataclass(frozen=True)
class Imprint:
    """`cc` and `main_to` without label and last mark; `rest` is everything else the imprint says."""

    cc: str = ""
    main_to: str = ""
    rest: tuple[str, ...] = ()


@dataclass(frozen=True)
class End:
    """The text, and what was recognised after it."""

    body: tuple[Line, ...]
    attachments: tuple[str, ...] = ()
    signature: tuple[str, ...] = ()
    dated: str = ""
    note: str = ""


def split_imprint(lines: list[Line]) -> tuple[list[Line], Imprint]:
    """The lines before the imprint, and what it says. It begins at its first rule; without one, it is the last lines
    as long as they are 抄送 or who printed it."""
    start = next((n for n, line in enumerate(lines) if line.mark == "imprint"), None)
    if start is None:
        start = len(lines)
        while start and (not lines[start - 1].text or _is_imprint(lines[start - 1].text)):
            start -= 1
        start += next((n for n, line in enumerate(lines[start:]) if line.text), 0)
    elif not _reads_like_one(lines[start:]):
        return [line for line in lines if line.mark != "imprint"], Imprint()
    return lines[:start], _imprint([line.text for line in lines[start:] if line.text])


def _is_imprint(text: str) -> bool:
    return bool(_COPIES.match(text) or (_PRINTED.fullmatch(text) and not text.endswith("。")))


def _reads_like_one(lines: list[Line]) -> bool:
    """A rule drawn somewhere in the text is no imprint: that is short and holds no headings."""
    shown = [line.text for line in lines if line.text]
    return len(shown) <= 6 and not any(level_of(text) for text in shown)


def _imprint(texts: list[str]) -> Imprint:
    cc, main_to, rest = "", "", []
    going_on = False
    for text in texts:
        copies, to = _COPIES.match(text), _TO.match(text)
        if copies and not cc:
            cc = copies[1].strip().removesuffix("。")
        elif to and not main_to:
            main_to = to[1].strip().removesuffix("。")
        elif going_on and not _DAY.search(text) and not _LABELLED.match(text):
            cc += text.removesuffix("。")  # 7.4.2: it goes on on a further line
        else:
            rest.append(text)
        going_on = bool(cc) and text.endswith(("，", "、", "；"))
    return Imprint(cc, main_to, tuple(rest))


def read(lines: list[Line], organs: Sequence[str] = ()) -> End:
    """Read the end of `lines` (no imprint, no annexes), from the last date upward."""
    shown = [line for line in lines if line.text]
    at = next((n for n in range(len(shown) - 1, -1, -1) if DATE.fullmatch(shown[n].text)), None)
    if at is None or not all(_NOTE.fullmatch(line.text) for line in shown[at + 1 :]):
        body, attachments = _attachments(shown)
        return End(tuple(body), attachments)
    signed = at
    while signed and _signs(shown[signed - 1], organs):
        signed -= 1
    body, attachments = _attachments(shown[:signed])
    names = [name for line in shown[signed:at] for name in _FLUSH_RIGHT.split(line.text) if name]
    notes = [_bare(line.text) for line in shown[at + 1 :]]
    return End(tuple(body), attachments, tuple(names), shown[at].text, "\n".join(notes))


def _bare(note: str) -> str:
    """A note without the brackets around all of it; these are printed anyway."""
    inner = note[1:-1]
    whole = note[0] in "（(" and not re.search(r"[（(）)]", inner)
    return inner if whole else note


def _signs(line: Line, organs: Sequence[str]) -> bool:
    """Is this a name above the date: one of `organs`, or a short line that reads like an organ or an officer, or stands at
    the right?"""
    text = line.text
    if text in organs:
        return True
    if len(text) > _LONGEST_NAME or _STOPS.search(text) or level_of(text) or text.startswith("附件"):
        return False
    return line.deep >= _DEEP or bool(_ORGAN.fullmatch(text) or _OFFICER.fullmatch(text))


def _attachments(lines: list[Line]) -> tuple[list[Line], tuple[str, ...]]:
    """The text and the names listed after it: 附件：with one name, or names numbered 1, 2, 3 to the end of the lines.
    Anything else that begins like this stays text."""
    at = next((n for n in range(len(lines) - 1, -1, -1) if _LISTED.fullmatch(lines[n].text)), None)
    if at is None:
        return lines, ()
    first = _LISTED.fullmatch(lines[at].text)
    names = [first[1] if first else "", *(line.text for line in lines[at + 1 :])]
    names = names if names[0] else names[1:]
    if len(names) == 1 and names[0] and not _NUMBERED.fullmatch(names[0]):
        return lines[:at], (names[0],)
    numbered = [_NUMBERED.fullmatch(name) for name in names]
    bare = [found[2].strip() for found in numbered if found and found[2].strip()]
    counted = [int(found[1]) for found in numbered if found]
    if not bare or len(bare) != len(names) or counted != list(range(1, len(names) + 1)):
        return lines, ()
    return lines[:at], tuple(bare)
