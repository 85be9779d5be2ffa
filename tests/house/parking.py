"""Papers left standing in every state of both machines, through the acts, with work open and dates running."""

from __future__ import annotations

from typing import Any

from documents.actions.reading import circulate
from outgoing.actions.receipts import close, receipts
from outgoing.models import Addressee, Outgoing
from people.roles import Role
from tests.documents import papers as incoming
from tests.documents.handling.path import now
from tests.office import Office, fresh, person
from tests.outgoing import papers as outbound
from tests.outgoing.desk import Desk, dispatched
from tests.outgoing.exchange.stage import said

ENDED = ("closed", "returned", "voided")


def park_documents(office: Office, *stages: str) -> list[Any]:
    """An incoming paper in each of these stages (all when none is named); who still has it in work reads it, too."""
    person("x2", "主任", office.office, Role.OFFICE_DIRECTOR)  # whom one of the stages names
    found = []
    for stage in stages or incoming.STAGES:
        doc = incoming.STAGES[stage](office)
        if stage not in ENDED:
            circulate(doc, by=office.clerk, readers=[office.leader2, office.supervisor], note="请阅。")
        found.append(now(doc))
    return found


def park_outgoing(papers: outbound.Papers) -> list[Any]:
    """An outgoing paper in each stage, one that stands still among them; one that everybody signed for."""
    return [*papers.at.values(), _closed(papers.desk)]


def _closed(desk: Desk) -> Outgoing:
    with outbound.plainly():
        paper = dispatched(desk)
    names = Addressee.objects.filter(paper=paper).values_list("name", flat=True)
    receipts(paper, by=fresh(desk.o.clerk), rows=said(paper, *names))
    paper = outbound.now(paper)
    return close(paper, by=fresh(desk.o.clerk), expected_version=paper.version).subject
