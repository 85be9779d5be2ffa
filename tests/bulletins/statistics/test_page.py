"""统计 and 六字看板: what the pages say, to whom, with how many statements."""

from __future__ import annotations

import random
import re
from datetime import date, timedelta
from io import BytesIO

import openpyxl
import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bulletins.figures.base import Scope
from bulletins.figures.registry import find
from bulletins.models import Pack, PackFigure
from bulletins.queries.board import MAPPING, board, week_of
from bulletins.queries.figures import _rows, counted
from bulletins.queries.periods import before, pieces, summed
from bulletins.queries.statistics import OF_KINDS, OF_STEPS, OF_UNITS, statistics
from bulletins.words import Word
from deadlines.days import local
from tests.bulletins.statistics.world import at, closed, crowd, returned, run
from tests.office import Office, make_office
from tests.outgoing.desk import drafted, make_desk
from workflow.clock import database_now

NOVEMBER = "first=2026-11-01&last=2026-11-30"


@pytest.fixture
def office(db: None) -> Office:
    return make_office()


def text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_every_number_of_the_tables_is_the_length_of_its_list(office: Office, client: Client) -> None:
    """Whatever the page says in any table: the list it opens says the same."""
    crowd(office, random.Random(11))
    client.force_login(office.chief)
    page = text(client, f"/statistics/?{NOVEMBER}")
    links = re.findall(r'<a href="(/figures/[^"]+)">([^<]+)</a>', page)
    assert len(links) > 60
    for address, said in links:
        opened = text(client, address.replace("&amp;", "&"))
        value = re.search(r"<h1>.*?<b>(.*?)</b></h1>", opened)
        assert value, address
        assert said.partition("（")[0] == value[1], address


def test_the_tables_count_by_the_definitions(office: Office) -> None:
    crowd(office, random.Random(5))
    scope = Scope(date(2026, 11, 1), date(2026, 11, 30), database_now())
    found = statistics(scope)
    for code in OF_STEPS:
        for step, n in found.numbers["step", code].items():
            assert len(counted(f"{code}:{step}", scope).rows) == n
    for step, took in found.by_step.items():
        assert counted(f"step_hours:{step}", scope).value == pytest.approx(took.median)
        assert counted(f"step_nine:{step}", scope).value == pytest.approx(took.nine)
    for unit in found.units:
        narrow = Scope(scope.first, scope.last, scope.now, unit=unit.pk)
        for code in OF_UNITS:
            assert len(counted(code, narrow).rows) == found.numbers["unit", code].get(str(unit.pk), 0)
        if unit.pk in found.by_unit:
            assert counted("step_hours", narrow).value == pytest.approx(found.by_unit[unit.pk].median)
    for code in OF_KINDS:
        assert sum(found.numbers["kind", code].values()) == len(counted(code, scope).rows)
    days = summed(found.numbers["day", "received"], pieces(scope.first, scope.last))
    assert sum(days) == len(counted("received", scope).rows)


@pytest.mark.parametrize(
    ("query", "label"),
    [("", "本月"), ("?first={m}&last={t}", "本周"), ("?first=2020-01-01&last=2020-01-02", "")],
)
def test_the_period_that_is_shown_is_marked(office: Office, client: Client, query: str, label: str) -> None:
    today = local(database_now()).date()
    client.force_login(office.chief)
    there = query.format(m=today - timedelta(days=today.weekday()), t=today)
    marked = re.findall(r'aria-current="true">([^<]+)</a></li>', text(client, f"/statistics/{there}"))
    both_begin = today.weekday() == today.day - 1  # a month that begins on a Monday is a week, too
    wanted = [label] if label else []
    assert marked == wanted or (both_begin and marked == ["本周"]), marked


def test_a_density_says_findings_and_characters(db: None, client: Client) -> None:
    """Beside the value, and in both columns of its list."""
    d = make_desk()
    run("outgoing", drafted(d).pk, "2026-11-03T09:00", 20, 8, 1227, "a")
    client.force_login(d.o.chief)
    assert "22.82（28 处 / 1227 字）" in text(client, f"/statistics/?{NOVEMBER}")
    for of in ("", "&of=1"):
        page = text(client, f"/figures/density/?{NOVEMBER}{of}")
        assert all(f">{said}</" in page for said in ("问题数", "字数", "28", "1227")), of


def test_units_stand_in_their_order_and_no_person_is_named(office: Office, client: Client) -> None:
    crowd(office, random.Random(2))
    client.force_login(office.leader)
    page = text(client, f"/statistics/?{NOVEMBER}")
    main = page[page.index("<main") :]
    names = [who.name for who in office.everybody().values() if who != office.leader]
    assert [name for name in names if name in main] == []
    found = statistics(Scope(date(2026, 11, 1), date(2026, 11, 30), database_now()))
    assert [unit.pk for unit in found.units] == [
        u.pk for u in sorted(found.units, key=lambda u: (u.order, u.pk))
    ]


