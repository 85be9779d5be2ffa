"""What an opinion decides, where its words alone need not say it: agreed, disagreed, returned. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from documents.words import CountersignResult, OpinionKind

# By verb; each with the colour of its mark.
DECIDES: dict[str, tuple[str | Promise, str]] = {
    "give_back": (lazy("退回"), "warn"),
    "propose_return": (lazy("拟退文"), "warn"),
    "not_yet": (lazy("不同意办结"), "warn"),
}
COLOUR = {"agreed": "ok", "amended": "warn", "disagreed": "late"}
BARE = frozenset({"", "同意", "agreed"})  # words that give no reason


def mark(verb: str, outcome: str) -> tuple[str, str]:
    """Words and colour of the mark an opinion of this act carries; both empty where it needs none.

    `outcome`: how the act closed its task.
    """
    if verb == "countersign" and outcome in COLOUR:
        return str(CountersignResult(outcome).label), COLOUR[outcome]
    words, colour = DECIDES.get(verb, ("", ""))
    return str(words), colour


def outcome(entry: Mapping[str, Any]) -> str:
    """How this entry closed its task; empty when it closed none."""
    return next((str(t[2]) for t in entry["data"].get("tasks", ()) if t[0] == "close"), "")


def against(entries: Iterable[Mapping[str, Any]]) -> list[str]:
    """Who disagreed when countersigning the newest proposal; `entries` oldest first."""
    found: list[str] = []
    for entry in entries:
        if entry["kind"] == OpinionKind.PROPOSAL:
            found = []
        elif entry["verb"] == "countersign" and outcome(entry) == CountersignResult.DISAGREED:
            found.append(entry["actor"])
    return list(dict.fromkeys(found))


def says_why(opinion: str) -> bool:
    """More than a plain 同意."""
    return opinion.strip().strip("。.！!，, ").lower() not in BARE


def over_a_disagreement(names: Sequence[str]) -> str:
    """Why the plain approval is not taken, and what may be done instead."""
    return _("%(who)s会签不同意：仍要同意送出的，请写明理由；也可以退回拟办人修改。") % {
        "who": _("、").join(names)
    }


def warning(names: Sequence[str]) -> str:
    """What the next to decide must know before he does."""
    return _("注意：%(who)s会签不同意，意见见上。") % {"who": _("、").join(names)} if names else ""
