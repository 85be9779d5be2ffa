"""Random walks from a new draft: whatever people do in whatever order, no paper is lost and none goes out unsigned.

Each walk is drawn from its seed: `WALKS=200 pytest tests/outgoing/test_walk.py` walks further than usual.
"""

from __future__ import annotations

import os
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from deadlines.days import local
from deadlines.engine import recompute
from docflow.web.errors import BadInput, Faster, Incomplete, NotAllowed, Refusal
from documents.models import Document
from outgoing.actions import slots
from outgoing.models import (
    Addressee,
    Annex,
    DraftVersion,
    Joint,
    JointSheet,
    NumberSlot,
    Outgoing,
    PrintRun,
    SignOff,
)
from outgoing.queries.agreed import not_agreed, outstanding
from outgoing.queries.authors import authors
from outgoing.queries.known import standing_signatures
from outgoing.queries.plan import unchecked
from outgoing.queries.runs import edition
from outgoing.queries.visible import visible_to
from outgoing.rules.jumping import WAY
from outgoing.words import FINAL
from people.actions.persons import deactivate
from people.models import Delegation, Person, Roster
from people.queries import registry
from people.roles import CHIEFS, Role
from tests.checking.gates.holding import sent
from tests.office import SINCE, fresh, person, registered
from tests.outgoing.desk import CHECKED, Desk, drafted, make_desk, to
from tests.outgoing.papers import entry, now, plainly
from tests.outgoing.test_matrix import MATRIX
from tests.outgoing.walking import PLANS, Chance, Scene, perform
from workflow.clock import database_now
from workflow.models import Entry, Task
from workflow.replay import differences
from workflow.spine import new_key

pytestmark = pytest.mark.django_db(transaction=True)
WALKS = int(os.environ.get("WALKS", "6"))
FIRST = int(os.environ.get("FIRST", "0"))
STEPS = 26
END = FINAL | {"dispatched"}  # what comes then has walks of its own
SELDOM = {
    "void", "withdraw", "give_back", "take_back", "lock", "transfer", "reassign", "text", "edit", "annex", "addressees",
    "jump", "suspend", "look_later",
}  # fmt: skip
# How a willing office brings any paper out, first things first.
ONWARD = ("resume", "unlock", "force_unlock", "countersign", "settle", "check", "review", "sign", "check_joint",
          "record_joint", "resign", "recheck", "number", "print_run", "lift_seal", "dispatch", "send", "print_more")  # fmt: skip
ISSUING = ("recheck", "number", "print_run", "print_more", "lift_seal", "dispatch")
# what is done while it stands still; that itself
STILL = {"annex", "transfer", "reassign", "look_later", "suspend"}
SIGNED = ("rechecking", "numbering", "printing", "sealing", "dispatching", "dispatched")


def rows(paper: Outgoing) -> list[Any]:
    """Everything the database holds of a paper."""
    kept: list[Any] = [
        list(Outgoing.objects.filter(pk=paper.pk).values_list()),
        list(NumberSlot.objects.values_list()),
    ]
    kept.append(list(Task.objects.about(paper).order_by("id").values_list()))
    kept.append(Entry.objects.filter(subject_kind="outgoing", subject_pk=paper.pk).count())
    for model in (Addressee, Annex, DraftVersion, Joint, JointSheet, PrintRun, SignOff):
        kept.append(list(model.objects.filter(paper=paper).order_by("id").values_list()))
    return kept


