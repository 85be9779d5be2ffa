"""The gap report: every serial with what became of it, what nobody can explain, who sees which title; its command."""

from __future__ import annotations

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from outgoing.actions import slots
from outgoing.actions.void_numbers import answer_void, void_reserved
from outgoing.models import NumberBook, NumberSeries, NumberSlot, NumberYear, VoidRequest
from outgoing.queries.numbers import Count, counts, gaps, missing, report, waiting
from tests.office import Office, fresh
from tests.outgoing.numbers.rows import LAST_YEAR, THIS_YEAR, paper, series, settle, taken


def count(rule: NumberSeries, year: int = THIS_YEAR) -> Count:
    return counts(rule)[(rule.pk, year)]


def told(rule: NumberSeries, who: Any, year: int = THIS_YEAR) -> list[tuple[Any, ...]]:
    lines = report(rule, count(rule, year), fresh(who))
    return [(line.serial, line.status, line.title, line.reason, line.hidden) for line in lines]


def test_every_serial_with_what_became_of_it(office: Office) -> None:
    rule = series(first=5)
    taken(rule, office, of=paper(office, "甲通知"))
    void = taken(rule, office, reason="预留一")
    taken(rule, office, reason="预留二")
    taken(rule, office, of=paper(office, "机要事项的通知", work_secret=True, holder=office.handler))
    void_reserved(NumberBook.the(), by=fresh(office.clerk), slot=void, reason="会议改期")
    assert [wish.slot.serial for wish in waiting()] == [6]
    answer_void(NumberBook.the(), by=fresh(office.chief), wish=VoidRequest.objects.get(), agree=True)
    NumberYear.objects.update(last=10)  # as if somebody had taken a number and lost it
    assert told(rule, office.chief) == [
        (5, "used", "甲通知", "", False),
        (6, "void", "", "会议改期", False),
        (7, "reserved", "", "预留二", False),
        (8, "used", "", "", True),
        (9, "", "", "", False),
        (10, "", "", "", False),
    ]
    assert told(rule, office.handler)[3] == (8, "used", "机要事项的通知", "", False)  # he drafted it
    assert told(rule, office.admin)[0] == (5, "used", "", "", True)
    lines = report(rule, count(rule), fresh(office.chief))
    assert lines[1].who == "陈三三申请，吴十确认"
    assert lines[4].number == f"江政办发〔{THIS_YEAR}〕9号"
    assert lines[4].is_unexplained
    found = count(rule)
    assert (found.used, found.reserved, found.void, found.unexplained, found.troubles) == (2, 1, 1, 2, 2)
    assert missing(found) == [9, 10]
    assert [line.serial for line in gaps(rule, found, fresh(office.chief))] == [6, 7, 9, 10]


def test_a_hole_in_the_middle_and_numbers_beyond_the_counter(office: Office, rule: NumberSeries) -> None:
    for _n in range(5):
        taken(rule, office, of=paper(office))
    settle()
    with connection.cursor() as cursor:  # what no act does: the guards taken off
        cursor.execute("ALTER TABLE outgoing_numberslot DISABLE TRIGGER USER")
        cursor.execute("ALTER TABLE outgoing_numberyear DISABLE TRIGGER USER")
        cursor.execute("DELETE FROM outgoing_numberslot WHERE serial = 2")
        cursor.execute("UPDATE outgoing_numberyear SET last = 4")
        settle()
        cursor.execute("ALTER TABLE outgoing_numberslot ENABLE ALWAYS TRIGGER outgoing_guard_slot")
        cursor.execute("ALTER TABLE outgoing_numberyear ENABLE ALWAYS TRIGGER outgoing_guard_year")
    found = count(rule)
    assert missing(found) == [2]
    assert (found.stray, found.twice, found.troubles, found.bounds) == (1, 0, 2, (1, 5))
    assert [line.serial for line in report(rule, found, fresh(office.chief)) if line.is_unexplained] == [2]


