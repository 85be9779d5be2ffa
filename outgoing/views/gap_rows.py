"""空号: the grey lines between the rows of the register when it stands in the order of numbers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from docflow.web.aside import Aside
from outgoing.queries.gaps import CUT, Book, Gap
from outgoing.words import Slot


def said(gap: Gap) -> str:
    """空号 13（作废，内容有误）; of a paper that he may not see no more than its number's fate."""
    words = {"no": _serials(gap), "why": gap.reason}
    if gap.status == Slot.VOID:
        if gap.hidden:
            return _("空号 %(no)s（作废）") % words
        return _("空号 %(no)s（作废，%(why)s）") % words
    if gap.status == Slot.RESERVED:
        return _("空号 %(no)s（预留，%(why)s）") % words
    if gap.status == CUT:
        return _("空号 %(no)s 未逐一核对，请缩小序号范围再看") % words
    if gap.hidden:
        return _("%(no)s 号（本件您无权查看）") % words
    return _("空号 %(no)s（没有登记去向，请查明）") % words


def _serials(gap: Gap) -> str:
    return f"{gap.first}" if gap.first == gap.last else f"{gap.first}–{gap.last}"


def aside(book: Book, gap: Gap) -> Aside:
    """The line; on paper and in a sheet its number stands in the column of numbers."""
    number = book.series.number(book.year, gap.first)
    if gap.last != gap.first:
        number = f"{number}–{book.series.number(book.year, gap.last)}"
    return Aside(said(gap), {"number": number, "title": said(gap)})


def merged(
    book: Book, rows: Iterable[Any], found: Iterable[Gap], serials: dict[int, int], falls: bool
) -> list[Any]:
    """The rows with the gaps between them. `serials`: of each row by its id; `found` upwards."""
    lines = [(serials[row.id], row) for row in rows]
    lines += [(gap.last if falls else gap.first, aside(book, gap)) for gap in found]
    return [line for _serial, line in sorted(lines, key=lambda pair: pair[0], reverse=falls)]
