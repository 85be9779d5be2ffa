"""The embedded servers: data survives kill -9, nothing is left behind, commands share what runs."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from docflow import embedded
from tests.ground.running import BASE, PYTHON, environment, kill_all, processes_of, run, until

SQL = """
import sys
from docflow import embedded, owner
embedded.start()
import psycopg2, redis
connection = psycopg2.connect(owner.owner_url())
connection.autocommit = True
cursor = connection.cursor()
cursor.execute(sys.argv[1])
print(cursor.fetchone()[0] if cursor.description else "done", flush=True)
redis.Redis.from_url(embedded.broker_url().replace("redis+socket", "unix")).ping()
from kombu.connection import Connection
with Connection(embedded.broker_url()) as worker:
    assert worker.channel().client.ping()
from django.conf import settings
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "docflow.settings"
host = settings.DATABASES["default"]["HOST"]
psycopg2.connect(host=host, user="docflow", dbname="docflow").close()
if len(sys.argv) > 2:
    sys.stdin.read()
"""
AS_NOBODY = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--inh-caps=+dac_override",
             "--ambient-caps=+dac_override", "--"]  # fmt: skip


@pytest.fixture
def home() -> Iterator[Path]:
    """A home in a folder that others may enter, as /srv or a clone in /home would be."""
    folder = Path(tempfile.mkdtemp(prefix="docflow-test-", dir="/tmp"))
    folder.chmod(0o755)
    yield folder / "var"
    kill_all(folder / "var")
    shutil.rmtree(folder, ignore_errors=True)


def sql(home: Path, statement: str, *before: str) -> str:
    done = run(home, *before, PYTHON, "-c", SQL, statement)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def stay(home: Path, statement: str) -> subprocess.Popen[str]:
    """A user of the servers that stays until its input ends."""
    process = subprocess.Popen(
        [PYTHON, "-c", SQL, statement, "stay"], env=environment(home), cwd=BASE, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline()
    return process


def leave(process: subprocess.Popen[str]) -> None:
    process.communicate(timeout=30)


def test_starts_by_itself_and_leaves_nothing(home: Path) -> None:
    assert sql(home, "SELECT datctype FROM pg_database WHERE datname = 'docflow'") == "C.UTF-8"
    assert until(lambda: not processes_of(home), 3)


def test_extensions_and_chinese_trigrams(home: Path) -> None:
    sql(home, "CREATE EXTENSION pg_trgm; CREATE EXTENSION btree_gist")
    assert sql(home, "SELECT cardinality(show_trgm('公文标题'))") == "5"


def test_the_application_is_no_superuser(home: Path) -> None:
    assert sql(home, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user") == "False"


def test_no_address_but_sockets(home: Path) -> None:
    assert sql(home, "SHOW listen_addresses") == ""
    user = stay(home, "SELECT 1")
    try:
        listening = [c for p in processes_of(home) for c in p.net_connections("inet") if c.status == "LISTEN"]
        assert listening == []
    finally:
        leave(user)


def test_durable_by_default(home: Path) -> None:
    done = run(home, PYTHON, "-c", SQL, "SHOW fsync", DOCFLOW_FSYNC="1")
    assert done.stdout.strip() == "on"


def test_data_survives_kill_9_of_everything(home: Path) -> None:
    user = stay(home, "CREATE TABLE kept AS SELECT 42 AS answer")
    kill_all(home)
    user.wait(10)
    user.communicate()
    assert sql(home, "SELECT answer FROM kept") == "42"


def test_a_killed_user_leaves_no_server(home: Path) -> None:
    user = stay(home, "SELECT 1")
    user.kill()
    user.communicate()
    assert until(lambda: not processes_of(home))


def test_a_killed_keeper_takes_its_server_along_and_the_next_start_brings_both_back(home: Path) -> None:
    user = stay(home, "CREATE TABLE kept AS SELECT 7 AS answer")
    for process in processes_of(home):
        if "embedded.py" in " ".join(process.cmdline()):
            process.kill()
    servers = lambda: [p for p in processes_of(home) if p.name() in ("postgres", "valkey-server")]  # noqa: E731
    assert until(lambda: not servers())
    assert sql(home, "SELECT answer FROM kept") == "7"
    leave(user)
    assert until(lambda: not processes_of(home))


def test_a_killed_server_comes_back(home: Path) -> None:
    user = stay(home, "CREATE TABLE kept AS SELECT 9 AS answer")  # its own connection is lost: it only waits
    for process in processes_of(home):
        if process.name() in ("postgres", "valkey-server"):
            process.kill()

    def answers() -> bool:
        return run(home, PYTHON, "-c", SQL, "SELECT answer FROM kept").stdout.strip() == "9"

    assert until(answers)
    leave(user)


def test_a_server_nobody_noted_is_ended_before_the_next_start(home: Path) -> None:
    """A keeper killed between starting PostgreSQL and writing down whom it started."""
    sql(home, "CREATE TABLE kept AS SELECT 5 AS answer")
    lost = subprocess.Popen(
        [str(embedded._program("postgres")), "-D", str(home / "postgres"), "-c", "listen_addresses="]
        + ["-c", f"unix_socket_directories={home}/run/postgres"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/", start_new_session=True,
        **({"user": 65534, "group": 65534, "extra_groups": []} if os.geteuid() == 0 else {}),  # type: ignore[call-overload]
    )  # fmt: skip
    try:
        assert until(lambda: (home / "postgres" / "postmaster.pid").exists())
        assert sql(home, "SELECT answer FROM kept") == "5"
        assert lost.wait(5) == 0
    finally:
        lost.kill()
        lost.wait()


def test_a_noted_pid_that_is_another_homes_server_is_left_alone(home: Path) -> None:
    """After the machine started anew any process may have it: the same program, too, at work elsewhere."""
    user = stay(home, "SELECT 1")
    other = home.parent / "other"
    (other / "run").mkdir(parents=True)
    for name in ("postgres", "valkey"):
        shutil.copy(home / "run" / f"{name}.pid", other / "run")
    before = {p.pid for p in processes_of(home)}
    assert sql(other, "SELECT 1") == "1"
    assert before <= {p.pid for p in processes_of(home)}
    leave(user)


def test_one_server_that_fails_does_not_keep_the_other_from_starting(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    used = []

    def use(name: str) -> None:
        used.append(name)
        if name == "postgres":
            raise embedded.EmbeddedError("no room")

    monkeypatch.setattr(embedded, "_use", use)
    monkeypatch.setattr(embedded, "embedded_services", lambda: ["postgres", "valkey"])
    with pytest.raises(embedded.EmbeddedError, match="no room"):
        embedded.start()
    assert used == ["postgres", "valkey"]


def test_two_users_share_and_the_last_one_stops(home: Path) -> None:
    first = stay(home, "SELECT 1")
    keepers = {p.pid for p in processes_of(home) if "embedded.py" in " ".join(p.cmdline())}
    second = stay(home, "SELECT 2")
    assert {p.pid for p in processes_of(home) if "embedded.py" in " ".join(p.cmdline())} == keepers
    leave(first)
    assert len(keepers) == 2
    assert keepers <= {p.pid for p in processes_of(home)}
    leave(second)
    assert until(lambda: not processes_of(home), 3)


def test_many_at_once_start_one_server(home: Path) -> None:
    users = [
        subprocess.Popen([PYTHON, "-c", SQL, "SELECT system_identifier FROM pg_control_system()"],
                         env=environment(home), cwd=BASE, text=True, stdout=subprocess.PIPE)
        for _ in range(6)
    ]  # fmt: skip
    answers = {user.communicate(timeout=60)[0].strip() for user in users}
    assert len(answers) == 1
    assert answers != {""}


def test_half_made_cluster_is_made_anew(home: Path) -> None:
    (home / "postgres.new").mkdir(parents=True)
    (home / "postgres.new" / "PG_VERSION").write_text("18\n")
    assert sql(home, "SELECT 1") == "1"


def test_a_reused_pid_in_the_lock_file_does_not_stop_the_start(home: Path) -> None:
    sql(home, "SELECT 1")
    lock = home / "postgres" / "postmaster.pid"
    sleeper = subprocess.Popen(["sleep", "60"], **({"user": 65534} if os.geteuid() == 0 else {}))  # type: ignore[call-overload]
    try:
        lock.write_text(f"{sleeper.pid}\n{home}/postgres\n1\n5432\n{home}/run/postgres\n\n0 0\nready\n")
        if os.geteuid() == 0:
            os.chown(lock, 65534, 65534)
        assert sql(home, "SELECT 1") == "1"
    finally:
        sleeper.send_signal(signal.SIGKILL)
        sleeper.wait()


def test_a_folder_closed_to_others(tmp_path: Path) -> None:
    """As root, PostgreSQL runs as nobody, who may not enter /root; it must start there all the same."""
    tmp_path.chmod(0o700)
    assert sql(tmp_path / "var", "SELECT 1") == "1"
    assert tmp_path.stat().st_mode & 0o777 == 0o700


def test_a_deep_home(home: Path) -> None:
    deep = home / ("x" * 60) / ("y" * 60)
    assert sql(deep, "SELECT 1") == "1"


@pytest.mark.parametrize("name", ["a+b#c%41&d=e?f;g@h:i", "a,b", 'it\'s 公文 "x"'])
def test_a_home_of_any_name(home: Path, name: str) -> None:
    odd = home / name
    assert sql(odd, "SELECT 1") == "1"
    assert (odd / "postgres" / "PG_VERSION").exists()


def test_as_an_ordinary_user(home: Path) -> None:
    if os.geteuid() != 0:
        assert sql(home, "SELECT 1") == "1"
        return
    home.mkdir(mode=0o700)
    os.chown(home, 65534, 65534)
    assert sql(home, "SELECT 1", *AS_NOBODY) == "1"
    assert (home / "postgres").stat().st_uid == 65534
    assert until(lambda: not processes_of(home), 3)


def test_a_home_that_cannot_be_written_is_a_sentence() -> None:
    done = run(Path("/proc/docflow"), PYTHON, "manage.py", "check")
    assert done.returncode == 1
    assert re.fullmatch(r"docflow cannot write to /proc/docflow \(.+\): .*set DOCFLOW_HOME.*\n", done.stderr)


def test_a_server_that_does_not_start_gives_its_reason(home: Path) -> None:
    (home / "run").mkdir(parents=True)
    (home / "postgres").mkdir(mode=0o700)
    if os.geteuid() == 0:
        os.chown(home / "postgres", 65534, 65534)
    done = run(home, PYTHON, "manage.py", "check")
    assert done.returncode == 1
    assert re.fullmatch(
        r"The embedded postgres does not start \(.*configuration file.*\)\.\n", done.stderr
    ), done.stderr


def test_with_addresses_nothing_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://u:p@db/docflow")
    monkeypatch.setenv("REDIS_URL", "redis://broker:6379/0")
    assert embedded.embedded_services() == []
    assert embedded.database_url() == "postgres://u:p@db/docflow"
    assert embedded.broker_url() == "redis://broker:6379/0"
