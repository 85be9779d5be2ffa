"""What a person may act as today: himself, his posts and units, and those he stands in for. One query."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from docflow.web.prepared import fetch
from people.roles import ADMINS, LEADERS, REGISTRY

SQL = """
SELECT 'a', o.id, o.title, o.role, o.rank, u.id, u.name, u.short_name, NULL::text[], u.kind, 0
  FROM people_appointment a
  JOIN people_post o ON o.id = a.post_id AND o.is_active
  JOIN people_unit u ON u.id = o.unit_id
 WHERE a.person_id = %(me)s AND a.since <= %(day)s AND (a.until IS NULL OR a.until >= %(day)s)
UNION ALL
SELECT 'd', p.id, p.name, coalesce(o.title, ''), p.rank, coalesce(o.id, 0),
       CASE WHEN o.role <> ALL (%(admins)s::text[]) THEN 'u' || o.unit_id ELSE '' END, '', d.kinds, '',
       coalesce(o.rank, 32767)
  FROM people_delegation d
  JOIN people_person p ON p.id = d.principal_id AND p.is_active
  LEFT JOIN people_appointment a ON a.person_id = p.id AND a.since <= %(day)s
                                AND (a.until IS NULL OR a.until >= %(day)s)
  LEFT JOIN people_post o ON o.id = a.post_id AND o.is_active
 WHERE d.deputy_id = %(me)s AND d.ended_at IS NULL AND d.since <= %(day)s
   AND (d.until IS NULL OR d.until >= %(day)s)
ORDER BY 1, 5, 2, 11, 6
"""


@dataclass(frozen=True)
class Seat:
    """A post held today."""

    post_id: int
    title: str
    role: str
    rank: int
    unit_id: int
    unit: str
    unit_short: str
    internal: bool = True


@dataclass
class StandIn:
    """Somebody he acts for: the person, his posts and units, and for which kinds (empty: all).

    The unit, too: its only clerk may be the one who is away. No administrator's seat is a hand of its unit.
    Nobody who has no seat himself stands in for others, nor can what ended with a seat be lent.
    """

    person_id: int
    name: str
    title: str
    rank: int
    kinds: frozenset[str]
    principals: set[str] = field(default_factory=set)

    def covers(self, kind: str) -> bool:
        return not self.kinds or kind in self.kinds

    @property
    def as_secretary(self) -> bool:
        return self.kinds == {"record"}


@dataclass
class Hats:
    """Everything rights are derived from. Principals: `p<person>`, `o<post>`, `u<unit>`.

    Rights come with a seat: without one today he is not even the holder of what stands in his own name.
    Read once, never changed: what follows from the seats is kept.
    """

    person_id: int
    seats: list[Seat]
    stand_ins: list[StandIn]

    @cached_property
    def roles(self) -> set[str]:
        return {s.role for s in self.seats}

    @cached_property
    def office_roles(self) -> set[str]:
        """Roles held in our own office."""
        return {s.role for s in self.seats if s.internal}

    @cached_property
    def own(self) -> set[str]:
        """Himself, his posts, his units. An administrator's seat makes him no hand of his unit, nor of himself."""
        posts = {f"o{seat.post_id}" for seat in self.seats}
        units = {f"u{seat.unit_id}" for seat in self.seats if seat.role not in ADMINS}
        return posts | units | ({f"p{self.person_id}"} if units else set())

    @cached_property
    def all(self) -> set[str]:
        """Every principal he does some kind of work for. Which kinds, `acts_for` says."""
        return self.own.union(*(s.principals for s in self.stand_ins)) if self.stand_ins else self.own

    @property
    def units(self) -> set[int]:
        return {s.unit_id for s in self.seats}

    @property
    def seat(self) -> Seat | None:
        """The highest seat: it signs."""
        return self.seats[0] if self.seats else None

    @property
    def reads_register(self) -> bool:
        return bool(self.office_roles & REGISTRY)

    @property
    def is_leader(self) -> bool:
        return bool(self.roles & LEADERS)

    @property
    def is_admin(self) -> bool:
        return bool(self.roles & ADMINS)

    def acts_for(self, holder: str, kind: str) -> tuple[bool, StandIn | None]:
        """May he do a task of this kind held by `holder`? And for whom, if not in his own name."""
        if holder in self.own:
            return True, None
        for stand_in in self.stand_ins:
            if holder in stand_in.principals and stand_in.covers(kind):
                return True, stand_in
        return False, None


def load_hats(person_id: int) -> Hats:
    """Read today's appointments and deputies of one person (Asia/Shanghai's day, by the database clock)."""
    sql = SQL.replace("%(day)s", "(now() AT TIME ZONE 'Asia/Shanghai')::date")
    rows = fetch(sql, {"me": person_id, "admins": sorted(ADMINS)})
    seats: list[Seat] = []
    stand_ins: dict[tuple[int, frozenset[str]], StandIn] = {}
    for tag, id_, name, title_or_role, rank, other, unit, unit_short, kinds, kind, _ in rows:
        if tag == "a":
            seats.append(
                Seat(id_, name, title_or_role, rank, other, unit, unit_short or unit, kind != "organ")
            )
            continue
        wanted = frozenset(kinds or ())
        if not other:  # he holds no seat today
            continue
        found = stand_ins.setdefault((id_, wanted), StandIn(id_, name, title_or_role, rank, wanted))
        found.principals.add(f"o{other}")
        if unit:
            found.principals |= {unit, f"p{id_}"}
    works = any(seat.role not in ADMINS for seat in seats)
    return Hats(person_id, seats, list(stand_ins.values()) if works else [])
