"""Who uses the measured office: a clerk, a handler, a chief, a leader, forty ordinary readers."""

from __future__ import annotations

from datetime import date

from people.models import Appointment, Person, Post, Unit
from people.roles import Role

CAST = [
    ("clerk", Role.CLERK),
    ("handler", Role.HANDLER),
    ("chief", Role.SECTION_CHIEF),
    ("leader", Role.LEADER),
]
READERS = 40


def make() -> None:
    """Write the cast when it is not there; password `bench-bench`."""
    if Person.objects.exists():
        return
    office = Unit.objects.create(
        name="江东省人民政府办公厅", short_name="省政府办公厅", kind="office", relation="self"
    )
    section = Unit.objects.create(name="公文运转处", short_name="公文运转处", kind="section", parent=office)
    organs = [
        Unit.objects.create(
            name=f"江东省第{i}厅", short_name=f"省{i}厅", number_code=f"江{i}", relation="subordinate"
        )
        for i in range(1, 31)
    ]
    for login, role in CAST:
        _person(login, section, role)
    for i in range(1, READERS + 1):
        _person(f"reader{i}", organs[i % len(organs)], Role.UNIT_CLERK)


def _person(login: str, unit: Unit, role: str) -> None:
    person = Person.objects.create_user(login, login, "bench-bench")
    post = Post.objects.create(unit=unit, title=login, role=role)
    Appointment.objects.create(person=person, post=post, since=date(2020, 1, 1))
