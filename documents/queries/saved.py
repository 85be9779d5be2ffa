"""The pills above a register: its fixed views with their capped counts, and the views that people kept; one statement."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from docflow.web.prepared import fetch
from documents.queries.finding import Conditions
from documents.queries.lists import CAP

MOST_SHARED = 12
KEPT = f"""(SELECT json_agg(json_build_array(v.id, v.name, v.query, v.person_id = %(person)s)
    ORDER BY v.person_id <> %(person)s, v.id)
  FROM (SELECT * FROM documents_savedview WHERE ledger = %(ledger)s AND person_id = %(person)s
        UNION ALL
        (SELECT * FROM documents_savedview WHERE ledger = %(ledger)s AND is_shared AND person_id <> %(person)s
           AND %(reads)s ORDER BY id LIMIT {MOST_SHARED})) v)"""  # noqa: S608 - a constant


@dataclass(frozen=True)
class Saved:
    """A view that somebody kept: his own, or one that is shared with everybody who reads the register."""

    pk: int
    name: str
    query: str
    is_mine: bool


def pills(
    ledger: str,
    person: Any,
    source: str,
    views: Mapping[str, Conditions],
    values: Mapping[str, Any],
    most: int | None = CAP,
) -> tuple[dict[str, int], list[Saved]]:
    """How many rows stand in each of these views (no more than `most` are counted), and the kept views: his own first,
    then the shared ones, for who reads the register. `source` is table and condition of what he may see; only views
    with an index are asked for.
    """
    given: dict[str, Any] = {
        **values,
        "person": person.pk,
        "ledger": ledger,
        "reads": person.hats.reads_register,
    }
    parts, limit = [], f" LIMIT {most}" if most else ""
    for found in views.values():
        given |= found.values
        parts.append(f"(SELECT count(*) FROM (SELECT 1 FROM {source}{found.text}{limit}) c)")  # noqa: S608
    [(*counts, saved)] = fetch("SELECT " + ", ".join([*parts, KEPT]), given)
    return dict(zip(views, counts, strict=True)), kept(saved)


def kept(read: Any) -> list[Saved]:
    """The kept views from what `KEPT` gave."""
    rows = json.loads(read) if isinstance(read, str) else read
    return [Saved(*one) for one in rows or []]
