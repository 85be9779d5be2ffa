"""The kinds of things, each said once: who may see it, how the office calls it, by what it is narrowed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from alerts.models import Delivery
from bulletins.figures.narrowing import (
    IN,
    OURS_BY,
    OUT,
    PAPER_BY,
    attribute,
    by_paper,
    label_papers,
    named,
    no_number,
    one_flow,
    seen_by_paper,
)
from bulletins.figures.steps import of_unit, step_word
from bulletins.figures.things import Rows, Things, Values
from bulletins.models import ErrorEntry
from bulletins.rules.error_rights import reads as reads_book
from checking.models import GateCheck, ProofReply, ProofRun, SweepRow
from checking.words import Gate, SweepMark
from documents.models import Assignment, Document, Instruction, ReturnSlip
from documents.queries.visible import visible_to
from outgoing.models import Addressee, Outgoing
from outgoing.queries.visible import inside_for
from seals.models import LedgerLine, SealTakeout
from seals.queries.takeouts import visible_to as takeouts_seen
from seals.rules.rights import sees_ledger
from timing.rules.alerts import reads_titles
from workflow.models import Entry, Task


def _joined(*parts: object) -> str:
    return " · ".join(str(part) for part in parts if part)


PAPERS = Things(
    "document", Document.objects.all, visible_to,
    ("ref", "receipt_no", "title", "work_secret", "source_short", "received_at", "closed_at", "due_first", "due_at"),
    lambda v: v["receipt_no"], lambda v: v["title"], lambda v: v["ref"], "work_secret", by=PAPER_BY,
    weighs=("received_at", "closed_at"),
)  # fmt: skip
OURS = Things(
    "outgoing", Outgoing.objects.all, inside_for,
    ("ref", "number", "title", "work_secret", "unit_name", "dispatched_at"),
    lambda v: v["number"] or no_number(), lambda v: v["title"], lambda v: v["ref"], "work_secret", by=OURS_BY,
)  # fmt: skip


def _of_document(model: Any) -> Any:
    return lambda person: model.objects.filter(document__in=visible_to(person).values("pk"))


_PAPER = ("document__ref", "document__receipt_no", "document__title", "document__work_secret")
PARTS = Things(
    "assignment", Assignment.objects.all, _of_document(Assignment),
    (*_PAPER, "unit_name", "content", "given_at", "reported_at", "due_first", "due_at"),
    lambda v: v["document__receipt_no"], lambda v: _joined(v["unit_name"], v["content"]),
    lambda v: v["document__ref"], "document__work_secret",
    by={"unit": attribute("unit"), "kind": attribute("document__kind"), "side": one_flow(IN)},
    weighs=("given_at", "reported_at"),
)  # fmt: skip
SLIPS = Things(
    "return_slip", ReturnSlip.objects.all, _of_document(ReturnSlip),
    (*_PAPER, "document__source_short", "codes", "returned_at"),
    lambda v: v["document__receipt_no"],
    lambda v: _joined("、".join(v["codes"]), v["document__source_short"], v["document__title"]),
    lambda v: v["document__ref"], "document__work_secret",
    by={"unit": attribute("document__source"), "kind": attribute("document__kind"), "side": one_flow(IN)},
)  # fmt: skip
WORDS = Things(
    "instruction", Instruction.objects.all, _of_document(Instruction), (*_PAPER, "given_at"),
    lambda v: v["document__receipt_no"], lambda v: v["document__title"], lambda v: v["document__ref"],
    "document__work_secret", by={"kind": attribute("document__kind"), "side": one_flow(IN)},
)  # fmt: skip
COPIES = Things(
    "addressee", Addressee.objects.all,
    lambda person: Addressee.objects.filter(paper__in=inside_for(person).values("pk")),
    ("paper__ref", "paper__number", "paper__title", "paper__work_secret", "name", "sent_at", "alarm_at"),
    lambda v: v["paper__number"], lambda v: _joined(v["name"], v["paper__title"]), lambda v: v["paper__ref"],
    "paper__work_secret",
    by={"unit": attribute("unit"), "kind": attribute("paper__kind"), "side": one_flow(OUT)},
)  # fmt: skip


def _of_both(kind: str, model: Any, side: str, fields: tuple[str, ...], note: Any) -> Things:
    """Things that name their paper by flow and key: its number and title are read beside them."""
    every = model.objects.filter(**{f"{side}__in": (IN, OUT)})
    return Things(
        kind, every.all, seen_by_paper(every, side), (side, "subject_pk", *fields), lambda v: v["paper_no"],
        lambda v: _joined(note(v), v["paper_title"]), lambda v: v["paper_ref"], "paper_secret", label_papers(side),
        by_paper(side), side,
    )  # fmt: skip


STEPS = _of_both(
    "step", Task, "subject_kind", ("kind", "holder", "given_at", "done_at", "due_first", "due_at"),
    lambda v: step_word(v["subject_kind"], v["kind"]),
)  # fmt: skip
STEPS = replace(
    STEPS,
    by={**STEPS.by, "unit": of_unit},
    weighs=("subject_kind", "subject_pk", "kind", "given_at", "done_at"),
)
ENTRIES = _of_both("entry", Entry, "subject_kind", ("verb", "reason", "at"), lambda v: v["reason"][:80])
RUNS = _of_both("proof_run", ProofRun, "side", ("errors", "warns", "length", "checked_at"), lambda v: "")
REPLIES = _of_both(
    "proof_reply", ProofReply, "side", ("rule", "reason", "at"), lambda v: _joined(v["rule"], v["reason"])
)
GATES = _of_both(
    "gate_check", GateCheck, "side", ("gate", "waived", "checked_at"), lambda v: Gate(v["gate"]).label
)
SWEPT = _of_both(
    "sweep_row", SweepRow, "side", ("sweep__day", "marks"),
    lambda v: _joined(v["sweep__day"], *(SweepMark(mark).label for mark in v["marks"])),
)  # fmt: skip


def _errors_seen(person: Any) -> Rows:
    """The whole book for who reads it; there is no page of an entry for others."""
    return ErrorEntry.objects.all() if reads_book(person.hats) else ErrorEntry.objects.none()


ERRORS = Things(
    "error", ErrorEntry.objects.all, _errors_seen,
    ("ref", "no", "description", "category", "subject_secret", "found_at", "closed_at"),
    lambda v: v["no"], lambda v: v["description"], lambda v: v["ref"], "subject_secret",
    by={"unit": named("unit_name"), "kind": attribute("paper_kind"), "side": attribute("subject_kind")},
)  # fmt: skip


def _lines_seen(person: Any) -> Rows:
    """All, for who reads the ledgers; there is no page of a line for others."""
    return LedgerLine.objects.all() if sees_ledger(person.hats) else LedgerLine.objects.none()


def _line_note(v: Values) -> str:
    """What was stamped is not said: who may read that, reads it on the line's own page."""
    return " ".join(filter(None, (v["code"], v["doc_number"] or v["request_no"])))


