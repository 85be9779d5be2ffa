"""The people of the demo office, and one paper in their hands."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from documents.models import Document
from people.models import Appointment, Person, Unit
from people.roles import Role
from workflow.clock import database_now
from workflow.spine import Done

from . import hours


class Desk:
    """Everybody by login and every unit by short or full name, read once."""

    def __init__(self) -> None:
        self.people = {p.username: p for p in Person.objects.all()}
        units = list(Unit.objects.all())
        self.units = {u.name: u for u in units} | {u.short: u for u in units}
        seats = Appointment.objects.select_related("post", "person").order_by("post__rank", "id")
        self._staff: dict[int, dict[str, str]] = {}
        for seat in seats:
            self._staff.setdefault(seat.post.unit_id, {}).setdefault(seat.post.role, seat.person.username)

    def someone(self, unit: Unit, *roles: str) -> str:
        """The login of who holds one of these roles in the unit; else of anybody there."""
        staff = self._staff[unit.pk]
        return next((staff[role] for role in roles if role in staff), next(iter(staff.values())))

    def clerk(self, unit: Unit) -> str:
        return self.someone(unit, Role.UNIT_CLERK, Role.DUTY_OFFICER, Role.HANDLER)

    def head(self, unit: Unit) -> str:
        return self.someone(unit, Role.UNIT_HEAD, Role.SECTION_CHIEF, Role.SUPERVISOR)


class Case:
    """One paper on its way. Acts go through `do`, which carries the version and a key of its own."""

    def __init__(self, desk: Desk, name: str, doc: Document) -> None:
        self.desk, self.name, self.doc = desk, name, doc
        self.count = 0

    def do(self, action: Callable[..., Done], by: str | Person, **fields: Any) -> Done:
        """`by` acts on the paper as it is now."""
        self.count += 1
        person = self.desk.people[by] if isinstance(by, str) else by
        done = action(
            self.doc,
            by=person,
            key=f"demo-{self.name}-{self.count}",
            expected_version=self.doc.version,
            **fields,
        )
        self.doc = done.subject
        return done

    def later(self, office_hours: float) -> datetime:
        """So many office hours after this step."""
        return hours.after(database_now(), office_hours)

    def people(self, logins: Iterable[str]) -> list[Person]:
        return [self.desk.people[login] for login in logins]

    def units(self, names: Iterable[str]) -> list[Unit]:
        return [self.desk.units[name] for name in names]
