"""One item of the board, opened: each unit's part with its dates, what it said, what it asked, how it was urged."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from docflow.web.prepared import fetch
from documents.models import Extension
from timing.queries.supervision_rows import Part, Row

# What the units said and were told, in the order of time; `urge` names tasks, the others the part itself. Who has to
# answer a unit's question is urged for himself, not for the unit.
ENTRIES = """SELECT e.at, e.verb, e.actor_name, e.opinion, e.reason, e.data - 'tasks' FROM workflow_entry e
  WHERE e.subject_kind = 'document' AND e.subject_pk = %(document)s
    AND e.verb IN ('accept', 'progress', 'report', 'misdirected', 'urge') ORDER BY e.seq"""
TASKS = """SELECT t.id, t.assignment_id FROM workflow_task t WHERE t.subject_kind = 'document'
  AND t.subject_pk = %(document)s AND t.assignment_id = ANY (%(parts)s::bigint[]) AND t.kind IN ('handle', 'assist')"""


class Word(NamedTuple):
    """What a unit did or said. `verb`: accept, progress, report, misdirected."""

    at: datetime
    verb: str
    who: str
    words: str


class Urging(NamedTuple):
    """One urging: the way, who answered, what day he promised; empty where it was not said."""

    at: datetime
    by: str
    note: str
    channel: str
    answered_by: str
    promised_on: date | None


@dataclass
class Node:
    """One unit's part with all that belongs to it."""

    part: Part
    words: list[Word] = field(default_factory=list)
    urgings: list[Urging] = field(default_factory=list)
    extensions: list[Extension] = field(default_factory=list)


def nodes(row: Row) -> list[Node]:
    """The parts of the item, its lead first. Three statements."""
    found = {part.id: Node(part) for part in row.parts}
    asked = {"document": row.document, "parts": list(found)}
    of_task: dict[int, int] = dict(fetch(TASKS, asked))
    for at, verb, who, opinion, reason, read in fetch(ENTRIES, {"document": row.document}):
        data = json.loads(read) if isinstance(read, str) else read
        if verb == "urge":
            for part in sorted({of_task[pk] for pk in data.get("urged", ()) if pk in of_task}):
                found[part].urgings.append(_urging(at, who, reason, data))
        elif (node := found.get(data.get("part", 0))) is not None:
            node.words.append(Word(at, verb, who, opinion or reason))
    asked_for: dict[int, list[Extension]] = defaultdict(list)
    for one in Extension.objects.filter(assignment__in=list(found)).order_by("id"):
        asked_for[one.assignment_id].append(one)
    for pk, node in found.items():
        node.extensions = asked_for[pk]
    return list(found.values())


def _urging(at: datetime, by: str, note: str, data: Mapping[str, Any]) -> Urging:
    on = data.get("promised_on")
    return Urging(
        at,
        by,
        note,
        data.get("channel", ""),
        data.get("answered_by", ""),
        date.fromisoformat(on) if on else None,
    )
