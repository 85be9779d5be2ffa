"""Many papers at once, by SQL: what lists and plans need, not what happened to them."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection
from django.utils import timezone

from documents.models import Document
from documents.queries.search import search_vector
from documents.rules.keys import number_key, title_key
from tests.office import Office
from workflow.models import Task


def papers(office: Office, n: int, *, start: int = 1, **fields: object) -> list[Document]:
    """`n` closed papers, each a minute younger than the one before."""
    now = timezone.now()
    made = []
    for i in range(start, start + n):
        at = now - timedelta(minutes=start + n - i)
        values: dict[str, object] = {
            "state": "closed",
            "closed_at": at,
            "title": f"关于城市更新第{i}批项目的请示",
            "source_doc_number": f"云政函〔2026〕{i}号",
            "source": office.sender,
            "source_name": office.sender.name,
            "source_short": office.sender.short,
            "kind": "request",
            "receipt_no": f"测〔2026〕{i}号",
            "series": "测",
            "year": 2026,
            "serial": i,
            "received_at": at,
            "registered_at": at,
            "registrar": office.clerk,
            "due_at": at + timedelta(days=5),
            **fields,
        }
        doc = Document(**values)
        doc.title_key, doc.number_key = title_key(doc.title), number_key(doc.source_doc_number)
        doc.search = search_vector(doc.title, doc.source_doc_number, doc.source_name, doc.source_short)
        made.append(doc)
    with GuardsOff():
        return Document.objects.bulk_create(made)


class GuardsOff:
    """Bulk rows have no holder: the trigger that asks for one is off for their insert."""

    def __enter__(self) -> None:
        self._say("DISABLE")

    def __exit__(self, *_: object) -> None:
        self._say("ENABLE")

    def _say(self, word: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(f"ALTER TABLE documents_document {word} TRIGGER document_needs_holder")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def given(docs: list[Document], holder: str, **fields: object) -> list[Task]:
    """One task of each paper for a principal; done and read unless told otherwise."""
    now = timezone.now()
    values: dict[str, object] = {
        "kind": "read", "lane": "circulation", "status": "open", "holder_name": "某人", "given_at": now,
        "due_at": now + timedelta(days=2), **fields,
    }  # fmt: skip
    rows = [
        Task(
            subject_kind="document",
            subject_pk=d.pk,
            subject_ref=d.ref,
            title=d.title,
            holder=holder,
            **values,
        )
        for d in docs
    ]
    return Task.objects.bulk_create(rows)
