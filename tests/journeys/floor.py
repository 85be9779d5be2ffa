"""`make floor`: the journeys in Chromium 90, which comes inside an npm package (Linux x86-64 only)."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

from docflow import embedded

PACKAGE = "chrome-aws-lambda@8.0.2"
UNPACK = """
const fs = require('fs'), zlib = require('zlib');
fs.writeFileSync('chromium', zlib.brotliDecompressSync(fs.readFileSync('package/bin/chromium.br')));
fs.chmodSync('chromium', 0o755);
"""


def fetch() -> Path:
    """The program, fetched once into ``var/floor``; SystemExit with a sentence where it cannot be had."""
    folder = embedded.BASE / "var" / "floor"
    program = folder / "chromium"
    if program.exists():
        return program
    if platform.system() != "Linux" or platform.machine() != "x86_64":
        sys.exit("Chromium 90 is to be had for Linux on x86-64 only.")
    if not shutil.which("npm") or not shutil.which("node"):
        sys.exit("`make floor` fetches Chromium 90 from an npm package: install Node.js with npm first.")
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run(["npm", "pack", "--silent", PACKAGE], cwd=folder, check=True)
    archive = next(folder.glob("*.tgz"))
    subprocess.run(["tar", "xzf", archive.name], cwd=folder, check=True)
    subprocess.run(["node", "-e", UNPACK], cwd=folder, check=True)
    archive.unlink()
    shutil.rmtree(folder / "package")
    return program


if __name__ == "__main__":
    env = {**os.environ, "FLOOR": str(fetch())}
    sys.exit(
        subprocess.run([sys.executable, "-m", "pytest", "-m", "journey"], env=env, check=False).returncode
    )
