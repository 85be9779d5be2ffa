"""What the rules look at, read for a page of one verb or under an act's lock; `page` has it with everything else."""

from __future__ import annotations

from documents.models import Assignment, Document
from documents.queries.copies import on_paper
from documents.rules.known import Known
from documents.rules.withdrawing import beside
from workflow.models import Entry, Task


def known(doc: Document) -> Known:
    """One statement; the last move and the reports only where a rule asks for them."""
    tasks = list(Task.objects.about(doc).live().order_by("sequence", "id"))
    return Known(
        doc.state,
        tasks,
        last=lambda: last_move(doc),
        reported=lambda: has_reports(doc),
        on_paper=lambda: on_paper(doc),
        registrar=doc.registrar_id,
        paused=doc if doc.is_paused else None,
    )


def last_move(doc: Document) -> Entry | None:
    """The last entry of the paper's main flow."""
    rows = Entry.objects.filter(subject_kind=doc.subject_kind, subject_pk=doc.pk).exclude(
        verb__in=beside(doc.state)
    )
    return rows.order_by("-seq").first()


def has_reports(doc: Document) -> bool:
    """Has any unit reported its part in this round?"""
    rows = Assignment.objects.filter(document=doc, round=doc.round)
    return rows.filter(status=Assignment.Status.REPORTED).exists()
