"""A take-out at each of its stages, through the acts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from documents.actions.uploads import keep
from documents.models import Blob
from people.models import Person
from people.roles import Role
from seals.actions.takeouts import apply_takeout, approve_takeout
from seals.actions.travelling import check_in, check_out
from seals.models import SealTakeout
from tests.documents.files.make import image
from tests.office import fresh, person
from tests.seals.world import World, make_world
from workflow.clock import database_now


@dataclass
class Trip:
    """`w` is the office with its seal; `sg` is the secretary-general, `second_sg` his deputy."""

    w: World
    sg: Person
    deputy_sg: Person

    @property
    def travellers(self) -> list[Person]:
        return [self.w.keeper, self.w.o.handler]

    @property
    def chief(self) -> Person:
        return self.w.o.chief


def make_trip() -> Trip:
    w = make_world()
    sg = person("sun", "孙一", w.o.office, Role.SECRETARY_GENERAL, 1)
    deputy_sg = person("qian", "钱二", w.o.office, Role.DEPUTY_SG, 2)
    return Trip(w, sg, deputy_sg)


def unsaved(t: Trip, **fields: Any) -> SealTakeout:
    now = database_now()
    values: dict[str, Any] = {
        "seal": t.w.seal, "reason": "到现场签订协议", "where": "江东宾馆", "since": now, "until": now + timedelta(hours=5),
        "planned": 3, "traveller1": t.travellers[0], "traveller2": t.travellers[1], "approver1": t.w.director,
        "approver2": t.deputy_sg,
    }  # fmt: skip
    return SealTakeout(**{**values, **fields})


def asked(t: Trip, by: Person | None = None, **fields: Any) -> SealTakeout:
    return apply_takeout(unsaved(t, **fields), by=by or t.w.o.clerk).subject


def approved(t: Trip, **fields: Any) -> SealTakeout:
    row = asked(t, **fields)
    for who in (row.approver2, row.approver1):
        approve_takeout(row, by=fresh(who))
    return SealTakeout.objects.get(pk=row.pk)


def out(t: Trip, **fields: Any) -> SealTakeout:
    row = approved(t, **fields)
    return check_out(row, by=t.chief, travellers=t.travellers, keeper=t.w.keeper).subject


def photo(t: Trip, n: int = 1) -> list[tuple[Blob, str]]:
    found = []
    for i in range(n):
        sent = keep(SimpleUploadedFile(f"盖章页{i}.png", image("PNG", size=(40 + i, 30))), t.w.o.clerk)
        found.append((sent.blob, sent.name))
    return found


def back(t: Trip, row: SealTakeout | None = None, **form: Any) -> SealTakeout:
    row = row or out(t)
    values: dict[str, Any] = {"made": row.planned, "condition": "完好", "photos": photo(t)}
    return check_in(row, by=t.chief, keeper=t.w.keeper, **{**values, **form}).subject
