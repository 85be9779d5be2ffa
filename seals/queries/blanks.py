"""Books of blank sheets: what is left of them, and whether an introduction letter may leave the desk."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from seals.models import BlankBook, BlankSheet, SealRequest
from seals.rules.ranges import Range, left, ranges, said, size
from seals.rules.rights import sees_registry
from seals.words import BlankEnd, BlankKind, PaperKind, RequestState

WRITABLE = (RequestState.APPROVED, RequestState.CLOSED)


@dataclass(frozen=True)
class Balance:
    """total = used + spoiled + returned + missing + left, each counted by itself."""

    total: int
    used: int
    spoiled: int
    returned: int
    missing: int
    left: int
    runs: tuple[Range, ...]
    prefix: str

    @property
    def adds_up(self) -> bool:
        return self.total == self.used + self.spoiled + self.returned + self.missing + self.left

    @property
    def left_said(self) -> str:
        """Left as ranges: 101–120、125; empty where nothing is left."""
        return said(self.runs, self.prefix)


def visible_to(person: Any) -> QuerySet[BlankBook]:
    """All, for who sees the registry of seals; else those he keeps."""
    rows = BlankBook.objects.all()
    return (
        rows
        if sees_registry(person.hats)
        else rows.filter(keeper=person.pk)
        if person.hats.own
        else rows.none()
    )


def sees_books(person: Any) -> bool:
    return sees_registry(person.hats) or visible_to(person).exists()


def balance(book: BlankBook) -> Balance:
    """How the book stands: the ends are counted by the database, what is left is told from the numbers that are gone."""
    gone = list(BlankSheet.objects.filter(book=book).order_by("number").values_list("number", "end"))
    return _balance(book, [n for n, _end in gone], [end for _n, end in gone])


def _balance(book: BlankBook, gone: list[int], ends: list[str]) -> Balance:
    runs = tuple(left(book.first, book.last, gone))
    of = {end: ends.count(end) for end in BlankEnd.values}
    return Balance(
        book.total, of[BlankEnd.USED], of[BlankEnd.SPOILED], of[BlankEnd.RETURNED], of[BlankEnd.MISSING], size(runs), runs,
        book.prefix,
    )  # fmt: skip


def balances(books: Iterable[BlankBook]) -> list[tuple[BlankBook, Balance]]:
    """Each with how it stands: one statement for all."""
    rows = list(books)
    gone: dict[int, list[tuple[int, str]]] = {book.pk: [] for book in rows}
    sheets = (
        BlankSheet.objects.filter(book__in=gone)
        .order_by("book", "number")
        .values_list("book", "number", "end")
    )
    for book, number, end in sheets:
        gone[book].append((number, end))
    return [(b, _balance(b, [n for n, _e in gone[b.pk]], [e for _n, e in gone[b.pk]])) for b in rows]


@dataclass(frozen=True)
class Written:
    """Sheets written off together, as they stand on the page."""

    numbers: str
    end: str
    end_label: str
    matter: str
    given_to: str
    request: SealRequest | None
    by: str
    second: str
    at: Any


def written(book: BlankBook) -> list[Written]:
    """What became of its sheets, the latest first; those written off at once in one line."""
    found: list[list[BlankSheet]] = []
    rows = BlankSheet.objects.filter(book=book).select_related("request").order_by("-at", "number")
    for sheet in rows:
        if found and (sheet.at, sheet.end, sheet.by_person_id) == (
            found[-1][0].at, found[-1][0].end, found[-1][0].by_person_id):  # fmt: skip
            found[-1].append(sheet)
        else:
            found.append([sheet])
    return [
        Written(
            said(ranges(s.number for s in some), book.prefix), some[0].end, some[0].get_end_display(), some[0].matter,
            some[0].given_to, some[0].request, some[0].by_name, some[0].second_name, some[0].at,
        )
        for some in found
    ]  # fmt: skip


def taken(book: BlankBook, numbers: Iterable[int]) -> list[BlankSheet]:
    """Those of these numbers that are gone already."""
    return list(BlankSheet.objects.filter(book=book, number__in=list(numbers)).order_by("number"))


def wants(request: SealRequest) -> int:
    """How many numbers must be written off under it: one for each copy that is not given back unused."""
    return max(0, request.copies - request.unused)


def unwritten(request: SealRequest, *, unused: int = 0) -> str:
    """Why this application cannot be closed yet: numbers of its introduction letters are not written off. Empty where they
    are, where it is about something else, or where the office keeps no book of them. `unused`: copies that are about
    to be counted as unused."""
    if request.paper_kind != PaperKind.INTRODUCTION:
        return ""
    books = Q(book__kind=BlankKind.INTRODUCTION)
    done = BlankSheet.objects.filter(
        books, request=request, end__in=[BlankEnd.USED, BlankEnd.SPOILED]
    ).count()
    missing = wants(request) - unused - done
    if missing <= 0 or not BlankBook.objects.filter(kind=BlankKind.INTRODUCTION, closed_at=None).exists():
        return ""
    words = {"no": request.number, "n": missing}
    return _("%(no)s 还有 %(n)s 份介绍信没有按号码销号，请先在「空白凭证」中登记号码。") % words


def requests_to_write(numbers: int = 50) -> list[SealRequest]:
    """Introduction letters of which numbers are still to be written off, the latest first."""
    used = Count("sheets", filter=Q(sheets__end__in=[BlankEnd.USED, BlankEnd.SPOILED]))
    rows = SealRequest.objects.filter(paper_kind=PaperKind.INTRODUCTION, state__in=WRITABLE).annotate(
        written=used
    )
    return [r for r in rows.order_by("-pk")[:numbers] if r.written < wants(r)]
