"""Who sees which outgoing papers: the one start of every list, search, count, picker, preview and file."""

from __future__ import annotations

from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from documents.queries.visible import given_to, may_see_sql
from outgoing.models import Outgoing

# The same rule for statements; `o` is the paper. Parameters: `documents.queries.visible.may_see` and `me`.
MAY_SEE_OUTGOING = f"""({may_see_sql("outgoing", "o")}
  OR o.drafter_id = %(me)s AND 'p' || o.drafter_id = ANY (%(mine)s::text[]))"""


def visible_to(person: Any) -> QuerySet[Outgoing]:
    """The register's own people see every paper but work secrets; others what they drafted or were ever given.

    Who drafted it sees it as long as he does any work here: not from an administrator's seat.
    """
    hats = person.hats
    given = given_to(hats, Outgoing.subject_kind)
    drafted = Q(drafter_id=hats.person_id) if f"p{hats.person_id}" in hats.own else Q(pk__in=())
    if not hats.reads_register:
        return Outgoing.objects.filter(drafted | Q(pk__in=given.values("subject_pk")))
    mine = Subquery(given.filter(subject_pk=OuterRef("pk")).values("pk")[:1])
    return Outgoing.objects.alias(given=mine).filter(Q(work_secret=False) | drafted | Q(given__isnull=False))
