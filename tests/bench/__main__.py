"""`python -m tests.bench`: data, server, rounds, one JSON line a figure, gates. SIZE=1m adds a million papers.

SIZES=1000,100000 chooses sizes, ROUNDS how many rounds, BENCH_HOME where the data is kept (var/bench).
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.bench.goals import GROWTH

ROOT = Path(__file__).resolve().parents[2]


def main() -> int:
    sizes = [1_000, 100_000] + ([1_000_000] if os.environ.get("SIZE") == "1m" else [])
    if os.environ.get("SIZES"):
        sizes = [int(s) for s in os.environ["SIZES"].split(",")]
    figures: dict[str, dict[int, dict[str, object]]] = {}
    broken: list[str] = []
    homes = Path(os.environ.get("BENCH_HOME") or ROOT / "var" / "bench")
    for size in sizes:
        done = _run("tests.bench.one", homes / str(size), size)
        if done.returncode:
            return done.returncode
        shutil.rmtree(homes / f"alerts-{size}", ignore_errors=True)
        told = _run("tests.bench.alerting", homes / f"alerts-{size}", size)
        if told.returncode:
            return told.returncode
        counted = _run("tests.bench.figures", homes / f"figures-{size}", size)
        if counted.returncode:
            return counted.returncode
        for line in [*done.stdout.splitlines(), *told.stdout.splitlines(), *counted.stdout.splitlines()]:
            figure = json.loads(line)
            smaller = [
                f["ratio"] for s, f in figures.get(figure["name"], {}).items() if s < size and f.get("ratio")
            ]
            figure["to_smaller"] = (
                round(figure["ratio"] / smaller[0], 2) if smaller and figure.get("ratio") else None
            )
            wanted = GROWTH.get(figure["name"])
            if wanted and figure["to_smaller"] is not None:
                figure |= {"growth_goal": wanted, "growth_met": figure["to_smaller"] <= wanted}
            figures.setdefault(figure["name"], {})[size] = figure
            if figure.get("broken"):
                broken.append(f"{figure['name']} at {size}: {figure['broken']}")
            print(json.dumps(figure, ensure_ascii=False), flush=True)
    for module in ("checking", "proofing"):
        checked = _run(f"tests.bench.{module}", homes / module, 0)
        if checked.returncode:
            return checked.returncode
        for text in checked.stdout.splitlines():
            figure = json.loads(text)
            if figure.get("broken"):
                broken.append(f"{figure['name']}: {figure['broken']}")
            print(text, flush=True)
    for line in broken:
        print(f"GATE {line}", file=sys.stderr)
    return 1 if broken else 0


def _run(module: str, home: Path, size: int) -> subprocess.CompletedProcess[str]:
    """One part of the measurements, in a home of its own."""
    env = {**os.environ, "DOCFLOW_HOME": str(home), "DJANGO_SETTINGS_MODULE": "tests.bench.settings",
           "BENCH_SIZE": str(size)}  # fmt: skip
    return subprocess.run(
        [sys.executable, "-m", module], env=env, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False
    )


if __name__ == "__main__":
    sys.exit(main())
