"""Who sees which papers: the one start of every list, search, count, picker, preview and file."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from documents.models import Document
from documents.queries.reach import reach
from documents.words import InstructionKind, TaskKind
from workflow.models import Task

WROTE = tuple(InstructionKind.values)  # how a task ends with which a leader wrote
# Of those he stands in for with some kinds of work only that work counts; `g` is the task. An instruction written
# while reading is an instruction. Lists leave it out where there is nobody such: then an index alone answers.
COVERED = f"""(g.holder <> ALL (%(partly)s::text[]) OR g.holder || ' ' || g.kind = ANY (%(parts)s::text[])
  OR g.outcome IN {WROTE} AND g.holder || ' instruct' = ANY (%(parts)s::text[]))"""
# The same rule for the lists that are written in SQL; `d` is the paper. Scalar subqueries, because PostgreSQL
# would turn an EXISTS or IN beside an OR into a hash of everything that was ever given to him.
_GIVEN = """(SELECT g.id FROM workflow_task g WHERE g.holder = ANY ({holders}) AND g.subject_kind = '{kind}'
      AND g.subject_pk = {row}.id AND NOT g.revoked {more} LIMIT 1) IS NOT NULL"""


def may_see_sql(kind: str, row: str, but: str = "") -> str:
    """The rule for papers of this kind, standing as `row` in the statement; `but`: what else is asked of the task `g`
    that he was given. Parameters: `may_see`."""
    return f"(%(reads)s AND NOT {row}.work_secret OR {given_sql(kind, row, but)})"


def given_sql(kind: str, row: str, but: str = "") -> str:
    """That he was given a task about it, in his own name or in that of whom he stands in for: as `given_to`."""
    whole = _GIVEN.format(holders="%(whole)s", kind=kind, row=row, more=but)
    partly = _GIVEN.format(holders="%(partly)s::text[]", kind=kind, row=row, more=f"AND {COVERED} {but}")
    return f"{whole} OR %(partly)s::text[] <> '{{}}' AND {partly}"


MAY_SEE = may_see_sql("document", "d")


def visible_to(person: Any) -> QuerySet[Document]:
    """The register's own people see every paper but work secrets; others what was ever given to them.

    A recalled copy (`revoked`) no longer counts. A stand-in sees what was given for the work he stands in for.
    """
    hats = person.hats
    given = given_to(hats, Document.subject_kind)
    if not hats.reads_register:
        return Document.objects.filter(pk__in=given.values("subject_pk"))
    mine = Subquery(given.filter(subject_pk=OuterRef("pk")).values("pk")[:1])
    return Document.objects.alias(given=mine).filter(Q(work_secret=False) | Q(given__isnull=False))


def given_to(hats: Any, kind: str) -> QuerySet[Task]:
    """Tasks about subjects of this kind by which he may see them."""
    pairs = reach(hats)
    covered = Q(holder__in=[holder for holder, kinds in pairs if not kinds])
    for holder, kinds in pairs:
        if kinds:
            covered |= Q(holder=holder, kind__in=kinds)
        if TaskKind.INSTRUCT in kinds:
            covered |= Q(holder=holder, outcome__in=WROTE)
    holders = [holder for holder, _ in pairs]
    return Task.objects.filter(covered, subject_kind=kind, holder__in=holders, revoked=False)


def may_see(hats: Any) -> dict[str, Any]:
    """The parameters of `MAY_SEE` and `COVERED`; `mine` are all his principals."""
    pairs = reach(hats)
    return {
        "reads": hats.reads_register,
        "mine": [holder for holder, _ in pairs],
        "whole": [holder for holder, kinds in pairs if not kinds],
        "partly": [holder for holder, kinds in pairs if kinds],
        "parts": [f"{holder} {kind}" for holder, kinds in pairs for kind in kinds],
    }


def can_view(hats: Any, *, work_secret: bool, given: Iterable[tuple[str, str, str]]) -> bool:
    """The same rule over values: `given` are holder, kind and outcome of the paper's tasks that were not recalled."""
    if hats.reads_register and not work_secret:
        return True
    return any(
        hats.acts_for(holder, kind)[0] or _writes_down(hats, holder, kind, outcome)
        for holder, kind, outcome in given
    )


def _writes_down(hats: Any, holder: str, kind: str, outcome: str) -> bool:
    """The leader's words are, or will be, on the paper, and he writes them down or stands in for them."""
    if kind != TaskKind.INSTRUCT and outcome not in WROTE:
        return False
    stand_ins = [s for s in hats.stand_ins if holder in s.principals]
    return any(s.covers("record") or s.covers(TaskKind.INSTRUCT) for s in stand_ins)
