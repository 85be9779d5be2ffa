"""What every other list page costs: as many statements for three rows as for one, and how many."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from alerts.tell import tell
from documents.actions.prints import note
from documents.models import ReaderGroup, SavedView
from documents.words import FormKind, PrintAs
from people.models import Delegation
from tests.lists.bulk import papers
from tests.office import SINCE, Office, appoint, circulating, fresh, person
from workflow.clock import database_now

pytestmark = pytest.mark.django_db
READERS = ("clerk", "supervisor")


def a_reading(office: Office, n: int) -> None:
    circulating(office, [office.clerk, office.supervisor, office.head])


def a_group(office: Office, n: int) -> None:
    for owner in (None, office.clerk, office.supervisor):
        made = ReaderGroup.objects.create(name=f"组{n}", owner=owner)
        made.persons.set([office.leader, office.head][: n + 1])


def a_notice(office: Office, n: int) -> None:
    [doc] = papers(office, 1, start=900 + n)
    for kind in ("told", "read"):
        tell(
            [office.clerk, office.supervisor],
            said=f"知{n}{kind}",
            by=office.chief,
            now=database_now(),
            subject=doc,
        )


def a_view(office: Office, n: int) -> None:
    for who in (office.clerk, office.supervisor):
        SavedView.objects.create(person=who, name=f"视图{n}", query="q=更新")


def a_deputy(office: Office, n: int) -> None:
    who = person(f"more{n}", f"代{n}", office.section, "archivist")
    for principal in (office.clerk, office.supervisor):
        Delegation.objects.create(principal=principal, deputy=who, since=SINCE, kinds=["read"])


def a_colleague(office: Office, n: int) -> None:
    appoint(person(f"new{n}", f"新{n}", office.unit, "unit_clerk"), office.unit2, "unit_clerk")


def a_print(office: Office, n: int) -> None:
    docs = papers(office, 1, start=700 + n)
    for who in (office.clerk, office.supervisor):
        note(docs, by=who, form=FormKind.HANDLING, way=PrintAs.PDF, at=database_now())


PAGES: dict[str, tuple[Callable[[Office, int], None], tuple[str, ...], int]] = {
    "/circulation/": (a_reading, READERS, 6),
    "/circulation/?tab=running": (a_reading, READERS, 6),
    "/circulation/groups/": (a_group, READERS, 6),  # the members, of which the form of each is drawn
    "/notices/": (a_notice, READERS, 6),
    "/notices/?box=about": (a_notice, READERS, 6),
    "/notices/?box=system": (a_notice, READERS, 6),
    "/printing/": (a_print, READERS, 5),
    "/printing/?log=all": (a_print, READERS, 5),
    "/printing/?q=710": (a_print, READERS, 9),
    "/documents/views/": (a_view, READERS, 6),  # his own, and those that are shared
    "/settings/": (a_deputy, READERS, 10),  # one of them asks which seals he has: no deputy gets those
    "/people/": (a_colleague, ("admin",), 11),  # one of them asks whether alerts go out
}


@pytest.mark.parametrize("address", PAGES)
def test_statements(office: Office, statements: Callable[[Any, str], list[str]], address: str) -> None:
    make, visitors, cost = PAGES[address]
    counts = {}
    for rows in (1, 3):
        for n in range(rows):
            make(office, 10 * rows + n)
        for name in visitors:
            counts[rows, name] = len(statements(fresh(getattr(office, name)), address))
    assert counts == {(rows, name): cost for rows in (1, 3) for name in visitors}
