"""Statistics of time: every figure is the length of its list; in time by the original date and after an extension apart."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from deadlines import counting
from deadlines.days import SHANGHAI, Calendar, Day
from documents.actions.pausing import suspend
from documents.models import Assignment, Document
from documents.words import State
from tests.office import Office, handling, make_office, registered, reviewing
from timing.queries.feedback import feedback_days
from timing.queries.step_times import steps, whole
from timing.queries.time_figures import PAPERS, PARTS, Period, by_unit, counted, papers, parts
from timing.rules.spent import Spent, less_stood, share
from workflow.clock import database_now
from workflow.models import Entry, Task

NOW = datetime(2026, 11, 30, 2, 0, tzinfo=UTC)
NOVEMBER = Period(date(2026, 11, 1), date(2026, 11, 30), NOW)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def rewrite(doc: Document, **values: Any) -> None:
    """Past the acts and their guards: only counting is looked at."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE documents_document DISABLE TRIGGER USER")
        Document.objects.filter(pk=doc.pk).update(**values)
        cursor.execute("ALTER TABLE documents_document ENABLE TRIGGER USER")


def closed(office: Office, received: str, done: str, first: str | None, due: str | None) -> Document:
    """A paper with these times."""
    doc = registered(office)
    rewrite(doc,
        received_at=at(received), registered_at=at(received), state=State.CLOSED, closed_at=at(done),
        due_first=first and at(first), due_at=due and at(due),
    )  # fmt: skip
    return doc


@pytest.fixture
def office(db: Any) -> Office:
    return make_office()


# -- which is which ------------------------------------------------------------------------------------


def test_in_time_is_by_the_date_first_promised(office: Office) -> None:
    """A later date granted does not make it in time; it stands apart (domain.md §5.7)."""
    in_time = closed(office, "2026-11-02T09:00", "2026-11-06T17:30", "2026-11-06T17:30", "2026-11-06T17:30")
    put_off = closed(office, "2026-11-02T09:00", "2026-11-10T10:00", "2026-11-06T17:30", "2026-11-11T17:30")
    late = closed(office, "2026-11-02T09:00", "2026-11-12T10:00", "2026-11-06T17:30", "2026-11-11T17:30")
    dateless = closed(office, "2026-11-02T09:00", "2026-11-12T10:00", None, None)
    earlier = closed(office, "2026-10-02T09:00", "2026-10-31T23:59", "2026-11-06T17:30", "2026-11-06T17:30")
    for code, doc in [("in_time", in_time), ("put_off", put_off), ("late", late), ("dateless", dateless)]:
        assert set(papers(office.chief, code, NOVEMBER)) == {doc}, code
    assert earlier not in papers(office.chief, "closed", NOVEMBER)
    counts = counted(office.chief, NOVEMBER)
    assert (
        counts["in_time"] + counts["put_off"] + counts["late"] + counts["dateless"] == counts["closed"] == 4
    )


def test_what_was_open_at_the_start_and_what_is_late_now(office: Office) -> None:
    old = registered(office)
    rewrite(old, received_at=at("2026-10-20T09:00"), due_at=at("2026-11-27T17:30"))
    returned = registered(office)
    rewrite(returned, received_at=at("2026-10-20T09:00"), state=State.RETURNED)
    done = closed(office, "2026-10-20T09:00", "2026-10-30T09:00", None, None)
    assert set(papers(office.chief, "before", NOVEMBER)) == {old}
    assert set(papers(office.chief, "late_now", NOVEMBER)) == {old}
    assert done not in papers(office.chief, "received", NOVEMBER)
    rewrite(
        old, paused_at=at("2026-11-25T09:00"), paused_by_name="赵", paused_code="supplement", paused_why="补附件",
        look_again_on=date(2026, 12, 5),
    )  # fmt: skip
    assert not papers(office.chief, "late_now", NOVEMBER), "its clock stands still"


def test_a_part_of_a_suspended_paper_is_not_late(office: Office) -> None:
    doc = handling(office)
    Assignment.objects.filter(document=doc).update(due_at=at("2026-11-27T17:30"))
    [row] = parts(office.chief, "late_now", NOVEMBER)
    on = timezone.localdate() + timedelta(days=5)
    suspend(row.document, by=office.chief, code="supplement", reason="请补附件", look_on=on)
    assert not parts(office.chief, "late_now", NOVEMBER)


