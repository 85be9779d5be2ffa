"""Who stands behind a holder of work: the person, who holds the post, who works in the unit; and deputies.

The other way round than `hats`: from the holder of a task to those who may do it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import connection

from people.roles import ADMINS

DAY = "(%(now)s::timestamptz AT TIME ZONE 'Asia/Shanghai')::date"


def _today(row: str) -> str:
    return f"{row}.since <= {DAY} AND ({row}.until IS NULL OR {row}.until >= {DAY})"


def _seated(person: str) -> str:
    """He sits somewhere, as no administrator: without a seat nobody does any work, his own or another's."""
    return f"""EXISTS (SELECT 1 FROM people_appointment a JOIN people_post o ON o.id = a.post_id AND o.is_active
     AND o.role NOT IN ({ADMINISTRATORS}) WHERE a.person_id = {person} AND {_today("a")})"""  # noqa: S608 - constants


# Over a relation `asked (holder)` and the moment %(now)s. `kinds` empty: every kind of work; `behalf` is the
# name of the one a deputy stands in for. A secretary (kind record) owes no task and so matches none.
ADMINISTRATORS = ", ".join(f"'{role.value}'" for role in sorted(ADMINS))
_HELD = f"""
  SELECT h.holder, p.id AS person_id, p.name FROM asked h JOIN people_person p ON h.holder = 'p' || p.id AND p.is_active
   WHERE {_seated("p.id")}
   UNION
  SELECT h.holder, p.id, p.name
    FROM asked h JOIN people_post o ON h.holder = 'o' || o.id AND o.is_active
    JOIN people_appointment a ON a.post_id = o.id AND {_today("a")}
    JOIN people_person p ON p.id = a.person_id AND p.is_active
   UNION
  SELECT h.holder, p.id, p.name
    FROM asked h
    JOIN people_post o ON h.holder = 'u' || o.unit_id AND o.is_active AND o.role NOT IN ({ADMINISTRATORS})
    JOIN people_appointment a ON a.post_id = o.id AND {_today("a")}
    JOIN people_person p ON p.id = a.person_id AND p.is_active
"""  # noqa: S608 - constants of this module
BEHIND = f"""
SELECT holder, person_id, '{{}}'::varchar[] AS kinds, ''::varchar AS behalf FROM ({_HELD}) own
 UNION
SELECT led.holder, d.deputy_id, d.kinds, led.name FROM ({_HELD}) led
  JOIN people_delegation d ON d.principal_id = led.person_id AND d.ended_at IS NULL AND {_today("d")}
  JOIN people_person q ON q.id = d.deputy_id AND q.is_active AND {_seated("q.id")}
"""  # noqa: S608 - constants of this module


def behind(holders: Iterable[str], now: datetime, *, kind: str = "") -> list[int]:
    """Ids of the persons who may do work of this kind held by these principals; each once."""
    sql = f"""WITH asked AS (SELECT unnest(%(holders)s::varchar[]) AS holder)
      SELECT DISTINCT person_id FROM ({BEHIND}) who
       WHERE kinds = '{{}}' OR %(kind)s = ANY (kinds) ORDER BY 1"""  # noqa: S608 - constants of this module
    with connection.cursor() as cursor:
        cursor.execute(sql, {"holders": list(holders), "now": now, "kind": kind})
        return [row[0] for row in cursor.fetchall()]


def manned(holders: Iterable[str], now: datetime) -> set[str]:
    """Those of these principals behind whom somebody stands. Deputies need not be asked for: they stand in for one who
    stands there himself."""
    sql = f"""WITH asked AS (SELECT unnest(%(holders)s::varchar[]) AS holder)
      SELECT DISTINCT holder FROM ({_HELD}) own"""  # noqa: S608 - constants of this module
    with connection.cursor() as cursor:
        cursor.execute(sql, {"holders": list(holders), "now": now})
        return {row[0] for row in cursor.fetchall()}