def test_no_statement_more_for_more_papers(office: Office, client: Client) -> None:
    client.force_login(office.chief)
    for address, most in (
        (f"/statistics/?{NOVEMBER}", 34),
        ("/board/six/?week=2026-11-05", 30),
        (f"/figures/late/?{NOVEMBER}", 12),
    ):
        seen = []
        for seed in (1, 2):
            crowd(office, random.Random(seed))
            with CaptureQueriesContext(connection) as found:
                assert client.get(address).status_code == 200
            seen.append(len(found))
        assert seen[0] == seen[1] <= most, (address, seen)


def test_a_period_without_anything(office: Office, client: Client) -> None:
    """Figures are 0 or a dash, one sentence says so, no chart is drawn."""
    client.force_login(office.chief)
    page = text(client, "/statistics/?first=2020-01-01&last=2020-01-31")
    assert "期内没有收发文、办结和用印" in page
    assert "<svg xmlns" not in page
    assert "—" in page
    assert "本期" in page


def test_pictures_come_after_the_tables_and_say_the_same(office: Office, client: Client) -> None:
    closed(office, "2026-11-02T09:00", "2026-11-12T10:00", "2026-11-06T17:30", "2026-11-11T17:30")
    client.force_login(office.chief)
    page = text(client, f"/statistics/?{NOVEMBER}")
    assert page.rindex("</section>") < page.index("<svg xmlns")
    assert "first=2026-11-12&amp;last=2026-11-12" in page
    assert 'style="' not in page


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
    page = client.get(f"/statistics/?{query}")
    assert page.status_code == 400
    assert said in page.content.decode()
    assert query.split("&")[0].split("=")[1] in page.content.decode()
    for address in ("/figures/received/", "/statistics/sheet.xlsx"):
        assert client.get(f"{address}?{query}").status_code == 400


