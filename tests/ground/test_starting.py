"""What keeps docflow from starting is one sentence on stderr, nothing before it, nothing after it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.db import OperationalError

from docflow import starting
from tests.ground.running import PYTHON, run
from tests.ground.test_settings import SITE

HERE = Path(PYTHON).parent
NOWHERE = {**SITE, "DATABASE_URL": "postgres://u:secret@127.0.0.1:1/x", "REDIS_URL": "redis://127.0.0.1:1/0"}
MANAGE = [PYTHON, "manage.py"]
UNSAFE = {**NOWHERE, "SECRET_KEY": "a" * 62}
SENTENCE = r"SECRET_KEY can be guessed: make one with `.+`\.\n"


def of_postgres(code: str | None, words: str) -> OperationalError:
    """What Django raises when PostgreSQL says so."""
    error = OperationalError(words)
    error.__cause__ = Exception(words)
    error.__cause__.pgcode = code  # type: ignore[attr-defined]
    return error


@pytest.mark.parametrize("command", ["check", "prepare", "serve", "healthy", "migrate"])
def test_a_refused_setting(tmp_path: Path, command: str) -> None:
    done = run(tmp_path / "var", *MANAGE, command, **UNSAFE)
    assert (done.returncode, done.stdout) == (1, "")
    assert re.fullmatch(SENTENCE, done.stderr)
    assert not (tmp_path / "var").exists()  # nor has anything begun


@pytest.mark.parametrize("part", ["worker", "beat"])
def test_at_the_door_of_worker_and_clock(tmp_path: Path, part: str) -> None:
    done = run(tmp_path / "var", str(HERE / "celery"), "-q", "-A", "docflow.celery", part, **UNSAFE)
    assert done.returncode == 1
    assert re.fullmatch(SENTENCE, done.stderr)


def test_at_the_door_of_the_web(tmp_path: Path) -> None:
    done = run(tmp_path / "var", PYTHON, "-c", "import docflow.wsgi", **UNSAFE)
    assert done.returncode == 1
    assert re.fullmatch(SENTENCE, done.stderr)


@pytest.mark.parametrize(("asked", "extra"), [(["--traceback"], {}), ([], {"LOG_LEVEL": "debug"})])
def test_the_trace_for_whoever_asks(tmp_path: Path, asked: list[str], extra: dict[str, str]) -> None:
    done = run(tmp_path / "var", *MANAGE, "check", *asked, **{**UNSAFE, **extra})
    assert done.returncode == 1
    assert "Traceback" in done.stderr


@pytest.mark.parametrize("command", [["prepare"], ["part", "web"], ["part", "worker"], ["migrate"]])
def test_a_database_out_of_reach(tmp_path: Path, command: list[str]) -> None:
    done = run(tmp_path / "var", *MANAGE, *command, **NOWHERE)
    assert done.returncode == 1
    assert re.fullmatch(
        r"The database cannot be reached: look at DATABASE_URL, .*port 1 failed.*\n", done.stderr
    )
    assert "secret" not in done.stderr


@pytest.mark.parametrize("part", ["web", "beat"])
def test_a_part_on_an_unprepared_database(tmp_path: Path, part: str) -> None:
    done = run(tmp_path / "var", *MANAGE, "part", part)
    assert done.returncode == 1
    assert re.fullmatch(r"CommandError: The database or .* run `manage.py prepare` once .*\n", done.stderr)


def test_a_home_without_room(tmp_path: Path) -> None:
    """A database elsewhere, and a home on a folder that takes no files."""
    closed = Path("/proc/docflow")
    done = run(closed, *MANAGE, "prepare", **NOWHERE)
    assert done.returncode == 1
    assert re.fullmatch(r"docflow cannot write to /proc/docflow .*\n", done.stderr)


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (OSError(28, "No space left on device", "/srv/x"), "cannot write /srv/x: No space left on device."),
        (of_postgres("53100", "could not extend file"), "no more room, memory or connections to give (could"),
        (of_postgres(None, "connection refused"), "The database cannot be reached"),
    ],
)
def test_what_an_administrator_can_mend(error: Exception, sentence: str) -> None:
    with pytest.raises(SystemExit) as ended, starting.told():
        raise error
    assert sentence in str(ended.value)


@pytest.mark.parametrize(
    "error", [of_postgres("42P01", "no such table"), OSError(2, "no file"), KeyError("x")]
)
def test_a_fault_of_ours_keeps_its_trace(error: Exception) -> None:
    with pytest.raises(type(error)), starting.told():
        raise error
