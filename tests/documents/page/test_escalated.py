"""已升级: whose the late work is now stands at its holder's line, at no more statements."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from alerts.scan import tick
from deadlines.days import local
from deadlines.horizon import lines
from people.behind import BEHIND, NEXT
from tests.office import Office, handling, item, make_office, reviewing
from tests.outgoing import desk as out
from workflow.models import Task

from .browser import Page, text
from .test_page import statements

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return make_office()


def late(subject: Any) -> Any:
    """Its open work has been late for weeks, and the clock has looked; when."""
    Task.objects.about(subject).filter(status="open").update(due_at=timezone.now() - timedelta(days=30))
    now = timezone.now()
    tick(now, lines, BEHIND, NEXT)
    return local(now)


def test_at_the_only_holder_of_the_step(office: Office) -> None:
    doc = reviewing(office)
    assert "已升级" not in text(Page(office.clerk).open(doc))
    at = late(doc)
    assert f"已升级：蒋六六（{at:%m-%d %H:%M}）" in text(Page(office.clerk).open(doc))


def test_at_each_unit_that_has_an_item(office: Office) -> None:
    doc = handling(office, items=[item(office, co=[office.unit2])])
    at = late(doc)
    shown = text(Page(office.clerk).open(doc))
    assert f"已升级：蒋六六、何明远（{at:%m-%d %H:%M}）" in shown
    assert f"已升级：蒋六六（{at:%m-%d %H:%M}）" in shown


def test_done_or_due_anew_it_is_nobody_elses(office: Office) -> None:
    doc = reviewing(office)
    late(doc)
    Task.objects.about(doc).filter(status="open").update(
        due_version=2, due_at=timezone.now() + timedelta(days=9)
    )
    assert "已升级" not in text(Page(office.clerk).open(doc))


def test_it_costs_no_statement(office: Office) -> None:
    costs = []
    for co in ([], [office.unit2, office.unit3]):
        doc = handling(office, items=[item(office, co=co)])
        before = statements(Page(office.clerk), doc)
        late(doc)
        costs += [before, statements(Page(office.clerk), doc)]
    assert len(set(costs)) == 1, costs


def test_of_an_outgoing_paper_too() -> None:
    d = out.make_desk()
    paper = out.drafted(d)
    at = late(paper)
    client = Page(d.drafter).client
    shown = client.get(f"/outgoing/{paper.ref}/").content.decode()
    assert f"已升级：吴十（{at:%m-%d %H:%M}）" in shown
