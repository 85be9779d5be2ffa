"""印章台账 (S13), page by page: each seal with who has it, where it lies, since when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from documents.queries import quick, saved
from documents.queries.asked import Place
from documents.queries.finding import Conditions
from documents.queries.lists import CAP, PAGE, Page, cut
from documents.queries.saved import Saved
from documents.queries.search import like
from outgoing.models import Organ
from seals.models import Seal
from seals.rules.rights import sees_registry

LEDGER = "seals"
NUMBER, NUMBER_DOWN = "no", "no-down"
ORDERS = {NUMBER: "ASC", NUMBER_DOWN: "DESC"}
VIEWS = {
    "waiting": ("waiting",), "in_use": ("in_use",), "out": ("out",), "off": ("suspended", "sealed_up"), "lost": ("lost",),
    "gone": ("returned", "destroyed"),
}  # fmt: skip
SOURCE = """seals_seal s
  LEFT JOIN seals_sealcustody c ON c.seal_id = s.id AND upper_inf(c.during)
  LEFT JOIN seals_sealtakeout t ON t.seal_id = s.id AND t.state = 'out'
 WHERE (%(all)s OR %(me)s IN (c.person_id, s.keeper_id, s.stand_in_id, s.supervisor_id))"""
COLUMNS = """s.id, s.ref, s.seal_no, s.name, s.kind, s.medium, s.state, s.place, s.enabled_on, coalesce(c.person_name, ''),
  coalesce(c.temporary, false), lower(c.during), coalesce(t.traveller1_name || '、' || t.traveller2_name, ''),
  coalesce(t."where", ''), t.until, t.out_at, coalesce((SELECT g.short_name FROM outgoing_organ g WHERE g.id = s.organ_id), ''),
  coalesce((SELECT p.name FROM people_person p WHERE p.id = s.keeper_id), ''),
  coalesce((SELECT p.name FROM people_person p WHERE p.id = s.stand_in_id), ''), s.line_count, s.valid_to"""
FILTERS = {
    "state": "s.state = %(state)s", "kind": "s.kind = %(kind)s", "medium": "s.medium = %(medium)s",
    "organ": "s.organ_id = %(organ)s",
}  # fmt: skip
KEEPER = """(c.person_name ILIKE %(keeper)s
  OR s.keeper_id IN (SELECT p.id FROM people_person p WHERE p.name ILIKE %(keeper)s))"""


class Row(NamedTuple):
    """One line of the registry. `holder` has it now, `keeper` and `stand_in` are appointed; `travellers` have it outside."""

    id: int
    ref: str
    seal_no: str
    name: str
    kind: str
    medium: str
    state: str
    place: str
    enabled_on: Any
    holder: str
    temporary: bool
    since: datetime | None
    travellers: str
    where: str
    until: datetime | None
    out_at: datetime | None
    organ: str
    keeper: str
    stand_in: str
    lines: int
    valid_to: datetime | None

    @property
    def title(self) -> str:
        return f"{self.seal_no} {self.name}"


def seen_by(person: Any) -> QuerySet[Seal]:
    """All seals for who reads the registry; else those he has in hand or is appointed to."""
    if sees_registry(person.hats):
        return Seal.objects.all()
    if person.hats.is_admin or not person.hats.seats:
        return Seal.objects.none()
    his = Q(keeper=person) | Q(stand_in=person) | Q(supervisor=person)
    return Seal.objects.filter(
        his | Q(custodies__person=person, custodies__during__upper_inf=True)
    ).distinct()


def sees(person: Any, ref: str) -> bool:
    """May he open it now? For what leaves the office about it."""
    return seen_by(person).filter(ref=ref).exists()


def number(ref: str) -> str:
    """By which the office calls it."""
    return Seal.objects.filter(ref=ref).values_list("seal_no", flat=True).first() or ""


def organs() -> list[tuple[str, str]]:
    """For the filter: whose name is on a seal."""
    return [(str(pk), name) for pk, name in Organ.objects.values_list("pk", "short_name")]


def values(person: Any) -> dict[str, Any]:
    return {"all": sees_registry(person.hats), "me": person.pk}


def conditions(data: Mapping[str, Any]) -> Conditions:
    """The filters and the fixed view. `data` is a cleaned `SealsForm`."""
    found = view_conditions(data["view"])
    for name, sql in FILTERS.items():
        if data.get(name):
            found.add(sql, **{name: data[name]})
    if data["keeper"]:
        found.add(KEEPER, keeper=like(data["keeper"].strip()))
    if data["q"]:
        found.add("(s.seal_no ILIKE %(q)s OR s.name ILIKE %(q)s)", q=like(data["q"].strip()))
    return found


def view_conditions(view: str) -> Conditions:
    found = Conditions()
    if view in VIEWS:
        found.add(
            "s.state = ANY (%(states)s::text[])".replace("states", f"v_{view}"),
            **{f"v_{view}": list(VIEWS[view])},
        )
    return found


def seals(
    person: Any, more: Conditions, *, order: str = NUMBER, before: Place | None = None, after: Place | None = None,
    size: int = PAGE, limit_ms: int = 0,
) -> Page:  # fmt: skip
    """One page in the order of the numbers. Raises `TooWide`."""
    place, back = after or before, after is not None
    way = ORDERS[order] if not back else {"ASC": "DESC", "DESC": "ASC"}[ORDERS[order]]
    limit = max(size + 1, CAP) if place is None else size + 1
    given = {**values(person), **more.values}
    bound = ""
    if place is not None:
        sign = "<" if way == "DESC" else ">"
        bound = f" AND s.seal_no {sign} (SELECT p.seal_no FROM seals_seal p WHERE p.id = %(at)s)"  # noqa: S608
        given["at"] = place.id
    sql = f"SELECT {COLUMNS} FROM {SOURCE}{more.text}{bound} ORDER BY s.seal_no {way} LIMIT {limit}"  # noqa: S608 - constants
    return cut([Row(*row) for row in quick.rows(sql, given, limit_ms)], size, before, back, limit)


def pills(person: Any, now: datetime, views: Sequence[str]) -> tuple[dict[str, int], list[Saved]]:
    """How many stand in each fixed view, and the views that were kept: one statement."""
    asked = {view: view_conditions(view) for view in views if view in VIEWS}
    return saved.pills(LEDGER, person, SOURCE, asked, values(person))
