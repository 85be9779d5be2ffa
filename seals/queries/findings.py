"""The auditor's answers beside the anomalies that the tests find."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from seals.models import AuditDeed, Finding
from seals.queries.audit import TESTS, Period, Result, Row, run
from seals.words import FindingState


@dataclass(frozen=True)
class Judged:
    """A row with its answer; without one it is open."""

    row: Row
    finding: Finding | None

    @property
    def state(self) -> FindingState:
        return FindingState(self.finding.state) if self.finding else FindingState.OPEN


@dataclass(frozen=True)
class Tile:
    """One test of a period. `open` and the others: how many rows are in each state."""

    result: Result
    rows: Sequence[Judged]

    def count(self, state: str) -> int:
        return sum(judged.state == state for judged in self.rows)

    @property
    def lamp(self) -> str:
        """Green where nothing was found; yellow where all of it is explained; red else."""
        if self.result.passed:
            return "green"
        return "yellow" if self.count(FindingState.EXPLAINED) == len(self.rows) else "red"


def tiles(period: Period, codes: Iterable[str] = tuple(TESTS)) -> list[Tile]:
    """These tests with the answers to what they found; the answers by one statement."""
    results = [run(code, period) for code in codes]
    keys = {row.key for result in results for row in result.rows}
    known = {(one.test, one.key): one for one in Finding.objects.filter(key__in=keys)} if keys else {}
    return [
        Tile(result, [Judged(row, known.get((result.code, row.key))) for row in result.rows])
        for result in results
    ]


def drawn(finding: Finding | None) -> dict[str, Any]:
    """What a form of an answer is drawn from."""
    if finding is None:
        return {"state": FindingState.OPEN.value, "words": "", "at": ""}
    return {"state": str(finding.state), "words": finding.words, "at": finding.at.isoformat()}


def deeds(kind: str, most: int = 5) -> list[AuditDeed]:
    """The last ones of a kind."""
    return list(AuditDeed.objects.filter(kind=kind)[:most])
