"""Copies on paper: which numbers a register field names, and from where each may go where. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from documents.rules.ranges import BadRange, parse, written
from documents.words import CopyStatus, Handed

S, H = CopyStatus, Handed
DIGITS = 6  # of a 份号 (GB/T 9704-2012 7.2.1)
# From where each is done. What was returned or lost comes back only with a reason: the loss is cleared up, or what was
# written down was wrong.
FROM: dict[str, frozenset[str]] = {
    H.GIVE: frozenset({S.KEPT}),
    H.BACK: frozenset({S.GIVEN, S.RETURNED, S.LOST}),
    H.RETURN: frozenset({S.KEPT, S.GIVEN}),
    H.LOST: frozenset({S.KEPT, S.GIVEN}),
}
TO: dict[str, str] = {H.GIVE: S.GIVEN, H.BACK: S.KEPT, H.RETURN: S.RETURNED, H.LOST: S.LOST}
LINKED = 2_000  # characters of a query: an address is no place for more
ENDED = frozenset({S.RETURNED, S.LOST})


class BadNumbers(BadRange):
    """`str()` is a sentence: what does not fit, and what to do."""


@dataclass(frozen=True)
class Balance:
    """A paper's copies by where they are."""

    kept: int = 0
    given: int = 0
    returned: int = 0
    lost: int = 0

    @property
    def total(self) -> int:
        return self.kept + self.given + self.returned + self.lost

    @property
    def settled(self) -> bool:
        """清退 is settled: every copy is back at the registry or with the organ that issued it."""
        return self.given == 0 and self.lost == 0


def named(text: str, copies: int, extra: int = 0) -> list[int]:
    """The numbers that the field 份号 names; none where it is empty.

    As many as there are copies, counting as many of the `extra` ones (补收) as he likes. Raises `BadRange` where it
    cannot be read or does not fit.
    """
    numbers = parse(text)
    if numbers and not copies <= len(numbers) <= copies + extra:
        words = {"n": len(numbers), "copies": copies, "extra": extra}
        if extra:
            raise BadNumbers(
                _("份号有 %(n)s 个，份数是 %(copies)s（另补收 %(extra)s），请核对份号和份数。") % words
            )
        raise BadNumbers(_("份号有 %(n)s 个，份数是 %(copies)s，请核对：每份一个份号。") % words)
    return numbers


def readable(text: str) -> list[int]:
    """The numbers in a field as it stands; none where it cannot be read (papers of earlier times)."""
    try:
        return parse(text)
    except BadRange:
        return []


def counted(doc: Any) -> bool:
    """Has every copy of the paper its number, those that came later, too? Else some of them stand in no row."""
    return 0 < doc.copies + doc.extra_copies <= len(readable(doc.copy_numbers))


def said(numbers: Sequence[int]) -> str:
    """000118-000119 as they stand on paper; 原件 for the paper that has no number."""
    return written((n for n in numbers if n), DIGITS) or _("原件")


def query(what: str, of: str, numbers: Sequence[int] | None) -> str:
    """What a link asks for that does `what` with these copies; an original without a number needs none named.

    More than a link takes (or None, where they are not all known) are named by `of`: who holds them, or where they are.
    """
    typed = written((n for n in numbers or () if n), DIGITS)
    full = urlencode({"what": what, "numbers": typed} if typed else {"what": what})
    if numbers is None or len(full) > LINKED:
        return urlencode({"what": what, "of": of})
    return full


def possible(what: str, statuses: Iterable[str]) -> bool:
    """Is there a copy this can be done with?"""
    return what == H.PLACE or bool(FROM[what] & set(statuses))
