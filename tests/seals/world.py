"""The office of the tests with seals: one of the office and one for signatures, a keeper, a stand-in, a supervisor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from documents.actions.uploads import keep as keep_file
from outgoing.models import Organ
from people.models import Person
from people.roles import Role
from seals.models import Seal, SealCustody
from tests.office import Office, person
from tests.outgoing.desk import Desk, make_desk
from workflow.clock import database_now


@dataclass
class World:
    """`d` is the desk of outgoing papers, `o` its office. `seal` is the office's own, in the hands of `keeper`."""

    d: Desk
    seal: Seal
    keeper: Person
    stand_in: Person
    supervisor: Person
    director: Person

    @property
    def o(self) -> Office:
        return self.d.o

    @property
    def organ(self) -> Organ:
        return self.d.organ


def make_world(d: Desk | None = None) -> World:
    """On an empty database."""
    d = d or make_desk()
    stand_in = person("yang", "杨九九", d.o.section, Role.HANDLER, 11)
    supervisor = person("wei", "卫五五", d.o.section, Role.SEAL_SUPERVISOR, 11)
    director = person("zhou", "周九", d.o.office, Role.OFFICE_DIRECTOR, 6)
    w = World(d, Seal(), d.keeper, stand_in, supervisor, director)
    w.seal = in_use(w, seal_no="Y-01", name=d.organ.name, kind="legal", organ=d.organ)
    return w


def in_use(w: World, **fields: Any) -> Seal:
    """A seal that is enabled and in the hands of the keeper since a year."""
    since = timezone.localtime(database_now()).replace(year=timezone.localtime().year - 1, day=1)
    values: dict[str, Any] = {
        "unit": w.o.office, "state": "in_use", "enabled_on": since.date(), "keeper": w.keeper, "stand_in": w.stand_in,
        "supervisor": w.supervisor,
    }  # fmt: skip
    seal = Seal.objects.create(**{**values, **fields})
    SealCustody.objects.create(
        seal=seal, person=w.keeper, person_name=w.keeper.name, during=DateTimeTZRange(since, None)
    )
    return seal


__all__ = ["World", "in_use", "keep_file", "make_world"]
