"""Outgoing papers to number and to dispatch: brought there through the acts, then answered over HTTP."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from outgoing.actions import issuing, route, signing
from outgoing.actions.addressing import Entry
from outgoing.actions.drafting import draft
from outgoing.actions.texts import Text
from outgoing.models import NumberSeries, Organ, Outgoing
from outgoing.rules.review import FIVE, RECHECK
from people.models import Appointment, Person, Post, Unit
from people.roles import Role
from tests.bench.client import Client

CLIENTS = (1, 8, 32)
EACH = 64  # papers numbered by each crowd
WIDE, ADDRESSEES = 8, 500
Ask = Callable[[], tuple[float, int, bytes, Any]]


@dataclass
class Ready:
    """Public ids of papers that wait for their number, and of papers that wait to be sent to many."""

    to_number: list[str]
    to_dispatch: list[str]


def prepare() -> Ready:
    organ = Organ.objects.filter(short_name="省政府办公厅").first() or _organ()
    numbered = [_numbering(organ).ref for _ in range(EACH * len(CLIENTS))]
    return Ready(numbered, [_dispatching(organ).ref for _ in range(WIDE)])


def _organ() -> Organ:
    name = "江东省人民政府办公厅"
    made = Organ.objects.create(
        name=name, short_name="省政府办公厅", letterhead=f"{name}文件", mark=name, printed_by=name
    )
    NumberSeries.objects.create(organ=made, code="江政办发")
    section = Unit.objects.get(name="公文运转处")
    for login, role in (("keeper", Role.SEAL_KEEPER), ("deputy", Role.DEPUTY_CHIEF)):
        person = Person.objects.create_user(login, login, "bench-bench")
        post = Post.objects.create(unit=section, title=login, role=role)
        Appointment.objects.create(person=person, post=post, since=date(2020, 1, 1))
    return made


def _people() -> dict[str, Person]:
    return {p.username: p for p in Person.objects.filter(username__in=["clerk", "handler", "chief", "leader", "deputy", "keeper"])}  # fmt: skip


def _numbering(organ: Organ, entries: list[Entry] | None = None) -> Outgoing:
    who = _people()
    main = entries or [Entry(u, u.name, u.relation, "main") for u in Unit.objects.filter(kind="organ")[:3]]
    paper = Outgoing(
        organ=organ, kind="notice", layout="ordinary", title="关于做好测试工作的通知", publicity="active"
    )
    words = Text(("现就有关事项通知如下。", "一、落实责任。"), None, "稿")
    paper = draft(paper, by=who["handler"], text=words, main=main).subject
    plan = {"reviewers": [who["chief"].pk], "signers": [who["leader"].pk], "rechecker": [who["deputy"].pk]}
    paper = route.send(paper, by=who["handler"], plan=plan).subject
    paper = route.review(paper, by=who["chief"], checked=[code for code, _ in FIVE]).subject
    paper = signing.sign(paper, by=who["leader"]).subject
    done: Outgoing = issuing.recheck(paper, by=who["deputy"], checked=[code for code, _ in RECHECK]).subject
    return done


def _dispatching(organ: Organ) -> Outgoing:
    who = _people()
    units = list(Unit.objects.filter(kind="organ"))
    entries = [Entry(u, u.name, u.relation, "main") for u in units]
    entries += [Entry(None, f"第{i}单位", "subordinate", "copy") for i in range(ADDRESSEES - len(units))]
    paper = _numbering(organ, entries)
    paper = issuing.number(paper, by=who["clerk"]).subject
    paper = issuing.print_run(paper, by=who["clerk"], copies=ADDRESSEES).subject
    done: Outgoing = issuing.lift_seal(paper, by=who["keeper"], copies=ADDRESSEES).subject
    return done


def acting(client: Client, refs: list[str], verb: str, words: dict[str, object]) -> Ask:
    """Draw the form (not timed), then post it (timed)."""

    def ask(**headers: str) -> tuple[float, int, bytes, Any]:
        path = f"/outgoing/{refs.pop()}/do/{verb}/"
        return client.post(path, {**client.hidden(path), **words}, **headers)

    return ask


def numbers_per_second(port: int, refs: list[str], clients: int) -> float:
    """So many clients on one series, each with its share of the papers and its forms drawn before."""
    crowd = [Client(port, "clerk") for _ in range(clients)]
    drawn = []
    for i, ref in enumerate(refs):
        client = crowd[i % clients]
        path = f"/outgoing/{ref}/do/number/"
        drawn.append((client, path, client.hidden(path)))
    wrong: list[int] = []

    def go(own: Client) -> None:
        for client, path, fields in drawn:
            if client is own and (status := client.post(path, fields)[1]) != 302:
                wrong.append(status)

    threads = [threading.Thread(target=go, args=(client,)) for client in crowd]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    spent = time.perf_counter() - start
    if wrong:
        raise RuntimeError(f"numbering answered {wrong[:3]}")
    return len(refs) / spent
