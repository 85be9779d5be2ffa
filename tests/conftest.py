"""What holds for every test. The home and the servers of the tests: see ``tests/settings.py``."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.conf import settings
from django.db import connection
from django.test import TransactionTestCase

from deadlines import store
from seals.actions import checkpoints
from tests import database

# A busy machine is no fault of the code: speed is measured by `make bench`, never by a test.
hypothesis.settings.register_profile(
    "untimed", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("untimed")


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
    settings.ESEAL_DIR = tmp_path / "eseal"
    settings.CHECKPOINT_DIR, settings.CHECKPOINT_KEY = (
        tmp_path / "checkpoints",
        tmp_path / "checkpoint_key.pem",
    )


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    """What a process keeps for a minute is asked anew by each test: statements are counted."""
    from django.core.cache import cache

    cache.clear()


@pytest.fixture(scope="session", autouse=True)
def _neighbours_apart() -> Iterator[None]:
    """A checkpoint waits for whoever is at work in its database: not for the ten seconds that a test of another process,
    on the same server, is. The statement as it stands is asked in tests/seals/evidence/test_signing.py."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(checkpoints, "UNDER_WAY", checkpoints.UNDER_WAY + database.NEIGHBOURS)
        yield


@pytest.fixture(autouse=True)
def _own_language() -> Iterator[None]:
    """The language of a request stays with its thread: one in English must not name the next test's posts."""
    from django.utils import translation

    yield
    translation.deactivate()


@pytest.fixture(scope="session")
def _migrated(django_db_blocker: Any) -> database.Migrated | None:
    """The database that the tests' own is not copied from, because it does not exist yet."""
    test = connection.settings_dict["TEST"]
    with django_db_blocker.unblock():
        if not (migrated := database.Migrated(Path(settings.HOME))).is_there():
            return migrated
    test["TEMPLATE"], test["MIGRATE"] = migrated.name, False
    return None


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, _migrated: database.Migrated | None
) -> None:
    """Each process has a database of its own."""


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None, _migrated: database.Migrated | None, django_db_blocker: Any
) -> Iterator[Callable[[], None]]:
    """A call that makes everything again as the migrations left it, what refuses to be emptied (the trail) too: made after
    each test with real transactions."""
    with django_db_blocker.unblock():
        if _migrated:
            _migrated.copy()
        fresh = database.rows()

    def empty() -> None:
        database.become(fresh)
        store.reset()  # the limits it remembers

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda self: empty())
        yield empty


@pytest.fixture(scope="session")
def scenes_once(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> database.Scenes:
    """Scenes that take long to build: see `tests.database`."""
    return database.Scenes(tmp_path_factory.mktemp("scenes"))
