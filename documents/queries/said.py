"""意见: the opinions on a paper in order of rank (or of time), with who recorded whose words."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from documents.queries.planned import current, facts, gone
from documents.queries.timeline import names
from documents.rules.marks import mark, outcome
from documents.rules.recorded import bar_to_check, bar_to_confirm
from documents.rules.verbs import VERBS
from documents.words import InstructionKind, OpinionKind

BAR = {
    OpinionKind.INSTRUCTION: "rank0",
    OpinionKind.REVIEW: "rank1",
    OpinionKind.CLOSURE: "rank1",
    OpinionKind.PROPOSAL: "rank2",
    OpinionKind.COUNTERSIGN: "rank2",
}


UNITS = (OpinionKind.HANDLING, OpinionKind.READING)  # kinds in which the unit speaks, not only the person


@dataclass
class Opinion:
    """One opinion as shown. `who` carries both names of a deputy's act; `recorder` wrote it down for the leader;
    `mark` is what it decides, in words and colour."""

    who: str
    unit: str
    title: str
    kind: str
    at: datetime
    text: str
    bar: str
    rank: int
    seq: int
    recorder: str = ""
    checked: str = ""
    mark: tuple[str, str] = ("", "")
    round_words: str = ""
    gone: str = ""  # why it holds no more
    now: bool = False  # the proposal that holds, where there are older ones
    facts: list[tuple[str, str]] = field(default_factory=list)
    wants: list[str] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)


def opinions(
    entries: Iterable[Mapping[str, Any]],
    instructions: Mapping[int, Mapping[str, Any]],
    *,
    doc: Any,
    proposal: Mapping[str, Any] | None = None,
    parts: Mapping[int, Mapping[str, Any]] | None = None,
    by_time: bool = False,
    hats: Any = None,
    may: Collection[str] = (),
) -> list[Opinion]:
    """Highest rank first (the office's own order of posts), then by time; or by time alone.

    `parts`: what units were given, by number: whose item an opinion is about.
    `may`: which of check_record and confirm_oral are for these `hats` on this paper at all.
    """
    entries = list(entries)
    found = [
        _one(e, instructions.get(e["data"].get("instruction", 0)), doc, hats, may, parts or {})
        for e in entries
        if e["opinion"]
    ]
    _standing(found, entries, doc, proposal)
    return sorted(found, key=lambda o: (o.at, o.seq) if by_time else (o.rank, o.at, o.seq))


def _standing(
    found: list[Opinion], entries: list[Mapping[str, Any]], doc: Any, proposal: Mapping[str, Any] | None
) -> None:
    """Which opinions hold no more; under the proposal that holds what it asks for."""
    over = gone(entries)
    holds = current(entries, over, doc.round)
    several = sum(e["kind"] == OpinionKind.PROPOSAL for e in entries) > 1
    for one in found:
        one.gone = over.get(one.seq, "")
        if one.seq == holds and proposal is not None:
            one.now, one.facts = several, facts(proposal, doc)


def _one(
    entry: Mapping[str, Any],
    row: Mapping[str, Any] | None,
    doc: Any,
    hats: Any,
    may: Collection[str],
    parts: Mapping[int, Mapping[str, Any]],
) -> Opinion:
    recorded = entry["verb"] == "record" and entry["behalf"]
    made = Opinion(
        who=entry["behalf"] if recorded else names(entry),
        unit=entry["unit"] if entry["kind"] in UNITS else "",
        title=entry["behalf_post"] if entry["behalf"] else entry["post"],
        kind=_kind(entry),
        at=entry["at"],
        text=entry["opinion"],
        bar=BAR.get(entry["kind"], "rank3"),
        rank=entry["rank"],
        seq=entry["seq"],
        recorder=entry["actor"] if recorded else "",
        mark=mark(entry["verb"], outcome(entry)),
    )
    part = parts.get(entry["data"].get("part", 0))
    if part is not None:
        made.kind = _("第 %(n)s 项 %(what)s") % {"n": part["item"], "what": made.kind}
    if doc.round > 1:
        made.round_words = _("第 %(n)s 轮") % {"n": entry["round"]}
    if row is not None and entry["kind"] == OpinionKind.INSTRUCTION:
        _instruction(made, row, doc, hats, may)
    return made


def _kind(entry: Mapping[str, Any]) -> str:
    """What kind of opinion it is; of a unit's whether it is its report or a line on the way."""
    if entry["kind"] == OpinionKind.HANDLING:
        return str(VERBS[entry["verb"]].label)
    return str(OpinionKind(entry["kind"]).label) if entry["kind"] in OpinionKind.values else entry["kind"]


def _instruction(made: Opinion, row: Mapping[str, Any], doc: Any, hats: Any, may: Collection[str]) -> None:
    """What the row of the instruction adds: its kind, its scan, what is still wanting."""
    made.kind, made.at = str(InstructionKind(row["kind"]).label), row["given_at"]
    made.checked = row["checked_by"]
    if row["feedback"]:
        made.wants.append(_("要求反馈"))
    if row["unconfirmed"]:
        made.wants.append(_("待书面确认"))
    elif row["scan_pending"]:
        made.wants.append(_("扫描件待补"))
    if row["scan"]:
        made.links.append((f"{reverse('document', args=[doc.ref])}?file={row['scan']}", _("批示扫描")))
    leader, wanting = row["leader_id"], row["unconfirmed"] or row["scan_pending"]
    wanting = wanting and row["round"] == doc.round
    if "confirm_oral" in may and not bar_to_confirm(hats, leader=leader, wanting=wanting):
        url = f"{reverse('act', args=[doc.ref, 'confirm_oral'])}?number={row['number']}"
        made.links.append((url, _("补确认")))
    seen = {"leader": leader, "recorder": row["recorder_id"], "checked_by": row["checked_by"]}
    if "check_record" in may and not bar_to_check(hats, **seen):
        url = f"{reverse('act', args=[doc.ref, 'check_record'])}?number={row['number']}"
        made.links.append((url, _("核对")))
