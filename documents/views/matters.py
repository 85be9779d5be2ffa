"""未了事项: each open matter with a link to the verb that settles it, for whoever may."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple

from django.urls import reverse

from documents.queries.open_matters import Matter
from documents.rules.recorded import bar_to_confirm
from documents.rules.verbs import VERBS

# What settles it, nearest first: to do it, to have it done, to let it be.
SETTLES: dict[str, tuple[str, ...]] = {
    "part": ("report", "urge", "waive"),
    "back": ("assign", "waive"),
    "unassigned": ("assign",),
    "extension": ("answer_extension", "urge"),
    "instruct": ("instruct", "record", "urge"),
    "countersign": ("countersign", "urge"),
    "feedback": ("assign",),
    "oral": ("confirm_oral",),
    "scan": ("confirm_oral",),
    "readers": ("read", "urge"),
    "reply": ("set_reply",),
    "copies": ("hand_copies",),
}


class Shown(NamedTuple):
    """A sentence, and where to settle it (empty where it is not his)."""

    words: str
    url: str
    verb: str


OWN = frozenset({"report", "assign", "instruct", "countersign", "answer_extension"})  # only on work of his


def shown(
    found: Iterable[Matter],
    ref: str,
    allowed: Collection[str],
    tasks: Iterable[Any],
    own: Collection[int],
    confirms: Collection[int],
) -> list[Shown]:
    """`allowed`: verbs he may use on this paper now. `tasks`: its main lane; `own`: those of them that are his.
    `confirms`: the instructions he may confirm."""
    works = [t for t in tasks if t.status == "open"]
    return [_one(matter, ref, allowed, works, own, confirms) for matter in found]


def to_confirm(hats: Any, leaders: Mapping[int, int]) -> set[int]:
    """Of these instructions (number: whose words) those he confirms, where confirmation is wanting."""
    return {n for n, leader in leaders.items() if bar_to_confirm(hats, leader=leader, wanting=True) is None}


def _one(
    matter: Matter,
    ref: str,
    allowed: Collection[str],
    works: list[Any],
    own: Collection[int],
    confirms: Collection[int],
) -> Shown:
    work = _work(matter, works)
    his = [v for v in SETTLES[matter.what] if v in allowed and (not work or v not in OWN or work in own)]
    if any(t.pk == work and t.paused_at is not None for t in works):
        his = [v for v in his if v != "urge"]  # nobody is urged to do what stands still
    if not his or (his[0] == "confirm_oral" and matter.key not in confirms):
        return Shown(matter.words, "", "")
    about = f"?task={work}" if work else ""
    if his[0] == "confirm_oral":
        about = f"?number={matter.key}"
    elif matter.what == "copies":
        about = f"?{matter.about}"
    elif matter.what == "readers" and his[0] == "urge":
        about = "?lane=circulation"
    url = f"{reverse('act', args=[ref, his[0]])}{about}"
    return Shown(matter.words, url, str(VERBS[his[0]].label))


def _work(matter: Matter, works: list[Any]) -> int:
    """The task the matter waits for; 0 where it waits for none alone."""
    if matter.what in ("part", "extension"):
        kinds = ("extend",) if matter.what == "extension" else ("handle", "assist")
        return next((t.pk for t in works if t.assignment_id == matter.key and t.kind in kinds), 0)
    return matter.key if matter.what in ("back", "unassigned", "instruct", "countersign") else 0
