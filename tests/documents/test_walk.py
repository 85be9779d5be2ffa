"""Random walks from the register to the end: whatever people do in whatever order, no paper is ever lost.

Each walk is drawn from its seed: `WALKS=500 pytest tests/documents/test_walk.py` walks further than usual.
"""

from __future__ import annotations

import os
from collections import Counter
from typing import Any

import pytest
from django.db import connection

from deadlines.engine import recompute
from docflow.web.errors import BadInput, Faster, Incomplete, NotAllowed, Refusal
from documents.models import Assignment, Copy, Document, Extension, Handing, Instruction, Proposal
from documents.rules.verbs import VERBS
from documents.views.registry import ACTS
from documents.words import FINAL
from people.models import Delegation, Person
from people.roles import Role
from tests.checking.gates.holding import incoming
from tests.office import SINCE, Office, fresh, make_office, person, registered
from workflow.models import Entry, Task
from workflow.replay import differences
from workflow.spine import Done, new_key

from .walking import PLANS, Chance, Scene

pytestmark = pytest.mark.django_db(transaction=True)
WALKS = int(os.environ.get("WALKS", "6"))
FIRST = int(os.environ.get("FIRST", "0"))
STEPS = 24
SELDOM = {"void", "give_back", "propose_return", "reopen", "waive", "urge", "hand_copies", "suspend"}
BESIDE = {  # the main lane stays as it is
    "add_file", "check_record", "circulate", "confirm_oral", "correct", "hand_copies", "ignore_finding", "read", "recall_reader", "relate", "set_reply", "urge",
}  # fmt: skip
# How a willing office brings any paper to its end, first things first.
ONWARD = (
    "resume", "hand_copies", "read", "countersign", "answer_extension", "report", "instruct", "approve", "propose", "assign", "confirm_oral",
    "set_reply", "ask_to_close", "to_action", "close",
)  # fmt: skip
CHOOSING = ("propose", "ask_to_close")


def rows(doc: Document) -> list[Any]:
    """Everything the database holds of a paper."""
    kept: list[Any] = [list(Document.objects.filter(pk=doc.pk).values_list())]
    kept.append(list(Task.objects.about(doc).order_by("id").values_list()))
    kept.append(Entry.objects.filter(subject_kind="document", subject_pk=doc.pk).count())
    for model in (Assignment, Copy, Handing, Instruction, Proposal):
        kept.append(list(model.objects.filter(document=doc).order_by("id").values_list()))
    kept.append(list(Extension.objects.filter(assignment__document=doc).order_by("id").values_list()))
    return kept


def lane(doc: Document, name: str) -> list[Any]:
    fields = ("id", "kind", "status", "holder", "sequence", "due_at", "outcome", "answer", "done_at")
    return list(Task.objects.about(doc).filter(lane=name).order_by("id").values_list(*fields))


