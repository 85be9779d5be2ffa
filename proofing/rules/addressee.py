"""主送机关 (RCP; 条例 第九条（八）, GB/T 9704-2012 7.3.2)."""

from __future__ import annotations

from collections.abc import Iterator

from proofing.draft import Draft
from proofing.finding import Hit
from proofing.meta import Meta
from proofing.registry import check
from proofing.shapes import PERSONS, parts_of

from . import where

DIRECTED = ("通知", "通报", "请示", "报告", "批复", "函", "意见", "议案")


@check("RCP-01")
def there_is_one(draft: Draft, meta: Meta) -> Iterator[Hit]:
    """A long list may stand in the imprint (7.3.2); what is made public goes to nobody in particular."""
    if meta.kind not in DIRECTED or meta.direction == "public" or where.addressee(draft, meta):
        return
    if any(line.text.strip().startswith("主送") for line in draft.imprint):
        return
    if meta.printed:
        yield Hit(0, 1, "", field="main_to")
    elif draft.title_lines and (draft.body or draft.dated):
        last = where.words_of(draft.title_lines[-1:])
        yield last.hit()


@check("RCP-02")
def colon(draft: Draft, meta: Meta) -> Iterator[Hit]:
    words = where.addressee(draft, meta)
    if words is None or words.field or words.text.endswith("："):
        return
    last = words.text[-1]
    mark = last in ":﹕，,。；;、."
    yield words.hit(len(words.text) - 1, None, "：" if mark else None)


@check("RCP-03")
def flush_left(draft: Draft, meta: Meta) -> Iterator[Hit]:
    words = where.addressee(draft, meta)
    if words is None or words.field:
        return
    line = draft.lines[draft.addressee.line - 1]
    blank = line.text[: len(line.text) - len(line.text.lstrip())]
    if blank:
        yield Hit(line.n, 1, blank, "")


@check("RCP-04")
def named_properly(draft: Draft, meta: Meta) -> Iterator[Hit]:
    words = where.addressee(draft, meta)
    for part in parts_of(words.text) if words else ():
        if words and PERSONS.search(part):
            start = words.text.index(part)
            yield words.hit(start, start + len(part))
            return