def test_more_than_can_be_counted_is_said(
    office: Office, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A statement that takes too long is a sentence, not an error of the house."""

    def slow(*_args: object) -> dict[object, int]:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = 20")
            return {0: len(_rows("SELECT pg_sleep(1)", []))}

    client.force_login(office.chief)
    monkeypatch.setattr("bulletins.queries.figures.counts", slow)
    monkeypatch.setattr("bulletins.queries.listed.counts", slow)
    for address in ("/statistics/", "/statistics/sheet.xlsx", "/board/six/", "/figures/received/"):
        answer = client.get(address)
        assert answer.status_code == 400, address
        assert "请缩短期间" in answer.content.decode(), address


def test_what_is_no_figure_or_cannot_be_narrowed(office: Office, client: Client) -> None:
    client.force_login(office.chief)
    for code in ("nothing", "returns:R99", "received:R07", "step_hours:document.nothing"):
        assert client.get(f"/figures/{code}/").status_code == 404, code
    for query in ("unit=x", "unit=999999", "kind=nothing", "side=x", "id=²", "id=-1"):
        assert client.get(f"/figures/received/?{query}").status_code == 400, query
    assert client.get("/figures/uses/?kind=request").status_code == 400
    assert client.get("/board/six/?week=abc").status_code == 400


def test_old_bookmarks_lead_here(office: Office, client: Client) -> None:
    client.force_login(office.chief)
    answer = client.get(f"/statistics/time/?{NOVEMBER}")
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/statistics/?{NOVEMBER}#times")
    client.force_login(office.outsider)
    assert client.get("/statistics/time/").status_code == 404


def test_the_head_of_a_unit_counts_what_he_sees(office: Office, client: Client) -> None:
    closed(office, "2026-11-02T09:00", "2026-11-12T10:00", None, None)
    client.force_login(office.head)
    page = text(client, f"/statistics/?{NOVEMBER}")
    assert "只计您能看到的" in page
    opened = client.get(f"/figures/received/?{NOVEMBER}")
    assert opened.context["found"].all == 0


def test_titles_of_work_secrets_are_for_who_sees_the_paper(office: Office, client: Client) -> None:
    closed(
        office, "2026-11-02T09:00", "2026-11-12T10:00", None, None, work_secret=True, title="不可外传的事项"
    )
    scope = Scope(date(2026, 11, 1), date(2026, 11, 30), database_now())
    assert "不可外传" not in str(counted("received", scope).rows), "nothing of it goes into a frozen pack"
    for person, hidden in ((office.clerk, 0), (office.chief, 1)):
        client.force_login(person)
        page = client.get(f"/figures/received/?{NOVEMBER}")
        assert page.context["found"].hidden == hidden
        assert ("不可外传" in page.content.decode()) != bool(hidden)


def test_pages_of_a_long_list(office: Office, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bulletins.queries.listed.PAGE", 2)
    for _n in range(5):
        returned(office, "2026-11-05T09:00", "R01")
    client.force_login(office.chief)
    address, seen = f"/figures/returns/?{NOVEMBER}", 0
    for rows in (2, 2, 1):
        page = client.get(address)
        seen += page.content.count(b"<tr data-row")
        assert page.content.count(b"<tr data-row") == rows
        address = "/figures/returns/" + page.context["older"]
    assert seen == 5
    assert page.context["older"] == ""


def test_the_sheet_says_what_the_page_says(office: Office, client: Client) -> None:
    crowd(office, random.Random(4))
    client.force_login(office.chief)
    answer = client.get(f"/statistics/sheet.xlsx?{NOVEMBER}")
    book = openpyxl.load_workbook(BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    received = next(row for row in rows if row[1] == "收文量")
    assert received[2] == str(
        len(counted("received", Scope(date(2026, 11, 1), date(2026, 11, 30), database_now())).rows)
    )
    assert any(row[0] == "各单位" for row in rows)


# -- 六字看板 ------------------------------------------------------------------------------------------


def test_six_words_two_or_three_figures_each() -> None:
    assert set(MAPPING) == set(Word)
    assert all(2 <= len(codes) <= 3 for codes in MAPPING.values())
    assert all(find(code) for codes in MAPPING.values() for code in codes)


def test_the_week_beside_the_last(office: Office, client: Client) -> None:
    """One of two in time this week, one of one last week: fifty points worse, by shape and words."""
    for done, due in [("2026-11-24T10:00", "2026-11-25T17:30"), ("2026-11-24T10:00", "2026-11-23T17:30"),
                      ("2026-11-17T10:00", "2026-11-18T17:30")]:  # fmt: skip
        closed(office, "2026-11-10T09:00", done, due, due)
    client.force_login(office.chief)
    page = text(client, "/board/six/?week=2026-11-26")
    assert "2026-11-23 至 2026-11-29" in page
    assert re.search(
        r"按期办结率</dt><dd><a [^>]*>50.0%</a><span[^>]*>上周 100.0% · ▼ 减 50.0 个百分点 · 变差", page
    )
    assert "不是规定" in page
    assert page.count("<dd><a ") == sum(map(len, MAPPING.values()))


def test_how_things_stood_a_week_ago_is_known_from_the_pack_alone(office: Office) -> None:
    scope = week_of(date(2026, 11, 26), at("2026-11-26T09:00"))
    [late] = [one for tile in board(scope) for one in tile.figures if one.figure.code == "late_now"]
    assert late.then is None
    first = scope.first - timedelta(7)
    pack = Pack.objects.create(year=2026, week=47, first=first, last=first + timedelta(6), made_at=at("2026-11-22T09:00"),
                               counted_at=at("2026-11-22T09:00"))  # fmt: skip
    PackFigure.objects.create(pack=pack, code="late_now", value=7)
    [late] = [one for tile in board(scope) for one in tile.figures if one.figure.code == "late_now"]
    assert late.then == 7
    over = week_of(date(2026, 11, 26), at("2026-11-30T00:00"))
    [late] = [one for tile in board(over) for one in tile.figures if one.figure.code == "late_now"]
    assert late.then is None, "what is late now is not set against the week before that week"


# -- periods -------------------------------------------------------------------------------------------


def test_the_period_before() -> None:
    told = [
        (("2026-11-01", "2026-11-30"), ("2026-10-01", "2026-10-31")),
        (("2026-02-01", "2026-03-31"), ("2025-12-01", "2026-01-31")),
        (("2026-11-23", "2026-11-29"), ("2026-11-16", "2026-11-22")),
        (("2026-11-01", "2026-11-10"), ("2026-10-22", "2026-10-31")),
    ]
    for (first, last), expected in told:
        found = before(date.fromisoformat(first), date.fromisoformat(last))
        assert (str(found[0]), str(found[1])) == expected


@pytest.mark.parametrize("days", [1, 7, 31, 32, 90, 120, 121, 400])
def test_pieces_cover_the_period_once(days: int) -> None:
    first = date(2026, 1, 15)
    found = pieces(first, first + timedelta(days - 1))
    covered = [one.first + timedelta(n) for one in found for n in range((one.last - one.first).days + 1)]
    assert covered == [first + timedelta(n) for n in range(days)]
    assert len(found) <= 31