class Walk:
    """One paper on its way, and what happened to it so far."""

    def __init__(self, desk: Desk, seed: int) -> None:
        self.drafter = person(f"walker{seed}", f"步{seed}", desk.o.section, Role.HANDLER, 10)
        flags: dict[str, Any] = {"is_normative": seed % 3 == 1, "affects_operators": seed % 5 == 2}
        organs: list[list[Any]] = [
            [],
            [desk.o.unit2, "江东工程协会"],
            [desk.o.unit, desk.o.unit3],
            [desk.o.unit],
        ]
        joints = organs[seed % 4]
        paper = drafted(
            desk, by=self.drafter, main=[to(desk.o.unit2), to(desk.o.unit3)], joints=joints, **flags
        )
        stand_ins(desk, self.drafter, seed)
        self.scene = Scene(desk, paper, seed)
        self.trail: list[str] = [f"seed {seed}"]
        self.judged: set[int] = set()  # sign-offs from paper that were looked at
        self.done: Counter[str] = Counter()

    def __str__(self) -> str:
        return "\n".join(self.trail)

    @property
    def paper(self) -> Outgoing:
        return self.scene.paper

    def attempt(self, chance: Chance) -> bool:
        """Do it; True when it was done. Looks at what must hold either way."""
        words = self.scene.words(chance)
        if words is None:
            return False
        before, was, key = rows(self.paper), self.paper, new_key()
        try:
            done = perform(self.scene, chance, words, key)
        except (BadInput, Incomplete, NotAllowed, Faster) as refusal:
            self.trail.append(f"    {chance} -- {type(refusal).__name__}: {refusal}")
            assert rows(self.paper) == before, f"a refused act left a trace\n{self}"
            return False
        self.trail.append(f"{chance} {words} -> {done.subject.state}: {done.said}")
        self.done[chance.verb] += 1
        self.scene.paper = now(self.paper)
        if self.scene.maybe(0.15):
            again = perform(self.scene, chance, words, key)
            assert again.entry.pk == done.entry.pk, f"not recognised again\n{self}"
        self.moved(chance.verb, was)
        self.holds()
        return True

    def moved(self, verb: str, was: Outgoing) -> None:
        """What must be true of the step that was just made."""
        paper = self.paper
        assert sent(paper, was.state, authors(paper)) == "", self
        if verb in ISSUING:
            assert paper.signed_hash == paper.content_hash, f"{verb} of a text nobody signed\n{self}"
            assert standing_signatures(was).exists(), f"{verb} after a signature that does not stand\n{self}"
        if was.is_paused and paper.is_paused:
            assert (paper.state, paper.round, verb in STILL) == (was.state, was.round, True), (
                f"it moved\n{self}"
            )
        if verb == "jump":
            self.jumped(was)
        if was.number:
            assert paper.number == was.number, f"another number\n{self}"
        if was.state == "signing" and paper.state == "rechecking":
            names = set(standing_signatures(paper).values_list("organ_name", flat=True))
            wanted = {paper.organ.name, *paper.joints.values_list("name", flat=True)}
            assert names == wanted, f"signed by {names}\n{self}"
            assert paper.signers == "、".join(
                dict.fromkeys(standing_signatures(paper).order_by("id").values_list("signer_name", flat=True))
            ), self
        if was.state == "countersigning" and paper.state in ("checking", "reviewing"):
            done = Task.objects.about(paper).filter(kind="countersign", outcome__in=("overdue", "disagreed"))
            left = {u.principal for u in not_agreed(paper)} - set(done.values_list("holder", flat=True))
            assert not left, f"{left} did not answer to this text\n{self}"
        if was.state == "signing" and paper.state == "rechecking":
            assert self.reviewed(), f"nobody ticked the five points\n{self}"
        if verb in ("sign", "record_sign", "check_joint", "recheck"):
            assert not was.is_paused, f"{verb} of what stands still\n{self}"
            assert not outstanding(was), f"{outstanding(was)} were heard on another text\n{self}"
        # as it was when it was written: who had recorded it may draft later, where the drafter has left
        for row in SignOff.objects.filter(paper=paper, signer=None).exclude(pk__in=self.judged):
            self.judged.add(row.pk)
            assert row.recorded_by_id != row.checked_by_id, f"one person alone\n{self}"
            assert not {row.recorded_by_id, row.checked_by_id} & authors(paper), f"by an author\n{self}"
        if paper.state in ("dispatching", "dispatched"):
            runs = PrintRun.objects.filter(paper=paper, edition=edition(paper))
            assert (paper.print_run, paper.sealed) == (
                sum(r.approved for r in runs), sum(r.stamped or 0 for r in runs)
            ), f"the runs do not add up\n{self}"  # fmt: skip
        mine = set(Document.objects.filter(answer_ref=paper.ref).values_list("pk", flat=True))
        assert mine == ({paper.answers_id} - {None} if paper.state not in FINAL else set()), (
            f"the link\n{self}"
        )
        if paper.state in ("reviewing", *SIGNED):
            assert not unchecked(paper), f"unchecked\n{self}"

    def reviewed(self) -> bool:
        """Was the last way to the signers reviewed (条例 第二十条): all five points, by a reviewer on it or with the signature
        to just this text, and by nobody who drafted it?"""
        rows = list(Entry.objects.filter(subject_kind="outgoing", subject_pk=self.paper.pk).order_by("seq"))
        last = max(n for n, e in enumerate(rows) if e.verb == "review" or self.left_to_signature(e))
        if not self.left_to_signature(rows[last]):
            ticked = [rows[last]]
        else:
            ticked = [e for e in rows[last:] if e.verb in ("sign", "record_sign") and "checked" in e.data]
            ticked = [e for e in ticked if e.data["content"] == self.paper.content_hash]
        mine = authors(self.paper)
        return any(
            sorted(CHECKED) == e.data["checked"] and not {e.actor_id, e.behalf_id} & mine for e in ticked
        )

    @staticmethod
    def left_to_signature(e: Entry) -> bool:
        return any(kind == "office_review" and why == "sign" for kind, _who, why in e.data.get("skipped", ()))

    def nobody_is_spared_in_silence(self) -> None:
        """Every task that was left out is named in an entry with its reason, is no other than a review or a signature, and
        stands before another of the same person."""
        rows = list(Entry.objects.filter(subject_kind="outgoing", subject_pk=self.paper.pk).order_by("seq"))
        said = [tuple(one[:2]) for e in rows for one in e.data.get("skipped", ())]
        tasks = list(Task.objects.about(self.paper).order_by("id"))
        left = [t for t in tasks if t.outcome == "covered"]
        assert Counter((t.kind, t.holder_name) for t in left) == Counter(said), f"{said}\n{self}"
        for task in left:
            assert (task.kind, task.status) in (("office_review", "cancelled"), ("sign", "cancelled")), self
            later = [
                t
                for t in tasks
                if t.pk > task.pk and t.holder == task.holder and t.kind in (task.kind, "sign")
            ]
            assert later, f"{task} covered by nothing\n{self}"

    def in_their_turn(self, live: list[Task]) -> None:
        """Who waits, waits for somebody before him; side by side nobody waits."""
        for kind in ("countersign", "office_review", "sign"):
            rows = [t for t in live if t.kind == kind]
            first = min((t.sequence for t in rows), default=0)
            assert all((t.status == "open") == (t.sequence == first) for t in rows), (
                f"{kind} out of turn\n{self}"
            )
            assert all(t.due_at for t in rows if t.status == "open"), f"{kind} without a date\n{self}"

    def jumped(self, was: Outgoing) -> None:
        """Back, with all that comes after to be done again; or over the countersigning alone, by who did not draft it and
        with the names of those not waited for."""
        paper = self.paper
        last = entry(paper, "jump")
        assert last.reason, self
        assert last.actor_id in chiefs(), self
        if WAY.index(paper.state) < WAY.index(was.state):
            assert paper.round == was.round + 1, f"back in the same round\n{self}"
            assert {t.round for t in self.scene.live()} == {paper.round}, f"work of another round\n{self}"
            return
        left = self.left_to_signature(last)  # the one reviewer signs next, and reviews with it
        assert was.state == "countersigning", f"over more\n{self}"
        assert paper.state in ("checking", "signing" if left else "reviewing"), f"over more\n{self}"
        assert last.actor_id not in authors(was), f"of his own\n{self}"
        waited = Task.objects.about(paper).filter(kind="countersign", outcome="waived", done_at=last.at)
        assert sorted(last.data["waived"]) == sorted(waited.values_list("holder_name", flat=True)), self

    def holds(self) -> None:
        """What is true of every paper at every moment."""
        self.nobody_is_spared_in_silence()
        self.in_their_turn(self.scene.live())
        paper, live = self.paper, self.scene.live()
        self.clock(live)
        slot = NumberSlot.objects.filter(paper=paper).first()
        assert (slot.number if slot else "") == paper.number, f"number and slot\n{self}"
        if paper.number:
            verbs = list(
                Entry.objects.filter(subject_kind="outgoing", subject_pk=paper.pk)
                .order_by("seq")
                .values_list("verb", flat=True)
            )
            before = verbs[: verbs.index("number")]
            assert {"recheck"} & set(before), f"a number without a recheck\n{self}"
            assert {"sign", "record_sign"} & set(before), f"a number without a signature\n{self}"
            assert slot is not None
            assert slot.status == ("void" if paper.state == "voided" else "used"), self
            assert paper.state != "withdrawn", self
        if paper.state in FINAL:
            assert not live, f"final, with work left\n{self}"
            assert paper.lock_holder_id is None, self
            return
        with connection.cursor() as cursor:
            held = [t.holder for t in live if t.lane == "main" and t.status == "open"]
            cursor.execute("SELECT count(*) FROM unnest(%s) h WHERE documents_holder_can_act(h)", [held])
            assert cursor.fetchone()[0], f"nobody has it\n{self}"
        if paper.state != "dispatched":
            assert any(c.verb in ONWARD for c in self.scene.chances()), f"nobody is offered anything\n{self}"
            assert paper.lock_name or any(c.primary for c in self.scene.chances()), f"no next step\n{self}"

    def clock(self, live: list[Task]) -> None:
        """It stands still for all or for none; who stopped it looks again; each date is explained by its trace."""
        paper = self.paper
        looks = [t for t in live if t.kind == "look_again"]
        assert len(looks) == paper.is_paused, f"{len(looks)} look again\n{self}"
        for task in live:
            if task.kind != "look_again" and task.lane == "main":
                assert task.paused_at == paper.paused_at, f"{task.kind} since {task.paused_at}\n{self}"
            if task.kind != "countersign" and task.due_at:  # of those the walk makes some late by hand
                assert recompute(task.due_trace) == task.due_at, (
                    f"{task.kind}: not what its trace says\n{self}"
                )
        days = [local(t.due_at).date() for t in looks if t.due_at]
        assert days == ([paper.look_again_on] if paper.is_paused else []), self

    def everybody_sees_what_he_is_offered(self) -> None:
        for who in {c.person.pk: c.person for c in self.scene.chances()}.values():
            assert visible_to(fresh(who)).filter(pk=self.paper.pk).exists(), (
                f"{who.name} does not see it\n{self}"
            )

    def wander(self) -> None:
        """A few dozen steps: half of them what the paper waits for, half of anybody doing anything he may."""
        dice = self.scene.dice
        for _ in range(STEPS):
            if dice.random() < 0.15:
                self.trespass()
            if dice.random() < 0.08:
                self.leave()
            if dice.random() < 0.1:
                self.late()
            if self.paper.state in END:
                return
            if dice.random() < 0.5 and any(map(self.attempt, self._onward())):
                continue
            seldom = dice.random() < 0.5
            chances = self.scene.chances()
            verbs = {c.verb for c in chances if (c.verb in SELDOM) is seldom} or {c.verb for c in chances}
            if not seldom or dice.random() < 0.9:
                verbs = verbs - {"void", "withdraw"} or verbs
            verb = dice.choice(sorted(verbs))
            self.attempt(dice.choice([c for c in chances if c.verb == verb]))
        self.everybody_sees_what_he_is_offered()

    def trespass(self) -> None:
        """Somebody does what he is not offered: refused, and nothing stays of it."""
        dice = self.scene.dice
        verb, who = dice.choice(sorted(PLANS)), dice.choice(self.scene.people)
        if any(c.verb == verb and c.person == who for c in self.scene.chances()):
            return
        try:
            words = PLANS[verb](self.scene, who, None)
        except (IndexError, ValueError):  # nothing there to choose from
            return
        before = rows(self.paper)
        if words is not None:
            with pytest.raises(Refusal):
                perform(self.scene, Chance(verb, who, None), words, new_key())
            assert rows(self.paper) == before, f"{who.name}: {verb} left a trace\n{self}"

    def leave(self) -> None:
        """One of those who drafted, check or sign leaves the office, as soon as nothing is in his own name."""
        names = [self.drafter, Person.objects.get(username="jiang"), Person.objects.get(username="zhao")]
        who = self.scene.dice.choice([p for p in names if p.is_active])
        try:
            deactivate(
                Roster.the(), by=self.scene.desk.o.admin, person=fresh(who), left_on=timezone.localdate()
            )
        except Refusal:
            return
        self.trail.append(f"{who.name} leaves")
        self.scene.again()

    def late(self) -> None:
        late = timezone.now() - timedelta(days=3)
        Task.objects.about(self.paper).open().filter(kind="countersign").update(due_at=late)
        Outgoing.objects.filter(pk=self.paper.pk, state="countersigning", due_at__isnull=False).update(
            due_at=late
        )
        self.scene.again()

    def bring_home(self) -> None:
        """Now everybody does his part: from wherever the walk came to, the paper goes out."""
        self.trail.append("-- and now to the end")
        for _ in range(80):
            if self.paper.state in END:
                return
            if not any(self.attempt(chance) for chance in self._onward()):
                raise AssertionError(f"no way on\n{self}")
        raise AssertionError(f"no end\n{self}")

    def _onward(self) -> list[Chance]:
        """What brings the paper on, in order. Who has to choose tries again: the dice choose."""
        found = [c for c in self.scene.chances() if c.verb in ONWARD]
        ordered = sorted(found, key=lambda c: ONWARD.index(c.verb))
        return [
            c
            for c in ordered
            for _ in range(
                8
                if c.verb
                in (
                    "send",
                    "print_run",
                    "print_more",
                    "lift_seal",
                    "number",
                    "sign",
                    "record_joint",
                    "check_joint",
                )
                else 1
            )
        ]


