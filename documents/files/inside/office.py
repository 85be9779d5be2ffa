"""An Office file as PDF, by the LibreOffice of the server: a profile of its own, no macros, no network."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from .limits import BadFile

MADE = "layout.pdf"
_SEARCHED = "/usr/local/bin:/usr/bin:/bin"
_NEWUSER, _NEWNET = 0x10000000, 0x40000000  # CLONE_NEWUSER, CLONE_NEWNET of <sched.h>
_PROFILE = Path(__file__).with_name("office.xcu")


def lay_out(source: str, folder: Path, *, ext: str, program: str, patience: float) -> dict[str, Any]:
    """Make folder/layout.pdf. BadFile: timeout after `patience` seconds, not_laid_out when no PDF comes out."""
    alone = without_network()
    (folder / "out").mkdir()
    _profile(folder)
    # A copy with a fixed name: nothing that a person typed reaches the command, no lock lands beside the blob.
    # WPS Writer keeps Word's container.
    given = folder / f"in.{'doc' if ext == 'wps' else ext}"
    shutil.copyfile(source, given)
    command = [
        program,
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        "--headless", "--invisible", "--nologo", "--nodefault", "--norestore", "--nolockcheck",
        "--convert-to", "pdf", "--outdir", str(folder / "out"), str(given),
    ]  # fmt: skip
    _call(command, folder, patience)
    made = folder / "out" / "in.pdf"
    if not made.is_file() or made.is_symlink():
        raise BadFile("not_laid_out")
    with made.open("rb") as f:
        if f.read(5) != b"%PDF-":
            raise BadFile("not_laid_out")
    made.replace(folder / MADE)
    return {"alone": alone}


def _call(command: list[str], folder: Path, seconds: float) -> None:
    """Its own children stay in our process group: the parent ends the whole group."""
    environment = {"PATH": _SEARCHED, "HOME": str(folder), "TMPDIR": str(folder), "LANG": "C.UTF-8"}
    quiet = subprocess.DEVNULL
    try:
        child = subprocess.Popen(
            command, cwd=folder, env=environment, stdin=quiet, stdout=quiet, stderr=quiet
        )
    except OSError as error:
        raise BadFile("not_laid_out") from error
    try:
        if child.wait(seconds):
            raise BadFile("not_laid_out")
    except subprocess.TimeoutExpired:
        child.kill()
        raise BadFile("timeout") from None


def _profile(folder: Path) -> None:
    """Only the part of a profile that forbids: macros, links to elsewhere, and a proxy that answers nobody."""
    user = folder / "profile" / "user"
    user.mkdir(parents=True)
    shutil.copyfile(_PROFILE, user / "registrymodifications.xcu")


def without_network() -> bool:
    """Leave the network for good, where the kernel lets us: a picture linked from a file must fetch nothing.

    False where it does not (other systems, some containers); then the profile's dead proxy is what remains.
    """
    if not sys.platform.startswith("linux"):
        return False
    user, group = os.getuid(), os.getgid()
    if ctypes.CDLL(None, use_errno=True).unshare(_NEWUSER | _NEWNET) != 0:
        return False
    for name, line in (
        ("setgroups", "deny"),
        ("gid_map", f"{group} {group} 1"),
        ("uid_map", f"{user} {user} 1"),
    ):
        try:
            Path(f"/proc/self/{name}").write_text(line)
        except OSError:
            continue  # we stay nobody inside: files of ours are ours all the same
    return True
