"""What is planned for the demo: somebody's work everywhere, the same every time; and loads that do not happen."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from deadlines.days import local
from docflow.demo import hours, load, papers, plans
from docflow.demo.samples import moment
from documents.models import Document
from people.models import Person
from workflow.clock import told
from workflow.models import Entry

pytestmark = pytest.mark.django_db
NOW = moment("2026-11-24 10:30")
CAST = ("zhang", "li", "wang", "zhao", "qian", "sun", "zhou", "han")


def written(count: int = 300, now: datetime = NOW) -> list[papers.Paper]:
    return papers.write(count, hours.Window(now - timedelta(days=60), now), now, load.SEED)


def test_papers_are_the_same_every_time_and_all_different() -> None:
    made = written()
    assert made == written()
    assert len({(p.source, p.doc_number) for p in made}) == len({(p.source, p.title) for p in made}) == 300
    assert all(p.received_at <= NOW for p in made)


@pytest.mark.parametrize("early", ["2026-11-24 06:20", "2026-11-22 15:00", "2026-10-03 11:00"])
def test_before_the_office_opens_and_on_days_off_the_duty_officer_takes_papers_in(early: str) -> None:
    now = moment(early)
    night = [p for p in written(now=now) if p.duty]
    assert len(night) == 3
    assert all(p.received_at < now and local(p.received_at).date() == local(now).date() for p in night)


@pytest.mark.parametrize("open_", ["2026-11-24 10:30", "2026-11-24 12:30", "2026-11-24 19:00"])
def test_on_a_working_day_papers_of_today_come_through_the_office(open_: str) -> None:
    made = written(now=moment(open_))
    assert not [p for p in made if p.duty]
    assert local(made[-1].received_at).date() == moment(open_).date()


def test_papers_are_of_many_kinds_and_urgencies() -> None:
    made = written()
    assert {p.kind for p in made} >= {
        "request",
        "report",
        "letter",
        "notice",
        "opinion",
        "bulletin",
        "minutes",
    }
    assert {p.urgency for p in made} == {"flash", "top_urgent", "urgent", "routine", "normal"}
    assert {p.category for p in made} == {"action", "reading"}
    assert {p.carrier for p in made} == {"paper", "electronic", "fax", "telegram"}


def test_everybody_of_the_cast_has_something_to_do() -> None:
    made = plans.plans(written(), NOW, load.SEED)
    halts = [p.halt for p in made]
    assert {f"submitted:{leader}" for leader in CAST} <= set(halts)
    for halt in ("reviewing", "closing"):
        assert {p.reviewer for p in made if p.halt == halt} == {"wu", "zheng"}
    assert {p.handler for p in made if p.halt == "proposing"} == {"feng", "chen"}
    assert {"given", "accepted", "extension", "instructed", "finishing", "reading", "signer"} <= set(halts)
    assert {q for p in made for q in p.quirks} >= {
        "voided",
        "reopened",
        "misdirected",
        "rework",
        "withdrawn",
        "urged",
        "numbered",
        "phoned",
        "suspended",
    }


def test_a_load_that_breaks_leaves_an_empty_database(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: Any, **kwargs: Any) -> int:
        assert Person.objects.exists()
        raise KeyboardInterrupt

    monkeypatch.setattr(load, "play", broken)
    monkeypatch.setattr("docflow.demo.files.made", lambda sheets: nullcontext({}))
    with pytest.raises(KeyboardInterrupt):
        load.load(3, lambda line: None)
    assert not Person.objects.exists()


def test_no_demo_outside_the_demo(settings: Any) -> None:
    settings.DEMO = False
    with pytest.raises(CommandError, match="DEMO=0"):
        call_command("load_demo")
    assert not Person.objects.exists()


def test_on_an_earlier_day_the_samples_are_as_far_as_they_were_then() -> None:
    with told(moment("2026-03-09 11:00")):
        load.load(0, lambda line: None)
    states = dict(Document.objects.values_list("source_doc_number", "state"))
    assert states["办函〔2026〕903号"] == "closed"
    assert states["综函〔2026〕902号"] == "handling"
    assert "江水规〔2026〕19号" not in states
    assert Entry.objects.order_by("-at")[0].at <= moment("2026-03-09 11:00")
