"""What holds for every test. The home and the servers of the tests: see ``tests/settings.py``."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

# A busy machine is no fault of the code: speed is measured by `make bench`, never by a test.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--renew-golden",
        action="store_true",
        help="write the golden pictures and words anew: see tests/golden",
    )


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only loopback and Unix sockets: a test that calls out fails."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        host = str(address[0]) if isinstance(address, tuple) else "localhost"
        if not host.startswith("127.") and host not in ("::1", "localhost"):
            raise AssertionError(f"a test tried to reach {host}")
        return connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(autouse=True)
def _blobs_apart(tmp_path: Path, settings: Any) -> None:
    """Files of one test are not seen by another."""
    settings.BLOB_ROOT = tmp_path / "blobs"


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    """What a process keeps for a minute is asked anew by each test: statements are counted."""
    from django.core.cache import cache

    cache.clear()


@pytest.fixture(autouse=True)
def _own_language() -> Iterator[None]:
    """The language of a request stays with its thread: one in English must not name the next test's posts."""
    from django.utils import translation

    yield
    translation.deactivate()


@pytest.fixture(scope="session", autouse=True)
def _emptying() -> Iterator[None]:
    """Between tests with real transactions every table is emptied, those that refuse it (the trail) too."""
    from django.db.backends.postgresql.operations import DatabaseOperations

    plain = DatabaseOperations.execute_sql_flush

    def flush(self: DatabaseOperations, statements: list[str]) -> None:
        with self.connection.cursor() as cursor:
            cursor.execute(
                "SELECT tgrelid::regclass::text, quote_ident(tgname) FROM pg_trigger"
                " WHERE NOT tgisinternal AND tgtype & 32 > 0"  # 32: fires on TRUNCATE
            )
            guards = cursor.fetchall()
        off = [f"ALTER TABLE {table} DISABLE TRIGGER {name}" for table, name in guards]
        on = [f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}" for table, name in guards]
        plain(self, [*off, *statements, *on])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "execute_sql_flush", flush)
        yield
