"""What the desk's tests stand on: approved requests, of a described paper and of a printed one; who sits at the desk."""

from __future__ import annotations

import hashlib
from itertools import count
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from documents.models import Blob
from outgoing.models import Outgoing, PrintRun
from people.models import Person, Unit
from people.roles import Role
from seals.actions.sitting import sit_down
from seals.models import LedgerLine, Seal, SealCustody, SealRequest
from tests.office import person
from tests.outgoing.desk import sealing
from tests.seals.world import World
from workflow.act import Act
from workflow.spine import act, database_now

numbers = count(1)


@act("ask")
def ask(a: Act, *, keeper: Person, task: bool = True) -> str:
    """As the room's own application leaves it: approved, and with the keeper."""
    if task:
        a.open("seal", keeper)
    return "已申请。"


def blob(by: Person, words: str = "用印的证明") -> Blob:
    """A file's row, without its bytes."""
    content = f"{words} {next(numbers)}".encode()
    return Blob.objects.create(
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        ext="pdf",
        mime="application/pdf",
        uploaded_by=by,
    )


def asked(
    w: World, copies: int = 3, seal: Seal | None = None, keeper: Person | None = None, **fields: Any
) -> SealRequest:
    """An approved request of a described paper, asked by the handler, approved by the director."""
    seal, now = seal or w.seal, database_now()
    file = fields.pop("file", None) or blob(w.d.drafter)
    n = next(numbers)
    values: dict[str, Any] = {
        "seal": seal, "basis": "approval", "file": file, "file_name": "证明.pdf", "text_hash": file.sha256,
        "title": f"关于第{n}件的证明", "number": f"用印〔2026〕{n}号", "paper_kind": "certificate", "signed_name": seal.name,
        "copies": copies, "applicant": w.d.drafter, "applicant_name": w.d.drafter.name, "unit_name": "公文运转处",
        "asked_at": now, "approver": w.director, "approver_name": w.director.name, "approved_at": now, "state": "approved",
    }  # fmt: skip
    values |= fields
    done = ask(SealRequest(**values), by=w.d.drafter, keeper=keeper or w.keeper)
    return SealRequest.objects.get(pk=done.subject.pk)


def of_paper(w: World, paper: Outgoing | None = None, run: PrintRun | None = None) -> SealRequest:
    """The request of a print run of an outgoing paper that waits for the seal: its signed draft is the approval."""
    paper = paper or sealing(w.d)
    run = run or PrintRun.objects.filter(paper=paper, stamped__isnull=True).order_by("number")[0]
    if (
        found := SealRequest.objects.filter(run=run, seal=w.seal).first()
    ) is not None:  # applied for with the printing
        return found
    assert run.original is not None
    now = database_now()
    values: dict[str, Any] = {
        "seal": w.seal, "basis": "draft", "paper": paper, "run": run, "text_hash": run.original.sha256,
        "title": paper.title, "doc_number": paper.number, "number": f"用印〔2026〕{next(numbers)}号", "paper_kind": "paper",
        "signed_name": paper.organ.name, "copies": run.approved, "applicant": w.d.drafter,
        "applicant_name": w.d.drafter.name, "unit_name": "公文运转处", "asked_at": now, "approver": w.o.leader2,
        "approver_name": w.o.leader2.name, "approved_at": now, "state": "approved",
    }  # fmt: skip
    done = ask(SealRequest(**values), by=w.d.drafter, keeper=w.keeper, task=False)
    return SealRequest.objects.get(pk=done.subject.pk)


def handed_to(w: World, person: Person) -> None:
    """The seal is in other hands now; `w.keeper` is whoever has it."""
    now = database_now()
    for custody in SealCustody.objects.filter(person=w.keeper, during__upper_inf=True):
        custody.during = DateTimeTZRange(custody.during.lower, now)
        custody.save(update_fields=["during"])
        SealCustody.objects.create(
            seal=custody.seal, person=person, person_name=person.name, during=DateTimeTZRange(now, None)
        )
    w.keeper = person


def sit(w: World) -> None:
    """The supervisor watches at the keeper's desk."""
    sit_down(w.keeper, w.supervisor)


def lines(request: SealRequest | None = None, **how: Any) -> list[LedgerLine]:
    rows = LedgerLine.objects.filter(**how).order_by("id")
    return list(rows if request is None else rows.filter(request=request))


def again(request: SealRequest) -> SealRequest:
    return SealRequest.objects.get(pk=request.pk)


def waits_for_seal(paper: Outgoing) -> SealRequest:
    """Of a paper of any desk: its organ has a seal in the hands of 褚四四, 卫五五 watches, its printed copies are applied for."""
    keeper = Person.objects.get(username="chu")
    run = PrintRun.objects.filter(paper=paper, stamped__isnull=True).order_by("number")[0]
    seal = Seal.objects.filter(organ=paper.organ).first() or _seal_of(paper, keeper)
    if (found := SealRequest.objects.filter(run=run, seal=seal).first()) is not None:
        return found
    assert run.original is not None
    signer, now = Person.objects.get(username="li"), database_now()
    request = SealRequest(
        seal=seal, basis="draft", paper=paper, run=run, text_hash=run.original.sha256, title=paper.title,
        doc_number=paper.number, number=f"用印〔2026〕{next(numbers)}号", paper_kind="paper", signed_name=paper.organ.name,
        copies=run.approved, applicant=paper.drafter, applicant_name=paper.drafter_name, unit_name=paper.unit_name,
        asked_at=now, approver=signer, approver_name=signer.name, approved_at=now, state="approved",
    )  # fmt: skip
    return SealRequest.objects.get(pk=ask(request, by=paper.drafter, keeper=keeper, task=False).subject.pk)


def _seal_of(paper: Outgoing, keeper: Person) -> Seal:
    section = Unit.objects.get(name="公文运转处")
    supervisor = Person.objects.filter(username="wei").first()
    supervisor = supervisor or person("wei", "卫五五", section, Role.SEAL_SUPERVISOR, 11)
    now = database_now()
    seal = Seal.objects.create(seal_no="Y-01", name=paper.organ.name, kind="legal", organ=paper.organ, unit=section,
                               state="in_use", enabled_on=now.date(), keeper=keeper, supervisor=supervisor)  # fmt: skip
    SealCustody.objects.create(
        seal=seal, person=keeper, person_name=keeper.name, during=DateTimeTZRange(now, None)
    )
    sit_down(keeper, supervisor)
    return seal