def test_the_last_day_counts_to_its_end(office: Office) -> None:
    late = closed(office, "2026-11-30T23:59", "2026-11-30T23:59:59", None, None)
    next_day = closed(office, "2026-12-01T00:00", "2026-12-01T00:00", None, None)
    assert set(papers(office.chief, "closed", NOVEMBER)) == {late}
    assert set(papers(office.chief, "received", NOVEMBER)) == {late}
    assert next_day not in papers(office.chief, "before", NOVEMBER)


@pytest.mark.parametrize("seed", range(3))
def test_each_figure_is_the_length_of_its_list(office: Office, client: Client, seed: int) -> None:
    """Over made-up papers, for several people: the page's number, the list's rows, and a count in Python."""
    made = random.Random(seed)
    for _n in range(12):
        days = [at("2026-10-25T10:00") + timedelta(hours=made.randrange(900)) for _ in range(4)]
        doc = registered(office)
        state = made.choice([State.CLOSED, State.HANDLING, State.RETURNED])
        rewrite(doc,
            received_at=days[0], registered_at=days[0], state=state, work_secret=made.random() < 0.2,
            closed_at=max(days[:2]) if state == State.CLOSED else None, due_first=days[2], due_at=max(days[2:]),
        )  # fmt: skip
    november = Period(NOVEMBER.first, NOVEMBER.last, database_now())  # as the page: what is late, is late now
    for person in (office.chief, office.clerk, office.unit_clerk):
        counts = counted(person, november)
        client.force_login(person)
        for code in PAPERS:
            address = f"/statistics/time/list/?of=papers&figure={code}&first=2026-11-01&last=2026-11-30"
            page = client.get(address)
            assert page.content.count(b"<tr data-row") == counts[code], (person, code)
        rows: list[Any] = list(papers(person, "closed", november))
        assert counts["in_time"] == sum(d.closed_at <= d.due_first for d in rows)
        assert counts["put_off"] == sum(d.due_first < d.closed_at <= d.due_at for d in rows)


def test_units_stand_in_their_order_and_not_by_result(office: Office) -> None:
    doc = handling(office)
    row = Assignment.objects.filter(document=doc).first()
    assert row
    Assignment.objects.filter(pk=row.pk).update(
        status="reported", given_at=at("2026-11-02T09:00"), reported_at=at("2026-11-09T09:00"),
        due_first=at("2026-11-06T17:30"), due_at=at("2026-11-10T17:30"),
    )  # fmt: skip
    [(unit, counts)] = [found for found in by_unit(office.chief, NOVEMBER) if found[1]["reported"]]
    assert unit == row.unit
    assert (counts["in_time"], counts["put_off"], counts["late"]) == (0, 1, 0)
    for code in PARTS:
        assert parts(office.chief, code, NOVEMBER, row.unit_id).count() == counts[code]
    days = feedback_days(office.chief, NOVEMBER)
    assert days == (None if row.instruction_id is None else pytest.approx(7.0))


# -- how long ------------------------------------------------------------------------------------------


def test_hours_are_office_hours_less_those_of_a_stopped_clock(office: Office) -> None:
    """Friday 16:30 to Monday 09:30 is two hours; what stood still from 17:00 to 09:00 takes one of them away."""
    doc = closed(office, "2026-11-06T16:30", "2026-11-09T09:30", None, None)
    found = whole(office.chief, NOVEMBER)
    assert found
    assert found.mean == pytest.approx(2.0)
    entry = Entry.objects.filter(subject_pk=doc.pk, subject_kind="document").latest("seq")
    Entry.objects.create(
        subject_kind="document", subject_pk=doc.pk, seq=entry.seq + 1, at=NOW, actor_id=office.chief.pk, verb="resume",
        data={"stood": [at("2026-11-06T17:00").isoformat(), at("2026-11-09T09:00").isoformat()]},
        prev=bytes(entry.hash), hash=b"x" * 32, key="k", version=1, round=1,
    )  # fmt: skip
    found = whole(office.chief, NOVEMBER)
    assert found
    assert found.mean == pytest.approx(1.0)


def test_each_kind_of_work_with_its_dates(office: Office) -> None:
    doc = reviewing(office)
    task = Task.objects.get(subject_pk=doc.pk, kind="propose")
    Task.objects.filter(pk=task.pk).update(
        given_at=at("2026-11-05T09:00"), done_at=at("2026-11-05T11:00"),
        due_first=at("2026-11-05T10:00"), due_at=at("2026-11-05T12:00"),
    )  # fmt: skip
    [found] = [t for t in steps(office.chief, NOVEMBER) if t.kind == "propose"]
    assert (found.kind, found.n, found.in_time, found.put_off, found.late) == ("propose", 1, 0, 1, 0)
    assert found.mean == pytest.approx(2.0)


