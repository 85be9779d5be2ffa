"""Who sees a paper: the lists' rule, the page's rule and the rule over values agree in any office."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

from django.db import transaction
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from documents.models import Document
from documents.queries import page
from documents.queries.lists import register
from documents.queries.visible import can_view, visible_to
from people.models import Person, Post, Unit
from tests.lists.bulk import given as give
from tests.lists.bulk import papers
from tests.office import Office
from tests.people.test_hats import build, organisations
from workflow.models import Task

KINDS = ("read", "review", "instruct", "handle")
OUTCOMES = ("", "read", "written", "agreed")  # `written`: a leader wrote on what he only had to read
which = st.integers(0, 9)
tasks = st.tuples(
    which, st.sampled_from("pou"), which, st.sampled_from(KINDS), st.sampled_from(OUTCOMES), st.booleans()
)
offices = st.tuples(
    organisations, st.lists(st.booleans(), min_size=1, max_size=3), st.lists(tasks, max_size=8)
)


class Visible(TestCase):
    @settings(max_examples=60)
    @given(offices)
    def test_whoever_may_view_a_paper_finds_it_and_nobody_else(self, office: Any) -> None:
        """Units, posts, terms and deputies of any kind; work secrets; tasks given to anybody, some recalled."""
        spec, secrets, wanted = office
        with transaction.atomic():
            people, _seats, _deputies = build(spec)
            docs = [self._paper(people[0], n, secret) for n, secret in enumerate(secrets, 1)]
            for task in wanted:
                self._give(docs, people, *task)
            for person in people:
                self._same(Person.objects.get(pk=person.pk), docs)
            transaction.set_rollback(True)

    def _paper(self, clerk: Person, n: int, secret: bool) -> Document:
        sender = Unit.objects.filter(kind="organ").first() or Unit.objects.all()[0]
        desk = cast(Office, SimpleNamespace(sender=sender, clerk=clerk))
        [doc] = papers(desk, 1, start=n, work_secret=secret)
        return doc

    def _give(
        self, docs: list[Document], people: list[Person], n: int, to: str, whom: int, kind: str, outcome: str,
        recalled: bool,
    ) -> None:  # fmt: skip
        rows: dict[str, list[Any]] = {"p": [*people], "o": [*Post.objects.all()], "u": [*Unit.objects.all()]}
        holder = rows[to][whom % len(rows[to])]
        end = {"status": "done", "done_at": timezone.now(), "done_by": people[0]}
        give([docs[n % len(docs)]], holder.principal, kind=kind, outcome=outcome, revoked=recalled, **end)

    def _same(self, who: Person, docs: list[Document]) -> None:
        may = {doc.pk for doc in docs if can(who, doc)}
        assert set(visible_to(who).values_list("pk", flat=True)) == may
        assert {row.id for row in register(who).rows} == may
        assert {doc.pk for doc in docs if page.paper(who, doc.ref) is not None} == may


def can(who: Person, doc: Document) -> bool:
    """May he view it, by the values of its row and its tasks."""
    left = Task.objects.about(doc).filter(revoked=False).values_list("holder", "kind", "outcome")
    return can_view(who.hats, work_secret=doc.work_secret, given=left)
