"""Whom the chaos is about: persons who each owe one piece of work that is late, and have an address for mail."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

from alerts.models import Contact
from documents.models import Document
from people.models import Appointment, Person, Post
from people.roles import Role
from tests.office import SINCE, Office, make_office, registered
from workflow.clock import database_now
from workflow.models import Task

EACH = 100  # persons to one paper


class Owing:
    """`persons`: address to person. The papers are registered by the acts; the work on them is written past the acts."""

    def __init__(self, due: int) -> None:
        self.office: Office = make_office()
        self.papers = [registered(self.office) for _ in range((due + EACH - 1) // EACH)]
        self.persons = self._persons(due)
        self.given = 0

    def _persons(self, due: int) -> dict[str, Person]:
        names = [f"chaos{n}" for n in range(due)]
        rows = [Person(username=name, name=f"承办人{name[5:]}", password="!", rank=90) for name in names]
        made = Person.objects.bulk_create(rows)
        unit, role = self.office.unit3, Role.HANDLER
        posts = Post.objects.bulk_create([Post(unit=unit, title=p.name, role=role, rank=90) for p in made])
        Appointment.objects.bulk_create(
            [Appointment(person=p, post=post, since=SINCE) for p, post in zip(made, posts, strict=True)]
        )
        # From and to the same: no quiet hours, whatever o'clock it is.
        Contact.objects.bulk_create(
            [
                Contact(person=p, mail=f"{p.username}@example.cn", quiet_from=time(), quiet_to=time())
                for p in made
            ]
        )
        return {f"{p.username}@example.cn": p for p in made}

    def fall_due(self, many: int) -> None:
        """So many more of them are late, as of now."""
        now = database_now()
        people = list(self.persons.values())[self.given : self.given + many]
        rows = [self._task(p, self.papers[(self.given + n) // EACH], now) for n, p in enumerate(people)]
        self.given += len(rows)
        Task.objects.bulk_create(rows)

    @property
    def all_given(self) -> bool:
        return self.given == len(self.persons)

    def _task(self, person: Person, paper: Document, now: Any) -> Task:
        return Task(
            subject_kind="document", subject_pk=paper.pk, subject_ref=paper.ref, title=paper.title, kind="handle",
            holder=f"p{person.pk}", holder_name=person.name, given_at=now, due_at=now - timedelta(seconds=1),
        )  # fmt: skip
