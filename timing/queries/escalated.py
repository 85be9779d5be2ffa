"""To whom late work was escalated. Asked in one place."""

from __future__ import annotations

from collections.abc import Sequence

from docflow.web.prepared import fetch

NAMES = """SELECT a.task_id, array_agg(DISTINCT p.name) FROM alerts_alert a JOIN people_person p ON p.id = a.recipient_id
 WHERE a.task_id = ANY (%(tasks)s::bigint[]) AND a.stage = 'escalated' GROUP BY a.task_id"""


def escalated(task_ids: Sequence[int]) -> dict[int, list[str]]:
    """Names of those to whom each of these tasks was escalated; a task that was not is not among them. One statement."""
    return dict(fetch(NAMES, {"tasks": list(task_ids)}))