def test_registering_counts_from_receipt(office: Office) -> None:
    doc = registered(office)
    rewrite(doc, received_at=at("2026-11-05T08:30"))
    task = Task.objects.get(subject_pk=doc.pk, kind="register")
    Task.objects.filter(pk=task.pk).update(given_at=at("2026-11-05T09:00"), done_at=at("2026-11-05T09:00"))
    [found] = [t for t in steps(office.chief, NOVEMBER) if t.kind == "register"]
    assert found.mean == pytest.approx(0.5)


moments = st.datetimes(datetime(2026, 1, 1), datetime(2026, 4, 1)).map(lambda m: m.replace(tzinfo=SHANGHAI))


@given(moments, moments, st.sets(st.dates(date(2026, 1, 1), date(2026, 4, 1)), max_size=20))
def test_the_sums_are_those_of_counting_day_by_day(begin: datetime, end: datetime, off: set[date]) -> None:
    begin, end = min(begin, end), max(begin, end)
    made = Calendar({day: Day("holiday", "", False, "x") for day in off}, {2026: "x"})
    spent = Spent(made, date(2026, 1, 1), date(2026, 4, 2))
    slow = counting.office_time(begin, end, made.works, made.hours_on)
    assert spent.hours(begin, end) == pytest.approx(slow.total_seconds() / 3600)
    beyond = [
        (begin - timedelta(days=40), begin - timedelta(days=9)),
        (end + timedelta(1), end + timedelta(2)),
    ]
    assert less_stood(spent, begin, end, beyond) == spent.hours(begin, end), (
        "it stood still before, and after"
    )
    third = (end - begin) / 3
    still = [(begin + third, end - third)]
    assert less_stood(spent, begin, end, still) == pytest.approx(
        spent.hours(begin, begin + third) + spent.hours(end - third, end)
    )


@given(
    st.lists(st.decimals(0, 100, places=2).map(float), min_size=1, max_size=30),
    st.sampled_from([0.5, 0.9, 1.0]),
)
def test_a_share_is_the_least_value_that_so_many_do_not_exceed(values: list[float], part: float) -> None:
    values.sort()
    found = share(values, part)
    assert sum(v <= found for v in values) >= part * len(values) - 1e-9
    below = [v for v in values if v < found]
    assert not below or sum(v <= below[-1] for v in values) < part * len(values) + 1e-9


# -- the page ------------------------------------------------------------------------------------------


def test_the_page_is_drawn_with_the_same_statements_for_one_and_for_three(
    office: Office, client: Client
) -> None:
    client.force_login(office.chief)
    seen = []
    for n in (1, 3):
        while Assignment.objects.values("document").distinct().count() < n:
            handling(office)
        from django.db import connection

        with CaptureQueriesContext(
            connection,
        ) as found:
            assert client.get("/statistics/time/").status_code == 200
        seen.append(len(found))
    assert seen[0] == seen[1]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("first=2026-11-30&last=2026-11-01", "起始日期不能晚于截止日期"),
        ("first=2020-01-01&last=2026-11-01", "一次最多统计一年"),
        ("first=2026-02-30", "没有“2026-02-30”这一天"),
        ("first=abc", "看不懂日期"),
    ],
)
def test_a_period_that_is_none(office: Office, client: Client, query: str, said: str) -> None:
    """A sentence, and what was typed stays."""
    client.force_login(office.chief)
    page = client.get(f"/statistics/time/?{query}")
    assert page.status_code == 400
    assert said in page.content.decode()
    assert query.split("&")[0].split("=")[1] in page.content.decode()


def test_a_figure_that_is_none_and_people_without_papers(office: Office, client: Client) -> None:
    client.force_login(office.chief)
    for query in ("of=papers&figure=nothing", "of=parts&figure=received", "figure=late&id=²", "of=x"):
        assert client.get(f"/statistics/time/list/?{query}").status_code == 400, query
    for person in (office.admin, office.secadmin, office.auditor):
        client.force_login(person)
        assert client.get("/statistics/time/").status_code == 403
    client.force_login(office.outsider)
    handling(office)
    assert counted(office.outsider, NOVEMBER) == dict.fromkeys(PAPERS, 0)
    assert client.get("/statistics/time/").status_code == 200
