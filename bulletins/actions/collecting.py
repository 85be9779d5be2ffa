"""The error book fills itself: what the record says went wrong becomes an entry, each once, however often and by whomever it is read.

`Collected` keeps how far a source was read. Transactions end in another order than their keys were given, so each reading begins
`MARGIN` keys before; a whole reading (each night) finds what was later still. Numbers are given under one lock: of two workers
the second sees what the first has written.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import connection, transaction

from bulletins.actions.counting import ERRORS, take
from bulletins.models import Collected, ErrorEntry
from bulletins.queries.sources import checks, entries, papers, seals
from bulletins.queries.sources.made import Made, Reader
from bulletins.queries.sources.subjects import About, abouts
from bulletins.rules.deriving import repeat_key, sentence, unnamed
from people.models import Person
from workflow.clock import database_now

MARGIN = 2_000  # keys that are looked at once more
AT_ONCE = 5_000  # keys of one reading
YEAR = timedelta(days=365)
READERS: tuple[Reader, ...] = (
    entries.ENTRIES, papers.SLIP, papers.SLOT, papers.MISSED, seals.LINES, seals.FINDINGS, checks.REPLIES, checks.GATES,
    checks.REPORTS,
)  # fmt: skip
# Which of them repeats which: the one before it with the same key, within a year. Said anew for all of a key, so that it does not
# matter in which order they were found.
AGAIN = """
UPDATE bulletins_errorentry e SET repeat_of_id = n.before
  FROM (SELECT id, CASE WHEN found_at - lag(found_at) OVER w <= %(year)s::interval THEN lag(id) OVER w END AS before
          FROM bulletins_errorentry WHERE repeat_key = ANY (%(keys)s)
        WINDOW w AS (PARTITION BY repeat_key ORDER BY found_at, source, source_key)) n
 WHERE n.id = e.id AND e.repeat_of_id IS DISTINCT FROM n.before
"""


def collect(*, whole: bool = False) -> int:
    """Read on from where each source was read to (`whole`: everything, as the first time); how many entries were made."""
    now = database_now()
    whole = whole or not Collected.objects.exists()
    return sum(_read(reader, now, whole) for reader in READERS)


def _read(reader: Reader, now: datetime, whole: bool) -> int:
    if not reader.table:
        return _read_new(reader, now, whole)
    top = reader.top()  # before anything is read: what comes meanwhile is the next reading's
    upto = Collected.objects.filter(source=reader.source).values_list("upto", flat=True).first() or 0
    low, made = 0 if whole else max(0, upto - MARGIN), 0
    while low < top:
        high = min(low + AT_ONCE, top)
        made += keep(reader.read(low, high, now, whole))
        low = high
    Collected.objects.update_or_create(source=reader.source, defaults={"upto": max(upto, top), "at": now})
    return made


def _read_new(reader: Reader, now: datetime, whole: bool) -> int:
    """Of a source that answers with what is new alone, some at a time."""
    made = 0
    while found := keep(reader.read(0, 0, now, whole)):
        made += found
    return made


def keep(found: Sequence[Made]) -> int:
    """Write those that the book has not yet; how many."""
    if not found:
        return 0
    with transaction.atomic():
        take(ERRORS, 0)  # from here on no other writes
        rows_of = ErrorEntry.objects.filter(source__in={one.source for one in found}).exclude(source_key="")
        known = set(
            rows_of.filter(source_key__in=[one.key for one in found]).values_list("source", "source_key")
        )
        fresh = list(
            {(one.source, one.key): one for one in found if (one.source, one.key) not in known}.values()
        )
        if not fresh:
            return 0
        rows = _rows(fresh)
        first = take(ERRORS, len(rows)) - len(rows) + 1
        for number, row in enumerate(rows, start=first):
            row.no = number
        ErrorEntry.objects.bulk_create(rows, batch_size=500)
        link({row.repeat_key for row in rows})
        return len(rows)


def link(keys: set[str]) -> None:
    """Say of all entries with these keys which they repeat."""
    with connection.cursor() as cursor:
        cursor.execute(AGAIN, {"keys": sorted(keys - {""}), "year": f"{YEAR.days} days"})


def _rows(found: Sequence[Made]) -> list[ErrorEntry]:
    papers_of = abouts((one.kind, one.pk, one.ref) for one in found)
    people = dict(Person.objects.values_list("pk", "name"))
    return [_row(one, papers_of.get((one.kind, one.pk or one.ref)), people) for one in found]


def _row(one: Made, about: About | None, people: dict[int, str]) -> ErrorEntry:
    """No name of a person stands in its words; of a work secret nobody's words at all."""
    secret = one.secret or (about is not None and about.secret)
    paper_kind = about.kind if about else ""
    made, made_name = one.made_by
    finder, finder_name = one.found_by
    reason = "" if secret else one.reason
    return ErrorEntry(
        source=one.source, source_key=one.key, found_at=one.at, stage=one.stage, category=one.category, rule=one.rule[:10],
        description=sentence(unnamed(one.said, people.values()), unnamed(reason, people.values())),
        subject_kind=one.kind, subject_pk=about.pk if about else one.pk, subject_ref=about.ref if about else one.ref,
        subject_name=(about.name if about else one.name)[:80], subject_title=about.title[:300] if about else "",
        subject_secret=secret, paper_kind=paper_kind, organ=(one.organ or (about.organ if about else ""))[:120],
        unit_name=one.unit[:120], made_by_id=made if made in people else None, made_by_name=made_name[:60],
        found_by_id=finder if finder in people else None, found_by_name=finder_name[:60], consequence=one.consequence,
        repeat_key=repeat_key(one.category, one.mark, paper_kind, one.unit),
    )  # fmt: skip


__all__ = ["collect", "keep", "link"]
