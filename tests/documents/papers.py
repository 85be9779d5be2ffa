"""One paper in every stage and somebody of every role, prepared once for a whole module; each test leaves no trace."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from documents.actions import extension, handling
from documents.actions.pausing import suspend
from documents.actions.propose import propose_return
from documents.actions.reading import circulate
from documents.actions.signers import add_signer
from documents.actions.voiding import void
from documents.models import Document
from people.models import Delegation, Person
from people.roles import Role
from tests.documents.handling.path import answered, asked, closed, days, now
from tests.office import (
    SINCE,
    Office,
    approve,
    circulating,
    fresh,
    instructed,
    item,
    make_office,
    person,
    registered,
    reviewing,
    submitted,
)
from tests.office import handling as at_units

# Roles that have nobody in the office of the tests; and a stand-in for the chief.
MORE = (Role.SECRETARY_GENERAL, Role.DEPUTY_SG, Role.OFFICE_DIRECTOR, Role.DUTY_OFFICER, Role.DUTY_LEADER,
        Role.CONFIDENTIAL_CLERK, Role.SEAL_KEEPER, Role.SEAL_SUPERVISOR, Role.ARCHIVIST)  # fmt: skip


def cast(office: Office) -> dict[str, Person]:
    """Everybody by name, one for each role at least; `stand_in` acts for the chief in everything."""
    more = {role.value: person(f"x{n}", f"某{n}", office.office, role) for n, role in enumerate(MORE)}
    stand_in = person("standin", "代一", office.section, Role.ARCHIVIST)
    Delegation.objects.create(principal=office.chief, deputy=stand_in, since=SINCE, kinds=[])
    everybody = {**office.everybody(), **more, "stand_in": stand_in}
    return {name: fresh(who) for name, who in everybody.items()}


def two_units(office: Office) -> Document:
    """One item: a lead and a co-unit."""
    return at_units(office, items=[item(office, co=[office.unit2])])


def signing(office: Office) -> Document:
    doc = reviewing(office)
    signer = Person.objects.get(username="x2")  # the director
    return add_signer(
        doc, by=office.chief, expected_version=doc.version, signer=signer, mode="before"
    ).subject


def for_time(office: Office) -> Document:
    doc = two_units(office)
    extension.extend(doc, by=office.unit_clerk, until=days(20), reason="需核查。", progress="过半。")
    return now(doc)


def sent_back(office: Office) -> Document:
    doc = two_units(office)
    handling.misdirected(doc, by=office.unit_clerk, reason="不属本单位职责。")
    return now(doc)


def returned(office: Office) -> Document:
    doc = registered(office)
    doc = propose_return(
        doc, by=office.handler, codes=["R11"], text="缺联系人。", reviewer=office.chief
    ).subject
    return approve(doc, by=office.chief).subject


def stopped(office: Office) -> Document:
    """With the chief to be reviewed, and the clock stands still; he looks again."""
    doc = reviewing(office)
    on = timezone.localdate() + timedelta(days=5)
    return suspend(doc, by=office.chief, code="supplement", reason="请补附件", look_on=on).subject


def voided(office: Office) -> Document:
    return void(registered(office), by=office.chief, reason="重复").subject


STAGES: dict[str, Callable[[Office], Document]] = {
    "proposing": registered, "reviewing": reviewing, "signing": signing, "submitted": submitted,
    "instructed": instructed, "at_units": two_units, "for_time": for_time, "sent_back": sent_back,
    "answered": answered, "circulating": circulating, "closing": asked, "stopped": stopped, "closed": closed, "returned": returned,
    "voided": voided,
}  # fmt: skip


class Papers:
    """The office, its cast, and a paper in each stage; whatever is still in work is being read, too."""

    def __init__(self) -> None:
        self.office = make_office()
        self.cast = cast(self.office)
        self.at = {stage: self._made(stage) for stage in STAGES}

    def _made(self, stage: str) -> Document:
        doc = STAGES[stage](self.office)
        if stage not in ("closed", "returned", "voided"):
            readers = [self.office.leader2, self.office.supervisor]
            circulate(doc, by=self.office.clerk, readers=readers, note="请阅。")
        return now(doc)


@contextmanager
def prepared(django_db_blocker: Any) -> Iterator[Papers]:
    """For a module's fixture: one transaction around all its tests, undone at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield Papers()
        transaction.set_rollback(True)
