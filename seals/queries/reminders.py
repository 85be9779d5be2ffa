"""Who has to be told that a keeper will be away, or is: on the working day before, and on each day while nothing was done."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from deadlines import store
from deadlines.days import local
from people.models import Person
from people.queries import registry
from people.roles import CHIEFS, Role
from seals.models import Absence, Seal
from seals.queries.custody import in_hand_of


@dataclass(frozen=True)
class Reminder:
    """One sentence and the persons who get it."""

    to: list[Person]
    said: str


def reminders(now: datetime) -> Iterator[Reminder]:
    """Of each absence that begins on the next working day (or before it), and of each that runs, where he still has seals."""
    today = local(now).date()
    near = today + timedelta(days=1)
    works = store.rules().calendar.works
    while not works(near):
        near += timedelta(days=1)
    rows = Absence.objects.filter(ended_at=None, since__lte=near, until__gte=today).select_related("person")
    for row in rows.order_by("since", "pk"):
        if seals := list(in_hand_of(row.person).order_by("pk")):
            yield Reminder(
                concerned(seals, row.person), _said(row, seals, running=row.since <= today, day=str(today))
            )


def _said(row: Absence, seals: list[Seal], *, running: bool, day: str) -> str:
    words = {
        "who": row.person_name, "since": row.since, "until": row.until, "day": day,
        "seals": "、".join(f"「{seal.name}」" for seal in seals),
    }  # fmt: skip
    if running:
        said = _(
            "%(day)s：%(who)s %(since)s 至 %(until)s 不在岗，%(seals)s还没有交接，现在不能用印。请办理临时交接。"
        )
        return said % words
    return (
        _(
            "%(who)s %(since)s 至 %(until)s 不在岗，%(seals)s请在离岗前办理临时交接；没有交接的，到时不能用印。"
        )
        % words
    )


def concerned(seals: list[Seal], person: Person) -> list[Person]:
    """Who is told that these seals need another hand: who has them, keepers, stand-ins, the chiefs."""
    named = {pk for seal in seals for pk in (seal.keeper_id, seal.stand_in_id) if pk is not None}
    chiefs = registry(CHIEFS | {Role.OFFICE_DIRECTOR}).values_list("pk", flat=True)
    return list(Person.objects.filter(pk__in={person.pk, *named, *chiefs}, is_active=True))