def test_numbers_without_a_counter_are_found(office: Office, rule: NumberSeries) -> None:
    slot = taken(rule, office)
    NumberSlot.objects.create(
        series=rule, year=LAST_YEAR, serial=7, number="江政办发〔旧〕7号", status="reserved", reason="无计数",
        taken_at=slot.taken_at, taken_by=office.clerk, taken_by_name="陈", changed_at=slot.taken_at, changed_by_name="陈",
    )  # fmt: skip
    found = count(rule, LAST_YEAR)
    assert (found.first, found.last, found.stray, found.troubles, found.bounds) == (None, None, 1, 1, (7, 7))


@pytest.mark.parametrize("n", [1, 3])
def test_the_report_asks_once_for_any_number_of_rows(n: int, office: Office, rule: NumberSeries) -> None:
    for i in range(n):
        taken(rule, office, of=paper(office, f"第{i}件"))
    who = fresh(office.chief)
    assert who.hats
    with CaptureQueriesContext(connection) as captured:
        found = counts(rule)[(rule.pk, THIS_YEAR)]
        assert [line.title for line in report(rule, found, who)] == [f"第{i}件" for i in range(n)]
    assert len(captured) == 2, [q["sql"] for q in captured.captured_queries]


def test_taking_a_number_is_two_statements(office: Office, rule: NumberSeries) -> None:
    now = taken(rule, office).taken_at
    with CaptureQueriesContext(connection) as captured:
        slots.take(rule, THIS_YEAR, by=office.clerk, now=now, paper=None, reason="会议")
    assert len(captured) == 2


# -- the command ---------------------------------------------------------------------------------------


def run(*options: str) -> tuple[str, str, bool]:
    out, err = StringIO(), StringIO()
    try:
        call_command("number_gaps", *options, stdout=out, stderr=err)
    except CommandError as error:
        return out.getvalue(), f"{err.getvalue()}{error}", False
    return out.getvalue(), err.getvalue(), True


def test_the_command_on_an_empty_and_a_whole_book(office: Office) -> None:
    assert run() == ("every one of 0 numbers in 0 series-years is accounted for\n", "", True)
    rule = series()
    for _n in range(3):
        taken(rule, office)
    out, _err, well = run("--json")
    assert well
    assert json.loads(out) == {"series_years": 1, "numbers": 3, "troubles": []}


def test_the_command_fails_on_a_gap_and_names_no_paper(office: Office, rule: NumberSeries) -> None:
    taken(rule, office, of=paper(office, "不能说的标题"))
    NumberYear.objects.update(last=3)
    out, err, well = run()
    assert not well
    assert "missing 2, 3" in err
    assert "不能说的标题" not in out + err
    out, _err, well = run("--json")
    assert not well
    [trouble] = json.loads(out)["troubles"]
    assert (trouble["series"], trouble["year"], trouble["unexplained"]) == ("江政办发", THIS_YEAR, [2, 3])


def test_the_command_fails_on_a_number_given_twice(office: Office, rule: NumberSeries) -> None:
    """As after a restore that lost its unique keys."""
    taken(rule, office)
    settle()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE outgoing_numberslot DROP CONSTRAINT slot_serial_once")
        cursor.execute("ALTER TABLE outgoing_numberslot DROP CONSTRAINT outgoing_numberslot_number_key")
        cursor.execute(
            "INSERT INTO outgoing_numberslot (series_id, year, serial, number, status, reason, taken_at, taken_by_id,"
            " taken_by_name, changed_at, changed_by_name) SELECT series_id, year, serial, number, status, reason,"
            " taken_at, taken_by_id, taken_by_name, changed_at, changed_by_name FROM outgoing_numberslot"
        )
    out, _err, well = run("--json")
    assert not well
    assert [t.get("twice", t.get("numbers_twice")) for t in json.loads(out)["troubles"]] == [
        1,
        [f"江政办发〔{THIS_YEAR}〕1号"],
    ]
