"""Papers to act on: brought to their stage through the acts, then answered over HTTP."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from django.utils import timezone

from deadlines.limits import counted
from documents.actions.propose import propose
from documents.actions.register import register
from documents.models import Document
from people.models import Person, Unit
from tests.bench.client import Client
from tests.office import approve
from workflow.models import Task
from workflow.models.subject import new_ref
from workflow.spine import new_key

NEW = "/documents/new/"
NUMBER = count()
Ask = Callable[[], tuple[float, int, bytes, Any]]


@dataclass
class Prepared:
    """Public ids of papers waiting for the chief, and of papers waiting for reader1."""

    to_approve: list[str]
    to_read: list[str]
    probes: dict[str, dict[str, Any]] = field(default_factory=dict)

    def approving(self, client: Client) -> Ask:
        return self._acting(
            "step", client, self.to_approve, "approve", {"opinion": "同意。", "checked": "compared"}
        )

    def reading(self, client: Client) -> Ask:
        return self._acting("mark_read", client, self.to_read, "read", {})

    def _acting(self, name: str, client: Client, refs: list[str], verb: str, words: dict[str, object]) -> Ask:
        """Draw the form (not timed), then post it (timed)."""

        def ask(**headers: str) -> tuple[float, int, bytes, Any]:
            path = f"/documents/{refs.pop()}/do/{verb}/"
            return client.post(path, {**client.hidden(path), **words}, **headers)

        self._probe(name, ask(X_Probe="1"))
        return ask

    def registering(self, client: Client) -> Ask:
        """Register a new paper: draw the form (not timed), then post it (timed)."""
        words = self.incoming()

        def ask(**headers: str) -> tuple[float, int, bytes, Any]:
            return client.post(NEW, {**client.hidden(NEW), **words()}, **headers)

        ask()  # what a worker reads once (calendar, limits) is read now
        self._probe("register_a_paper", ask(X_Probe="1"))
        return ask

    def sending(self, client: Client) -> Ask:
        """The same without drawing the form each time: how many papers a counter's series bears."""
        words = self.incoming()
        return lambda: client.post(NEW, {**words(), "key": new_key()})

    @staticmethod
    def incoming() -> Callable[[], dict[str, object]]:
        """What a clerk types, another paper each time."""
        sender = Unit.objects.filter(kind="organ").first()
        assert sender is not None
        handler = Person.objects.get(username="handler")

        def words() -> dict[str, object]:
            n = f"{timezone.now():%H%M%S%f}{next(NUMBER)}"
            return {
                "sender": sender.name, "source_doc_number": f"江测〔2026〕{n}号", "title": f"关于第{n}号工作的通知",
                "kind": "notice", "urgency": "normal", "carrier": "paper", "channel": "exchange", "category": "action",
                "to_us": "main", "copies": "1", "pages": "2", "handler": str(handler.pk),
                "received_at": timezone.localtime().strftime("%Y-%m-%dT%H:%M"),
            }  # fmt: skip

        return words

    def _probe(self, name: str, answer: tuple[float, int, bytes, Any]) -> None:
        _, status, body, headers = answer
        if status != 302:
            raise RuntimeError(f"{name}: {status} {body[-3000:].decode(errors='replace')}")
        self.probes[name] = {"statements": int(headers["X-Statements"]), "cpu_ms": float(headers["X-CPU-ms"]),
                             "buffers": int(headers["X-Buffers"]), "bytes": len(body)}  # fmt: skip


def prepare(many: int) -> Prepared:
    """Bring `many` papers to the chief and give reader1 as many to read."""
    clerk, handler, chief = (Person.objects.get(username=n) for n in ("clerk", "handler", "chief"))
    reader, leader = Person.objects.get(username="reader1"), Person.objects.get(username="leader")
    waiting = [_reviewing(clerk, handler, chief, leader) for _ in range(many)]
    given = []
    for _ in range(many):
        doc = _registered(clerk, handler, "report", "reading")
        doc = propose(doc, by=handler, text="拟请阅。", reviewer=chief, readers=[reader]).subject
        given.append(approve(doc, by=chief).subject.ref)
    return Prepared([d.ref for d in waiting], given)


def _registered(clerk: Person, handler: Person, kind: str, category: str) -> Document:
    sender = Unit.objects.filter(kind="organ").order_by("id").first()
    doc = Document(
        title=f"关于测量的文件{new_ref()}",
        source=sender,
        kind=kind,
        category=category,
        received_at=timezone.now(),
    )
    done: Document = register(doc, by=clerk, handler=handler).subject
    return done


def _reviewing(clerk: Person, handler: Person, chief: Person, leader: Person) -> Document:
    doc = _registered(clerk, handler, "request", "action")
    due = counted("working_day", 5, start=timezone.now(), source="拟办人设定")
    done: Document = propose(
        doc, by=handler, text="拟请领导阅示。", reviewer=chief, leaders=[leader], due=due
    ).subject
    return done


def twenty_entries(username: str) -> str:
    """A paper with twenty history rows that this reader may see."""
    reader = Person.objects.get(username=username)
    seen = Task.objects.filter(holder=reader.principal, subject_kind="document").values("subject_pk")
    found = Document.objects.filter(pk__in=seen, entry_count=20).order_by("-pk").first()
    return (found or Document.objects.filter(pk__in=seen).latest("pk")).ref


def page_500(username: str) -> int:
    """The id before which page 500 of this reader's register begins (his last page when he has fewer)."""
    reader = Person.objects.get(username=username)
    mine = Task.objects.filter(holder=reader.principal, subject_kind="document").order_by("-subject_pk")
    ids = list(mine.values_list("subject_pk", flat=True).distinct()[: 500 * 50])
    return ids[-60] if len(ids) > 60 else ids[-1]
