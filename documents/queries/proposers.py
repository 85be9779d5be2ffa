"""Who may be given a new paper to propose (拟办人)."""

from __future__ import annotations

from docflow.web.rows import columns, instances
from people.models import Person
from people.roles import CHIEFS, Role

SQL = f"""
SELECT DISTINCT ON (d.rank, d.id) {columns(Person, "password")}, o.title
  FROM people_person d
  JOIN people_appointment a ON a.person_id = d.id
  JOIN people_post o ON o.id = a.post_id AND o.is_active AND o.role = ANY(%(roles)s)
  JOIN people_unit u ON u.id = o.unit_id AND u.kind <> 'organ'
 WHERE d.is_active AND a.since <= (now() AT TIME ZONE 'Asia/Shanghai')::date
   AND (a.until IS NULL OR a.until >= (now() AT TIME ZONE 'Asia/Shanghai')::date)
 ORDER BY d.rank, d.id, o.rank
"""  # noqa: S608 - names of columns


def proposers() -> list[Person]:
    """Handlers of our own office in office today, with `title`; the chiefs where there is no handler."""
    found = _in([Role.HANDLER])
    return found or _in(list(CHIEFS))


def _in(roles: list[Role]) -> list[Person]:
    return instances(
        Person, SQL, {"roles": [str(role) for role in roles]}, without=("password",), more="title"
    )
