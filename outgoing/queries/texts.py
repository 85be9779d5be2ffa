"""The words of a draft file, and of its versions."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import NamedTuple

from documents.models import Blob
from outgoing.models import DraftVersion, Outgoing


class Read(NamedTuple):
    """The paragraphs of a file; `tracked`: changes in it are neither accepted nor refused."""

    paragraphs: list[str]
    tracked: bool


def paragraphs_of(blob: Blob) -> Read:
    """Of a kept DOCX, in order. Raises `CannotShow` with a sentence for a broken one."""
    return Read("\n".join(blob.text).splitlines(), tracked=False)


def versions(paper: Outgoing) -> list[DraftVersion]:
    """Newest first, without their words."""
    return list(DraftVersion.objects.filter(paper=paper).defer("paragraphs").order_by("-number"))


def latest(paper: Outgoing) -> DraftVersion | None:
    """The text as it is now."""
    return DraftVersion.objects.filter(paper=paper).order_by("-number").first()


class Change(NamedTuple):
    """A paragraph of a comparison: same, added, removed or changed; `old` and `new` are pieces (text, marked)."""

    how: str
    old: list[tuple[str, bool]]
    new: list[tuple[str, bool]]


def compared(old: list[str], new: list[str]) -> list[Change]:
    """Two versions, paragraph by paragraph."""
    found: list[Change] = []
    for how, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if how == "equal":
            found += [Change("same", [(p, False)], [(p, False)]) for p in old[a:b]]
        else:
            found += [Change("removed", [(p, True)], []) for p in old[a:b]]
            found += [Change("added", [], [(p, True)]) for p in new[c:d]]
    return found
