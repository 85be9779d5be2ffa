"""Who sees which papers: the one start of every list, search, count, picker, preview and file."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from documents.models import Document
from workflow.models import Task

# The same rule for the lists that are written in SQL; `d` is the paper. A scalar subquery, because PostgreSQL
# would turn an EXISTS or IN beside an OR into a hash of everything that was ever given to him.
MAY_SEE = """(%(reads)s AND NOT d.work_secret OR
  (SELECT g.id FROM workflow_task g WHERE g.holder = ANY (%(mine)s) AND g.subject_kind = 'document'
      AND g.subject_pk = d.id AND NOT g.revoked LIMIT 1) IS NOT NULL)"""


def visible_to(person: Any) -> QuerySet[Document]:
    """The register's own people see every paper but work secrets; others what was ever given to them.

    A recalled copy (`revoked`) no longer counts.
    """
    hats = person.hats
    given = Task.objects.filter(subject_kind="document", holder__in=sorted(hats.all), revoked=False)
    if not hats.reads_register:
        return Document.objects.filter(pk__in=given.values("subject_pk"))
    mine = Subquery(given.filter(subject_pk=OuterRef("pk")).values("pk")[:1])
    return Document.objects.alias(given=mine).filter(Q(work_secret=False) | Q(given__isnull=False))


def may_see(hats: Any) -> dict[str, Any]:
    """The parameters of `MAY_SEE`."""
    return {"reads": hats.reads_register, "mine": sorted(hats.all)}


def can_view(hats: Any, *, work_secret: bool, holders: Iterable[str]) -> bool:
    """The same rule over values: `holders` are the holders of the paper's tasks that were not recalled."""
    return (hats.reads_register and not work_secret) or bool(hats.all.intersection(holders))
