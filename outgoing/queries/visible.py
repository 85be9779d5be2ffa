"""Who sees which outgoing papers: the one start of every list, search, count, picker, preview and file.

Two rights. Who may see the issued paper sees what was printed; who sees the inside sees how it came about, too:
drafts, opinions, the log, everybody it was sent to.
"""

from __future__ import annotations

from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from documents.models import Document
from documents.queries.visible import COVERED, given_to, may_see, may_see_sql
from documents.queries.visible import visible_to as visible_incoming
from outgoing.models import Addressee, Outgoing
from outgoing.words import TaskKind
from workflow.models import Task

# The same rule as `visible_to` for statements; `o` is the paper. Parameters: `documents.queries.visible.may_see` and `me`.
_DRAFTED = "o.drafter_id = %(me)s AND 'p' || o.drafter_id = ANY (%(mine)s::text[])"
MAY_SEE_OUTGOING = f"({may_see_sql('outgoing', 'o')} OR {_DRAFTED})"
# The same as `inside_for`.
_NOT_AS_RECEIVER = f"AND g.kind <> '{TaskKind.RECEIVE.value}'"
SEES_INSIDE = f"({may_see_sql('outgoing', 'o', _NOT_AS_RECEIVER)} OR {_DRAFTED})"
# What was given to him or drafted by him, for who does not read the register: few of all papers.
HIS = f"""o.id = ANY (ARRAY(
  SELECT g.subject_pk FROM workflow_task g
   WHERE g.holder = ANY (%(mine)s::text[]) AND g.subject_kind = 'outgoing' AND NOT g.revoked AND {COVERED}
   UNION SELECT o.id FROM outgoing_outgoing o WHERE {_DRAFTED}))"""  # noqa: S608 - constants


def seen_by(person: Any) -> dict[str, Any]:
    """The parameters of all of these."""
    return {**may_see(person.hats), "me": person.pk}


def visible_to(person: Any) -> QuerySet[Outgoing]:
    """The register's own people see every paper but work secrets; others what they drafted or were ever given.

    Who drafted it sees it as long as he does any work here: not from an administrator's seat. Of some it is the issued
    paper alone: `inside_for`.
    """
    return _seen(person, given_to(person.hats, Outgoing.subject_kind))


def inside_for(person: Any) -> QuerySet[Outgoing]:
    """Papers of which he sees the inside: as `visible_to`, but to sign for copies is no reason."""
    given = given_to(person.hats, Outgoing.subject_kind)
    return _seen(person, given.exclude(kind=TaskKind.RECEIVE))


def sees_inside(person: Any, paper: Outgoing) -> bool:
    """May he see how this paper came about?"""
    return inside_for(person).filter(pk=paper.pk).exists()


def _seen(person: Any, given: QuerySet[Task]) -> QuerySet[Outgoing]:
    hats = person.hats
    drafted = Q(drafter_id=hats.person_id) if f"p{hats.person_id}" in hats.own else Q(pk__in=())
    if not hats.reads_register:
        return Outgoing.objects.filter(drafted | Q(pk__in=given.values("subject_pk")))
    mine = Subquery(given.filter(subject_pk=OuterRef("pk")).values("pk")[:1])
    return Outgoing.objects.alias(given=mine).filter(Q(work_secret=False) | drafted | Q(given__isnull=False))


def own_rows(person: Any, paper: Outgoing) -> QuerySet[Addressee]:
    """What was sent to the units he receives for: all an addressee sees of the dispatch list."""
    given = given_to(person.hats, Outgoing.subject_kind).filter(subject_pk=paper.pk, kind=TaskKind.RECEIVE)
    return Addressee.objects.filter(paper=paper, pk__in=given.values("assignment_id")).order_by("order", "id")


def answers_for(person: Any, paper: Outgoing) -> Document | None:
    """The incoming paper that this one answers, if he may see that one; no statement where it answers none."""
    if paper.answers_id is None:
        return None
    return visible_incoming(person).filter(pk=paper.answers_id).first()


def answer_for(person: Any, paper: Outgoing) -> Document | None:
    """The incoming paper that answers this one, by the same rule."""
    if paper.answer_id is None:
        return None
    return visible_incoming(person).filter(pk=paper.answer_id).first()
