"""Approved applications to stamp: brought there through the acts, then answered over HTTP at the desk."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from types import SimpleNamespace
from typing import Any

from outgoing.models import Organ
from people.models import Appointment, Person, Post, Unit
from people.roles import Role
from seals.actions.sitting import sit_down
from seals.models import Seal, SealRequest
from tests.bench.client import Client
from tests.seals.desk.steps import asked
from tests.seals.world import in_use
from workflow.spine import new_key

CLIENTS = 8
COPIES = 25  # of one application: each is stamped by itself
EACH = 6  # applications of each client in one measurement
SEALS = 4


@dataclass
class Waiting:
    """Applications by how many seals they are spread over, and one for the probe. Each by its public id."""

    one: list[str]
    four: list[str]
    probed: str


def prepare() -> Waiting:
    """After `issuing.prepare`: its organ and keeper."""
    organ, office = Organ.objects.get(short_name="省政府办公厅"), Unit.objects.get(kind="office")
    keeper = Person.objects.get(username="keeper")
    watcher, stand_in = _person("watcher", Role.SEAL_SUPERVISOR), _person("standin", Role.HANDLER)
    w: Any = SimpleNamespace(
        keeper=keeper, stand_in=stand_in, supervisor=watcher, director=Person.objects.get(username="leader"),
        d=SimpleNamespace(drafter=Person.objects.get(username="handler")), o=SimpleNamespace(office=office),
    )  # fmt: skip
    seals = [in_use(w, seal_no=f"B-{n}", name=organ.name, kind="legal", organ=organ) for n in range(SEALS)]
    sit_down(Person.objects.get(pk=keeper.pk), watcher)
    many = CLIENTS * EACH
    return Waiting(
        [_asked(w, seals[0]).ref for _n in range(many)],
        [_asked(w, seals[n % SEALS]).ref for n in range(many)],
        _asked(w, seals[0]).ref,
    )


def _asked(w: Any, seal: Seal) -> SealRequest:
    """At whatever hour it is measured."""
    return asked(w, COPIES, seal=seal, off_hours=True)


def _person(login: str, role: str) -> Person:
    if found := Person.objects.filter(username=login).first():
        return found
    person = Person.objects.create_user(login, login, "bench-bench")
    post = Post.objects.create(unit=Unit.objects.get(name="公文运转处"), title=login, role=role)
    Appointment.objects.create(person=person, post=post, since=date(2020, 1, 1))
    return person


def form(copy: int) -> dict[str, object]:
    """As drawn after so many copies: the application's own entry, and one for each stamping."""
    return {"key": new_key(), "version": 1 + copy, "copies": 1}


def probed(client: Client, ref: str) -> dict[str, Any]:
    """What one stamping costs; the first few warm the worker up."""
    for copy in range(6):
        client.cookies.pop("messages", None)
        _spent, status, body, headers = client.post(f"/seals/desk/{ref}/stamp/", form(copy), X_Probe="1")
        if status != 302:
            raise RuntimeError(f"stamping answered {status} {body[-2000:].decode(errors='replace')}")
    return {"statements": int(headers["X-Statements"]), "cpu_ms": float(headers["X-CPU-ms"])}


def per_second(port: int, refs: Sequence[str]) -> float:
    """Each client stamps its own applications, copy by copy."""
    crowd = [Client(port, "keeper") for _n in range(CLIENTS)]
    wrong: list[int] = []

    def go(number: int) -> None:
        for ref in refs[number::CLIENTS]:
            for copy in range(COPIES):
                crowd[number].cookies.pop("messages", None)  # the page that follows would have shown them
                status = crowd[number].post(f"/seals/desk/{ref}/stamp/", form(copy))[1]
                if status != 302:
                    wrong.append(status)

    threads = [threading.Thread(target=go, args=(n,)) for n in range(CLIENTS)]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    spent = time.perf_counter() - start
    if wrong:
        raise RuntimeError(f"stamping answered {wrong[:3]}")
    return len(refs) * COPIES / spent
