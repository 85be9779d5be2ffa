"""Every way in which something goes wrong: brought about by the acts that do it, once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from bulletins.actions import reports
from bulletins.models import ErrorReport
from checking.models import GateCheck, ProofReply, ProofRun
from documents.actions import closing, handling, review
from documents.actions.correcting import correct
from documents.actions.propose import propose_return
from documents.models import Document
from outgoing.actions import after, correcting, issuing, jumping, returning, signing
from outgoing.actions.series import reserve
from outgoing.actions.void_numbers import answer_void, void_reserved
from outgoing.models import NumberBook, NumberSlot, VoidRequest
from people.models import Person
from proofing.catalogue import RULES
from seals.actions.correcting import correct as correct_line
from seals.actions.refusing import refuse
from seals.actions.stamping import desk_stamp
from seals.models import Finding, LedgerLine
from tests.documents.handling import path
from tests.office import Office, approve, fresh, registered, reviewing
from tests.office import handling as at_units
from tests.outgoing import papers
from tests.outgoing.desk import Desk, dispatched, drafted, sent
from tests.seals.desk.steps import again, asked, sit
from tests.seals.world import World, make_world
from workflow.models import Task

ERROR_RULE = next(
    rule.id for rule in RULES.values() if rule.severity == "error" and rule.id.startswith("NUM")
)
REASON = "主办单位写错了，请改"


def give_back(w: Any) -> None:
    doc = reviewing(w.o)
    review.give_back(doc, by=w.o.chief, expected_version=doc.version, reason=REASON)


def not_yet(w: World) -> None:
    doc = path.asked(w.o)
    closing.not_yet(doc, by=w.o.chief, reason="附件没有归齐", expected_version=doc.version)


def rework(w: World) -> None:
    doc = path.reported(w.o)
    row = path.part(doc, w.o.unit)
    handling.rework(
        doc,
        by=w.o.handler,
        parts=[row.pk],
        reason="数据有误。",
        due=path.days(9),
        expected_version=doc.version,
    )


def misdirected(w: World) -> None:
    handling.misdirected(at_units(w.o), by=w.o.unit_clerk, reason="不属本单位职责。")


def reopened(w: World) -> None:
    doc = path.closed(w.o)
    closing.reopen(
        doc, by=w.o.chief, reason="来文单位补报。", due=path.days(20), expected_version=doc.version
    )


def mended(w: World) -> None:
    correct(
        registered(w.o),
        by=w.o.clerk,
        reason="看错",
        fields={"source_doc_number": "云政〔2026〕999号", "pages": 7},
    )


def to_sender(w: World) -> Document:
    doc = propose_return(
        registered(w.o), by=w.o.handler, codes=["R15", "R11"], text="缺联系人。", reviewer=w.o.chief
    ).subject
    approve(doc, by=w.o.chief)
    return path.now(doc)


def draft_back(w: World) -> None:
    paper = sent(w.d)
    returning.give_back(paper, by=w.o.chief, expected_version=paper.version, reason="错别字多")


def draft_back_with_errors(w: World) -> None:
    """The check had found two errors of one rule, one of a waived one, and a hint."""
    paper = sent(w.d)
    row = {"rule": ERROR_RULE, "severity": "error", "line": 1, "column": 1, "text": "x"}
    ProofRun.objects.create(
        side="outgoing", subject_pk=paper.pk, text_hash="a" * 64, fields_hash="b" * 64, catalogue="1", errors=3, warns=1,
        findings=[row, {**row, "line": 2}, {**row, "rule": "DIG-02", "severity": "warn"}], checked_at=timezone.now(),
    )  # fmt: skip
    returning.give_back(paper, by=w.o.chief, expected_version=paper.version, reason="错别字多")


def jumped(w: World) -> None:
    paper = papers.all_signed(w.d)
    jumping.jump(paper, by=fresh(w.o.deputy), target="drafting", reason="文种不对")


def signed_again(w: World) -> None:
    signing.resign(papers.stale_print(w.d), by=w.d.drafter)


def recalled(w: World) -> None:
    with papers.plainly():
        after.recall(papers.now(dispatched(w.d)), by=fresh(w.o.chief), reason="数字有误")


def revoked(w: World) -> None:
    with papers.plainly():
        paper = papers.now(dispatched(w.d))
    after.revoke(paper, by=fresh(w.o.chief), repeal=False, on=timezone.localdate(), reason="依据已撤销")


def drawn_anew(w: World) -> None:
    """Recalled, and a corrected version drawn up: each is an entry of its own."""
    with papers.plainly():
        paper = papers.now(dispatched(w.d))
    after.recall(paper, by=fresh(w.o.chief), reason="数字有误")
    correcting.correct(papers.now(paper), by=fresh(w.d.drafter))


def lost_number(w: World) -> None:
    paper = papers.to_number(w.d)
    paper = issuing.number(paper, by=w.o.clerk, expected_version=paper.version).subject
    issuing.void(paper, by=w.o.chief, reason="内容有误")


def reserved_in_vain(w: World) -> None:
    book = NumberBook.the()
    reserve(book, by=fresh(w.o.clerk), series=w.d.series, n=1, reason="会议纪要")
    slot = NumberSlot.objects.get()
    void_reserved(book, by=fresh(w.o.clerk), slot=slot, reason="会议改期")
    answer_void(book, by=fresh(w.o.chief), wish=VoidRequest.objects.get(slot=slot), agree=True)


def late(w: World) -> None:
    """Open past its first date, for a week: one, not one a day."""
    doc = registered(w.o)
    then = timezone.now() - timedelta(days=7)
    Task.objects.about(doc).filter(kind="propose").update(due_at=then, due_first=then)


def refused(w: World) -> None:
    request = asked(w)
    refuse(request, w.seal, by=w.keeper, code="X5", reason="私事")


def spoiled(w: World) -> LedgerLine:
    from_desk(w, copies=2, spoiled=1)
    return LedgerLine.objects.latest("pk")


def from_desk(w: World, **counts: int) -> None:
    sit(w)
    request = asked(w, 3)
    stamp(w, request, reason="盖歪" if counts.get("spoiled") else "", second=w.stand_in, **counts)


def stamp(w: World, request: Any, **how: Any) -> None:
    desk_stamp(again(request), by=fresh(w.keeper), **how)


def righted(w: World) -> None:
    from_desk(w, copies=3)
    line = LedgerLine.objects.latest("pk")
    correct_line(line, by=fresh(w.keeper), reason="点错一份", second=w.stand_in, stamped=2, unused=1)


def audited(w: World) -> None:
    Finding.objects.create(
        test="A3", key="line:1", seal=w.seal, state="confirmed", words="确有此事", by_person=w.o.auditor, by_name=w.o.auditor.name,
        at=timezone.now(),
    )  # fmt: skip


def waived(w: World) -> None:
    paper = drafted(w.d)
    ProofReply.objects.create(
        side="outgoing", subject_pk=paper.pk, rule=ERROR_RULE, place="p", text="x", severity="error", replied="waived",
        reason="上级来文如此", text_hash="a" * 64, by=w.o.handler, by_name=w.o.handler.name, at=timezone.now(),
    )  # fmt: skip


def gate_open(w: World) -> None:
    paper = drafted(w.d)
    items = [
        {"key": "route", "words": "主送机关正确", "auto": False, "result": "open", "note": ""},
        {"key": "date", "words": "日期正确", "auto": True, "result": "ok", "note": ""},
    ]
    checked(w, paper.pk, items)


def gate_waived(w: World) -> None:
    paper = drafted(w.d)
    checked(
        w,
        paper.pk,
        [{"key": "annex", "words": "附件齐全", "auto": True, "result": "waived", "note": "随后补"}],
    )


def checked(w: World, pk: int, items: list[dict[str, Any]]) -> None:
    GateCheck.objects.create(
        side="outgoing", subject_pk=pk, gate="before", version=2, verb="send", items=items, checked_by=w.o.chief,
        checked_by_name=w.o.chief.name, checked_at=timezone.now(),
    )  # fmt: skip


def reported(w: World) -> None:
    doc = registered(w.o)
    row = ErrorReport(
        about_kind="document",
        about_ref=doc.ref,
        about_name=doc.receipt_no,
        what="页数不对",
        field="页数",
        old="1",
    )
    row = reports.report(row, by=fresh(w.o.handler)).subject
    correct(doc, by=w.o.clerk, reason="看错", fields={"pages": 5})
    reports.answer(ErrorReport.objects.get(pk=row.pk), by=fresh(w.o.chief), answer="corrected", new="5")


def person(w: World, name: str) -> Person | None:
    """A member of the cast by name; empty: nobody."""
    people = {**w.o.everybody(), "keeper": w.keeper, "stand_in": w.stand_in}
    return people[name] if name else None


def office_of(w: World) -> tuple[Office, Desk]:
    return w.o, w.d


Way = Callable[[World], Any]
# What happens; then source, category, stage, consequence, whose step it was, who found it. "" is nobody; None: not of our office.
WAYS: dict[str, tuple[Way, tuple[str, str, str, str, str, str]]] = {
    "give_back": (give_back, ("return_inside", "routing", "before", "redone", "handler", "chief")),
    "not_yet": (not_yet, ("return_inside", "attachment", "closing", "redone", "handler", "chief")),
    "rework": (rework, ("return_inside", "digits", "during", "redone", "unit_clerk", "handler")),
    "misdirected": (misdirected, ("return_inside", "routing", "during", "redone", "handler", "unit_clerk")),
    "reopened": (reopened, ("reopen", "other", "after", "redone", "handler", "chief")),
    "mended": (mended, ("correction", "number", "before", "none", "clerk", "clerk")),
    "to_sender": (to_sender, ("return_sender", "routing", "before", "returned", "", "handler")),
    "draft_back": (draft_back, ("return_inside", "wording", "before", "redone", "handler", "chief")),
    "jumped": (jumped, ("return_inside", "kind", "during", "redone", "handler", "deputy")),
    "signed_again": (signed_again, ("return_inside", "other", "during", "redone", "handler", "handler")),
    "recalled": (recalled, ("correction", "digits", "after", "redone", "handler", "chief")),
    "revoked": (revoked, ("correction", "other", "after", "redone", "handler", "chief")),
    "lost_number": (lost_number, ("renumber", "number", "during", "none", "clerk", "")),
    "reserved_in_vain": (reserved_in_vain, ("renumber", "number", "during", "none", "clerk", "clerk")),
    "late": (late, ("missed", "time", "before", "delayed", "handler", "")),
    "refused": (refused, ("seal", "seal", "during", "none", "handler", "keeper")),
    "spoiled": (spoiled, ("seal", "seal", "during", "redone", "keeper", "stand_in")),
    "righted": (righted, ("seal", "seal", "during", "none", "keeper", "stand_in")),
    "audited": (audited, ("seal", "seal", "after", "none", "", "auditor")),
    "waived": (waived, ("waiver", "number", "before", "none", "handler", "")),
    "gate_open": (gate_open, ("gate", "routing", "before", "redone", "handler", "chief")),
    "gate_waived": (gate_waived, ("waiver", "attachment", "before", "none", "handler", "chief")),
}  # fmt: skip

__all__ = [
    "ERROR_RULE",
    "ProofReply",
    "ProofRun",
    "REASON",
    "Task",
    "WAYS",
    "World",
    "after",
    "asked",
    "audited",
    "checked",
    "dispatched",
    "draft_back",
    "draft_back_with_errors",
    "drawn_anew",
    "fresh",
    "from_desk",
    "gate_open",
    "gate_waived",
    "give_back",
    "jumped",
    "jumping",
    "late",
    "lost_number",
    "make_world",
    "mended",
    "misdirected",
    "not_yet",
    "office_of",
    "papers",
    "person",
    "recalled",
    "refused",
    "registered",
    "reopened",
    "reported",
    "reserved_in_vain",
    "returning",
    "review",
    "reviewing",
    "revoked",
    "rework",
    "righted",
    "sent",
    "signed_again",
    "spoiled",
    "stamp",
    "timedelta",
    "timezone",
    "to_sender",
    "waived",
]
