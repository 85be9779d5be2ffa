"""How the demo office looks at itself: the daily sweep, the error book, the weekly packs with their meeting, errors reported."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from bulletins.actions import errors, following, meetings, packs, reports
from bulletins.actions.collecting import collect
from bulletins.actions.making import make_due
from bulletins.actions.sweep import answer, make_sweep
from bulletins.models import ErrorEntry, ErrorReport, MeetingAction, Pack, PackBook
from bulletins.queries.counting import mark, take
from bulletins.queries.records import Record, record
from bulletins.rules import weeks
from bulletins.words import Category, PackState, ReportAnswer, Source
from checking.models import SweepRow
from deadlines.days import local
from documents.models import Document
from outgoing.actions.addressing import Entry
from outgoing.actions.drafting import draft
from outgoing.actions.proofing import ignore_finding
from outgoing.actions.texts import Text
from outgoing.models import Organ, Outgoing
from outgoing.queries.proofing import proofed
from people.models import Person
from workflow.clock import database_now
from workflow.models import Task

from . import hours
from .case import Desk
from .letters import CITIES, OFFICE
from .stage import Story
from .week_words import ACTIONS, ANSWER, CAUSES, CLEAN, FAULTY, FOUND, MINUTES, PAGES, PEOPLE, WHAT

SWEPT = 5  # working days
WEEKS = 2  # packs that were issued
LEFT = 3  # rows that nobody has answered yet
LOOKS = ("wu", "zheng", "chen")  # who answers: nobody for what he has himself
KEYS = (f"demo-week-{n}" for n in count(1))


def stories(desk: Desk, now: datetime) -> list[Story]:
    return [_sweeps(desk, now), _weeks(desk, now), _reports(desk, now), _drafts(desk, now)]


# -- the sweep ---------------------------------------------------------------------------------------


def _sweeps(desk: Desk, now: datetime) -> Story:
    """At five on each of the last working days; all is answered within the hour but a few of the newest."""
    day = hours.day_after(local(now).date() + timedelta(days=1), -SWEPT)
    while (at := hours.on(day, "17:00")) < now:
        yield at + timedelta(minutes=20)
        sweep = make_sweep(at)  # listed and answered in one step: no paper of the list is closed in between
        if sweep is not None:
            _answered(desk, list(SweepRow.objects.filter(sweep=sweep).order_by("id")), last=_next(day) >= now)
        day = _next(day).date()


def _next(day: date) -> datetime:
    return hours.on(hours.day_after(day + timedelta(days=1), 0), "17:00")


def _answered(desk: Desk, rows: list[SweepRow], *, last: bool) -> None:
    """Those left are of papers that nobody closes before tomorrow."""
    early = [
        row
        for row in rows
        if row.state in ("proposing", "reviewing", "submitted", "drafting", "countersigning")
    ]
    left = {row.pk for row in early[:LEFT]} if last else set()
    asked = {row.pk: FOUND[n % len(FOUND)] for n, row in enumerate(rows) if row.pk not in left}
    for login in LOOKS:
        _done, refused = answer(asked, desk.people[login])
        asked = {pk: asked[pk] for pk, _why in refused}


# -- pack and meeting --------------------------------------------------------------------------------


def _weeks(desk: Desk, now: datetime) -> Story:
    """Each Monday the pack of the week before, issued and gone through; the newest is a draft still."""
    first = weeks.monday(local(now).date()) - timedelta(weeks=WEEKS)
    for monday in (first + timedelta(weeks=n) for n in range(WEEKS + 1)):
        if hours.on(monday, "06:30") >= now:
            break
        yield hours.on(monday, "06:30")
        collect(whole=True)
        make_due(database_now())
        if monday == first + timedelta(weeks=WEEKS):
            break
        pack = Pack.objects.filter(first=monday - timedelta(weeks=1)).first()
        if pack is None:
            continue
        yield hours.on(monday, "08:50")
        _explained(desk)
        yield hours.on(monday, "09:10")
        _issued(desk, pack)
        yield hours.on(monday, "10:30")
        given = _met(desk, pack, local(database_now()).date())
        yield hours.on(monday + timedelta(days=3), "15:00")
        for action, result in given:
            if result:
                _do(following.finish, action, desk.people[action.owner.username], result=result)
    if now > hours.on(local(now).date(), "06:40"):
        yield local(now) - timedelta(minutes=2)
        collect(whole=True)


def _do(action: Any, subject: Any, by: Any, **fields: Any) -> Any:
    expected = (
        {} if subject.pk is None or isinstance(subject, PackBook) else {"expected_version": subject.version}
    )
    return action(subject, by=by, key=next(KEYS), **expected, **fields).subject


def _explained(desk: Desk) -> None:
    """The chief writes cause and prevention of the newest, and puts down two that he saw himself."""
    chief = desk.people["wu"]
    seen = Document.objects.order_by("-id")[:2]
    for doc, kind in zip(seen, (Category.FORMAT, Category.WORDING), strict=False):
        errors.note(chief, kind, about=_of(chief, doc), key=next(KEYS))
    by_itself = ErrorEntry.objects.exclude(source=Source.HAND).filter(root_cause="").order_by("-id")[:2]
    for entry, (cause, cure) in zip(by_itself, CAUSES, strict=False):
        errors.amend(entry, by=chief, fields={"root_cause": cause, "prevention": cure}, seen=0)


def _of(person: Any, doc: Document) -> Record | None:
    return record(person, Document.subject_kind, doc.ref)


def _issued(desk: Desk, pack: Pack) -> None:
    chief, now = desk.people["wu"], database_now()
    seen = mark(take(pack.first, pack.last, now))
    packs.issue(PackBook.the(), by=chief, pack=pack, key=next(KEYS), version=pack.version, seen=seen)
    pack.refresh_from_db()
    assert pack.state == PackState.ISSUED
    for login in ("feng", "chen", "zhou"):
        _do(packs.confirm, PackBook.the(), desk.people[login], pack=pack)


def _met(desk: Desk, pack: Pack, today: date) -> list[tuple[MeetingAction, str]]:
    """The meeting, its minutes and what it gave whom to do: with what comes of it later."""
    chief = desk.people["wu"]
    given = {"version": 0, "held_on": today, "chair": chief.name, "attendees": PEOPLE, "minutes": MINUTES}
    _do(meetings.keep_minutes, PackBook.the(), chief, pack=pack, **given)
    pack.refresh_from_db()
    made = []
    for text, owner, days, result in ACTIONS:
        row = MeetingAction(
            meeting=pack.meeting, text=text, owner=desk.people[owner], due_on=hours.day_after(today, days)
        )
        made.append((_do(following.give, row, chief), result))
    return made


# -- errors reported, and drafts with something to find -----------------------------------------------


def _reports(desk: Desk, now: datetime) -> Story:
    """One was looked at and answered, one waits."""
    day = hours.day_after(local(now).date(), -3)
    yield hours.on(day, "14:10")
    docs = list(Document.objects.exclude(work_secret=True).order_by("-id")[:2])
    if len(docs) < 2:
        return
    row = _do(reports.report, _report(docs[0], "来文单位", docs[0].source_short, WHAT), desk.people["chen"])
    yield hours.on(day, "16:05")
    task = Task.objects.about(row).get(status="open")
    who = desk.people[Person.objects.get(pk=int(task.holder[1:])).username]
    _do(reports.answer, row, who, answer=ReportAnswer.NO_ERROR, said=ANSWER)
    yield hours.on(hours.day_after(local(now).date(), -1), "10:15")
    _do(reports.report, _report(docs[1], "页数", str(docs[1].pages), PAGES), desk.people["feng"])


def _report(doc: Document, field: str, old: str, what: str) -> ErrorReport:
    return ErrorReport(
        about_kind=Document.subject_kind, about_ref=doc.ref, about_name=doc.receipt_no, page=f"/documents/{doc.ref}/",
        field=field, old=old, what=what,
    )  # fmt: skip


def _drafts(desk: Desk, now: datetime) -> Story:
    """One that the check finds faulty; one with a hint that was put aside."""
    day = hours.day_after(local(now).date(), -1)
    yield hours.on(day, "09:40")
    _drafted(desk, "关于做好节前值班工作的通知", FAULTY)
    yield hours.on(day, "10:50")
    paper = _drafted(desk, "关于规范公文报送工作的通知", CLEAN)
    yield hours.on(day, "11:05")
    for one in proofed(paper).open_warns[:1]:
        _do(
            ignore_finding,
            paper,
            desk.people["feng"],
            rule=one.finding.rule,
            place=one.place,
            reason="系按月安排，具体日期另行通知。",
        )


def _drafted(desk: Desk, title: str, body: tuple[str, ...]) -> Outgoing:
    organ = Organ.objects.get(name=OFFICE)
    paper = Outgoing(
        organ=organ, kind="notice", layout="ordinary", title=title, publicity="active", note="此件公开发布"
    )
    units = [desk.units[name] for name in CITIES]
    main = [Entry(unit, unit.name, unit.relation, "main") for unit in units]
    made: Outgoing = _do(
        draft, paper, desk.people["feng"], text=Text(body, None, "正文"), main=main, joints=[]
    )
    return made
