"""How well the draft check does on papers whose answer is known: `python -m tests.proofing.corpus` writes docs/proofing.md."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from proofing.catalogue import RULES
from proofing.meta import Meta
from proofing.proof import proof
from proofing.read.text import parse

DRAFTS = Path(__file__).parent / "drafts"
FOLDERS = ("given", "clean", "corpus", "natural")
PAGE = Path(__file__).parents[2] / "docs" / "proofing.md"
LEVELS = {"T": "text", "M": "fields", "L": "layout"}
Place = tuple[str, int]


@dataclass(frozen=True)
class Paper:
    """One draft: where it lies, what is known of it, what it must give as (rule, line), what it gives."""

    path: Path
    row: dict[str, Any]
    wanted: frozenset[Place]
    found: frozenset[Place]


@cache
def papers() -> tuple[Paper, ...]:
    rows = [(DRAFTS / folder, row) for folder in FOLDERS for row in read(folder)]
    return tuple(_paper(folder / row["file"], row) for folder, row in rows)


def read(folder: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((DRAFTS / folder / "expected.json").read_text(encoding="utf-8"))[
        "drafts"
    ]
    return found


def _paper(path: Path, row: dict[str, Any]) -> Paper:
    meta = Meta.of(row["meta"])
    findings = proof(parse(path.read_text(encoding="utf-8").splitlines(), meta), meta)
    wanted = frozenset((e["rule"], e["line"]) for e in row["expect"])
    return Paper(path, row, wanted, frozenset((f.rule, f.line) for f in findings))


def page() -> str:
    """The page as it must stand in docs."""
    all_ = papers()
    clean = [p for p in all_ if not p.wanted]
    wanted, hit, false = Counter[str](), Counter[str](), Counter[str]()
    for paper in all_:
        wanted.update(rule for rule, _line in paper.wanted)
        hit.update(rule for rule, _line in paper.wanted & paper.found)
        false.update(rule for rule, _line in paper.found - paper.wanted)
    tried = [name for name in RULES if wanted[name]]
    lines = [
        "# The draft check on papers whose answer is known",
        "",
        "Written by `python -m tests.proofing.corpus`; a test fails when it is stale. The papers lie in",
        "`tests/proofing/drafts/`: the six that were given, and our own. What each must give was noted from the",
        "standard and the rules first, then the checker was run; where the two differed the standard decided: four",
        "rules were mended, and a dozen notes (mostly which line of a title or of a list is the faulty one).",
        "So the figures below say that nothing known is wrong, not that nothing is.",
        "",
        f"{len(all_)} drafts of {len({p.row['meta']['kind'] for p in all_})} kinds, {len(clean)} of them clean,"
        f" {sum(wanted.values())} faults; {len(tried)} rules tried.",
        f"Found {sum(hit.values())}, missed {sum(wanted.values()) - sum(hit.values())}, false {sum(false.values())}.",
        "",
        "| Rule | Looks at | Severity | Mark | In drafts | Found | Missed | False | Precision | Recall |",
        "|---|---|---|---|---|---|---|---|---|---|",
        *(_line(name, wanted[name], hit[name], false[name]) for name in tried),
        "",
        "Not in these drafts, for they look at files or at what the program knows of a paper:"
        f" {', '.join(name for name in RULES if not wanted[name])}."
        " `tests/proofing/test_layout.py` breaks each layout rule once in a Word file,"
        " `tests/proofing/rules/test_facts.py` gives the others their facts.",
        "",
    ]
    return "\n".join(lines)


def _line(name: str, wanted: int, hit: int, false: int) -> str:
    rule = RULES[name]
    precision = f"{hit / (hit + false):.0%}" if hit + false else "—"
    cells = [name, LEVELS[rule.level], rule.severity, rule.mark, wanted, hit, wanted - hit, false, precision]
    return f"| {' | '.join(map(str, cells))} | {hit / wanted:.0%} |"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
