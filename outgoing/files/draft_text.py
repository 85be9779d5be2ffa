"""What a draft says: title, addressee, text, attachments, signature, imprint (GB/T 9704-2012 7). Pure.

Every paragraph comes to stand in exactly one place; what is not recognised stays text. Nothing is mended.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from . import draft_ends
from .draft_lines import Line, is_annex_heading, level_of, lines_of

_SENTENCE = re.compile(r"[。；！？]")
_KIND = re.compile(
    r"(?:决议|决定|命令|令|公报|公告|通告|意见|通知|通报|报告|请示|批复|议案|纪要|函|"
    r"方案|办法|规定|要点|计划|总结)(?:（[^（）]{1,20}）|\([^()]{1,20}\))?[。．.]?$"
)
_ADDRESSEE = re.compile(
    r"(?:政府|[委厅局办院部署处科室会社校团队行站所司区市县州省镇乡]|部门|机构|机关|单位|公司|企业|中心|法院|银行|大学|同志)"
    r"(?:（[^）]*）|\([^)]*\))?[：:]$"
)
_NO_ADDRESSEE = re.compile(r"[。；！？]|如下[：:]$|^(?:附件|抄送|现将|为|根据|按照|联系人)|、$")
_TITLE_LINES = 6


@dataclass(frozen=True)
class Annex:
    """One annex: `附件1`, its title, its paragraphs as (level, text)."""

    heading: str
    title: str = ""
    body: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True)
class DraftText:
    """A draft's words by their place. `body` and an annex's body are (level, text): 0 text, 1 一、 2 （一） 3 1. 4 （1）.

    `main_to`, `cc` and `note` come without their label, last mark or brackets. `head` is what stood above the title
    (letterhead, number, …) and `imprint` what the imprint said beside `cc`: both are printed anew from the register.
    """

    title: str = ""
    main_to: str = ""
    body: tuple[tuple[int, str], ...] = ()
    attachments: tuple[str, ...] = ()
    annexes: tuple[Annex, ...] = ()
    signature: tuple[str, ...] = ()
    dated: str = ""
    note: str = ""
    cc: str = ""
    head: tuple[str, ...] = ()
    imprint: tuple[str, ...] = ()


def parse(paragraphs: Sequence[str], *, title: str = "", organs: Sequence[str] = ()) -> DraftText:
    """Read a draft: its body alone, or a whole paper from head to imprint. `title` is what the register calls it, with
    or without the organ's name before it; `organs` are the names that may sign it. Both only help to recognise."""
    lines = lines_of(paragraphs)
    lines, imprint = draft_ends.split_imprint(lines)
    head, lines, below_rule = _split_head(lines)
    lines, annexes = _split_annexes(lines)
    found_title, lines = _title(lines, title, sure=below_rule)
    main_to, lines = _main_to(lines, after_title=bool(found_title))
    end = draft_ends.read(lines, organs)
    return DraftText(
        title=found_title,
        main_to=main_to or imprint.main_to,
        body=_levels(end.body),
        attachments=end.attachments,
        annexes=tuple(annexes),
        signature=end.signature,
        dated=end.dated,
        note=end.note,
        cc=imprint.cc,
        head=tuple(line.text for line in head),
        imprint=imprint.rest if not (main_to and imprint.main_to) else (*imprint.rest, imprint.main_to),
    )


def normalised(paragraphs: Sequence[str]) -> str:
    """The draft's words as one string: the same words give the same string. White space at a paragraph's ends, blank
    lines and line endings do not count; any other change does."""
    lines = (line.strip() for paragraph in paragraphs for line in paragraph.splitlines())
    return "\n".join(line for line in lines if line)


def _levels(lines: Iterable[Line]) -> tuple[tuple[int, str], ...]:
    return tuple((level_of(line.text), line.text) for line in lines if line.text)


def _split_head(lines: list[Line]) -> tuple[list[Line], list[Line], bool]:
    """What stands above the red rule (in a letter the number below it, too), the rest, and whether there is a rule.
    Without a rule: labels, letterhead and number at the very beginning, if there is a number."""
    rule = next((n for n, line in enumerate(lines) if line.mark == "head"), None)
    if rule is None:
        shown = [(n, line) for n, line in enumerate(lines) if line.text][:8]
        number = next((n for n, line in shown if draft_ends.NUMBER.search(line.text)), None)
        above = [line for n, line in shown if number is not None and n <= number]
        if number is None or any(_SENTENCE.search(line.text) or _KIND.search(line.text) for line in above):
            return [], lines, False
        return above, lines[number + 1 :], False
    head = [line for line in lines[:rule] if line.text]
    rest = [line for line in lines[rule + 1 :] if line.mark != "head"]
    while rest and (not rest[0].text or draft_ends.NUMBER.search(rest[0].text)):
        line = rest.pop(0)
        head += [line] if line.text else []
    return head, rest, True