LINES = Things(
    "ledger_line", LedgerLine.objects.all, _lines_seen,
    ("seal", "seal__name", "serial", "doc_number", "request_no", "code", "at"),
    lambda v: f"{v['seal__name']} #{v['serial']}", _line_note, lambda v: f"{v['seal']}/{v['serial']}",
    by={"unit": named("applicant_unit")},
)  # fmt: skip
TAKEOUTS = Things(
    "seal_takeout", SealTakeout.objects.all, takeouts_seen,
    ("ref", "number", "seal__name", "out_at", "until", "back_at"),
    lambda v: v["number"], lambda v: v["seal__name"], lambda v: v["ref"], by={"unit": named("unit_name")},
)  # fmt: skip
SENDINGS = Things(
    "delivery", Delivery.objects.all,
    lambda person: Delivery.objects.all() if reads_titles(person.hats) else Delivery.objects.filter(recipient=person.pk),
    ("channel", "created_at"), lambda v: f"#{v['pk']}", lambda v: v["channel"], lambda v: "",
)  # fmt: skip
KINDS = {
    things.kind: things
    for things in (PAPERS, OURS, PARTS, SLIPS, WORDS, COPIES, STEPS, ENTRIES, RUNS, REPLIES, GATES, SWEPT, ERRORS, LINES,
                   TAKEOUTS, SENDINGS)
}  # fmt: skip
