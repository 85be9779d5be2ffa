"""Number gap accounting (domain.md NUM-10): how far every series has come, and what became of each of its numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from documents.rules.ranges import written
from outgoing.models import NumberSeries, NumberSlot, VoidRequest
from outgoing.queries.visible import visible_to
from outgoing.words import Slot, VoidAsked

MOST = 1_000  # missing numbers that are named; beyond that something else is broken

# Both sides in full: a counter without numbers and numbers without a counter are what this looks for.
COUNTS = """
SELECT coalesce(y.series_id, s.series_id), coalesce(y.year, s.year), y.first, y.last, y.certified_at,
       count(*) FILTER (WHERE s.status = 'used'), count(*) FILTER (WHERE s.status = 'reserved'),
       count(*) FILTER (WHERE s.status = 'void'),
       count(DISTINCT s.serial) FILTER (WHERE s.serial BETWEEN y.first AND y.last),
       count(s.id) FILTER (WHERE NOT coalesce(s.serial BETWEEN y.first AND y.last, false)),
       count(s.id) - count(DISTINCT s.serial), min(s.serial), max(s.serial)
  FROM (SELECT * FROM outgoing_numberyear
         WHERE (%(series)s::bigint IS NULL OR series_id = %(series)s) AND (%(year)s::int IS NULL OR year = %(year)s)) y
  FULL JOIN (SELECT * FROM outgoing_numberslot
         WHERE (%(series)s::bigint IS NULL OR series_id = %(series)s) AND (%(year)s::int IS NULL OR year = %(year)s)) s
    ON s.series_id = y.series_id AND s.year = y.year
 GROUP BY 1, 2, y.first, y.last, y.certified_at
 ORDER BY 1, 2
"""
MISSING = """
SELECT n.serial FROM generate_series(%(first)s::bigint, %(last)s::bigint) AS n(serial)
 WHERE NOT EXISTS (SELECT 1 FROM outgoing_numberslot s
                    WHERE s.series_id = %(series)s AND s.year = %(year)s AND s.serial = n.serial)
 ORDER BY 1 LIMIT %(most)s
