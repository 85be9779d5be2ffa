"""Runs the readers of foreign files in a process of their own, with limits, so that a hostile file hurts only that.

The child (`documents.files.inside`) gets a job as JSON in its arguments and an empty folder for its answers.
Nothing goes through pipes, it inherits no file, no environment and no secret.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from .errors import CannotShow

SECONDS = 25  # wall clock; the child's own CPU limit is lower
WAIT_SECONDS = 10
MAX_ANSWER = 4_000_000  # bytes of result.json
_HOUSE = Path(__file__).resolve().parents[2]
_slots = threading.BoundedSemaphore(2)


@contextmanager
def run(
    job: str,
    source: Path,
    *,
    seconds: float = SECONDS,
    places: threading.BoundedSemaphore | None = None,
    **options: Any,
) -> Iterator[tuple[dict[str, Any], Path]]:
    """Do `job` on `source`; gives (answer, folder with the files it made), the folder is gone afterwards.

    `places` are those of a long job, so that it takes none from the quick ones.
    Raises CannotShow when the child reports an error, dies, hits a limit or the time is over.
    """
    places = places or _slots
    if not places.acquire(timeout=WAIT_SECONDS):
        raise CannotShow(_("预览正忙，请稍后再看。"), "busy")
    folder = Path(tempfile.mkdtemp(dir=workshop(), prefix="job-"))
    try:
        _call({"job": job, "source": str(source.resolve()), **options}, folder, seconds)
        yield _answer(folder), folder
    finally:
        places.release()
        shutil.rmtree(folder, ignore_errors=True)


def workshop() -> Path:
    """Where folders for one job are made."""
    folder = Path(settings.BLOB_ROOT).parent / "cache" / "tmp"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _call(task: dict[str, Any], folder: Path, seconds: float) -> None:
    command = [
        sys.executable,
        "-E",
        "-s",
        "-m",
        "documents.files.inside",
        json.dumps(task),
        str(folder.resolve()),
    ]
    child = subprocess.Popen(  # noqa: S603 - our own interpreter, arguments as a list
        command,
        cwd=_HOUSE,
        env=_environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        child.wait(seconds)
    except subprocess.TimeoutExpired:
        raise CannotShow(explain("timeout"), "timeout") from None
    finally:
        if child.poll() is None:
            child.kill()
            child.wait()
        _end_group(child.pid)


def _end_group(leader: int) -> None:
    """What a reader started itself (LibreOffice does) ends with it: its session has no other members."""
    if hasattr(os, "killpg"):
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(leader, signal.SIGKILL)


def _environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("SYSTEMROOT", "LD_LIBRARY_PATH") if name in os.environ}
    return {"LANG": "C.UTF-8", "MALLOC_ARENA_MAX": "1", **kept}


def _answer(folder: Path) -> dict[str, Any]:
    path = folder / "result.json"
    if not path.is_file() or path.stat().st_size > MAX_ANSWER:
        raise CannotShow(explain("died"), "died")
    answer: dict[str, Any] = json.loads(path.read_bytes())
    if code := answer.get("error"):
        raise CannotShow(explain(code), code)
    return answer


def explain(code: str) -> str:
    """The sentence for a failure code of the child."""
    return {
        "encrypted": _("此文件设有打开密码，无法预览。可下载原件。"),
        "broken": _("此文件无法预览（内容已损坏或不规范）。可下载原件。"),
        "too_large": _("此文件无法预览（页面或内容过大）。可下载原件。"),
        "timeout": _("此文件无法预览（处理时间过长）。可下载原件。"),
        "not_laid_out": _("此文件的版面没有生成（转换失败）。可下载原件。"),
        "no_layout": _("暂不能显示 OFD 的版面，请看文字版或下载原件，以原件为准。"),
    }.get(code, _("此文件无法预览（读取时出错）。可下载原件。"))
