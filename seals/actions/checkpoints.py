"""检查点: what every ledger is now, looked at first, then signed, kept in the database and outside it (reliability, 4.1)."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from people.models import Person
from seals.files import evidence
from seals.files.evidence import NoSigning
from seals.models import Checkpoint, LedgerLine, Signing
from seals.queries.chain import Marks, homeless, lost, marks_of, walked
from seals.queries.export import entry_digests, registry, snapshot
from verify_ledger import Book
from workflow.clock import database_now
from workflow.models import Entry

FORMAT = 1
WHOLE = (
    200_000  # lines: up to here all of them are read before each signature; beyond, those since the last one
)
CLOCK = "time"  # the machine's clock was set back: told each night, but the chain is whole, and no line can mend it
PATIENCE = 10.0  # seconds for acts that are under way to come to their end
# Whoever had begun before the first of these two was asked has ended when the second finds nobody.
BEGUN = (
    "SELECT coalesce(max(id), 0), pg_snapshot_xmax(pg_current_snapshot())::text::bigint FROM workflow_entry"
)
UNDER_WAY = """SELECT count(*) FROM pg_snapshot_xip(pg_current_snapshot()) x
  WHERE x::text::bigint < %s AND x IS DISTINCT FROM pg_current_xact_id_if_assigned()"""


def ask_signing(kind: str, ref: str, by: Person) -> Signing:
    """Ask the worker, who alone has the key, for a checkpoint or the passport of a paper; a second wish while the first waits
    is the same one."""
    waiting = Signing.objects.filter(kind=kind, ref=ref, asked_by=by, done_at=None).first()
    return waiting or Signing.objects.create(kind=kind, ref=ref, asked_by=by, asked_at=database_now())


def write_checkpoint() -> Checkpoint | None:
    """Look at everything since the last one, sign what is there, keep it in the table and in the folder.

    None where another process is at it. `NoSigning` says what is wrong: a broken ledger is never signed.
    """
    with _alone() as free:
        if not free:
            return None
        last = Checkpoint.objects.order_by("-number").first()
        _goes_on_from(last)
        upto = _settled(last)
        with snapshot():
            body = _body(last, upto)
        told = evidence.sealed(json.dumps(body, ensure_ascii=False))
        row = Checkpoint.objects.create(
            number=body["number"], at=datetime.fromisoformat(body["at"]), body=told["body"], signature=bytes.fromhex(told["signature"]),
            prev=body["prev"], hash=evidence.hash_of(told["body"]), key=told["key"],
        )  # fmt: skip
        evidence.publish(row.number, evidence.as_file(told))
        return row


@contextmanager
def _alone() -> Iterator[bool]:
    """Held by the connection, so that whoever dies lets go of it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtext('docflow.checkpoint'))")
        [free] = cursor.fetchone()
    try:
        yield free
    finally:
        if free:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(hashtext('docflow.checkpoint'))")


def _goes_on_from(last: Checkpoint | None) -> None:
    """The folder outside knows no more than the table: else this is an older database. What it lacks is laid there again."""
    number, outside = last.number if last else 0, evidence.newest_copy()
    if outside > number:
        said = _(
            "检查点目录里已有第 %(outside)s 号，数据库只到第 %(number)s 号：数据库可能是旧备份，没有签署。"
        )
        raise NoSigning(said % {"outside": outside, "number": number})
    if last is not None:
        told = {"body": last.body, "signature": bytes(last.signature).hex(), "key": last.key}
        evidence.publish(last.number, evidence.as_file(told))


def _settled(last: Checkpoint | None) -> int:
    """Up to which key the entries about papers are all there: nobody who began earlier is still writing one."""
    with connection.cursor() as cursor:
        cursor.execute(BEGUN)
        newest, edge = cursor.fetchone()
        until = time.monotonic() + PATIENCE
        while True:
            cursor.execute(UNDER_WAY, [edge])
            if cursor.fetchone()[0] == 0:
                return int(newest)
            if time.monotonic() > until:
                return int(json.loads(last.body)["papers"]["upto"]) if last else 0
            time.sleep(0.1)


def _body(last: Checkpoint | None, upto: int) -> dict[str, Any]:
    before: dict[str, Any] = (
        json.loads(last.body)
        if last
        else {"number": 0, "seals": [], "papers": {"upto": 0, "count": 0, "digest": ""}}
    )
    marks = marks_of(last.body) if last else {}
    rows = registry()
    whole = sum(row["line_count"] for row in rows) <= WHOLE
    if fault := lost(marks, {row["ref"] for row in rows}):
        raise NoSigning(f"{fault.seal_no}：{fault.words}")
    if count := homeless():
        raise NoSigning(_("有 %(n)s 条用印记录找不到印章。") % {"n": count})
    return {
        "v": FORMAT, "number": before["number"] + 1, "at": database_now().astimezone(UTC).isoformat(timespec="microseconds"),
        "prev": last.hash if last else "", "seals": [_seal(row, marks.get(row["ref"], {}), whole) for row in rows],
        "papers": _papers(before["papers"], upto),
    }  # fmt: skip


def _seal(row: dict[str, Any], marks: Marks, whole: bool) -> dict[str, Any]:
    """How many lines, the head, the running SM3: read from the first line, or on from the last signature."""
    book = Book(row["id"])
    for size, (_number, head, running) in marks.items():
        if size and not whole:
            book = Book(row["id"], serial=size, head=bytes.fromhex(head), running=bytes.fromhex(running))
            if not LedgerLine.objects.filter(seal_id=row["id"], serial=size, hash=book.head).exists():
                said = _("%(seal)s：第 %(n)s 条已不是签署时的那一条。")
                raise NoSigning(said % {"seal": row["seal_no"], "n": size})
    fault = walked(book, row, marks)
    if fault is not None and fault.code != CLOCK:
        where = _("第 %(n)s 条") % {"n": fault.serial} if fault.serial else ""
        raise NoSigning(f"{row['seal_no']} {where}：{fault.words}")
    return {
        "ref": row["ref"],
        "no": row["seal_no"],
        "size": book.serial,
        "head": book.head.hex(),
        "sm3": book.running.hex(),
    }


def _papers(before: dict[str, Any], upto: int) -> dict[str, Any]:
    """Count and running digest over the entries about papers, on from the last ones."""
    if Entry.objects.filter(pk__lte=before["upto"]).count() != before["count"]:
        raise NoSigning(_("公文办理记录的条数与上一个检查点不符。"))
    running, count, upto = bytes.fromhex(before["digest"]), before["count"], max(upto, before["upto"])
    for _key, digest in entry_digests(before["upto"], upto):
        running, count = hashlib.sha256(running + bytes.fromhex(digest)).digest(), count + 1
    return {"upto": upto, "count": count, "digest": running.hex()}
