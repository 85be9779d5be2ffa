"""`python -m tests.bench.proofing`: the draft check over a text of 5, 50 and 500 thousand characters, and over texts made to be
dear. No database: the rules by themselves. Ratios are to one pass of an expression over the same text, in the same rounds."""

from __future__ import annotations

import json
import re
import sys
import time
from collections.abc import Callable

from proofing.meta import Meta
from proofing.proof import proof
from proofing.read.text import parse
from tests.proofing.rules.test_together import HOSTILE, LINE

SIZES = (5_000, 50_000, 500_000)
MOST_MS = 50.0  # for 5,000 characters, parser and rules
GROWTH = 1.6  # a thousand characters may cost so much more in the longest text than in the shortest
DEAR = 5.0  # the dearest text to a plain one as long
FLOOR = 800.0  # times one pass of one expression; 144 rules look, most of them at every line
ONE_PASS = re.compile("[一二三四五六七八九十]")
KNOWN = Meta(
    kind="通知", issuer="江东省人民政府办公厅", direction="down", printed=True, publicity="主动公开",
    title="江东省人民政府办公厅关于做好值班工作的通知",
)  # fmt: skip


def main() -> int:
    _growth()
    _dear()
    return 0


def _growth() -> None:
    texts = {size: [LINE] * (size // len(LINE)) for size in SIZES}
    costs: dict[int, list[float]] = {size: [] for size in SIZES}
    floors: dict[int, list[float]] = {size: [] for size in SIZES}
    for _round in range(5):
        for size, lines in texts.items():
            costs[size].append(_spent(lambda lines=lines: proof(parse(lines, KNOWN), KNOWN)))  # type: ignore[misc]
            floors[size].append(_spent(lambda lines=lines: [ONE_PASS.findall(line) for line in lines]))  # type: ignore[misc]
    first = min(costs[SIZES[0]]) / SIZES[0]
    for size in SIZES:
        spent = min(costs[size])
        grown, ratio = spent / size / first, spent / min(floors[size])
        figure = {"name": "proof", "size": size, "ms": round(spent * 1000, 1), "ms_per_thousand": round(spent / size * 1e6, 2),
                  "to_smallest": round(grown, 2), "ratio": round(ratio, 1)}  # fmt: skip
        why = [
            f"{spent * 1000:.1f} ms for 5,000 characters"
            if size == SIZES[0] and spent * 1000 > MOST_MS
            else "",
            f"a thousand characters cost {grown:.2f} times as much" if grown > GROWTH else "",
            f"{ratio:.0f} times one pass" if ratio > FLOOR else "",
        ]
        _said(figure, [w for w in why if w])


def _dear() -> None:
    """Texts of 100,000 characters in one line, each against a plain one as long."""
    size = 100_000
    plain = _cost([LINE] * (size // len(LINE)))
    costs = {name: _cost([(text * (size // len(text) + 1))[:size]]) / plain for name, text in HOSTILE.items()}
    costs |= {"200,000 in one line": _cost([LINE * (2 * size // len(LINE))]) / plain / 2}
    worst = max(costs, key=lambda name: costs[name])
    figure = {"name": "proof_dearest", "size": size, "text": worst[:8], "ratio": round(costs[worst], 2)}
    _said(figure, [f"{costs[worst]:.1f} times a plain text"] if costs[worst] > DEAR else [])


def _cost(lines: list[str]) -> float:
    draft = parse(lines, KNOWN)
    return min(_spent(lambda: proof(draft, KNOWN)) for _ in range(2))


def _spent(work: Callable[[], object]) -> float:
    """Processor time: others on the machine do not count."""
    began = time.process_time()
    work()
    return time.process_time() - began


def _said(figure: dict[str, object], why: list[str]) -> None:
    if why:
        figure["broken"] = "; ".join(why)
    print(json.dumps(figure, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    sys.exit(main())