class Walk:
    """One paper on its way, and what happened to it so far."""

    def __init__(self, office: Office, seed: int) -> None:
        kinds = [("request", "action"), ("report", "reading"), ("notice", "action")]
        kind, category = kinds[seed % 3]
        self.handler = person(f"walker{seed}", f"步{seed}", office.section, Role.HANDLER, 10)
        self.scene = Scene(
            office, registered(office, kind=kind, category=category, handler=self.handler), seed
        )
        self.scene.people.append(fresh(self.handler))
        stand_ins(office, self.handler, seed)
        self.trail: list[str] = [f"seed {seed}"]
        self.done: Counter[str] = Counter()

    def __str__(self) -> str:
        return "\n".join(self.trail)

    @property
    def doc(self) -> Document:
        return self.scene.doc

    def perform(self, chance: Chance, words: dict[str, Any], key: str) -> Done:
        return ACTS[chance.verb][1](
            self.doc, by=fresh(chance.person), key=key, expected_version=self.doc.version, **words
        )

    def attempt(self, chance: Chance) -> bool:
        """Do it; True when it was done. Looks at what must hold either way."""
        words = self.scene.words(chance)
        if words is None:
            return False
        before, was, key = rows(self.doc), self.doc.state, new_key()
        lanes = lane(self.doc, "main"), lane(self.doc, "circulation")
        try:
            done = self.perform(chance, words, key)
        except (BadInput, Incomplete, NotAllowed, Faster) as refusal:
            self.trail.append(f"    {chance} -- {type(refusal).__name__}: {refusal}")
            done = None
        if done is None:
            assert chance.verb != "withdraw", f"offered and refused\n{self}"
            assert rows(self.doc) == before, f"a refused act left a trace\n{self}"
            return False
        self.trail.append(f"{chance} -> {done.subject.state}: {done.said}")
        self.done[chance.verb] += 1
        self.scene.doc = Document.objects.get(pk=self.doc.pk)
        self.keeps_apart(chance.verb, was, *lanes)
        assert incoming(self.doc, was) == "", self
        if self.scene.maybe(0.15):
            assert self.perform(chance, words, key).entry.pk == done.entry.pk, f"not recognised again\n{self}"
        self.holds()
        return True

    def keeps_apart(self, verb: str, was: str, main: list[Any], beside: list[Any]) -> None:
        """Main flow and circulation never touch each other's rows. One verb lives in both, an end ends both."""
        if verb in BESIDE:
            assert lane(self.doc, "main") == main, f"{verb} changed the main lane\n{self}"
        elif verb == "withdraw" and was == "circulating":  # its readers were the next persons
            now = lane(self.doc, "circulation")
            changed = [new for old, new in zip(beside, now, strict=True) if old != new]
            assert all((row[2], row[6]) == ("cancelled", "withdrawn") for row in changed), self
        elif verb != "instruct_from_reading" and self.doc.state not in FINAL:
            now = lane(self.doc, "circulation")
            assert now[: len(beside)] == beside, f"{verb} changed the circulation\n{self}"

    def holds(self) -> None:
        """What is true of every paper at every moment."""
        doc = self.doc
        live = self.scene.live()
        if doc.state in FINAL:
            assert not live, f"final, with work left\n{self}"
            assert not Task.objects.about(doc).filter(subject_live=True).exists(), self
        else:
            with connection.cursor() as cursor:
                held = [t.holder for t in live if t.lane == "main" and t.status == "open"]
                cursor.execute("SELECT count(*) FROM unnest(%s) h WHERE documents_holder_can_act(h)", [held])
                assert cursor.fetchone()[0], f"nobody has it\n{self}"
            onward = [c for c in self.scene.chances() if c.task is not None and c.task.lane == "main"]
            assert onward, f"nobody is offered anything\n{self}"
        parts = {t.assignment_id for t in live if t.kind in ("handle", "assist")}
        open_parts = {p.pk for p in self.scene.parts("given", "accepted")}
        assert doc.state in FINAL or parts == open_parts, f"parts {open_parts}, tasks for {parts}\n{self}"
        asked = Extension.objects.filter(assignment__document=doc, granted=None)
        questions = {t.assignment_id for t in live if t.kind == "extend"}
        assert set(asked.values_list("assignment_id", flat=True)) == questions, f"lost questions\n{self}"
        self.clock(live)
        times = list(Entry.objects.filter(subject_pk=doc.pk).order_by("seq").values_list("at", flat=True))
        assert times == sorted(times), self

    def clock(self, live: list[Task]) -> None:
        """It stands still for the whole main flow or for nothing of it; each date is explained by its trace."""
        doc = self.doc
        looks = [t for t in live if t.kind == "look_again"]
        assert len(looks) == doc.is_paused, f"{len(looks)} look again\n{self}"
        due = {p.pk: p.due_at for p in self.scene.parts("given", "accepted")}
        for task in live:
            still = doc.paused_at if task.lane == "main" and task.kind != "look_again" else None
            assert task.paused_at == still, f"{task.kind} since {task.paused_at}\n{self}"
            if task.due_at:
                assert recompute(task.due_trace) == task.due_at, (
                    f"{task.kind}: not what its trace says\n{self}"
                )
            if task.kind in ("handle", "assist"):
                assert task.due_at == due[task.assignment_id or 0], f"part and task differ\n{self}"
        if doc.due_at:
            assert recompute(doc.due_trace) == doc.due_at, self

    def wander(self) -> None:
        """A few dozen steps: half of them what the paper waits for, half of anybody doing anything he may."""
        dice = self.scene.dice
        for _ in range(STEPS):
            if dice.random() < 0.2:
                self.trespass()
            if dice.random() < 0.1:
                self.leave()
            if dice.random() < 0.5 and self.doc.state not in FINAL and any(map(self.attempt, self._onward())):
                continue
            chances = self.scene.chances()
            seldom = dice.random() < 0.2
            verbs = {c.verb for c in chances if (c.verb in SELDOM) is seldom} or {c.verb for c in chances}
            if verbs:
                verb = dice.choice(sorted(verbs))
                self.attempt(dice.choice([c for c in chances if c.verb == verb]))

    def trespass(self) -> None:
        """Somebody does what he is not offered: refused, and nothing stays of it."""
        dice = self.scene.dice
        verb, who = dice.choice(sorted(PLANS)), dice.choice(self.scene.people)
        if any(c.verb == verb and c.person == who for c in self.scene.chances()):
            return
        chance = Chance(verb, who, dice.choice([None, *self.scene.live()]))
        words = self.scene.words(chance)
        before = rows(self.doc)
        if words is not None:
            with pytest.raises(Refusal):
                self.perform(chance, words, new_key())
            assert rows(self.doc) == before, f"{chance} left a trace\n{self}"

    def leave(self) -> None:
        """The handler leaves the office, as soon as nothing is in his own name."""
        held = Task.objects.live().filter(holder=self.handler.principal).exists()
        if not held and self.handler in self.scene.people:
            Person.objects.filter(pk=self.handler.pk).update(is_active=False)
            self.scene.people.remove(self.handler)
            self.scene.forget()
            self.trail.append(f"{self.handler.name} leaves")

    def bring_home(self) -> None:
        """Now everybody does his part: from wherever the walk came to, the paper reaches its end."""
        self.trail.append("-- and now to the end")
        for _ in range(120):
            if self.doc.state in FINAL:
                return
            if not any(self.attempt(chance) for chance in self._onward()):
                raise AssertionError(f"no way on\n{self}")
        raise AssertionError(f"no end\n{self}")

    def _onward(self) -> list[Chance]:
        """What brings the paper on, in order. Who has to choose somebody tries again: the dice choose."""
        doc, found = self.doc, []
        for chance in self.scene.chances():
            held = chance.task.kind if chance.task is not None else ""
            if chance.verb not in ONWARD or (
                chance.verb == "set_reply" and (doc.reply_note or doc.no_reply_reason)
            ):
                continue
            if (
                chance.verb == "hand_copies"
                and not Copy.objects.filter(document=doc, status="given").exists()
            ):
                continue
            last = chance.verb == "assign" and held == "wrap_up"  # only when closing is refused
            found += [(last, ONWARD.index(chance.verb), chance)] * (12 if chance.verb in CHOOSING else 1)
        return [chance for *_order, chance in sorted(found, key=lambda f: f[:2])]


def stand_ins(office: Office, handler: Person, seed: int) -> None:
    """Each walk has other deputies."""
    Delegation.objects.exclude(kinds=["record"]).delete()
    pairs = [(handler, office.clerk2), (office.chief, office.deputy), (office.leader, office.leader2),
             (office.deputy, handler), (office.leader2, office.chief)]  # fmt: skip
    for n, (principal, deputy) in enumerate(pairs):
        if seed >> n & 1:
            Delegation.objects.create(principal=principal, deputy=deputy, since=SINCE)


def test_no_paper_is_lost() -> None:
    office, seen = make_office(), Counter[str]()
    for seed in range(FIRST, FIRST + WALKS):
        walk = Walk(office, seed)
        walk.wander()
        walk.bring_home()
        assert list(differences(Document)) == [], walk
        seen += walk.done
    assert set(PLANS) == set(VERBS) == set(ACTS), "a verb that nobody wired, or that no walk tries"
    if WALKS >= 100:
        assert set(PLANS) - set(seen) == set(), "a verb nobody ever got to use"
