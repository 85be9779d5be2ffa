"""Content kept by its hash: BLOB_ROOT/ab/cd/<sha256>, read-only, each content once, never overwritten.

Everything derived from a blob (page pictures, text) lies beside it in BLOB_ROOT/../cache/ab/cd/<sha256>/.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path
from typing import IO, Protocol

from django.conf import settings
from django.utils.translation import gettext as _

from .errors import BlobMissing, NoSpace, Refused
from .kinds import ACCEPTED, Kind
from .names import clean_name
from .sniff import sniff

MAX_BYTES = 100_000_000
_SHA256 = re.compile(r"[0-9a-f]{64}")
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class Upload(Protocol):
    """What Django's UploadedFile and ContentFile offer."""

    name: str | None

    def chunks(self) -> Iterable[bytes]: ...


@dataclass(frozen=True)
class Stored:
    """What the file row needs: hash, size in bytes, kind, cleaned name."""

    sha256: str
    size: int
    kind: Kind
    name: str


def save(
    upload: Upload, *, check: Callable[[Path, Kind], None] | None = None, accepted: str = ACCEPTED
) -> Stored:
    """Keep an upload. `check(path, kind)` may look at the file and raise Refused before it is kept; `accepted` says what is
    taken where it is asked for.

    Raises Refused (not on the list, too big, what `check` says) or NoSpace; then nothing is left behind.
    """
    name = clean_name(upload.name or "")
    try:
        temporary, sha256, size = _receive(upload)
    except OSError as error:
        raise _explained(error) from error
    try:
        kind = sniff(temporary, name, accepted)
        if check:
            check(temporary, kind)
        _publish(temporary, path_of(sha256))
    except OSError as error:
        raise _explained(error) from error
    finally:
        temporary.unlink(missing_ok=True)
    return Stored(sha256, size, kind, name)


def keep_made(data: bytes) -> str:
    """Keep bytes that docflow made itself, of whatever kind; their hash. Raises NoSpace; then nothing is left behind."""
    sha256 = hashlib.sha256(data).hexdigest()
    try:
        handle, temporary = _new_temporary()
        try:
            with handle:
                handle.write(data)
                handle.flush()
                os.fsync(handle.fileno())
            _publish(temporary, path_of(sha256))
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        raise _explained(error) from error
    return sha256


def path_of(sha256: str) -> Path:
    """Where this content lies. ValueError when it is not a hash (no path is ever built from other text)."""
    return Path(settings.BLOB_ROOT) / _branch(sha256)


def cache_of(sha256: str) -> Path:
    """The folder of everything derived from this content."""
    return Path(settings.BLOB_ROOT).parent / "cache" / _branch(sha256)


def existing(sha256: str) -> Path:
    """Path of a kept content, or BlobMissing."""
    path = path_of(sha256)
    if not path.is_file():
        raise BlobMissing(sha256)
    return path


def open_blob(sha256: str) -> BufferedReader:
    """The content for reading, or BlobMissing. Call `verify` first where the bytes leave the house."""
    return existing(sha256).open("rb")


def verify(sha256: str) -> bool:
    """Is the content there and unchanged? Reads it whole."""
    try:
        with open_blob(sha256) as f:
            return hashlib.file_digest(f, "sha256").hexdigest() == sha256
    except BlobMissing:
        return False


def erase(sha256: str) -> None:
    """Remove a content and everything derived from it (泄密处置, or a blob without a row). Twice is harmless."""
    shutil.rmtree(cache_of(sha256), ignore_errors=True)
    path_of(sha256).unlink(missing_ok=True)


def _branch(sha256: str) -> Path:
    if not _SHA256.fullmatch(sha256):
        raise ValueError("not a SHA-256 in lower-case hexadecimal")
    return Path(sha256[:2], sha256[2:4], sha256)


def _new_temporary() -> tuple[IO[bytes], Path]:
    folder = Path(settings.BLOB_ROOT) / "tmp"
    folder.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=folder, prefix="in-")
    return os.fdopen(handle, "wb"), Path(name)


def _receive(upload: Upload) -> tuple[Path, str, int]:
    limit = getattr(settings, "FILE_MAX_BYTES", MAX_BYTES)
    digest, size = hashlib.sha256(), 0
    f, path = _new_temporary()
    try:
        with f:
            for chunk in upload.chunks():
                size += len(chunk)
                if size > limit:
                    text = _("文件过大：最多 {n} MB。请压缩扫描件或拆成几个文件。")
                    raise Refused(text.format(n=limit // 1_000_000))
                digest.update(chunk)
                f.write(chunk)
            f.flush()
            os.fsync(f.fileno())
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return path, digest.hexdigest(), size


def _publish(temporary: Path, target: Path) -> None:
    """Move into place. The same content already there stays as it is; its time says that it was sent again."""
    if target.is_file() and target.stat().st_size == temporary.stat().st_size:
        os.utime(target)
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary.chmod(0o440)
    temporary.replace(target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _explained(error: OSError) -> Exception:
    if error.errno in _FULL:
        return NoSpace(_("磁盘空间不足，文件没有保存。请联系系统管理员，腾出空间后再传一次。"))
    return error
