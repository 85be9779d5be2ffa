from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from documents.files import sandbox
from documents.files.errors import CannotShow
from documents.files.inside import limits, work
from documents.files.inside.__main__ import main

HOUSE = Path(__file__).resolve().parents[3]


def child(code: str) -> subprocess.CompletedProcess[bytes]:
    """What the child can do once its limits are on."""
    code = "from documents.files.inside.limits import lower\nlower()\n" + code
    return subprocess.run([sys.executable, "-c", code], cwd=HOUSE, capture_output=True, check=False)


def test_memory_is_limited():
    done = child(f"bytes({limits.MEMORY})")
    assert b"MemoryError" in done.stderr


def test_a_limit_that_allows_work():
    assert child("bytes(400_000_000)").returncode == 0


def test_file_size_is_limited(tmp_path):
    done = child(
        f"f = open({str(tmp_path / 'x')!r}, 'wb')\nfor _ in range(100): f.write(bytes(1_000_000))\nf.close()"
    )
    assert done.returncode != 0
    assert (tmp_path / "x").stat().st_size <= limits.FILE_BYTES


def test_cpu_time_is_limited():
    done = child("import resource; assert resource.getrlimit(resource.RLIMIT_CPU) == (20, 20)")
    assert done.returncode == 0, done.stderr


def test_a_child_that_hangs_is_ended(tmp_path, monkeypatch):
    fifo = tmp_path / "never.pdf"
    subprocess.run(["mkfifo", str(fifo)], check=True)  # opening it for reading waits for ever
    before = time.monotonic()
    with pytest.raises(CannotShow) as error, sandbox.run("look", fifo, seconds=1.5, ext="docx"):
        pass
    assert error.value.code == "timeout"
    assert time.monotonic() - before < 6


def test_a_child_that_dies_is_only_a_file_that_cannot_be_shown(tmp_path):
    with pytest.raises(CannotShow) as error, sandbox.run("no such job", tmp_path / "x", ext="pdf"):
        pass
    assert error.value.code == "broken"
    assert "下载原件" in error.value.reason


def test_nothing_is_left_behind(tmp_path, settings):
    source = tmp_path / "x.pdf"
    source.write_bytes(b"%PDF-nonsense")
    for _ in range(3):
        with pytest.raises(CannotShow), sandbox.run("sizes", source, ext="pdf"):
            pass
    assert list((Path(settings.BLOB_ROOT).parent / "cache" / "tmp").iterdir()) == []


def test_no_secret_reaches_the_child(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "x")
    monkeypatch.setenv("DATABASE_URL", "x")
    assert not {"SECRET_KEY", "DATABASE_URL", "HOME"} & set(sandbox._environment())


def test_when_all_places_are_taken_it_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr(sandbox, "WAIT_SECONDS", 0.05)
    assert sandbox._slots.acquire(blocking=False)
    assert sandbox._slots.acquire(blocking=False)
    try:
        with pytest.raises(CannotShow) as error, sandbox.run("sizes", tmp_path / "x", ext="pdf"):
            pass
        assert error.value.code == "busy"
    finally:
        sandbox._slots.release()
        sandbox._slots.release()


@pytest.mark.parametrize(
    ("problem", "code"),
    [(MemoryError(), "too_large"), (limits.BadFile("encrypted"), "encrypted"), (RecursionError(), "broken")],
)
def test_every_failure_inside_becomes_a_code(tmp_path, monkeypatch, problem, code):
    def job(*_args: object, **_options: object) -> dict[str, object]:
        raise problem

    monkeypatch.setitem(work.JOBS, "fails", job)
    monkeypatch.setattr("documents.files.inside.__main__.lower", lambda: None)
    main([json.dumps({"job": "fails", "source": "x"}), str(tmp_path)])
    assert json.loads((tmp_path / "result.json").read_text()) == {"error": code}