def _split_annexes(lines: list[Line]) -> tuple[list[Line], list[Annex]]:
    """The paper itself, and its annexes: each begins with 附件N on a line of its own, on a new page or after the date.
    A page break anywhere else means nothing."""
    starts: list[int] = []
    dated = False
    for n, line in enumerate(lines):
        fresh = n > 0 and any(other.mark == "page" for other in _blank_before(lines, n))
        if is_annex_heading(line.text) and (fresh or dated or starts):
            starts.append(n)
        dated = dated or bool(draft_ends.DATE.fullmatch(line.text))
    edges = [*starts, len(lines)]
    annexes = [_annex([x for x in lines[a:b] if x.text]) for a, b in zip(edges, edges[1:], strict=False)]
    return lines[: edges[0]], annexes


def _blank_before(lines: list[Line], n: int) -> list[Line]:
    """The lines without words right before line `n`."""
    start = n
    while start and not lines[start - 1].text:
        start -= 1
    return lines[start:n]


def _annex(lines: list[Line]) -> Annex:
    heading, *rest = lines
    if rest and not level_of(rest[0].text) and not _SENTENCE.search(rest[0].text) and not rest[0].indented:
        return Annex(heading.text, rest[0].text, _levels(rest[1:]))
    return Annex(heading.text, "", _levels(rest))


def _title(lines: list[Line], known: str, *, sure: bool) -> tuple[str, list[Line]]:
    """The title and the lines after it. It is the first lines joined that are `known`, or end like a kind of paper
    (条例 第八条); below a red rule (`sure`), whatever stands there before the addressee."""
    shown = [n for n, line in enumerate(lines) if line.text]
    joined = ""
    for count, n in enumerate(shown[:_TITLE_LINES], 1):
        line = lines[n]
        joined += line.text
        if _same(joined, known):
            return joined, lines[n + 1 :]
        if _squeezed(known).startswith(_squeezed(joined)):
            continue
        if line.indented or level_of(line.text) or _main_to_line(line, after_title=count > 1):
            break
        if _KIND.search(joined) and not _goes_on(lines, shown, count):
            if _SENTENCE.search(joined[:-1] if sure else joined):  # a full stop after a title is a slip
                break
            return joined, lines[n + 1 :]
        if _SENTENCE.search(line.text):
            break
    if sure and shown and _main_to_follows(lines, shown):
        return _until_main_to(lines)
    return "", lines


def _same(joined: str, known: str) -> bool:
    """Is it the title the register knows, with or without the organ's name before 关于?"""
    here, there = _squeezed(joined), _squeezed(known)
    return bool(there) and (here == there or ("关于" in here and here[here.index("关于") :] == there))


def _squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def _goes_on(lines: list[Line], shown: list[int], count: int) -> bool:
    """A title's line may end like a kind in its middle (…的通知的|批复): it goes on when the next line does so too."""
    if count >= len(shown) or shown[count] != shown[count - 1] + 1:
        return False
    line = lines[shown[count]]
    return (
        not line.indented
        and not level_of(line.text)
        and bool(_KIND.search(line.text))
        and len(line.text) < 24
    )


def _main_to_follows(lines: list[Line], shown: list[int]) -> bool:
    return any(_main_to_line(lines[n], after_title=True) for n in shown[1 : _TITLE_LINES + 1])


def _until_main_to(lines: list[Line]) -> tuple[str, list[Line]]:
    at = next(n for n, line in enumerate(lines) if n and _main_to_line(line, after_title=True))
    return "".join(line.text for line in lines[:at]), lines[at:]


def _main_to_line(line: Line, *, after_title: bool) -> bool:
    if line.indented or level_of(line.text) or not line.text.endswith(("：", ":")):
        return False
    if _NO_ADDRESSEE.search(line.text):
        return False
    return after_title or bool(_ADDRESSEE.search(line.text))


def _main_to(lines: list[Line], *, after_title: bool) -> tuple[str, list[Line]]:
    """The addressee (7.3.2): the first line, flush left, with a colon at its end."""
    at = next((n for n, line in enumerate(lines) if line.text), None)
    if at is None or not _main_to_line(lines[at], after_title=after_title):
        return "", lines
    return lines[at].text.rstrip("：:"), lines[at + 1 :]
