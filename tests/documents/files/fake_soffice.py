"""A stand-in for LibreOffice on PATH: a script that hands over a PDF made before, or misbehaves."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from . import make

GOOD = 'cp "$here/made.pdf" "$out/in.pdf"\n'
_START = """#!/bin/sh
here=$(dirname "$0")
printf '%s\\n' "$@" > "$here/arguments"
env > "$here/environment"
echo x >> "$here/calls"
while [ $# -gt 1 ]; do
  if [ "$1" = "--outdir" ]; then out="$2"; fi
  shift
done
cp "$1" "$here/given"
"""


class Soffice:
    """`calls`, `arguments`, `environment`: what the script was given; `given`: the file it was to convert."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def calls(self) -> int:
        return len(self.said("calls"))

    def said(self, name: str) -> list[str]:
        path = self.folder / name
        return path.read_text().splitlines() if path.is_file() else []


def put_on_path(monkeypatch: pytest.MonkeyPatch, folder: Path, does: str = GOOD) -> Soffice:
    """A `soffice` first on PATH that does this after it has noted how it was called."""
    folder = folder / "programs"
    folder.mkdir(exist_ok=True)
    (folder / "made.pdf").write_bytes(make.paper())
    script = folder / "soffice"
    script.write_text(_START + does)
    script.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
    return Soffice(folder)
