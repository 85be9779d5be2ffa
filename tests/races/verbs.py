"""Every verb with its paper, its person and what he fills in, for crowds: which of them have one winner, which none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from typing import Any

from django.utils import timezone

from checking.models import ProofRun
from checking.queries.proofing import as_kept, seen
from docflow.web.errors import Faster, Incomplete, Refusal
from documents.actions import (
    check_record,
    closing,
    confirming,
    copying,
    correcting,
    extension,
    files,
    from_reading,
    handling,
    handover,
    instruct,
    pausing,
    proofing,
    propose,
    reading,
    relating,
    review,
    signers,
    transferring,
    urging,
    voiding,
    withdraw,
)
from documents.models import Assignment, Attachment, Blob, Document
from documents.queries.proofing import found_in
from documents.rules.closing import checks
from documents.rules.proofing import key_of
from people.models import Person
from proofing.finding import Finding
from tests.documents.handling.path import answered, asked, asked_for_time, closed, days, now, reported
from tests.documents.papers import stopped
from tests.office import (
    Office,
    approve,
    circulating,
    fresh,
    instructed,
    item,
    registered,
    reviewing,
    submitted,
)
from tests.office import handling as at_units
from workflow.models import Task
from workflow.spine import Done

Stage = Callable[[Office], Document]
Words = Callable[[Office, Document], dict[str, Any]]
blobs = count(1)


@dataclass(frozen=True)
class Race:
    """`losers`: how they are refused; a reader, who races only himself, is told when he read it."""

    stage: Stage
    who: str
    act: Callable[..., Done]
    words: Words = lambda o, d: {}
    losers: type[Refusal] = Faster
    named: bool = True

    def form(self, office: Office) -> tuple[Document, Callable[[str], Done]]:
        """A paper in its stage, and its form as drawn now: sent with a key."""
        doc = now(self.stage(office))
        words, by = self.words(office, doc), fresh(getattr(office, self.who))
        assert by.hats
        return doc, lambda key: self.act(doc, by=by, key=key, expected_version=doc.version, **words)


def task(doc: Document, kind: str, who: Person | None = None) -> int:
    rows = Task.objects.about(doc).open().filter(kind=kind)
    return (rows.filter(holder=who.principal) if who else rows).get().pk


def scan(office: Office) -> Blob:
    return Blob.objects.create(
        sha256=f"{next(blobs):064}", size=1, ext="pdf", mime="application/pdf", uploaded_by=office.clerk
    )


# -- stages ------------------------------------------------------------------------------------------


def to_units(office: Office) -> Document:
    return reviewing(office, leaders=[])


def to_readers(office: Office) -> Document:
    return reviewing(office, lead_unit=None, leaders=[], readers=[office.leader])


def to_return(office: Office) -> Document:
    return propose.propose_return(
        registered(office), by=office.handler, codes=["R11"], text="缺联系人。", reviewer=office.chief
    ).subject


def signing(office: Office) -> Document:
    doc = reviewing(office)
    return signers.add_signer(doc, by=office.chief, signer=office.leader2, mode="before").subject


def recorded(office: Office) -> Document:
    """By word of mouth: to be checked, and to be confirmed."""
    doc = submitted(office)
    by = fresh(office.secretary)
    return instruct.record(doc, by=by, leader=office.leader, text="请水利厅办理。", kind="oral").subject


def with_file(office: Office) -> Document:
    doc = registered(office)
    return files.add_file(doc, by=office.clerk, blobs=[(scan(office), "附件.pdf", "annex")]).subject


def found(office: Office) -> Document:
    """Looked at, with something wrong in it."""
    one = Finding(3, 5, "NUM-02", "[2026]", "error", "〔2026〕")
    doc = registered(office)
    blob = Blob.objects.create(
        sha256=f"{next(blobs):064}", size=1, ext="docx", mime="application/docx", uploaded_by=office.clerk
    )
    files.add_file(doc, by=office.clerk, blobs=[(blob, "正文.docx", "body")])
    ProofRun.objects.create(
        side="document", subject_pk=doc.pk, text_hash=blob.sha256, fields_hash="0" * 64, catalogue="x",
        findings=[as_kept(placed) for placed in seen([one], ["", "", "云政 [2026]15号"])], errors=1, checked_at=timezone.now(),
    )  # fmt: skip
    return doc


def a_finding(office: Office, doc: Document) -> dict[str, Any]:
    return {"finding": key_of(found_in(doc).findings[0]), "reason": "不影响办理。"}


def numbered(office: Office) -> Document:
    """Two numbered copies, one person who may have either."""
    return registered(office, copies=2, copy_numbers="000118-000119")


def part(doc: Document) -> int:
    return Assignment.objects.get(document=doc).pk


def soon(n: int) -> date:
    return timezone.localdate() + timedelta(days=n)


def own(kind: str, who: str = "", **words: Any) -> Words:
    """He answers his task of this kind."""
    return lambda o, d: {"task_id": task(d, kind, getattr(o, who) if who else None), **words}


def said(**words: Any) -> Words:
    return lambda o, d: words


# -- one winner --------------------------------------------------------------------------------------

RACES: dict[str, Race] = {
    "propose": Race(registered, "handler", propose.propose,
                    lambda o, d: {"text": "拟办", "reviewer": o.chief, "lead_unit": o.unit}),
    "propose_return": Race(registered, "handler", propose.propose_return,
                           lambda o, d: {"codes": ["R01"], "text": "不属受理范围。", "reviewer": o.chief}),
    "ignore_finding": Race(found, "handler", proofing.ignore_finding, a_finding),
    "approve to the leaders": Race(reviewing, "chief", approve),
    "approve to the units": Race(to_units, "chief", approve),
    "approve to the readers": Race(to_readers, "chief", approve),
    "approve back to the sender": Race(to_return, "chief", approve),
    "give_back": Race(reviewing, "chief", review.give_back, said(reason="请补充")),
    "countersign": Race(signing, "leader2", review.countersign, own("countersign", opinion="同意。")),
    "instruct": Race(submitted, "leader", instruct.instruct, own("instruct", text="同意。")),
    "record": Race(submitted, "secretary", instruct.record,
                   lambda o, d: {"leader": o.leader, "text": "同意。", "task_id": task(d, "instruct")}),
    "assign": Race(instructed, "handler", handover.assign, lambda o, d: {"items": [item(o)]}),
    "circulate_only": Race(instructed, "handler", handover.circulate_only, own("assign")),
    "accept": Race(at_units, "unit_clerk", handling.accept, own("handle")),
    "misdirected": Race(at_units, "unit_clerk", handling.misdirected, own("handle", reason="不是。")),
    "report": Race(at_units, "unit_clerk", handling.report, own("handle", result="已办。")),
    "extend": Race(at_units, "unit_clerk", extension.extend,
                   lambda o, d: {"until": days(20), "reason": "x", "progress": "y", "task_id": task(d, "handle")},
                   Incomplete, named=False),
    "answer_extension": Race(asked_for_time, "chief", extension.answer_extension, own("extend", granted=True)),
    "rework": Race(reported, "handler", handling.rework,
                   lambda o, d: {"parts": [part(d)], "reason": "不全。", "due": days(3)}),
    "waive": Race(at_units, "chief", handling.waive, lambda o, d: {"part": part(d), "reason": "免。"}),
    "confirm_oral": Race(recorded, "leader", confirming.confirm_oral, said(number=1)),
    "check_record": Race(recorded, "clerk", check_record.check_record, said(number=1)),
    "set_reply": Race(at_units, "handler", closing.set_reply, said(number="江政办函〔2026〕7号")),
    "ask_to_close": Race(answered, "handler", closing.ask_to_close, lambda o, d: {"checker": o.chief, "result": "已办。"}),
    "close": Race(asked, "chief", closing.close, lambda o, d: {"checked": [code for code, _ in checks(d)]}),
    "not_yet": Race(asked, "chief", closing.not_yet, said(reason="缺。")),
    "reopen": Race(closed, "chief", closing.reopen, lambda o, d: {"reason": "补。", "due": days(9)}),
    "circulate to the same": Race(registered, "clerk", reading.circulate,
                                  lambda o, d: {"readers": [o.head, o.leader], "note": "请阅"}, Incomplete, named=False),
    "read": Race(circulating, "leader2", reading.read, own("read", "leader2"), named=False),
    "instruct_from_reading": Race(circulating, "leader2", from_reading.instruct_from_reading,
                                  own("read", "leader2", text="请水利厅办理。"), named=False),
    "to_action": Race(circulating, "handler", from_reading.to_action, own("follow", reason="要办")),
    "recall_reader": Race(circulating, "clerk", reading.recall_reader,
                          lambda o, d: {"task_ids": [task(d, "read", o.leader2)]}),
    "withdraw the proposal": Race(reviewing, "handler", withdraw.withdraw),
    "withdraw the submission": Race(submitted, "chief", withdraw.withdraw),
    "withdraw from the units": Race(at_units, "handler", withdraw.withdraw),
    "transfer": Race(reviewing, "chief", transferring.transfer,
                     lambda o, d: {"to": o.deputy, "reason": "出差", "task_id": task(d, "review")}),
    "reassign": Race(reviewing, "deputy", transferring.reassign,
                     lambda o, d: {"to": o.deputy, "reason": "离任", "task_id": task(d, "review")}),
    "add_signer": Race(reviewing, "chief", signers.add_signer, lambda o, d: {"signer": o.head, "mode": "before"}),
    "hand_copies to somebody": Race(numbered, "clerk", copying.hand_copies,
                                    lambda o, d: {"what": "give", "numbers": "118", "person": o.handler}),
    "hand_copies back to the sender": Race(numbered, "clerk", copying.hand_copies, said(
        what="return", numbers="118-119", how="exchange", receipt="交换站 12 号")),
    "correct": Race(registered, "clerk", correcting.correct, said(reason="错字", fields={"pages": 77})),
    "add_file as a new version": Race(with_file, "clerk", files.add_file, lambda o, d: {
        "blobs": [(scan(o), "附件二.pdf", "annex")], "replaces": Attachment.objects.get(document=d)}),
    "suspend": Race(reviewing, "chief", pausing.suspend, said(code="supplement", reason="补附件", look_on=soon(5))),
    "look_later": Race(stopped, "chief", pausing.look_later, said(look_on=soon(9), reason="还没有补来")),
    "resume": Race(stopped, "chief", pausing.resume),
    "void": Race(registered, "chief", voiding.void, said(reason="重复")),
}  # fmt: skip

# -- all counted -------------------------------------------------------------------------------------

COUNTED: dict[str, Race] = {
    "progress": Race(at_units, "unit_clerk", handling.progress, own("handle", text="进展。")),
    "urge": Race(at_units, "handler", urging.urge, lambda o, d: {"task_ids": [task(d, "handle")]}),
    "relate": Race(registered, "clerk", relating.relate, lambda o, d: {"other": registered(o)}),
    "add_file": Race(registered, "clerk", files.add_file,
                     lambda o, d: {"blobs": [(scan(o), "附件.pdf", "annex")]}),
}  # fmt: skip
