"""拟办: the handler proposes, or proposes to return the paper to its sender."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from deadlines.limits import Explained, due_for
from docflow.web.errors import Incomplete
from documents.actions.guard import allow, need
from documents.actions.telling import until
from documents.models import Document, Proposal
from documents.words import MUST_HAVE_LIMIT, Category, OpinionKind, TaskKind
from people.models import Person, Unit
from people.queries import persons, registry
from people.roles import CHIEFS
from workflow.act import Act
from workflow.spine import act, step


@act("propose")
def propose(
    a: Act,
    *,
    text: str,
    reviewer: Person,
    lead_unit: Unit | None = None,
    co_units: Sequence[Unit] = (),
    leaders: Sequence[Person] = (),
    readers: Sequence[Person] = (),
    route_mode: str = "sequential",
    due: Explained | None = None,
    limit_text: str = "",
) -> str:
    """Submit a proposal to `reviewer` (never the author himself).

    Refuses (`Incomplete`) with everything that is missing: words, somebody to go to, exactly one lead when
    several units take part, a limit for urgent papers (条例 第二十四条（四）). A paper returned "straight back
    to me" goes to the one who returned it, whoever is named here.
    """
    task = allow(a, "propose")
    doc: Document = a.subject
    missing = _missing(doc, text, lead_unit, co_units, leaders, readers, due, limit_text)
    reviewer, wrong = _reviewer(a, reviewer)
    if missing + wrong:
        raise Incomplete(missing + wrong)
    if due is not None:
        move_limit(a, due)
    outcome = Proposal.Outcome.HANDLE if lead_unit or leaders else Proposal.Outcome.READ
    proposal = _new_proposal(a, text, outcome, lead_unit=lead_unit, leader_ids=[p.pk for p in leaders],
                             reader_ids=[p.pk for p in readers], route_mode=route_mode, limit_text=limit_text)  # fmt: skip
    proposal.co_units.set(co_units)
    doc.lead_unit_name = lead_unit.short if lead_unit else ""
    return _to_review(a, task, text, reviewer)


def move_limit(a: Act, due: Explained) -> None:
    """The paper's limit as the proposal sets it; the entry has the old one, whole, so that it can be put back."""
    doc: Document = a.subject
    if due.at != doc.due_at:
        old = doc.due_at.isoformat() if doc.due_at else None
        a.data["due"] = [old, due.at.isoformat()]
        a.data["limit"] = [old, doc.due_source, doc.due_trace]
    doc.due_at, doc.due_source, doc.due_trace = due.at, due.source, due.trace


@act("propose_return")
def propose_return(a: Act, *, codes: Sequence[str], text: str, reviewer: Person, advice: str = "") -> str:
    """Propose to return the paper to its sender, with coded reasons (R01 to R17) and words."""
    task = allow(a, "propose_return")
    if not codes:
        raise Incomplete(_("请至少选一条退文理由。"))
    need(text, _("请写明退文理由。"))
    reviewer, wrong = _reviewer(a, reviewer)
    if wrong:
        raise Incomplete(wrong)
    _new_proposal(a, text, Proposal.Outcome.RETURN, return_codes=list(codes), return_advice=advice)
    return _to_review(a, task, text, reviewer)


def _missing(
    doc: Document,
    text: str,
    lead: Unit | None,
    co_units: Sequence[Unit],
    leaders: Sequence[Person],
    readers: Sequence[Person],
    due: Explained | None,
    limit_text: str,
) -> list[str]:
    found = []
    if not text.strip():
        found.append(_("请填写拟办意见。"))
    if not (lead or leaders or readers):
        found.append(_("请选择主办单位、阅批领导或传阅人员中的至少一项。"))
    if co_units and lead is None:
        found.append(_("有协办单位时必须有一个主办单位。"))
    if lead is not None and lead in co_units:
        found.append(_("主办单位不能同时是协办单位。"))
    if len({p.pk for p in leaders}) < len(leaders):
        found.append(_("同一位领导只能选一次。"))
    if doc.urgency in MUST_HAVE_LIMIT and doc.category == Category.ACTION and due is None and not limit_text:
        found.append(_("急件必须写明办理时限（条例第二十四条）。"))
    return found


def _new_proposal(a: Act, text: str, outcome: str, **fields: Any) -> Proposal:
    doc: Document = a.subject
    number = Proposal.objects.filter(document=doc).count() + 1
    Proposal.objects.filter(document=doc, latest=True).update(latest=False)
    return Proposal.objects.create(
        document=doc,
        round=doc.round,
        number=number,
        outcome=outcome,
        text=text.strip(),
        author_id=a.by.pk,
        author_name=a.by.name,
        created_at=a.now,
        **fields,
    )


def _reviewer(a: Act, chosen: Person) -> tuple[Person, list[str]]:
    """Who reviews, and what is wrong with him: never the author or whom he stands in for, always a chief."""
    authors = {a.by.pk} | ({a.behalf.person_id} if a.behalf else set())
    straight = straight_reviewer(a.subject)
    if straight is not None and straight.pk not in authors:
        return straight, []
    if chosen.pk in authors:
        return chosen, [_("拟办人不能审核自己的拟办意见，请另选审核人。")]
    if chosen not in reviewers(a.by):
        return chosen, [_("%(who)s不是在任的处长或副处长，请另选审核人。") % {"who": chosen.name}]
    return chosen, []


def straight_reviewer(doc: Document) -> Person | None:
    """Who gave the proposal back with "straight back to me", while he is in office."""
    if not doc.straight_to.startswith("p"):
        return None
    return persons().filter(pk=int(doc.straight_to[1:])).first()


def _to_review(a: Act, task: Any, text: str, reviewer: Person) -> str:
    doc: Document = a.subject
    a.close(task, "submitted")
    step(a, "submit_proposal")
    doc.straight_to = ""
    due = due_for("review", urgency=doc.urgency, category=doc.category, kind=doc.kind, start=a.now)
    a.open(TaskKind.REVIEW, reviewer, due=due)
    a.say(OpinionKind.PROPOSAL, text.strip())
    return _("已送 %(who)s 审核%(until)s。") % {"who": reviewer.name, "until": until(due.at)}


def reviewers(author: Person) -> list[Person]:
    """Who may review this author's proposal: the chiefs of the office, never himself."""
    return [p for p in registry(CHIEFS) if p.pk != author.pk]
