"""A paper left standing in each state of its machine, with work open: through the acts, by people who want to get there."""

from __future__ import annotations

from typing import Any

from documents.words import State as DocumentState
from outgoing.words import State
from tests.documents.test_walk import Walk as DocumentWalk
from tests.office import Office
from tests.outgoing.desk import Desk
from tests.outgoing.test_walk import Walk as OutgoingWalk

STEPS = 90
SEEDS = 60
# What is done first, where somebody may, to get to a state that no willing office ever comes to.
FORCED = {
    "voided": ("void",), "returned": ("propose_return", "approve"), "withdrawn": ("withdraw",), "closed": (),
    "paused": ("suspend",),
}  # fmt: skip


class _Goes:
    """A walk without its looks at everything: only on, until it stands where it shall."""

    scene: Any

    def holds(self) -> None: ...

    def moved(self, *args: Any) -> None: ...

    def keeps_apart(self, *args: Any) -> None: ...

    def goes_to(self, wanted: set[str]) -> str:
        """Steps until the paper stands in one of these states; which, or nothing."""
        for _ in range(STEPS):
            if (here := self.here()) in wanted:
                return here
            forced = [v for target in sorted(wanted) for v in FORCED.get(target, ())]
            chances = [c for c in self.scene.chances() if c.verb in forced] if len(wanted) < 3 else []
            if not any(self.attempt(c) for c in [*chances, *self._onward()]):  # type: ignore[attr-defined]
                return ""
        return ""

    def here(self) -> str:
        raise NotImplementedError


class Incoming(_Goes, DocumentWalk):
    def here(self) -> str:
        return str(self.doc.state)


class Outbound(_Goes, OutgoingWalk):
    def here(self) -> str:
        return "paused" if self.paper.is_paused else str(self.paper.state)


def park_document(office: Office, wanted: set[str] | None = None) -> list[Any]:
    missing = set(wanted or DocumentState.values)
    found = []
    for seed in range(SEEDS):
        if not missing:
            break
        walk = Incoming(office, 1000 + seed)
        if reached := walk.goes_to(missing):
            missing.discard(reached)
            found.append(walk.doc)
    assert not missing, f"no paper came to {missing}"
    return found


def park_outgoing(desk: Desk) -> list[Any]:
    missing = {*State.values, "paused"}
    found = []
    for seed in range(SEEDS):
        if not missing:
            break
        walk = Outbound(desk, 3000 + seed)
        if reached := walk.goes_to(missing):
            missing.discard(reached)
            found.append(walk.paper)
    assert not missing, f"no paper came to {missing}"
    return found