"""
TWICE = "SELECT number FROM outgoing_numberslot GROUP BY number HAVING count(*) > 1 ORDER BY 1"


@dataclass(frozen=True)
class Count:
    """A series in one year (0: it never starts anew). `stray`: numbers the counter does not know; `twice`: serials
    given more than once."""

    series_id: int
    year: int
    first: int | None = None
    last: int | None = None
    certified_at: datetime | None = None
    used: int = 0
    reserved: int = 0
    void: int = 0
    counted: int = 0
    stray: int = 0
    twice: int = 0
    lowest: int | None = None
    highest: int | None = None

    @property
    def expected(self) -> int:
        """How many numbers the counter says were taken."""
        return 0 if self.first is None or self.last is None else self.last - self.first + 1

    @property
    def unexplained(self) -> int:
        """Numbers that were counted and are nowhere: there must be none."""
        return self.expected - self.counted

    @property
    def troubles(self) -> int:
        return self.unexplained + self.stray + self.twice

    @property
    def bounds(self) -> tuple[int, int]:
        """The first and the last serial there is anything to say about; (1, 0) where nothing was taken."""
        ends = [n for n in (self.first, self.last, self.lowest, self.highest) if n is not None]
        return (min(ends), max(ends)) if ends else (1, 0)


@dataclass(frozen=True)
class Line:
    """One serial of the ledger. Without a status it is unexplained; `title` only where the person may see the paper.
    `wish`: the pending request to void it."""

    serial: int
    number: str
    status: str = ""
    title: str = ""
    ref: str = ""
    reason: str = ""
    who: str = ""
    at: datetime | None = None
    pk: int | None = None
    wish: int | None = None
    hidden: bool = False

    @property
    def is_unexplained(self) -> bool:
        return not self.status


def counts(series: NumberSeries | None = None, year: int | None = None) -> dict[tuple[int, int], Count]:
    """Every series-year in which something was taken (of all, of one series, of one year of it), by series and year;
    one statement."""
    rows = _rows(COUNTS, {"series": series.pk if series else None, "year": year})
    return {(row[0], row[1]): Count(*row) for row in rows}


def missing(count: Count) -> list[int]:
    """The serials that nobody can explain, the first thousand of them."""
    if not count.unexplained:
        return []
    given = {
        "series": count.series_id,
        "year": count.year,
        "first": count.first,
        "last": count.last,
        "most": MOST,
    }
    return [row[0] for row in _rows(MISSING, given)]


def lines(series: NumberSeries, count: Count, person: Any, low: int, high: int) -> list[Line]:
    """Every serial from `low` to `high`, holes included, in order; one statement."""
    slots = _slots(person).filter(series=series, year=count.year, serial__gte=low, serial__lte=high)
    found: dict[int, list[Line]] = {}
    for slot in slots:
        found.setdefault(slot.serial, []).append(_line(slot))
    empty = ((n, [Line(n, series.number(count.year, n))]) for n in range(low, high + 1))
    return [line for n, hole in empty for line in found.get(n, hole)]


def report(series: NumberSeries, count: Count, person: Any) -> list[Line]:
    """The whole gap report of a series and year."""
    return lines(series, count, person, *count.bounds)


def gaps(series: NumberSeries, count: Count, person: Any) -> list[Line]:
    """Only what is not used: reserved, void with its reason, unexplained; two statements at most."""
    slots = _slots(person).filter(series=series, year=count.year).exclude(status=Slot.USED)
    holes = [Line(n, series.number(count.year, n)) for n in missing(count)]
    return sorted([*map(_line, slots), *holes], key=lambda line: line.serial)


def _rows(sql: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def _slots(person: Any) -> QuerySet[NumberSlot]:
    paper = visible_to(person).filter(pk=OuterRef("paper_id"))
    wishes = VoidRequest.objects.filter(slot=OuterRef("pk"))
    return NumberSlot.objects.annotate(
        seen=Exists(paper),
        paper_title=Subquery(paper.values("title")[:1]),
        paper_ref=Subquery(paper.values("ref")[:1]),
        wish=Subquery(wishes.filter(status=VoidAsked.PENDING).values("pk")[:1]),
        asker=Subquery(wishes.filter(status=VoidAsked.CONFIRMED).values("asked_by_name")[:1]),
    ).order_by("serial")


def _line(slot: Any) -> Line:
    hidden = slot.paper_id is not None and not slot.seen
    who = slot.changed_by_name
    if slot.asker:
        who = _("%(asker)s申请，%(who)s确认") % {"asker": slot.asker, "who": who}
    return Line(
        serial=slot.serial, number=slot.number, status=slot.status, title=slot.paper_title or "", ref=slot.paper_ref or "",
        reason=slot.reason, who=who, at=slot.changed_at, pk=slot.pk, wish=slot.wish, hidden=hidden,
    )  # fmt: skip


def waiting() -> QuerySet[VoidRequest]:
    """Requests to void a number that nobody has answered, oldest first."""
    return VoidRequest.objects.filter(status=VoidAsked.PENDING).select_related("slot").order_by("asked_at")


def every_series() -> QuerySet[NumberSeries]:
    """All series with their organs, in the order of the organs."""
    return NumberSeries.objects.select_related("organ").order_by(
        "organ__order", "organ_id", "-is_active", "code", "id"
    )


def troubles(rows: Iterable[NumberSeries] | None = None) -> Iterator[dict[str, Any]]:
    """Everything that must not be, for the nightly report: numbers nobody can explain, numbers the counter does not
    know, numbers given twice. Nothing of any paper."""
    names = {s.pk: s for s in (NumberSeries.objects.all() if rows is None else rows)}
    for (pk, year), count in counts().items():
        if count.troubles and pk in names:
            yield {
                "series": names[pk].code, "year": year, "first": count.first, "last": count.last,
                "unexplained": missing(count), "stray": count.stray, "twice": count.twice,
            }  # fmt: skip
    if twice := [row[0] for row in _rows(TWICE, {})]:
        yield {"series": "", "year": 0, "numbers_twice": twice}


def sentences(trouble: dict[str, Any]) -> Iterator[str]:
    """A sentence for each gap of one of `troubles`: numbers in a row are one gap, so that each says the same as long as
    it is there."""
    if "numbers_twice" in trouble:
        for number in trouble["numbers_twice"]:
            yield _("字号 %(no)s 登记了两次，请处长在「发文字号」中核对，并报告维护人员。") % {"no": number}
        return
    book = trouble["series"] + (f"〔{trouble['year']}〕" if trouble["year"] else "")
    if trouble["unexplained"]:
        for numbers in written(trouble["unexplained"]).split("、"):
            said = _("空号：%(book)s第 %(n)s 号没有去向，请处长在「发文字号」中核对，并报告维护人员。")
            yield said % {"book": book, "n": numbers}
    if trouble["stray"]:
        said = _("%(book)s有 %(n)s 个号不在计数之内，请处长在「发文字号」中核对，并报告维护人员。")
        yield said % {"book": book, "n": trouble["stray"]}
    if trouble["twice"]:
        said = _("%(book)s有 %(n)s 个号用了不止一次，请处长在「发文字号」中核对，并报告维护人员。")
        yield said % {"book": book, "n": trouble["twice"]}
