"""Plain text into a draft (GW-TXT/1): a whole paper in the order of its elements, or its body alone.

Every line keeps its number; what is not recognised stays body. Nothing is refused and nothing is mended.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from proofing.draft import NOWHERE, Draft, Line, Spot
from proofing.meta import Meta
from proofing.shapes import DATE, day_of, kind_of_label, squeezed

from . import ends, top
from .head import head_of, spot
from .mask import mask

_CELLS = re.compile(r"[|│┃┆┊｜]")
_BOX = "┌┬┐├┼┤└┴┘┏┳┓┣╋┫┗┻┛"


def lines_of(text: str) -> list[str]:
    """The lines of a file, numbered as every editor does: CRLF or LF, a byte order mark at the start is nothing."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")


def parse(lines: Sequence[str], meta: Meta) -> Draft:
    """The elements of a paper. With `meta.printed` the text is taken for a body alone, unless it shows a head."""
    bare = [line.rstrip("\r\n") for line in lines]  # what else stands in them is counted in the columns
    every = tuple(Line(n, text, mask(text)) for n, text in enumerate(bare, 1))
    head = head_of(every)
    has_head = bool(head.rule or head.number or head.letterhead)
    rest, imprint = ends.split_imprint(every[head.end :])
    rest, annexes = ends.split_annexes(rest)
    title, start = top.title_of(rest, 0, sure=has_head)
    published = meta.kind in top.PUBLISHED
    number = head.number
    if title:
        start, number = top.caption_of(rest, start, number, published=published)
    names = [squeezed(organ.name) for organ in meta.recipients]
    addressee, start = top.addressee_of(rest, start, names, after_title=bool(title), published=published)
    signers = [squeezed(n) for n in (meta.issuer, meta.issuer_short, *(o.name for o in meta.joint)) if n]
    end = ends.read(rest[start:], signers)
    return _ordered(
        Draft(
            lines=every,
            whole=has_head or not meta.printed,
            head=head.lines,
            labels=head.labels,
            letterhead=head.letterhead,
            number=number,
            signer=head.signer,
            rule=head.rule,
            title=_joined(title),
            title_lines=title,
            addressee=_joined(addressee),
            body=tuple(line for line in end.body if not (_is_table(line.text) or _is_rule(line.text))),
            listed=end.listed,
            attachment_lines=end.attachment_lines,
            signature=end.signature,
            dated=end.dated,
            day=day_of(end.dated.text),
            notes=end.notes,
            annexes=annexes,
            imprint=imprint.lines,
            cc=imprint.cc,
            printed=imprint.printed,
            printed_day=_printed_day(imprint.printed),
        )
    )


def _joined(lines: Sequence[Line]) -> Spot:
    if not lines:
        return NOWHERE
    first = spot(lines[0])
    return Spot(first.line, first.column, "".join(line.text.strip() for line in lines))


def _is_table(text: str) -> bool:
    """A row of cells is not body: drawn with bars, or three cells with tabs between them."""
    words = text.strip()
    return words.startswith(tuple(_BOX)) or len(_CELLS.findall(words)) >= 2 or words.count("\t") >= 2


def _is_rule(text: str) -> bool:
    return bool(ends.IMPRINT_RULE.fullmatch(text))


def _printed_day(printed: Spot) -> date | None:
    found = DATE.search(printed.text)
    return day_of(found[0]) if found else None


def _ordered(draft: Draft) -> Draft:
    """With the names of its elements as they follow one another."""
    firsts: dict[str, int] = {
        name: getattr(draft, name).line
        for name in ("letterhead", "number", "signer", "title", "addressee", "dated", "cc", "printed")
    }
    firsts |= {kind_of_label(label.text): label.line for label in reversed(draft.labels)}
    firsts |= {
        "rule": draft.rule,
        "body": draft.body[0].n if draft.body else 0,
        "attachments": draft.attachment_lines[0].n if draft.attachment_lines else 0,
        "signature": draft.signature[0].line if draft.signature else 0,
        "notes": draft.notes[0].line if draft.notes else 0,
        "annexes": draft.annexes[0].heading.line if draft.annexes else 0,
        "imprint": draft.imprint[0].n if draft.imprint else 0,
    }
    there = sorted((line, name) for name, line in firsts.items() if line)
    return replace(draft, order=tuple(name for _, name in there))
