"""Standing still in every state of a paper: all of its pages open for whoever has to do with it, and it goes on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from deadlines.engine import recompute
from docflow.web.errors import BadInput, Faster, Incomplete
from documents.actions import extension, pausing
from documents.actions.closing import close, reopen
from documents.actions.reading import circulate, read
from documents.actions.withdraw import withdraw
from documents.models import Assignment, Document, Extension
from tests.documents.handling.path import asked, asked_for_time, codes, days, now, part, with_co
from tests.office import (
    Office,
    circulating,
    fresh,
    instructed,
    make_office,
    registered,
    reviewing,
    submitted,
)
from timing.queries.questions import questions
from workflow.clock import told
from workflow.models import Task
from workflow.replay import differences

pytestmark = pytest.mark.django_db

STATES: dict[str, Callable[[Office], Document]] = {
    "registered": registered, "reviewing": reviewing, "submitted": submitted, "instructed": instructed,
    "with two units": with_co, "a later date asked for": asked_for_time, "circulating": circulating, "closing": asked,
}  # fmt: skip
WHO = ("clerk", "handler", "chief", "leader", "secretary", "supervisor", "head", "unit2_clerk")
VERBS = ("resume", "look_later", "suspend", "urge", "withdraw", "answer_extension", "close", "reassign")


@pytest.fixture
def office() -> Office:
    return make_office()


def stopped(office: Office, doc: Document) -> Document:
    on = timezone.localdate() + timedelta(days=5)
    done = pausing.suspend(now(doc), by=fresh(office.chief), code="higher", reason="等省政府批复", look_on=on)
    return done.subject


@pytest.mark.parametrize("state", STATES)
def test_every_page_opens_and_it_goes_on(office: Office, state: str) -> None:
    doc = stopped(office, STATES[state](office))
    circulate(now(doc), by=fresh(office.clerk), readers=[office.deputy], note="请阅")
    for name in WHO:
        client = Client()
        client.force_login(fresh(getattr(office, name)))
        for tail in ("", "?tab=log", "?tab=readers"):
            answer = client.get(f"/documents/{doc.ref}/{tail}")
            assert answer.status_code in (200, 404), (name, tail)
            assert answer.status_code == 404 or "等省政府批复" in answer.content.decode(), (name, tail)
        for address in ("/", "/?tab=doing", "/documents/", "/supervision/"):
            assert client.get(address).status_code in (200, 403), (name, address)
        for verb in VERBS:
            assert client.get(f"/documents/{doc.ref}/do/{verb}/").status_code in (200, 403, 404, 422), verb
    read(now(doc), by=fresh(office.deputy))
    with pytest.raises((Incomplete, Faster)):
        withdraw(now(doc), by=fresh(office.handler))
    with told(timezone.now() + timedelta(days=6)):
        doc = pausing.resume(now(doc), by=fresh(office.chief)).subject
    assert not doc.is_paused
    for task in Task.objects.about(doc).live():
        assert task.paused_at is None
        assert recompute(task.due_trace) == task.due_at
    assert list(differences(Document)) == []


def test_a_question_waits_with_the_paper_and_is_asked_of_the_date_that_holds(office: Office) -> None:
    doc = asked_for_time(office)
    chief = fresh(office.chief)
    [question] = questions(chief)
    doc = stopped(office, doc)
    assert questions(chief) == [], "nobody can answer it now"
    with pytest.raises(Incomplete, match="暂停办理本件"):
        extension.answer_extension(doc, by=chief, granted=True)
    with told(timezone.now() + timedelta(days=7)):
        doc = pausing.resume(now(doc), by=chief).subject
    row = part(doc, office.unit)
    [again] = questions(chief)
    assert again.before == row.due_at > question.before == again.first == row.due_first
    extension.answer_extension(doc, by=chief, granted=True, until=days(60))
    assert list(differences(Document)) == []


def test_refused_asked_again_stopped_and_granted_twice(office: Office) -> None:
    """However often: the first date and how it was counted stay, and the stored date is that of its trace."""
    doc, chief, clerk = asked_for_time(office), fresh(office.chief), fresh(office.unit_clerk)
    first = part(doc, office.unit).due_first
    extension.answer_extension(doc, by=chief, granted=False, answer="请抓紧。")
    extension.extend(now(doc), by=clerk, until=days(9), reason="难", progress="半")
    with pytest.raises(Incomplete, match="还没有答复"):
        extension.extend(now(doc), by=clerk, until=days(9), reason="难", progress="半")
    extension.answer_extension(now(doc), by=chief, granted=True)
    doc = stopped(office, doc)
    with told(timezone.now() + timedelta(days=7)):
        doc = pausing.resume(now(doc), by=chief).subject
        with pytest.raises(BadInput, match="新期限要晚于原期限"):
            extension.extend(now(doc), by=clerk, until=days(1), reason="难", progress="半")
        extension.extend(now(doc), by=clerk, until=days(40), reason="仍难", progress="大半")
        extension.answer_extension(now(doc), by=chief, granted=True)
    [task] = Task.objects.about(doc).live().filter(kind="handle")
    [outer] = [e for e in task.due_trace if e["step"] == "extended"]
    [inner] = [e for e in outer["trace"] if e["step"] == "extended"]
    assert [e["step"] for e in outer["trace"]][-1] == "stopped"
    assert recompute(inner["trace"]) == first == task.due_first == part(doc, office.unit).due_first
    assert recompute(task.due_trace) == task.due_at == part(doc, office.unit).due_at
    assert list(Extension.objects.order_by("id").values_list("granted", flat=True)) == [False, True, True]
    assert list(differences(Document)) == []


def test_closed_and_opened_again_it_runs(office: Office) -> None:
    doc = stopped(office, asked(office))
    with pytest.raises(Incomplete, match="暂停办理本件"):
        close(doc, by=fresh(office.chief), checked=codes(doc))
    doc = pausing.resume(doc, by=fresh(office.chief)).subject
    doc = close(doc, by=fresh(office.chief), checked=codes(doc)).subject
    doc = reopen(doc, by=fresh(office.chief), reason="补报情况", due=days(8)).subject
    assert not doc.is_paused
    assert not Task.objects.about(doc).live().filter(paused_at__isnull=False).exists()
    doc = stopped(office, doc)
    assert not Assignment.objects.filter(document=doc, round=doc.round).exists()
    assert list(differences(Document)) == []
