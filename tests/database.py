"""The database of the tests: migrated once for all processes; between tests with real transactions as its migrations left
it, or as one of them once filled it.

Emptying every table and asking every application anew takes a second each time; only the tables that hold rows are
touched here, and rows are put back as they were copied out.
"""

from __future__ import annotations

import fcntl
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from hashlib import sha256
from io import StringIO
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.db import connection, transaction

ROOMS = Path(__file__).resolve().parent.parent
KEPT = "test_docflow_migrated_"
LARGE = 64  # pages of a table whose deleted rows are cleared away at once
# Of who is at work on the server (`x`), those in this database alone.
NEIGHBOURS = """ AND NOT EXISTS (SELECT 1 FROM pg_stat_activity a
  WHERE a.datname <> current_database() AND a.backend_xid::text::bigint = x::text::bigint)"""
Rows = dict[str, str]  # table: its rows as COPY writes them


class Migrated:
    """The copy of a migrated database that the other processes, and the next run, begin with: no migration runs twice.

    Who comes first migrates while the others wait for him.
    """

    def __init__(self, home: Path) -> None:
        home.mkdir(parents=True, exist_ok=True)
        self.lock = (home / "migrated.lock").open("w")
        self.name = f"{KEPT}{digest()}"

    def is_there(self) -> bool:
        """If not, this process is the first: `copy` is owed."""
        fcntl.flock(self.lock, fcntl.LOCK_EX)
        with connection._nodb_cursor() as cursor:
            cursor.execute("SELECT datname FROM pg_database WHERE datname ~ %s", [f"^{KEPT}[0-9a-f]{{16}}$"])
            found = {name for (name,) in cursor.fetchall()}
            if self.name in found:
                self.lock.close()
                return True
            for name in found:  # of other migrations
                cursor.execute(f"DROP DATABASE {name}")
        return False

    def copy(self) -> None:
        """Keep the test database as it is now."""
        made = connection.settings_dict["NAME"]
        connection.close()
        with connection._nodb_cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {self.name} TEMPLATE {made}")
        self.lock.close()  # who waits for it goes on


def digest(*more: str) -> str:
    """Of the migrations and of what is loaded after them; of further files of the rooms, too."""
    known = sha256(django.__version__.encode())
    for pattern in ("*/migrations/*.py", "deadlines/*.py", "deadlines/data/*", *more):
        for path in sorted(ROOMS.glob(pattern)):
            known.update(path.read_bytes())
    return known.hexdigest()[:16]


def rows() -> Rows:
    """All rows of all tables."""
    with connection.cursor() as cursor:
        return {table: _copied(cursor, table) for table in _filled(cursor)}


def become(kept: Rows) -> None:
    """Hold these rows and no others, whatever guards them. Keys that were drawn stay drawn."""
    with transaction.atomic(), connection.cursor() as cursor:
        filled = _filled(cursor)
        with _unguarded(cursor, sorted({*filled, *kept})):
            for table in filled:
                cursor.execute(f"DELETE FROM {table}")
            for table, text in kept.items():
                cursor.copy_expert(f"COPY {table} ({_columns(cursor, table)}) FROM STDIN", StringIO(text))
    with connection.cursor() as cursor:
        for table in filled:
            cursor.execute("SELECT pg_relation_size(%s) / 8192", [table])
            if cursor.fetchone()[0] > LARGE:
                cursor.execute(f"VACUUM {table}")


def _filled(cursor: Any) -> list[str]:
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    asked = ", ".join(f"CASE WHEN EXISTS (SELECT 1 FROM {table}) THEN '{table}' END" for table in tables)
    cursor.execute(f"SELECT array_remove(ARRAY[{asked}], NULL)")
    found: list[str] = cursor.fetchone()[0]
    return found


def _columns(cursor: Any, table: str) -> str:
    cursor.execute(
        "SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute"
        " WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''",
        [table],
    )
    return str(cursor.fetchone()[0])


def _copied(cursor: Any, table: str) -> str:
    text = StringIO()
    cursor.copy_expert(f"COPY {table} ({_columns(cursor, table)}) TO STDOUT", text)
    return text.getvalue()


@contextmanager
def _unguarded(cursor: Any, tables: Sequence[str]) -> Iterator[None]:
    """Without the triggers that refuse changes or write more than was asked."""
    cursor.execute(
        "SELECT tgrelid::regclass::text, quote_ident(tgname), tgenabled = 'A' FROM pg_trigger"
        " WHERE NOT tgisinternal AND tgenabled <> 'D' AND tgrelid = ANY(%s::regclass[])",
        [list(tables)],
    )
    guards = cursor.fetchall()
    for table, guard, _always in guards:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {guard}")
    yield
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for table, guard, always in guards:
        cursor.execute(f"ALTER TABLE {table} ENABLE {'ALWAYS' if always else ''} TRIGGER {guard}")


@dataclass(frozen=True)
class Scene:
    """What one fixture made: its objects, the rows, the files."""

    objects: Any
    rows: Rows
    files: Path | None


@dataclass
class Scenes:
    """Scenes of one process, each built once by acts and put back for every further test."""

    place: Path
    known: dict[str, Scene] = field(default_factory=dict)

    def get(self, name: str, build: Callable[[], Any]) -> Any:
        """The objects that `build` returns; it starts from the database as its migrations left it."""
        if found := self.known.get(name):
            become(found.rows)
            if found.files:
                shutil.copytree(found.files, settings.BLOB_ROOT, dirs_exist_ok=True)
            return deepcopy(found.objects)
        objects = build()
        files = self.place / name if Path(settings.BLOB_ROOT).is_dir() else None
        if files:
            shutil.copytree(settings.BLOB_ROOT, files)
        self.known[name] = Scene(deepcopy(objects), rows(), files)
        return objects
