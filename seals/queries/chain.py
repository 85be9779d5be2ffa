"""The chains as they lie in the database, read line by line: the verify button, the night, and before anything is signed."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils.translation import get_language

from seals.models import Checkpoint, Seal
from seals.queries.export import lines, registry, snapshot
from verify_ledger import COLUMNS, FORMAT, SOFT, Book, Fault, canonical, compared
from workflow.clock import database_now

Marks = dict[int, tuple[int, str, str]]  # at which line: number of the checkpoint, head, SM3


@dataclass(frozen=True)
class Broken:
    """The first line that is wrong. `before` and `after`: of the columns that differ, what was sealed and what stands there
    now; `line`: the whole of it as it stands, empty where it is missing."""

    ref: str
    seal_no: str
    name: str
    serial: int
    code: str
    words: str
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)
    line: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Checked:
    """What was looked at. `head`: of one seal its last digest, of several the SHA-256 over theirs in the registry's order."""

    lines: int
    seals: int
    head: str
    at: datetime
    fault: Broken | None = None


def check_chain(seal: Seal | None = None) -> Checked:
    """Read every line of a seal, or of all, up to the first that is wrong; each also against the newest checkpoint."""
    count, heads = 0, []
    with snapshot():
        at = database_now()
        rows = [row for row in registry() if seal is None or row["id"] == seal.pk]
        marks = newest_marks()
        for row in rows:
            book = Book(row["id"])
            fault = walked(book, row, marks.get(row["ref"], {}))
            count += book.serial
            heads.append(book.head)
            if fault is not None:
                return Checked(count, len(rows), "", at, fault)
        if seal is None and (fault := lost(marks, {row["ref"] for row in rows})):
            return Checked(count, len(rows), "", at, fault)
    head = heads[0] if len(heads) == 1 else hashlib.sha256(b"".join(heads)).digest() if heads else b""
    return Checked(count, len(rows), head.hex(), at)


def marks_of(body: str) -> dict[str, Marks]:
    """What a checkpoint says of each seal, by ref."""
    told = json.loads(body) if body else {"seals": []}
    return {
        seal["ref"]: {seal["size"]: (told["number"], seal["head"], seal["sm3"])} for seal in told["seals"]
    }


def newest_marks() -> dict[str, Marks]:
    """The last one's."""
    return marks_of(Checkpoint.objects.order_by("-number").values_list("body", flat=True).first() or "")


def walked(book: Book, row: dict[str, Any], marks: Marks) -> Broken | None:
    """Read on from where the book stands to the end; the end must be what the registry says and reach every mark. Where the
    chain is whole, the first line that is wrong in another way."""
    fault, soft = compared(book, marks), None
    if fault is not None:
        return broken(row, fault)
    for text in lines(book.seal_id, book.serial):
        line = json.loads(text)
        fault = book.read(line)
        if fault is not None and fault.code in SOFT:
            soft, fault = soft or broken(row, fault, line), None
        fault = fault or compared(book, marks)
        if fault is not None:
            return broken(row, fault, line)
    if marks and max(marks) > book.serial:
        return broken(row, Fault("cp_short", marks[max(marks)][0], book.serial, max(marks)))
    if book.serial != row["line_count"]:
        return broken(row, Fault("count", row["line_count"], book.serial))
    if book.head.hex() != row["line_head"]:
        return broken(row, Fault("head"))
    return soft


def lost(marks: dict[str, Marks], known: set[str]) -> Broken | None:
    """A seal that was signed for and is not there any more."""
    for ref, sizes in marks.items():
        if ref not in known:
            row = {"ref": ref, "seal_no": ref, "name": ""}
            return broken(row, Fault("cp_lost", min(mark[0] for mark in sizes.values())))
    return None


def broken(row: dict[str, Any], fault: Fault, line: dict[str, Any] | None = None) -> Broken:
    """The fault with the line's content before and now."""
    language = "en" if (get_language() or "").startswith("en") else "zh"
    before, after = _changes(line) if line else ({}, {})
    return Broken(
        row["ref"], row["seal_no"], row["name"], fault.serial, fault.code, fault.words(language), before, after,
        {name: line.get(name) for name in COLUMNS} if line else {},
    )  # fmt: skip


def _changes(line: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The columns that are not what was sealed."""
    try:
        sealed = json.loads(bytes.fromhex(line["canon"]))
        now = json.loads(canonical(line))
    except (ValueError, KeyError, TypeError):
        return {}, {}
    if len(sealed) != len(now) or sealed[0] != FORMAT:
        return {}, {}
    pairs = list(zip(COLUMNS, sealed[1:], now[1:], strict=True))
    return {n: a for n, a, b in pairs if a != b}, {n: b for n, a, b in pairs if a != b}


def homeless() -> int:
    """Lines of a seal that there is not."""
    with connection.cursor() as cursor:
        cursor.execute("""SELECT count(*) FROM seals_ledgerline l
            WHERE NOT EXISTS (SELECT 1 FROM seals_seal s WHERE s.id = l.seal_id)""")
        return int(cursor.fetchone()[0])
