"""`python -m tests.bench.checking`: the checker over a million lines (LINES=…) on one seal, then on four: lines a second,
memory. No database, no docflow: `verify_ledger.py` by itself, as an inspector runs it."""

from __future__ import annotations

import hashlib
import json
import os
import resource
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from verify_ledger import COLUMNS, canonical, file_digest

ROOT = Path(__file__).resolve().parents[2]
LINES = int(os.environ.get("LINES") or 1_000_000)
MOST = 60.0  # seconds for a million
LINE: dict[str, Any] = dict.fromkeys(COLUMNS) | {
    "kind": "use", "actor_id": 5, "actor_name": "孙洁", "basis": "draft", "title": "关于印发全省防汛抗旱工作方案的通知",
    "doc_number": "江政办发〔2026〕12号", "text_hash": "a" * 64, "paper_kind": "paper", "addressee": "各市人民政府，省政府各部门",
    "pages": 12, "approved": 60, "stamped": 60, "impressions": 60, "paging": 0, "spoiled": 0, "unused": 0, "applicant_id": 1,
    "applicant_name": "周文", "applicant_unit": "综合二处", "approver_id": 2, "approver_name": "陈明",
    "approved_at": "2026-01-01T00:00:00.000000Z", "keeper_id": 5, "keeper_name": "孙洁", "supervisor_id": 6, "supervisor_name": "卫五五",
    "second_name": "", "place": "office", "code": "", "reason": "", "from_state": "", "to_state": "", "photo_hash": "",
    "certificate": "", "signed_hash": "", "alg": "sha256",
}  # fmt: skip


def main() -> int:
    home = Path(os.environ.get("DOCFLOW_HOME") or ROOT / "var" / "bench" / "checking") / "ledgers"
    for seals in (1, 4):
        shutil.rmtree(home, ignore_errors=True)
        _make(home, seals)
        began = time.perf_counter()
        done = subprocess.run([sys.executable, str(ROOT / "verify_ledger.py"), str(home), "--json"], capture_output=True, text=True, check=False)  # fmt: skip
        seconds = time.perf_counter() - began
        if done.returncode or json.loads(done.stdout)["lines"] != LINES:
            raise RuntimeError(done.stdout + done.stderr)
        memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        figure = {"name": f"checker_{seals}_seals", "size": LINES, "seconds": round(seconds, 1), "lines_per_second": round(LINES / seconds),
                  "memory_mib": round(memory), "ratio": None}  # fmt: skip
        if seconds > MOST * LINES / 1_000_000:
            figure["broken"] = f"{seconds:.1f} s, allowed {MOST * LINES / 1_000_000:.1f}"
        print(json.dumps(figure, ensure_ascii=False), flush=True)
    shutil.rmtree(home, ignore_errors=True)
    return 0


def _make(home: Path, seals: int) -> None:
    """An export of so many seals: each line a use of a request of its own."""
    (home / "lines").mkdir(parents=True)
    told = [_seal(home, key, LINES // seals) for key in range(1, seals + 1)]
    (home / "seals.json").write_text(json.dumps(told), "utf-8")
    names = [*(seal["file"] for seal in told), "seals.json"]
    (home / "manifest.json").write_text(
        json.dumps({"files": {name: file_digest(home / name) for name in names}}), "utf-8"
    )


def _seal(home: Path, key: int, count: int) -> dict[str, Any]:
    row, prev, name = {**LINE, "seal_id": key}, b"", f"lines/s{key}.jsonl"
    with (home / name).open("w", encoding="utf-8") as file:
        for serial in range(1, count + 1):
            row |= {
                "serial": serial,
                "request_id": serial,
                "request_no": f"用印〔2026〕{serial}号",
                "at": f"2026-01-01T00:{serial // 60_000_000:02d}:{serial % 60_000_000 / 1e6:09.6f}Z",
            }
            made = canonical(row)
            digest = hashlib.sha256(prev + made).digest()
            line = {**row, "canon": made.hex(), "prev": prev.hex(), "hash": digest.hex()}
            file.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n")
            prev = digest
    return {
        "id": key,
        "ref": f"s{key}",
        "seal_no": f"Y-{key:02d}",
        "name": "印章",
        "file": name,
        "line_count": count,
        "line_head": prev.hex(),
    }


if __name__ == "__main__":
    sys.exit(main())
