"""Who may be given a new paper to propose (拟办人)."""

from __future__ import annotations

from people.models import Person
from people.roles import CHIEFS, Role

# By hand: the same through the ORM costs ten times as much to compose as to run, on every form.
SQL = """
SELECT DISTINCT ON (p.rank, p.id) p.id, p.name, p.rank, o.title
  FROM people_person p
  JOIN people_appointment a ON a.person_id = p.id
  JOIN people_post o ON o.id = a.post_id AND o.is_active AND o.role = ANY(%s)
  JOIN people_unit u ON u.id = o.unit_id AND u.kind <> 'organ'
 WHERE p.is_active AND a.since <= (now() AT TIME ZONE 'Asia/Shanghai')::date
   AND (a.until IS NULL OR a.until >= (now() AT TIME ZONE 'Asia/Shanghai')::date)
 ORDER BY p.rank, p.id, o.rank
"""


def proposers() -> list[Person]:
    """Handlers of our own office in office today, with `title`; the chiefs where there is no handler."""
    found = _in([Role.HANDLER])
    return found or _in(list(CHIEFS))


def _in(roles: list[Role]) -> list[Person]:
    return list(Person.objects.raw(SQL, [[str(role) for role in roles]]))
