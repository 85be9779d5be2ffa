"""How a site stands to its two roles: what the start, the check and 系统自检 say of it; and the programs themselves."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from docflow import checks, embedded, roles, self_check
from docflow.roles import Standing
from tests.ground.running import BASE, PYTHON, kill_all, prepared, run

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def loose() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute(f"GRANT DELETE ON workflow_entry TO {embedded.WEB}")
    yield
    roles.grant()


def test_grants_that_are_too_wide_are_seen_and_taken_back(loose: None) -> None:
    assert roles.standing() is Standing.LOOSE
    assert [e.id for e in checks.owns_nothing(["default"])] == ["docflow.E007"]
    assert self_check.role().colour == self_check.RED
    roles.grant()
    roles.grant()
    assert roles.standing() is Standing.APART
    assert self_check.role().colour == self_check.GREEN


def test_a_site_with_one_address_is_warned(settings: Any) -> None:
    settings.WEB_DATABASE = settings.OWNER_DATABASE
    settings.OWNER_DATABASE = None
    roles.grant()  # has nothing to say
    assert [e.id for e in checks.owns_nothing(["default"])] == ["docflow.W006"]
    found = self_check.role()
    assert (found.colour, bool(found.advice)) == (self_check.YELLOW, True)


def test_a_web_part_that_is_the_owner_does_not_start(settings: Any) -> None:
    """It says it has another for that, and is bound as the owner all the same."""
    settings.WEB_DATABASE = settings.OWNER_DATABASE
    assert [e.id for e in checks.owns_nothing(["default"])] == ["docflow.E006"]


def test_a_role_that_is_not_there_or_cannot_come_in_is_a_sentence(settings: Any) -> None:
    settings.WEB_DATABASE = {**settings.WEB_DATABASE, "USER": "nobody_knows"}
    with pytest.raises(ImproperlyConfigured, match="CREATE ROLE"):
        roles.grant()
    with pytest.raises(ImproperlyConfigured, match="Web and worker cannot connect"):
        roles.standing()


# -- the programs -------------------------------------------------------------------------------------


@pytest.fixture
def home() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="docflow-test-", dir="/tmp"))
    folder.chmod(0o755)
    yield folder / "var"
    kill_all(folder / "var")
    shutil.rmtree(folder, ignore_errors=True)


WHO = "from django.db import connection as c; k = c.cursor(); k.execute('SELECT current_user'); print('I am', k.fetchone()[0])"


def test_prepare_is_the_owner_and_every_other_command_is_not(home: Path) -> None:
    first = run(home, PYTHON, "manage.py", "prepare", DEMO="0")
    assert (first.returncode, first.stderr) == (0, "")
    asked = run(home, PYTHON, "manage.py", "shell", "-v", "0", "-c", WHO)
    assert f"I am {embedded.WEB}" in asked.stdout, asked.stderr
    checked = run(home, PYTHON, "manage.py", "check", "--database", "default", "--fail-level", "WARNING")
    assert checked.returncode == 0, checked.stderr


def test_an_older_home_gets_the_role_at_its_next_start(home: Path) -> None:
    """As one that was made before there were two: everything belongs to the one, and the other is unknown."""
    prepared(home)
    forgotten = run(home, PYTHON, "-c", FORGET, DOCFLOW_HOME=str(home))
    assert forgotten.returncode == 0, forgotten.stderr
    again = run(home, PYTHON, "manage.py", "prepare", DEMO="0")
    assert (again.returncode, again.stderr) == (0, "")
    checked = run(home, PYTHON, "manage.py", "check", "--database", "default", "--fail-level", "WARNING")
    assert checked.returncode == 0, checked.stderr


FORGET = """
from docflow import embedded
embedded.start()
import psycopg2
for base in ("docflow", "postgres"):
    c = psycopg2.connect(host=str(embedded._socket_dir("postgres")), user="postgres", dbname=base)
    c.autocommit = True
    k = c.cursor()
    k.execute("DROP OWNED BY docflow_web")
    c.close()
c = psycopg2.connect(host=str(embedded._socket_dir("postgres")), user="postgres", dbname="postgres")
c.autocommit = True
c.cursor().execute("DROP ROLE docflow_web")
c.close()
"""


def test_the_two_addresses_name_two(home: Path) -> None:
    one = "postgres://docflow:p@127.0.0.1:1/x"
    same = {
        "DATABASE_URL": one,
        "OWNER_DATABASE_URL": one,
        "REDIS_URL": "redis://127.0.0.1:1/0",
        "SECRET_KEY": KEY,
    }
    told = run(home, PYTHON, "manage.py", "check", ALLOWED_HOSTS="oa.example", **same)
    assert "name the same user" in told.stderr
    alone = run(home, PYTHON, "manage.py", "check", OWNER_DATABASE_URL=one)
    assert "OWNER_DATABASE_URL is set, but DATABASE_URL" in alone.stderr


KEY = "q8Zr2Lw9Xc4Vb7Nm1As5Df3Gh6Jk0PoIuYtReWqLkJhGfDsAzXcVbNmQwEr"


def test_the_settings_say_where_the_owner_is_named() -> None:
    compose = (BASE / "docker-compose.yml").read_text()
    before, after = compose.split("  prepare:\n")
    assert "OWNER_DATABASE_URL" not in before + after.split("\n  web:\n")[1]
    assert "OWNER_DATABASE_URL" in after
