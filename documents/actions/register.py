"""Registering an incoming paper (登记): number, duplicate decision, files, first limit, first task."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from deadlines.limits import Explained, due_for
from docflow.web.errors import BadInput, Incomplete, NotAllowed
from documents.actions import numbers
from documents.actions.copying import number_copies
from documents.actions.extra import may_register, new_sender
from documents.actions.files import attach
from documents.actions.relating import resubmission
from documents.files.secrecy import check_fields
from documents.models import Blob, Document
from documents.queries.duplicates import keys, mark, twins
from documents.queries.search import search_vector
from documents.words import TaskKind
from people.models import Person
from workflow.act import Act
from workflow.spine import act

SKEW = timedelta(minutes=5)  # clocks differ; a form shows minutes
TYPED = (
    "title",
    "source_doc_number",
    "attachments_note",
    "contact",
    "signer",
    "copy_numbers",
    "physical_location",
)
RESUBMITTED = "%s 退文后的重报件。"  # for the record: never in the language of a screen


class Duplicate(Incomplete):
    """The paper looks like others already registered (409); `twins` are they."""

    def __init__(self, found: Sequence[Document]) -> None:
        super().__init__(_("可能已经登记过：是同一件就标为补收份数，不是同一件请写明理由。"))
        self.twins = list(found)


@act("register")
def register(
    a: Act,
    *,
    handler: Person,
    blobs: Sequence[tuple[Blob, str, str]] = (),
    due: Explained | None = None,
    note: str = "",
    twin_reason: str = "",
    twins_seen: str | None = None,
    resubmits: Document | None = None,
) -> str:
    """Write a new paper. `a.subject` is the unsaved `Document` from the form.

    `blobs`: (blob, name, role) in order. `due`: a date written in the paper or typed, overrides the policy.
    `note` goes with the proposal's task to `handler`. A sender not saved yet becomes a unit. A paper that
    looks like another (`queries.duplicates.twins`) needs `twin_reason`, and `twins_seen`, where given, must
    be the `mark` of just these twins. `resubmits`: the returned paper that its sender sends again by this one.
    Raises `NotAllowed` for who may not register, `Duplicate`, `BadInput` for a state-secret marking.
    """
    doc: Document = a.subject
    if not may_register(a.by.hats):
        raise NotAllowed(_("登记来文由文书办理。"))
    check_fields({**{f: getattr(doc, f) or "" for f in TYPED}, "note": note, "twin_reason": twin_reason})
    if doc.received_at > a.now + SKEW:
        raise BadInput(_("收文时间不能晚于现在。"), "received_at")
    if doc.source.pk is None:
        doc.source = new_sender(doc.source, by=a.by, key=f"{a.key[:50]}-sender")
    reason = twin_reason.strip()
    if resubmits is not None:
        reason = reason or RESUBMITTED % resubmits.receipt_no
    _decide(a, doc, reason, twins_seen)
    _fill(a, doc)
    limit = due or due_for(
        "handle", urgency=doc.urgency, category=doc.category, kind=doc.kind, start=doc.received_at
    )
    doc.due_at, doc.due_first, doc.due_source, doc.due_trace = limit.at, limit.at, limit.source, limit.trace
    doc.handler = handler
    first, second = _limit(doc, "register"), _limit(doc, "propose")
    doc.serial, doc.pk = numbers.take_with_key(doc.series, doc.year)
    doc.receipt_no = numbers.receipt_no(doc.series, doc.year, doc.serial)
    number_copies(a)
    attach(a, blobs)
    if resubmits is not None:
        resubmission(a, resubmits)
    done = a.open(TaskKind.REGISTER, a.by, due=first)
    a.close(done, "registered")
    if note.strip():
        a.data["note"] = note.strip()
    a.open(TaskKind.PROPOSE, handler, due=second, note=note.strip())
    return _("已登记 %(no)s，送 %(who)s 拟办。") % {"no": doc.receipt_no, "who": handler.name}


def _decide(a: Act, doc: Document, reason: str, seen: str | None) -> None:
    """Refuse a twin nobody decided about. Under a lock on the keys: of two clerks with one paper, one is told."""
    found = twins(doc, hold=True)
    if not found:
        return
    if not reason or (seen is not None and seen != mark(found)):
        raise Duplicate(found)
    a.reason, a.data["twins"] = reason, [twin.receipt_no for twin in found]


def _limit(doc: Document, step: str) -> Explained:
    return due_for(step, urgency=doc.urgency, category=doc.category, kind=doc.kind, start=doc.received_at)


def _fill(a: Act, doc: Document) -> None:
    """Everything that follows from the typed fields."""
    doc.registrar_id = a.by.pk
    doc.registered_at = a.now
    received = timezone.localtime(doc.received_at)
    doc.year = received.year
    doc.back_registered = doc.back_registered or received.date() < timezone.localtime(a.now).date()
    doc.source_name, doc.source_short = doc.source.name, doc.source.short[:40]
    doc.source_relation = doc.source.relation
    refresh_keys(doc)


def refresh_keys(doc: Document) -> None:
    """Keys of the duplicate check and the search index, after a change of title or number."""
    doc.number_key, doc.title_key = keys(doc.source_doc_number, doc.title)
    doc.search = search_vector(doc.title, doc.source_doc_number, doc.source_name, doc.source_short)
