"""Who stands behind a holder of work: the person, who holds the post, who works in the unit; and deputies.

The other way round than `hats`: from the holder of a task to those who may do it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import connection

from people.roles import ADMINS, LEADERS, Role

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

# Who is responsible next (升级), see docs/decisions/escalation.md: the chief of the holder's unit; where the holder is
# the chief himself, or none is there, who chases for the whole office, and so on down to its chiefs.
ABOVE = (Role.SUPERVISOR, Role.OFFICE_DIRECTOR, Role.DEPUTY_SG, Role.SECTION_CHIEF, Role.DEPUTY_CHIEF)
_OF_UNIT = {Role.SECTION_CHIEF: 1, Role.UNIT_HEAD: 1, Role.DEPUTY_CHIEF: 2}
_NO_CHIEF = ", ".join(f"'{role.value}'" for role in sorted({*LEADERS, Role.SECTION_CHIEF, Role.UNIT_HEAD}))


def _step(steps: Mapping[Role, int]) -> str:
    found = " ".join(f"WHEN '{role.value}' THEN {n}" for role, n in steps.items())
    return f"CASE c.role {found} END"


def _roles(roles: Iterable[Role]) -> str:
    return ", ".join(f"'{role.value}'" for role in roles)


# His highest seat says which unit is his. Chiefs of the office stand last, all alike: it never falls into a hole.
_ABOVE = {role: min(n, 6) for n, role in enumerate(ABOVE, 3)}
NEXT = f"""
WITH held AS (SELECT holder, person_id FROM ({_HELD}) own),
seat AS (
  SELECT DISTINCT ON (holder) holder, unit_id, role FROM (
    SELECT h.holder, o.unit_id, o.role, o.rank, o.id FROM asked h
      JOIN people_appointment a ON h.holder = 'p' || a.person_id AND {_today("a")}
      JOIN people_post o ON o.id = a.post_id AND o.is_active AND o.role NOT IN ({ADMINISTRATORS})
     UNION ALL
    SELECT h.holder, o.unit_id, o.role, o.rank, o.id FROM asked h JOIN people_post o ON h.holder = 'o' || o.id
     UNION ALL
    SELECT h.holder, u.id, '', 0, 0 FROM asked h JOIN people_unit u ON h.holder = 'u' || u.id) s
   ORDER BY holder, rank, id),
sitting AS (
  SELECT a.person_id, o.unit_id, o.role, u.kind <> 'organ' AS ours FROM people_appointment a
    JOIN people_post o ON o.id = a.post_id AND o.is_active
    JOIN people_unit u ON u.id = o.unit_id
    JOIN people_person p ON p.id = a.person_id AND p.is_active
   WHERE {_today("a")}),
able AS (
  SELECT s.holder, c.person_id, {_step(_OF_UNIT)} AS step FROM seat s JOIN sitting c ON c.unit_id = s.unit_id
   WHERE c.role IN ({_roles(_OF_UNIT)}) AND s.role NOT IN ({_NO_CHIEF})
     AND (s.role <> 'deputy_chief' OR c.role <> 'deputy_chief')
   UNION ALL
  SELECT h.holder, c.person_id, {_step(_ABOVE)} FROM asked h JOIN sitting c ON c.ours AND c.role IN ({_roles(ABOVE)})),
other AS (
  SELECT x.*, x.holder LIKE 'u%%' AND x.step > 2 AS beside FROM able x
   WHERE x.holder LIKE 'u%%' OR NOT EXISTS (
     SELECT 1 FROM held WHERE held.holder = x.holder AND held.person_id = x.person_id)),
nearest AS (
  SELECT DISTINCT o.holder, o.person_id FROM other o
    JOIN (SELECT holder, beside, min(step) AS step FROM other GROUP BY 1, 2) m
   USING (holder, beside, step))
SELECT n.holder, n.person_id, '{{}}'::varchar[] AS kinds, ''::varchar AS behalf, p.name FROM nearest n
  JOIN people_person p ON p.id = n.person_id
 UNION
SELECT n.holder, d.deputy_id, d.kinds, p.name, p.name FROM nearest n
  JOIN people_person p ON p.id = n.person_id
  JOIN people_delegation d ON d.principal_id = n.person_id AND d.ended_at IS NULL AND {_today("d")}
  JOIN people_person q ON q.id = d.deputy_id AND q.is_active AND {_seated("q.id")}
 WHERE NOT EXISTS (SELECT 1 FROM held WHERE held.holder = n.holder AND held.person_id = d.deputy_id)
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
