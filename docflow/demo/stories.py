"""How a made-up paper goes through the office: each story is a run of acts with the time between them."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from deadlines.limits import Explained, counted, fixed
from documents.actions.handover import assign
from documents.actions.instruct import instruct, record
from documents.actions.propose import propose, propose_return
from documents.actions.register import register
from documents.actions.review import approve, countersign, give_back
from documents.actions.signers import add_signer
from documents.actions.transferring import transfer
from documents.actions.voiding import void
from documents.actions.withdraw import withdraw
from documents.files.intake import Intake
from documents.models import Assignment, Document
from documents.queries.approving import latest_proposal
from documents.queries.gates import before
from documents.words import MUST_HAVE_LIMIT
from people.models import Unit
from workflow.clock import database_now

from . import words, work
from .case import Case, Desk
from .files import SCAN, blob
from .papers import Paper
from .stage import Story

NUMBERS = "000231-000233"  # of the paper that came in numbered copies
SECRETARY = {"wang": "tao", "zhao": "tao", "li": "tao"}


@dataclass
class Plan:
    """The way of one paper. `halt`: where it stops for good, so that somebody has it to do
    today; `arrive`: not before when it gets there."""

    route: str
    handler: str = "feng"
    reviewer: str = "wu"
    leaders: tuple[str, ...] = ()
    readers: tuple[str, ...] = ()
    lead: str = ""
    co: tuple[str, ...] = ()
    days: int = 8
    due: datetime | None = None
    pace: float = 1.0
    halt: str = ""
    arrive: datetime | None = None
    quirks: frozenset[str] = field(default_factory=frozenset)


class Journey(Case):
    """One made-up paper and the way planned for it."""

    def __init__(self, desk: Desk, paper: Paper, plan: Plan, files: Mapping[str, Intake]) -> None:
        if "numbered" in plan.quirks:
            paper.on_paper()
        super().__init__(desk, f"p{paper.number}", _document(desk, paper))
        if "numbered" in plan.quirks:
            self.doc.copies, self.doc.copy_numbers = 3, NUMBERS
        self.paper, self.plan, self.files = paper, plan, files
        self.reviewer = plan.reviewer
        self.rng = random.Random(paper.number)  # noqa: S311  (a demo, not a secret)

    def soon(self, hours: float) -> datetime:
        """About so many office hours later, at this paper's pace."""
        return self.later(hours * self.plan.pace * self.rng.uniform(0.6, 1.5))

    def before(self, hours: float, *halts: str) -> datetime:
        """About so many office hours later; where the next step brings the paper to its halt, not too early."""
        moment, arrive = self.soon(hours), self.plan.arrive
        return max(moment, arrive) if arrive is not None and self.plan.halt in halts else moment

    @property
    def lead(self) -> Unit | None:
        return self.desk.units[self.plan.lead] if self.plan.lead else None

    @property
    def lead_unit(self) -> Unit:
        """The unit that leads now."""
        row = Assignment.objects.filter(document=self.doc, role="lead", round=self.doc.round)
        return row.exclude(status="misdirected").select_related("unit").latest("id").unit

    # -- the story ---------------------------------------------------------------------------------

    def story(self) -> Story:
        yield from self._registered()
        if self.plan.halt == "proposing":
            return
        yield self.before(2.5, "reviewing")
        yield from self.round()

    def round(self) -> Story:
        """From the proposal to the end of its round."""
        plan = self.plan
        self._propose()
        if "withdrawn" in plan.quirks:
            yield from self._withdrawn()
        if plan.halt == "reviewing":
            return
        yield self.before(2, *self._after_review())
        yield from self._reviewed()
        if plan.halt == "signer" or "voided" in plan.quirks:
            return
        ticks = [p.key for p in before(self.doc, latest_proposal(self.doc)).manual]
        self.do(approve, self.reviewer, opinion=self.rng.choice(words.REVIEW), checked=ticks)
        if plan.route != "return":
            yield from self._onward()

    def _onward(self) -> Story:
        plan = self.plan
        if plan.leaders:
            yield from self._leaders()
        if self.doc.state == "handling":
            yield from work.handle(self)
        elif self.doc.state == "circulating":
            yield from work.read(self)
            if self.doc.state == "handling":
                yield from work.handle(self)
        if self.doc.state in ("handling", "circulating") and self.plan.halt not in work.HALTS:
            yield from work.finish(self)

    def again(self) -> Story:
        """A closed paper that was opened again goes its way once more."""
        self.plan = replace(self.plan, quirks=frozenset(), due=None)
        yield self.later(2)
        yield from self.round()

    def _registered(self) -> Story:
        came, desk, clerk = self.doc.received_at, self.desk, "chen"
        if self.paper.duty:
            clerk = "shen"
            yield came + timedelta(minutes=self.rng.randrange(3, 12))
        else:
            clerk = "feng" if "by_handler" in self.plan.quirks else clerk
            quick = self.doc.urgency in MUST_HAVE_LIMIT
            yield self.later_than(came, 0.2 if quick else self.rng.uniform(0.2, 1.5))
        file = self.files.get(self.name)
        blobs = [(blob(file, desk.people[clerk]), file.stored.name, "body")] if file else []
        self.do(register, clerk, handler=desk.people[self.plan.handler], blobs=blobs)

    def later_than(self, moment: datetime, hours: float) -> datetime:
        return counted("working_hour", max(hours, 0.01), start=moment, source="").at

    def _propose(self) -> None:
        plan, desk = self.plan, self.desk
        reviewer = desk.people[plan.reviewer]
        if plan.route == "return":
            known = words.RETURNS_OF.get(self.paper.source)
            codes, text, advice = known or words.RETURNS[self.paper.number % len(words.RETURNS)]
            self.do(propose_return, plan.handler, codes=codes, text=text, reviewer=reviewer, advice=advice)
            return
        self.do(
            propose,
            plan.handler,
            text=words.proposal(self.rng, self.desk, plan),
            reviewer=reviewer,
            lead_unit=None if plan.route == "readers" else self.lead,
            co_units=self.units(plan.co),
            leaders=self.people(plan.leaders),
            readers=self.people(plan.readers) if plan.route == "readers" else [],
            route_mode="sequential",
            due=self._due(),
        )

    def _due(self) -> Explained | None:
        if self.plan.due is not None and self.plan.due > database_now():
            return fixed(self.plan.due, start=self.doc.received_at, source="来文要求")
        if self.doc.urgency in MUST_HAVE_LIMIT and self.doc.category == "action":
            hours = {"flash": 24, "top_urgent": 48}.get(self.doc.urgency)
            if hours:
                return counted("clock_hour", hours, start=self.doc.received_at, source="拟办人设定")
            return counted("working_day", 3, start=self.doc.received_at, source="拟办人设定")
        return None

    def _after_review(self) -> tuple[str, ...]:
        """The halts that the chief's approval leads to."""
        first = f"submitted:{self.plan.leaders[0]}" if self.plan.leaders else "given"
        return (first, "signer", "reading", *(() if self.plan.leaders else ("accepted", "extension")))

    def _withdrawn(self) -> Story:
        yield self.later(0.2)
        self.do(withdraw, self.plan.handler, reason="补充有关情况后再送。")
        yield self.later(0.6)
        self._propose()

    def _reviewed(self) -> Story:
        """What may happen before the chief approves."""
        quirks = self.plan.quirks
        if "returned_once" in quirks:
            straight = self.rng.random() < 0.5
            self.do(give_back, self.reviewer, reason=self.rng.choice(words.GIVE_BACK), straight=straight)
            yield self.soon(2)
            self._propose()
            yield self.soon(1)
        if "transferred" in quirks:
            other = "zheng" if self.reviewer == "wu" else "wu"
            self.do(transfer, self.reviewer, to=self.desk.people[other], reason="外出开会，请代为审核。")
            self.reviewer = other
            yield self.soon(1)
        if "signer" in quirks:
            yield from self._signer()
        if "voided" in quirks:
            self.do(void, "wu", reason="来文单位来函撤回，另行报送。")

    def _signer(self) -> Story:
        signer = self.desk.people["jiang"]
        mode = self.rng.choice(("before", "beside"))
        self.do(add_signer, self.reviewer, signer=signer, mode=mode, note="涉及督查事项，请提出意见。")
        if self.plan.halt == "signer":
            return
        yield self.soon(2)
        self.do(countersign, "jiang", opinion=self.rng.choice(words.COUNTERSIGN))
        yield self.soon(0.5)

    def _leaders(self) -> Story:
        leaders = self.plan.leaders
        for leader, following in zip(leaders, (*leaders[1:], ""), strict=True):
            if self.plan.halt == f"submitted:{leader}":
                return
            yield self.before(5, f"submitted:{following}" if following else "instructed")
            self._instruct(leader)
        if self.plan.halt == "instructed":
            return
        yield self.before(2, "given", "accepted", "extension")
        self.do(assign, self.plan.handler, items=[self.item()])

    def _instruct(self, leader: str) -> None:
        kind, text = words.instruction(self.rng, self.desk, self.plan, leader)
        person, now = self.desk.people[leader], database_now()
        if self.rng.random() < 0.45 or leader in ("qian", "sun", "zhou", "han"):
            self.do(instruct, leader, text=text, kind=kind, needs_feedback=kind == "written")
            return
        given = max(now - timedelta(minutes=self.rng.randrange(10, 90)), self.doc.registered_at)
        clerk = SECRETARY.get(leader, "chen")
        self.do(
            record, clerk, leader=person, text=text, kind=kind, given_at=given, needs_feedback=kind == "written",
            scan=(blob(self.files[SCAN.key], self.desk.people[clerk]), "批示原件.pdf"),
        )  # fmt: skip

    def item(self) -> dict[str, Any]:
        due = self.plan.due
        until = (
            fixed(due, start=database_now(), source="交办时设定")
            if due is not None and due > database_now()
            else counted("working_day", self.plan.days, start=database_now(), source="交办时设定")
        )
        return {"content": words.content(self.rng, self.paper.topic), "lead": self.lead, "co": self.units(self.plan.co),
                "due": until, "instruction": None}  # fmt: skip


def _document(desk: Desk, paper: Paper) -> Document:
    """The register form as the clerk fills it in."""
    return Document(
        received_at=paper.received_at, channel=paper.channel, carrier=paper.carrier, source=desk.units[paper.source],
        source_doc_number=paper.doc_number, title=paper.title, kind=paper.kind, urgency=paper.urgency,
        category=paper.category, document_date=paper.document_date, pages=paper.pages, signer=paper.signer,
        contact=paper.contact, physical_location="文书柜1" if paper.carrier == "paper" else "",
    )  # fmt: skip
