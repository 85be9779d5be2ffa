"""A date from its first count to its escalation: registered on the Friday afternoon before a make-up Saturday."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
from django.utils import timezone

from alerts.models import Alert
from deadlines.days import SHANGHAI
from docflow import tasks
from documents.models import Assignment, Document
from tests.journeys import steps
from tests.journeys.visitor import Visitor
from tests.office import Office
from workflow import clock
from workflow.models import Task

Visit = Callable[..., Visitor]
FRIDAY = "2026-10-09T16:40"  # 10 October 2026, a Saturday, is worked (国办 notice for 2026)


class Told:
    """The office's clock, for every thread: what the acts read, and Django's."""

    def __init__(self) -> None:
        self.now = datetime.fromisoformat(FRIDAY).replace(tzinfo=SHANGHAI)

    def get(self) -> datetime:
        return self.now

    def at(self, text: str) -> None:
        self.now = datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.fixture
def office_clock(monkeypatch: pytest.MonkeyPatch) -> Told:
    told = Told()
    monkeypatch.setattr(clock, "_told", told)
    monkeypatch.setattr(timezone, "now", told.get)
    return told


def register(chen: Visitor, folder: Path) -> Document:
    chen.open("/documents/new/")
    chen.one("#file").send_keys(str(steps.paper(folder, day=date(2026, 10, 8))))
    chen.until(
        lambda: chen.one("[name=title]").get_attribute("value") == steps.TITLE, "the title was not read"
    )
    chen.press("保存并送出")
    return steps.registered(chen)


def opened(visitor: Visitor, doc: Document) -> str:
    """What the page says once every date is opened to its reason."""
    visitor.open(f"/documents/{doc.ref}/")
    visitor.window.execute_script("document.querySelectorAll('details').forEach(d => { d.open = true })")
    return visitor.text


def still_there(visitor: Visitor, username: str) -> None:
    """A sitting ends while nobody does anything: after a leap of the clock he logs in again."""
    visitor.open("/")
    if visitor.path.startswith("/login/"):
        visitor.log_in(username)


def stages(task: Task) -> list[tuple[str, str]]:
    rows = Alert.objects.filter(task_id=task.pk).order_by("id")
    return [(a.recipient.name, a.stage) for a in rows]


def test_from_friday_afternoon_to_the_escalation(
    office: Office, visit: Visit, office_clock: Told, tmp_path: Path
) -> None:
    chen, feng, wu = visit("chen"), visit("feng"), visit("wu")
    doc = register(chen, tmp_path)
    assert "10月10日（周六）上班，计入：国庆节调休" in opened(chen, doc)
    part, task = given(doc, feng, wu, visit)
    unit = visit("unit1")
    because_of_saturday(unit, doc, part)
    told_on_the_day(unit, office_clock, task)
    put_off(unit, wu, doc, part, office_clock)
    escalated(visit, doc, task, office_clock)


def given(doc: Document, feng: Visitor, wu: Visitor, visit: Visit) -> tuple[Assignment, Task]:
    """拟办 → 审核 → 批示 → 交办, still on that Friday; the unit has one working day."""
    feng.take(steps.TITLE)
    steps.propose(feng, leaders="赵六", readers="", co_units="", due="+1")
    wu.take(steps.TITLE)
    steps.tick(wu, "checked")
    wu.press("同意并送出")
    zhao = visit("zhao")
    zhao.take(steps.TITLE)
    steps.write(zhao, "请水利厅抓紧办理。")
    feng.take(steps.TITLE)
    feng.choose("交办")
    feng.fill("due_0", "+1")
    feng.send()
    part = Assignment.objects.get(document=doc)
    return part, Task.objects.get(assignment_id=part.pk, kind="handle")


def because_of_saturday(unit: Visitor, doc: Document, part: Assignment) -> None:
    """One working day from Friday is the Saturday that is worked, and the page says why."""
    assert part.due_at == datetime(2026, 10, 10, 17, 30, tzinfo=SHANGHAI)
    text = opened(unit, doc)
    assert "10月10日（周六）上班，计入：国庆节调休" in text
    assert "国务院办公厅关于2026年部分节假日安排的通知" in text


def told_on_the_day(unit: Visitor, office_clock: Told, task: Task) -> None:
    """On Saturday morning he has one notice that it is due today, however often the clock ticks."""
    office_clock.at("2026-10-10T08:40")
    for _tick in range(3):
        tasks.alerts()
    assert ("吕祎", "due_today") in stages(task)
    assert len(stages(task)) == len(set(stages(task)))
    still_there(unit, "unit1")
    unit.open("/notices/")
    unit.sees("今日到期")


def put_off(unit: Visitor, wu: Visitor, doc: Document, part: Assignment, office_clock: Told) -> None:
    """He asks before it is over and the chief agrees; the first date stays on the page, the old notice asks no more."""
    office_clock.at("2026-10-10T10:00")
    still_there(unit, "unit1")
    still_there(wu, "wu")
    unit.open(f"/documents/{doc.ref}/do/extend/")
    unit.fill("until", "+2")
    unit.fill("reason", "需实地核查。")
    unit.fill("progress", "已完成资料收集。")
    unit.send()
    wu.open(f"/documents/{doc.ref}/do/answer_extension/")
    wu.one("[name=granted][value='yes']").click()
    wu.send()
    part.refresh_from_db()
    assert part.due_at == datetime(2026, 10, 13, 17, 30, tzinfo=SHANGHAI)
    assert part.due_first == datetime(2026, 10, 10, 17, 30, tzinfo=SHANGHAI)
    text = opened(unit, doc)
    assert "10-10 17:30" in text
    tasks.alerts()
    unit.open("/notices/")
    assert "今日到期" not in unit.one("table, .empty").text


def escalated(visit: Visit, doc: Document, task: Task, office_clock: Told) -> None:
    """Five working days after the later date it is somebody else's to see to; nothing was decided meanwhile."""
    before = Document.objects.values().get(pk=doc.pk), Task.objects.values().get(pk=task.pk)
    office_clock.at("2026-10-21T09:00")
    tasks.alerts()
    found = stages(task)
    assert "overdue" not in {stage for _name, stage in found}, "only the newest stage after a long silence"
    assert ("蒋六六", "escalated") in found or ("何明远", "escalated") in found
    jiang = visit("jiang")
    jiang.open("/notices/")
    jiang.sees("升级督办")
    assert (Document.objects.values().get(pk=doc.pk), Task.objects.values().get(pk=task.pk)) == before
