"""The ledgers as they leave the house: every line with the bytes that were hashed, in the form `verify_ledger.py` reads."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from seals.files import evidence
from seals.models import Checkpoint
from verify_ledger import COLUMNS, file_digest
from workflow.clock import database_now

INSTANTS = frozenset({"at", "happened_at", "approved_at"})
CHECKER = Path(settings.BASE_DIR) / "verify_ledger.py"


def _instant(name: str) -> str:
    return f"""to_char(l.{name} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS {name}"""


_COLUMNS = ", ".join(_instant(name) if name in INSTANTS else f"l.{name}" for name in COLUMNS)
# Nothing of the ledger's own functions takes part: who changed one changes no export.
LINES = f"""SELECT row_to_json(t)::text FROM (SELECT {_COLUMNS}, encode(l.canon, 'hex') AS canon, encode(l.prev, 'hex') AS prev,
    encode(l.hash, 'hex') AS hash FROM seals_ledgerline l WHERE {{which}} ORDER BY l.serial, l.id) t"""  # noqa: S608
SEALS = """SELECT id, ref, seal_no, name, kind, medium, state, line_count, encode(line_head, 'hex') AS line_head
  FROM seals_seal ORDER BY id"""
ENTRIES = """SELECT id, encode(hash, 'hex') FROM workflow_entry WHERE id > %s AND (%s::bigint IS NULL OR id <= %s) ORDER BY id"""


@contextmanager
def snapshot() -> Iterator[None]:
    """Everything read inside is of one moment (inside another transaction: of that one's)."""
    if connection.in_atomic_block:
        yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def streamed(sql: str, values: Iterable[Any] = ()) -> Iterator[tuple[Any, ...]]:
    """The rows one after the other, never all at once."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql, list(values))
        yield from cursor


def lines(seal_id: int, after: int = 0) -> Iterator[str]:
    """The lines of a seal after this serial as JSON, in order."""
    rows = streamed(LINES.format(which="l.seal_id = %s AND l.serial > %s"), [seal_id, after])
    return (row[0] for row in rows)


def lines_of_requests(keys: Iterable[int]) -> list[str]:
    """The lines that these requests caused, seal by seal."""
    sql = LINES.format(which="l.request_id = ANY (%s)").replace("l.serial, l.id", "l.seal_id, l.serial")
    return [row[0] for row in streamed(sql, [list(keys)])]


def registry() -> list[dict[str, Any]]:
    """Each seal with how many lines it has and its head, as the registry says."""
    with connection.cursor() as cursor:
        cursor.execute(SEALS)
        names = [column[0] for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return [{**row, "file": f"lines/{row['ref']}.jsonl"} for row in rows]


def entry_digests(after: int = 0, upto: int | None = None) -> Iterator[tuple[int, str]]:
    """Key and digest of each entry about any paper, in the order of the keys: no word of what it says."""
    return ((key, digest) for key, digest in streamed(ENTRIES, [after, upto, upto]))


def signed_rows() -> Iterator[tuple[int, str]]:
    """Number and file of each checkpoint, as the database has them."""
    for row in Checkpoint.objects.order_by("number").iterator():
        told = {"body": row.body, "signature": bytes(row.signature).hex(), "key": row.key}
        yield row.number, evidence.as_file(told)


def write_export(place: Path, said: Callable[[str], object] = lambda _text: None) -> dict[str, Any]:
    """Everything into an empty or new folder, all of one moment; answers the manifest. `said` hears of each part."""
    if place.exists() and any(place.iterdir()):
        raise FileExistsError(f"{place} is not empty")
    for name in ("lines", "checkpoints"):
        (place / name).mkdir(parents=True)
    files: dict[str, str] = {}
    with snapshot():
        seals, at = registry(), database_now()
        for seal in seals:
            files[seal["file"]] = _put(place / seal["file"], (f"{text}\n" for text in lines(seal["id"])))
            said(f"{seal['seal_no']} {seal['line_count']}")
        files["entries.txt"] = _put(
            place / "entries.txt", (f"{key} {digest}\n" for key, digest in entry_digests())
        )
        points = 0
        for number, text in signed_rows():
            name, points = f"checkpoints/{evidence.name_of(number)}", points + 1
            files[name] = _put(place / name, [text])
    files["seals.json"] = _put(
        place / "seals.json", [json.dumps(seals, ensure_ascii=False, indent=1, default=str)]
    )
    if pem := evidence.public():
        files["checkpoints/public.pem"] = _put(place / "checkpoints/public.pem", [pem.decode()])
    shutil.copyfile(CHECKER, place / CHECKER.name)
    files[CHECKER.name] = file_digest(place / CHECKER.name)
    manifest = {"v": 1, "office": settings.OFFICE_NAME, "at": at.isoformat(), "checkpoints": points,
                "lines": sum(seal["line_count"] for seal in seals), "files": files}  # fmt: skip
    _put(place / "manifest.json", [json.dumps(manifest, ensure_ascii=False, indent=1)])
    return manifest


def _put(path: Path, parts: Iterable[str]) -> str:
    """Write it; its digest."""
    digest = hashlib.sha256()
    with path.open("wb") as file:
        for part in parts:
            data = part.encode()
            digest.update(data)
            file.write(data)
    return digest.hexdigest()
