"""Everything that speaks for or against the ledgers, at once: chains, guards, checkpoints in the table and in the folder."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from seals.files import evidence
from seals.models import Checkpoint
from seals.queries.chain import homeless, lost, walked
from seals.queries.export import entry_digests, registry, signed_rows, snapshot
from seals.queries.guards import guards
from verify_ledger import Book, Checkpoints, Fault, check_papers, public_keys

UNWRITTEN = """SELECT r.number FROM seals_sealrequest r LEFT JOIN seals_ledgerline l
    ON l.request_id = r.id AND l.kind IN ('use', 'settle', 'late_entry')
 GROUP BY r.id HAVING (r.stamped, r.spoiled, r.unused) IS DISTINCT FROM
   (coalesce(sum(l.stamped), 0), coalesce(sum(l.spoiled), 0), coalesce(sum(l.unused), 0)) ORDER BY r.number LIMIT 100"""

LATE = timedelta(hours=2)  # one is signed each hour


@dataclass
class Looked:
    """How much was looked at; `wrong`: a sentence for each thing that is."""

    lines: int
    seals: int
    checkpoints: int
    wrong: list[str]


def verified(lang: str = "zh") -> Looked:
    """Every line of every seal against itself, the registry and all checkpoints; then requests against lines, entries about
    papers against checkpoints, and the guards. At most one sentence for the chain of a seal."""
    count = 0
    with snapshot():
        points = _points()
        wrong = [fault.said(lang) for fault in points.faults]
        rows = registry()
        for row in rows:
            book = Book(row["id"])
            found = walked(book, row, points.marks.get(row["ref"], {}))
            count += book.serial
            if found is not None:
                wrong.append(f"{row['seal_no']} {found.serial or ''}: {found.words}")
        if gone := lost(points.marks, {row["ref"] for row in rows}):
            wrong.append(f"{gone.seal_no}: {gone.words}")
        if points.papers:
            wrong += [fault.said(lang) for fault in check_papers(entry_digests(), points)]
        wrong += [f"{number}: the request and its lines differ" for number in _unwritten()]
        if strays := homeless():
            wrong.append(f"{strays} lines belong to no seal")
        wrong += guards()
    return Looked(count, len(rows), len(points.bodies), wrong)


def _points() -> Checkpoints:
    """Those of the folder first: they count where the table says something else. The newest may be on its way there."""
    points = Checkpoints(public_keys(evidence.public()))
    outside, inside = evidence.copies(), dict(signed_rows())
    for number, text in sorted(outside.items()):
        points.add(evidence.name_of(number), text)
        if number not in inside:
            points.faults.append(Fault("cp_untold", number))
    for number, text in sorted(inside.items()):
        points.add(evidence.name_of(number), text)
        if number not in outside and number != max(inside):
            points.faults.append(Fault("cp_unkept", number))
    points.settle()
    return points


def _unwritten() -> list[str]:
    """Requests whose counts are not those of their lines: stamped without a line, or a line cut off with its head."""
    with connection.cursor() as cursor:
        cursor.execute(UNWRITTEN)
        return [row[0] for row in cursor.fetchall()]


@dataclass(frozen=True)
class Signed:
    """A checkpoint as a list shows it."""

    number: int
    at: datetime
    lines: int
    seals: int
    hash: str
    key: str


def recent(most: int = 48) -> list[Signed]:
    """The newest checkpoints, two days of them."""
    return [_signed(row) for row in Checkpoint.objects.order_by("-number")[:most]]


def _signed(row: Checkpoint) -> Signed:
    sizes = [told["size"] for told in json.loads(row.body)["seals"]]
    return Signed(row.number, row.at, sum(sizes), len(sizes), row.hash, row.key)


def signed_so_far() -> int:
    """How many there are: they are numbered without a gap."""
    return Checkpoint.objects.order_by("-number").values_list("number", flat=True).first() or 0


def last_signed() -> datetime | None:
    """When the last one was signed."""
    return Checkpoint.objects.order_by("-number").values_list("at", flat=True).first()
