"""Who stands behind many holders at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from django.db import connection

from people.behind import BEHIND

# The parts in braces are constants of `people`; the values go by their names.
SQL = f"""
WITH asked AS (SELECT DISTINCT unnest(%(holders)s::varchar[]) AS holder)
SELECT who.holder, who.person_id, q.name, who.kinds FROM ({BEHIND}) who JOIN people_person q ON q.id = who.person_id
 ORDER BY q.rank, q.id
"""  # noqa: S608

Told = tuple[tuple[int, str], ...]


def behind_all(asked: Collection[tuple[str, str]], now: datetime) -> dict[tuple[str, str], Told]:
    """(id, name) of the persons who may do work of this kind held by this principal, for each pair; one statement."""
    if not asked:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(SQL, {"holders": list({holder for holder, _ in asked}), "now": now})
        rows = cursor.fetchall()
    behind: dict[str, list[tuple[int, str, list[str]]]] = defaultdict(list)
    for holder, pk, name, kinds in rows:
        behind[holder].append((pk, name, kinds))
    return {
        (holder, kind): tuple(
            dict.fromkeys((pk, name) for pk, name, of in behind[holder] if not of or kind in of)
        )
        for holder, kind in asked
    }
