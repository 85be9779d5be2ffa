"""Which way each made-up paper goes, so that every list, lamp and step has somebody's work in it."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from deadlines.days import local

from . import hours, words
from .papers import Paper
from .stories import Plan

STAFF = ("wu", "zheng", "feng", "chen", "jiang", "shen", "zhou", "sun")
ABOVE = ("zhang", "li", "wang", "zhao", "qian", "sun", "zhou")
CHANCES = {
    "returned_once": 0.08,
    "by_handler": 0.06,
    "late": 0.12,
    "extension": 0.06,
    "misdirected": 0.05,
    "rework": 0.06,
    "not_yet": 0.05,
    "urged": 0.08,
    "signer": 0.05,
    "withdrawn": 0.04,
    "transferred": 0.04,
    "more_readers": 0.1,
}


def plans(papers: list[Paper], now: datetime, seed: int) -> list[Plan]:
    """A way for each paper; some of the newest stop where somebody of the cast has them to do today."""
    made = {p.number: _ordinary(p, seed) for p in papers}
    free = {p.number: p for p in papers if not p.duty}
    for want in _Wishes(now).found:
        found = next(want.fitting(free.values(), made, now), None)
        if found is not None:
            made[found.number] = want.change(made[found.number])
            del free[found.number]
    return [made[p.number] for p in papers]


def _ordinary(paper: Paper, seed: int) -> Plan:
    """The way of a paper nobody asks anything special of."""
    rng = random.Random(seed * 10_000 + paper.number)  # noqa: S311  (a demo, not a secret)
    quirks = frozenset(name for name, chance in CHANCES.items() if rng.random() < chance)
    plain = Plan(
        "leaders",
        reviewer="zheng" if rng.random() < 0.3 else "wu",
        pace=rng.choice((0.6, 0.8, 1.0, 1.0, 1.3, 1.8)),
        quirks=quirks,
    )
    if paper.duty:
        return replace(plain, halt="proposing", quirks=frozenset())
    refused = paper.kind in ("request", "report", "letter") and rng.random() < 0.05
    if refused or paper.source in words.RETURNS_OF:
        return replace(plain, route="return")
    if paper.category == "reading":
        return _reading(plain, paper, rng)
    return _action(plain, paper, rng)


def _reading(plain: Plan, paper: Paper, rng: random.Random) -> Plan:
    above = [p for p in ABOVE if rng.random() < 0.25]
    readers = dict.fromkeys([paper.sender.leader, *above, *rng.sample(STAFF, rng.randrange(1, 5))])
    handler = "chen" if rng.random() < 0.25 else "feng"
    return replace(plain, route="readers", handler=handler, readers=tuple(p for p in readers if p != handler))


def _action(plain: Plan, paper: Paper, rng: random.Random) -> Plan:
    partners = [p for p in paper.sender.partners if p != paper.source]
    count = rng.choice((1, 1, 2, 2, 3)) if paper.kind in ("request", "letter", "notice") else 1
    lead, *co = partners[:count]
    days = {"top_urgent": 1, "flash": 1, "urgent": 3}.get(paper.urgency, rng.choice((5, 7, 8, 10, 12)))
    readers = (
        tuple(rng.sample(("wang", "sun", "zhou", "wu", "jiang", "shen"), 3)) if rng.random() < 0.15 else ()
    )
    ready = replace(plain, lead=lead, co=tuple(co), days=days, readers=readers)
    if paper.kind != "request" and rng.random() < 0.3:
        return replace(ready, route="units")
    chief = paper.sender.leader
    leaders = [chief]
    if rng.random() < 0.35:
        leaders = ["sun" if chief != "sun" else "qian", chief]
    if paper.kind == "request" and rng.random() < 0.2 and "zhang" not in leaders:
        leaders.append("zhang")
    return replace(ready, leaders=tuple(leaders))


@dataclass
class Want:
    """A paper of this route, at least `age` days old, changed so that it stops or does something rare."""

    route: str
    age: float
    change: Callable[[Plan], Plan]
    urgent: bool = False

    def fitting(self, papers: Iterable[Paper], made: dict[int, Plan], now: datetime) -> Iterator[Paper]:
        """The newest first."""
        latest = now - timedelta(days=self.age)
        for paper in reversed(list(papers)):
            plan, urgent = made[paper.number], paper.urgency != "normal"
            if paper.received_at <= latest and plan.route == self.route and urgent == self.urgent:
                yield paper


class _Wishes:
    """What the demo should show when it is opened. Times are office hours before now."""

    def __init__(self, now: datetime) -> None:
        self.today = local(now).date()
        self.window = hours.Window(now - timedelta(days=60), now)
        self.found: list[Want] = []
        self._chased()
        self._leaders()
        self._units()
        self._registry()
        self._readers()
        self._rare()

    def _want(
        self, route: str, age: float, halt: str, *, ago: float = 0, quirks: Iterable[str] = (), urgent: bool = False,
        **fields: Any,
    ) -> None:  # fmt: skip
        arrive = self.window.at(timedelta(hours=-ago)) if ago else None
        changes = {"pace": 0.4, "halt": halt, "arrive": arrive, "quirks": frozenset(quirks), **fields}
        self.found.append(Want(route, age, lambda p: replace(p, **changes), urgent))

    def _leaders(self) -> None:
        """Each leader has papers to write on; some have waited too long."""
        for leader in (*ABOVE, "han"):
            self._want("leaders", 1.2, f"submitted:{leader}", ago=2, leaders=(leader,))
            route = (leader,) if leader in ("sun", "han") else ("sun", leader)
            self._want("leaders", 4, f"submitted:{leader}", ago=9, leaders=route)
        for leader, ago in (("zhang", 24), ("li", 19)):
            self._want("leaders", 6, f"submitted:{leader}", ago=ago, leaders=(leader,))
        for leader in ("wang", "zhao"):
            self._want("leaders", 1.5, f"submitted:{leader}", ago=3, leaders=(leader,), urgent=True)

    def _chased(self) -> None:
        """Late for so long that it was urged a second time or went up, with what was promised on the telephone; and one
        that stands still."""
        for due, ago, age in ((-7, 90, 28), (-4, 60, 20)):
            end = hours.on(hours.day_after(self.today, due), "17:30")
            self._want("leaders", age, "accepted", ago=ago, due=end, days=4, quirks=("phoned",))
        self._want("leaders", 8, "accepted", ago=30, days=12, quirks=("suspended",))

    def _units(self) -> None:
        """Work with units: overdue, due today, tomorrow, later; given but not accepted yet."""
        for due, halt in ((-2, "accepted"), (0, "accepted"), (0, "given"), (1, "accepted"), (1, "accepted"),
                          (3, "accepted"), (6, "given"), (8, "accepted")):  # fmt: skip
            end = hours.on(hours.day_after(self.today, due), "17:30")
            for route in ("leaders", "units"):
                ago = 4 if due > 1 else 16 if due >= 0 else 40
                age = 6 if due >= 0 else 12
                self._want(route, age, halt, ago=ago, due=end, days=max(due, 1) + 3)

    def _registry(self) -> None:
        """Clerk, handler and chiefs."""
        for n, reviewer in enumerate(("wu", "zheng")):
            self._want(
                "leaders", 8, "extension", ago=18 + n, quirks=("extension",), reviewer=reviewer, days=12
            )
            self._want("leaders", 14, "closing", ago=2 + n, reviewer=reviewer, days=4)
            self._want("units", 13, "closing", ago=5 + 6 * n, reviewer=reviewer, days=4)
            self._want("readers", 8, "closing", ago=4 + n, reviewer=reviewer)
            for age, ago in ((0.4, 1), (1, 3), (2, 6)):
                self._want("leaders", age, "reviewing", ago=ago + n, reviewer=reviewer)
            self._want("leaders", 1, "reviewing", ago=1, reviewer=reviewer, urgent=True)
        for age in (0, 0.1, 0.2, 0.3, 1, 1.5):
            self._want("leaders", age, "proposing", handler="feng")
        self._want("leaders", 0.1, "proposing", handler="feng", urgent=True)
        for age in (0, 0.3, 1.5):
            self._want("readers", age, "proposing", handler="chen")
        for ago in (1, 2, 5):
            self._want("leaders", 3, "instructed", ago=ago)
            self._want("leaders", 12, "finishing", ago=ago * 3, days=4)
        self._want("leaders", 2, "signer", ago=3, quirks=("signer",))

    def _readers(self) -> None:
        for age, ago in ((0.5, 2), (1, 4), (2, 6), (3, 9), (4, 12), (5, 14), (7, 30)):
            self._want("readers", age, "reading", ago=ago)

    def _rare(self) -> None:
        """What happens seldom, once at least."""
        self._want("leaders", 20, "", quirks=("voided",))
        self._want("leaders", 36, "", quirks=("reopened",), days=5)
        self._want("leaders", 18, "accepted", quirks=("reopened",), days=2)
        self._want("leaders", 40, "", quirks=("extension", "urged"), days=8)
        self._want("leaders", 32, "", quirks=("rework", "not_yet"), days=5)
        self._want("units", 28, "", quirks=("misdirected", "late"), days=5)
        self._want("units", 4, "given", quirks=("misdirected",))
        self._want("leaders", 24, "", quirks=("withdrawn", "transferred", "returned_once", "signer"), days=5)
        self._want("readers", 22, "", quirks=("to_action",), lead="督查室")
        self._want("readers", 15, "", quirks=("urged", "more_readers"))
        self._want("units", 5, "accepted", quirks=("numbered",), days=12)
