"""Papers brought to the day of dispatch and beyond, and an office with many receiving units."""

from __future__ import annotations

from itertools import count
from typing import Any

from django.utils import timezone

from documents.models import Blob
from outgoing.actions.copying import number_copies
from outgoing.actions.exchanging import hand_over, make_batch
from outgoing.actions.sending import send_out
from outgoing.models import Addressee, Organ, Outgoing, PrintRun, SignOff
from outgoing.words import TaskKind
from people.models import Person, Unit
from people.roles import Role
from tests.office import Office, fresh, person
from workflow.act import Act
from workflow.models import Task
from workflow.spine import act, step

numbers, originals = count(1), count(1)
HASH = "a" * 64


@act("make")
def make(a: Act, *, clerk: Person, rows: list[Addressee], copies: int) -> None:
    """A paper that is signed, kept and stamped, and waits for its dispatch."""
    paper = a.subject
    paper.original = Blob.objects.create(
        sha256=f"{next(originals):064x}", size=1, ext="pdf", mime="application/pdf", uploaded_by=clerk
    )
    paper.save(force_insert=True)
    SignOff.objects.create(
        paper=paper, round=paper.round, organ_name=paper.organ.name, signer=clerk, signer_name=paper.signers, way="tick",
        signed_on=paper.document_date, content_hash=paper.content_hash, version=1, at=a.now,
    )  # fmt: skip
    for row in rows:
        row.paper = paper
    Addressee.objects.bulk_create(rows)
    number_copies(paper, copies)
    run = PrintRun.objects.create(paper=paper, edition=1, number=1, approved=copies, printed_by=clerk,
                                  printed_by_name=clerk.name, printed_at=a.now)  # fmt: skip
    run.stamped, run.spoiled, run.unused = copies, 0, 0
    run.sealed_by, run.sealed_by_name, run.sealed_at = clerk, clerk.name, a.now
    run.save()
    a.open(TaskKind.DISPATCH, clerk)


@act("dispatch")
def dispatch(a: Act, *, clerk: Person, channel: str) -> None:
    """As the act of the main flow does it."""
    step(a, "dispatch", now=a.now)
    a.close(a.take(TaskKind.DISPATCH), "dispatched")
    a.open(TaskKind.RECEIPTS, clerk)
    send_out(a, list(Addressee.objects.filter(paper=a.subject).order_by("order")), channel=channel)


def organ() -> Organ:
    return Organ.objects.get_or_create(
        name="江东省人民政府办公厅", short_name="省政府办公厅", letterhead="江东省人民政府办公厅文件",
        mark="江东省人民政府办公厅", printed_by="江东省人民政府办公厅",
    )[0]  # fmt: skip


def row(unit: Unit | None, order: int, *, copies: int = 2, name: str = "", role: str = "main") -> Addressee:
    """An addressee of the roster, or by its name alone."""
    relation = unit.relation if unit else "non_subordinate"
    return Addressee(
        unit=unit, name=unit.name if unit else name, relation=relation, role=role, copies=copies, order=order
    )


def stamped(office: Office, rows: list[Addressee] | None = None, **fields: Any) -> Outgoing:
    """Numbered, printed, stamped: state 核发. Two units with people, one without, one outside the roster."""
    n = next(numbers)
    listed = rows or [
        row(office.unit, 1, copies=3),
        row(office.unit2, 2),
        row(office.sender, 3, copies=1),
        row(None, 4, name="江东工程协会", role="copy"),
    ]
    values: dict[str, Any] = {
        "state": "dispatching", "organ": organ(), "kind": "notice", "direction": "down",
        "title": f"江东省人民政府办公厅关于第{n}号事项的通知", "title_key": f"第{n}号事项", "drafter": office.handler,
        "drafter_name": office.handler.name, "unit_name": "公文运转处", "drafted_at": timezone.now(), "number": f"江政办发〔2026〕{n}号",
        "number_key": f"江政办发2026{n}", "numbered_on": timezone.localdate(), "content_hash": HASH, "signed_hash": HASH,
        "signers": "赵六", "document_date": timezone.localdate(), "print_run": 20,
        "sealed": max(fields.get("print_run", 20), sum(one.copies for one in listed)),
    }  # fmt: skip
    paper = Outgoing(**{**values, **fields})
    done = make(paper, by=office.clerk, clerk=office.clerk, rows=listed, copies=paper.print_run or 1)
    return now(done.subject)


def dispatched(
    office: Office, rows: list[Addressee] | None = None, *, channel: str = "", **fields: Any
) -> Outgoing:
    """On its way; the first clerk keeps its receipts."""
    paper = stamped(office, rows, **fields)
    done = dispatch(paper, by=fresh(office.clerk), clerk=office.clerk, channel=channel)
    return now(done.subject)


def exchanged(office: Office, paper: Outgoing) -> Outgoing:
    """What waits for the exchange has gone with a batch."""
    waiting = Addressee.objects.filter(paper=paper, channel="exchange", batch=None, receipt="sent")
    items = list(waiting.values_list("pk", flat=True))
    batch = make_batch(by=fresh(office.clerk), items=items, courier="老周", key=f"batch-{paper.pk}")
    hand_over(batch, by=fresh(office.clerk), key=f"hand-{paper.pk}")
    return now(paper)


def now(paper: Outgoing) -> Outgoing:
    """As it stands in the database."""
    return Outgoing.objects.get(pk=paper.pk)


def of(paper: Outgoing, name: str) -> Addressee:
    """The addressee whose name has these characters."""
    return Addressee.objects.get(paper=paper, name__contains=name)


def receiving(paper: Outgoing) -> list[str]:
    """Who has an open task to sign, by principal."""
    rows = Task.objects.about(paper).open().filter(kind="receive")
    return sorted(rows.values_list("holder", flat=True))


def many_units(n: int, *, people: bool = True) -> list[tuple[Unit, Person | None]]:
    """Organs, each with a clerk of its own."""
    made = []
    for i in range(n):
        unit = Unit.objects.create(
            name=f"江东省第{i}局", short_name=f"省第{i}局", relation="subordinate", order=200
        )
        made.append((unit, person(f"unit-{i}", f"文书{i}", unit, Role.UNIT_CLERK, 20) if people else None))
    return made


def said(paper: Outgoing, *names: str, receipt: str = "signed", **more: Any) -> list[dict[str, Any]]:
    """Rows for `receipts`: these addressees answered so."""
    return [
        {"addressee": of(paper, name).pk, "receipt": receipt, "by_name": "收件人", "received_copies": None, "on": None,
         "note": "", **more}
        for name in names
    ]  # fmt: skip