def chiefs() -> set[int]:
    return set(registry(CHIEFS).values_list("pk", flat=True))


def stand_ins(desk: Desk, drafter: Person, seed: int) -> None:
    """Each walk has other deputies."""
    o = desk.o
    Delegation.objects.exclude(kinds=["record"]).delete()
    pairs: list[tuple[Person, Person, list[str]]] = [
        (drafter, o.clerk2, []), (o.chief, drafter, ["office_review"]), (o.leader, o.leader2, ["sign"]),
        (o.deputy, drafter, []), (o.leader2, o.chief, []), (o.head, o.unit_clerk, []),
    ]  # fmt: skip
    for n, (principal, deputy, kinds) in enumerate(pairs):
        if seed >> n & 1 and fresh(principal).is_active:
            Delegation.objects.create(principal=principal, deputy=deputy, since=SINCE, kinds=kinds)


def make_walkers() -> Desk:
    """The office with who else may review and sign, so that somebody can leave; a number kept back for a paper."""
    desk = make_desk()
    person("qian", "钱七", desk.o.office, Role.SECRETARY_GENERAL, 6)
    person("han", "韩八", desk.o.section, Role.SECTION_CHIEF, 7)
    year = timezone.localdate().year
    slots.take(desk.series, year, by=desk.o.chief, now=database_now(), paper=None, reason="留号")
    for _n in range(2):
        registered(desk.o)  # for whoever answers it
    return desk


def test_no_paper_is_lost_and_none_goes_out_unsigned() -> None:
    desk, seen = make_walkers(), Counter[str]()
    assert set(PLANS) == {*MATRIX, "addressees"}, "a verb that no walk tries"
    with plainly():
        for seed in range(FIRST, FIRST + WALKS):
            walk = Walk(desk, seed)
            walk.wander()
            walk.bring_home()
            assert list(differences(Outgoing)) == list(differences(Document)) == [], walk
            seen += walk.done
    if WALKS >= 60:
        assert set(PLANS) - set(seen) == set(), "a verb nobody ever got to use"
