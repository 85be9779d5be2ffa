"""The original of an outgoing paper as PDF/A: ordinary paper, letter or order, laid out by GB/T 9704-2012."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import zip_longest
from pathlib import Path
from typing import Any, Literal

from documents.files.typeset import marks, typeset

from .draft_text import Annex
from .title_lines import title_lines

Format = Literal["ordinary", "letter", "order"]

_FOLDER = Path(__file__).resolve().parent / "typst"
_TEMPLATE = "original.typ"
_LONG_MARK = 20  # characters of a letterhead
# 5.2.3 allows, and 7.3.5.5 names it: where the signature would stand alone, other lines per page, in this order.
_LINES = (22, 23, 21, 24, 20, 25, 19, 18, 26, 17, 16)
_BAD, _WORSE = 100, 1000
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]+")


@dataclass(frozen=True)
class Original:
    """What is printed. Texts as they are to be read; nothing is looked up. Empty: the element is left out.

    `marks` are the organs of the letterhead, several for a joint paper (a letter shows the first alone, 10.1), without
    文件: `with_file` adds that to ordinary paper. For an order the mark is whole (江东省人民政府令), `number` is 第N号
    and no title is printed (10.2). `signers` stand beside the number of an upward paper and, each with his of
    `signer_titles`, at an order's end. `body` and an annex's body are (level, text), levels as in `DraftText`. `main_to` with or without
    colon, `cc` without 抄送 and full stop, `note` with or without brackets. `numbered`: the first line stays free for
    the 份号 that each copy gets (`files.numbered`). `dated` and `printed_on` as 2026年3月5日. `sealed`: with room for
    seals, else 7.3.5.2. `draft`: with the mark 送审稿 behind.
    """

    title: str
    marks: tuple[str, ...]
    body: tuple[tuple[int, str], ...]
    format: Format = "ordinary"
    with_file: bool = True
    number: str = ""
    signers: tuple[str, ...] = ()
    urgency: str = ""
    numbered: bool = False
    main_to: str = ""
    attachments: tuple[str, ...] = ()
    annexes: tuple[Annex, ...] = ()
    signature: tuple[str, ...] = ()
    signer_titles: tuple[str, ...] = ()
    dated: str = ""
    note: str = ""
    cc: str = ""
    printed_by: str = ""
    printed_on: str = ""
    sealed: bool = True
    draft: bool = False


def original_pdf(original: Original, *, at: datetime) -> bytes:
    """The bytes of the original as PDF/A-2b. `at` (aware) is the moment the file names as its making; the same
    arguments give the same bytes. Text is data: nothing in it can act as markup."""
    words = _settled(_words(original))
    return typeset(_TEMPLATE, words, at.astimezone(UTC).replace(microsecond=0), archival=True, folder=_FOLDER)


def _settled(words: dict[str, Any]) -> dict[str, Any]:
    """`words` with what decides the breaking of pages: how many lines has a page (7.3.5.5: no signature without text),
    and whether the addressee goes to the imprint: only where else the first page showed no text (7.3.2)."""
    best, least = _best(words)
    if least >= _WORSE and words["main_to"]:
        best, least = _best({**words, "main_to_below": True})
    if least < _BAD:
        return best
    return {**best, "keep_last": len(words["body"]) > 1}  # the last paragraph goes along with the signature


def _best(words: dict[str, Any]) -> tuple[dict[str, Any], int]:
    """With the count of lines that does the least harm, and how much that is."""
    best, least = words, 2 * _WORSE
    for effort, count in enumerate(_LINES):
        if effort >= least:
            break
        tried = {**words, "lines": count}
        cost = effort + _flaws(_stand(tried))
        if cost < least:
            best, least = tried, cost
    return best, least


def _flaws(at: dict[str, int]) -> int:
    """What is wrong with these page breaks, in the steps of `_LINES` it is worth: nothing of the text on the first
    page or beside the signature, at least the list of attachments there, the imprint alone."""
    signed, text = at.get("signature", 1), at.get("text", 1)
    cost = _WORSE if at.get("body", 1) > 1 else 0
    cost += _BAD if signed > max(text, at.get("listed", 1)) else 0
    cost += 5 if signed > text else 0
    return cost + (4 if at.get("imprint", 1) > at["end"] else 0)


def _stand(words: dict[str, Any]) -> dict[str, int]:
    """The pages (from 1) where the text begins ('body') and ends ('text'), where the list of attachments ends, where
    signature and imprint are, and where all but the imprint ends."""
    return {str(name): int(page) for name, page in marks(_TEMPLATE, words, "stood", folder=_FOLDER)}


def _words(o: Original) -> dict[str, Any]:
    """What the template reads."""
    letter, order = o.format == "letter", o.format == "order"
    heads = [_plain(mark) for mark in (o.marks[:1] if letter else o.marks) if _plain(mark)]
    number = _plain(o.number)
    return {
        "format": o.format,
        "name": " ".join(part for part in (_plain(o.title), number) if part) or "".join(heads),
        "organ": heads,
        "marks": _rows(heads) or ["　"],
        "file": o.with_file and o.format == "ordinary",
        "number": number,
        "signers": [_close(name) for name in o.signers if _plain(name)],
        "signed": _signed(o) if order else [],
        "urgency": _plain(o.urgency),
        "numbered": o.numbered,
        "title": title_lines(_plain(o.title)),
        "main_to": _plain(o.main_to).rstrip("：:"),
        "main_to_below": False,
        "body": _paragraphs(o.body),
        "keep_last": False,
        "attachments": [_plain(name) for name in o.attachments],
        "annexes": [_annex(annex) for annex in o.annexes],
        "organs": [] if order else [_plain(organ) for organ in o.signature if _plain(organ)],
        "date": _plain(o.dated),
        "note": _note(o.note),
        "cc": _stopped(o.cc),
        "printed_by": _plain(o.printed_by),
        "printed_on": f"{_plain(o.printed_on)}印发" if _plain(o.printed_on) else "",
        "sealed": o.sealed,
        "draft": o.draft,
        "lines": _LINES[0],
    }


def _plain(text: str) -> str:
    """One line without characters that print nothing."""
    return _CONTROL.sub(" ", text).strip()


def _close(text: str) -> str:
    """Without the blanks that spread a name of two characters: the template does that."""
    return re.sub(r"\s+", "", _plain(text))


def _signed(o: Original) -> list[list[str]]:
    """7.3.5.3: office and name of each who signs, one below the other."""
    rows = zip_longest(o.signer_titles, o.signers, fillvalue="")
    return [[_close(title), _close(name)] for title, name in rows if _plain(title) or _plain(name)]


def _stopped(text: str) -> str:
    """7.4.2: a full stop after the last organ."""
    words = _plain(text)
    return words if not words or words.endswith("。") else f"{words}。"


def _note(note: str) -> str:
    """7.3.6: in brackets."""
    words = _plain(note)
    return words if not words or words[0] in "（(" else f"（{words}）"


def _rows(heads: list[str]) -> list[str]:
    """The letterhead's rows: a name too long to be seen from afar in one (7.2.4 醒目) gets two."""
    if len(heads) == 1 and len(heads[0]) > _LONG_MARK:
        return title_lines(heads[0], room=len(heads[0]) // 2 + 2)
    return heads


def _annex(annex: Annex) -> dict[str, Any]:
    return {
        "heading": _plain(annex.heading),
        "title": title_lines(_plain(annex.title)),
        "body": _paragraphs(annex.body),
    }


def _paragraphs(body: Sequence[tuple[int, str]]) -> list[dict[str, Any]]:
    """Each line of each paragraph: its level, its first sentence (with which a heading's face ends), the rest, and
    whether it is nothing but a heading (and stays with what follows)."""
    found: list[dict[str, Any]] = []
    for level, text in body:
        for line in (_plain(line) for line in text.splitlines()):
            if line:
                head, stop, rest = line.partition("。")
                heads = level > 0 and not stop
                found.append({"level": level, "head": head + stop, "rest": rest, "heads": heads})
    return found
