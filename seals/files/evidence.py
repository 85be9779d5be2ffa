"""The key that signs, and the folder outside the database where what was signed lies: only the worker has both."""

from __future__ import annotations

import errno
import hashlib
import json
import os
from contextlib import suppress
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from verify_ledger import fingerprint, public_keys

PUBLIC = "public.pem"
NO_LINKS = {errno.EPERM, errno.ENOTSUP, errno.ENOSYS, errno.EMLINK, errno.EACCES}


class NoSigning(Exception):
    """Nothing can be signed: key or folder are not as they must be. Its text says why."""


def signing_key() -> Ed25519PrivateKey:
    """The site's key, made at first use and readable by its owner alone; its public half lies beside the checkpoints."""
    path = Path(settings.CHECKPOINT_KEY)
    try:
        if not path.exists():
            _make(path)
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
        if not isinstance(key, Ed25519PrivateKey):
            raise NoSigning(f"{path} is no Ed25519 key")
        _lay_out(_public(key))
    except (OSError, ValueError) as error:
        raise NoSigning(f"{path}: {error}") from error
    return key


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = _fresh(path)
    made = Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    _write(fresh, made, 0o600)
    with suppress(FileExistsError):
        os.link(fresh, path)  # the first of several processes wins
    fresh.unlink()


def _public(key: Ed25519PrivateKey) -> bytes:
    return key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )


def _lay_out(pem: bytes) -> None:
    """The public key joins those that lie in the folder: a key that was changed signs on beside the older one."""
    path = folder() / PUBLIC
    known = path.read_bytes() if path.is_file() else b""
    if set(public_keys(pem)) <= set(public_keys(known)):
        return
    fresh = _fresh(path)
    _write(fresh, known + pem, 0o444)
    fresh.replace(path)


def folder() -> Path:
    """CHECKPOINT_DIR, made when it is not there."""
    path = Path(settings.CHECKPOINT_DIR)
    path.mkdir(parents=True, exist_ok=True)
    return path


def public() -> bytes:
    """The public keys as they lie in the folder; nothing where there are none."""
    path = Path(settings.CHECKPOINT_DIR) / PUBLIC
    return path.read_bytes() if path.is_file() else b""


def sealed(body: str) -> dict[str, str]:
    """The text with its signature and the fingerprint of the key: what `verify_ledger.signed` takes."""
    key = signing_key()
    return {"body": body, "signature": key.sign(body.encode()).hex(), "key": fingerprint(key.public_key())}


def as_file(told: dict[str, str]) -> str:
    return json.dumps(told, ensure_ascii=False) + "\n"


def name_of(number: int) -> str:
    return f"{number:08d}.json"


def publish(number: int, text: str) -> None:
    """Put a checkpoint into the folder, down on the disk. One that lies there is never overwritten: `NoSigning` where it is
    another."""
    path, data = folder() / name_of(number), text.encode()
    try:
        if path.exists() and _half(path, data):
            path.unlink()
        _appear(path, data)
    except FileExistsError:
        if path.read_bytes() != data:
            raise NoSigning(f"another checkpoint lies at {path}") from None
    except OSError as error:
        raise NoSigning(f"{path}: {error}") from error


def _half(path: Path, data: bytes) -> bool:
    """What a machine left that went down while this was written: its beginning, and no more."""
    there = path.read_bytes()
    return len(there) < len(data) and data.startswith(there)


def _appear(path: Path, data: bytes) -> None:
    """All of the file at once, or nothing. `FileExistsError` where one lies there."""
    fresh = _fresh(path)
    try:
        _write(fresh, data, 0o444)
        os.link(fresh, path)
    except FileExistsError:
        raise
    except OSError as error:
        if not fresh.exists() or error.errno not in NO_LINKS:
            raise
        fresh.unlink()
        _write(path, data, 0o444)  # a disk that has no links
    finally:
        fresh.unlink(missing_ok=True)
    _sync(path.parent)


def _fresh(path: Path) -> Path:
    """Where a file is written before it appears; what a process of the same number left there is gone."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    fresh.unlink(missing_ok=True)
    return fresh


def copies() -> dict[int, str]:
    """What lies in the folder, by number."""
    found = Path(settings.CHECKPOINT_DIR).glob("[0-9]*.json")
    return {int(path.stem): path.read_text("utf-8") for path in found if path.stem.isdigit()}


def newest_copy() -> int:
    """The highest number in the folder; 0 where there is none."""
    names = (path.stem for path in Path(settings.CHECKPOINT_DIR).glob("[0-9]*.json"))
    return max((int(name) for name in names if name.isdigit()), default=0)


def same_disk() -> bool:
    """Does the folder lie on the disk of everything else? Then who loses or rewrites one has the other."""
    places = [Path(settings.CHECKPOINT_DIR), Path(settings.HOME)]
    there = [next(p for p in (place, *place.parents) if p.exists()) for place in places]
    return there[0].stat().st_dev == there[1].stat().st_dev


def _write(path: Path, data: bytes, mode: int) -> None:
    """A new file, down on the disk with its folder."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    _sync(path.parent)


def _sync(folder: Path) -> None:
    place = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(place)
    finally:
        os.close(place)


def hash_of(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()


def loaded(text: str) -> dict[str, Any]:
    return dict(json.loads(text))
