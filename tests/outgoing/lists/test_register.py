"""The outgoing register: who sees which rows, what each filter finds, in which order, page by page."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from documents.queries.finding import Conditions
from outgoing.models import NumberSeries, Outgoing
from outgoing.queries.asked import FURTHER, ORDERS, Asked
from outgoing.queries.filters import VIEWS
from outgoing.queries.lists import register
from outgoing.queries.visible import inside_for, seen_by, visible_to
from outgoing.views.lists import OUTGOING
from tests.office import Office, fresh
from tests.outgoing.lists.stock import addressed, issued, numbered, one, to_sign_for
from tests.outgoing.numbers.rows import THIS_YEAR, organ, series

Page = Callable[..., Any]
AT = "/outgoing/"


def text(response: Any) -> str:
    return str(response.content.decode())


def refs(response: Any) -> list[str]:
    """The papers of the table, in order."""
    return re.findall(r'<a class="t" href="/outgoing/(\w+)/"', text(response))


def names(response: Any, papers: dict[str, Outgoing]) -> list[str]:
    known = {paper.ref: name for name, paper in papers.items()}
    return [known[ref] for ref in refs(response)]


@pytest.fixture
def papers(office: Office, rule: NumberSeries) -> dict[str, Outgoing]:
    """One of each that a filter tells from the others; numbers 1, 2, 3."""
    other = organ("江东省人民政府", order=1)
    letters = series("江政函", organ=other)
    made = {
        "early": issued(office, rule, 40, "关于防汛工作的通知", publicity="active"),
        "late": issued(office, rule, 3, "关于营商环境的意见", kind="opinion", publicity="on_request"),
        "printing": numbered(office, rule, "关于粮食安全的通知", document_date=timezone.localdate()),
        "letter": numbered(office, letters, "关于养老服务的函", kind="letter", organ=other, publicity="active"),
        "draft": one(office, "关于数字政府的通知", state="drafting", unit_name="省水利厅", drafter=office.clerk,
                     drafter_name="周文", document_date=None, due_at=timezone.now() + timedelta(days=2)),
        "gone": one(office, "关于义务教育的通知", state="withdrawn", document_date=None),
    }  # fmt: skip
    addressed(made["early"], office.unit)
    addressed(made["late"], office.unit2, text="各市人民政府")
    return made


FOUND = [
    ("", ["gone", "draft", "letter", "printing", "late", "early"]),
    ("view=going", ["draft", "letter", "printing", "late", "early"]),
    ("view=numbered", ["letter", "printing", "late", "early"]),
    ("view=sent", ["late", "early"]),
    ("view=gone", ["gone"]),
    ("view=closed", []),
    ("view=mine", ["draft"]),
    ("q=营商", ["late"]),
    (f"q=江政办发{THIS_YEAR} 2号", ["late"]),
    (f"q=江政办发[{THIS_YEAR}]002号", ["late"]),
    ("unit=水利", ["draft"]),
    ("unit=周文", ["draft"]),
    ("to=财政", ["late"]),
    ("to=各市", ["late"]),
    ("kind=letter", ["letter"]),
    ("state=withdrawn", ["gone"]),
    ("publicity=active", ["letter", "early"]),
    ("year={y}&series={s}", ["printing", "late", "early"]),
    ("year={y}&series={s}&low=2&high=2", ["late"]),
    ("low=2", ["printing", "late"]),
    ("signed_since={d10}", ["printing", "late"]),
    ("sent_since={d10}", ["late"]),
    ("sent_until={d10}", ["early"]),
    ("signed_until={d10}&kind=notice", ["early"]),
    ("organ={o}", ["letter"]),
    ("view=sent&sort=signed-up", ["early", "late"]),
    ("sort=sent", ["late", "early"]),
    ("sort=due", ["draft"]),
    ("kind=notice&q=防汛&unit=公文", ["early"]),
]


@pytest.mark.parametrize(("query", "wanted"), FOUND, ids=[f[0] or "all" for f in FOUND])
def test_what_each_filter_finds(
    office: Office, page: Page, papers: dict[str, Outgoing], rule: NumberSeries, query: str, wanted: list[str]
) -> None:
    day = (timezone.localdate() - timedelta(days=10)).isoformat()
    asked = query.format(y=THIS_YEAR, s=rule.pk, d10=day, o=papers["letter"].organ_id)
    found = page(office.clerk, f"{AT}?{asked}")
    assert names(found, papers) == wanted


@pytest.mark.parametrize(
    "who", ["clerk", "chief", "handler", "leader", "unit_clerk", "unit2_clerk", "outsider", "admin"]
)
@pytest.mark.parametrize(
    "query", ["", "view=going", "q=工作", "to=水利", "unit=公文", "kind=notice", "sort=number"]
)
def test_nobody_sees_more_than_he_may(
    office: Office, page: Page, papers: dict[str, Outgoing], rule: NumberSeries, who: str, query: str
) -> None:
    issued(office, rule, 1, "机要事项的通知", work_secret=True, holder=office.handler)
    to_sign_for(papers["early"], office.unit)
    person = fresh(office.everybody()[who])
    shown = set(refs(page(person, f"{AT}?{query}")))
    may = set(visible_to(person).values_list("ref", flat=True))
    assert shown <= may
    if not query:
        assert shown == may


def test_the_statement_and_the_rule_agree(
    office: Office, papers: dict[str, Outgoing], rule: NumberSeries
) -> None:
    secret = issued(office, rule, 1, "机要事项的通知", work_secret=True)
    to_sign_for(papers["early"], office.unit)
    to_sign_for(secret, office.unit2)
    for who, person in office.everybody().items():
        person = fresh(person)
        rows = register(person).rows
        assert [r.id for r in rows] == list(
            visible_to(person).order_by("-id").values_list("pk", flat=True)
        ), who
        inside = set(inside_for(person).values_list("pk", flat=True))
        assert {r.id for r in rows if r.inside} == inside & {r.id for r in rows}, who


def test_who_only_signs_for_copies_learns_nothing_of_the_inside(
    office: Office, page: Page, rule: NumberSeries
) -> None:
    """Neither from a row nor from which filter leaves it in."""
    paper = issued(office, rule, 2, "关于防汛工作的通知", unit_name="省财政厅", drafter_name="某某人", publicity="on_request",
                   due_at=timezone.now())  # fmt: skip
    to_sign_for(paper, office.unit)
    addressed(paper, office.unit3, role="internal")
    who = fresh(office.unit_clerk)
    who.list_columns = {"outgoing_register": list(OUTGOING.every(timezone.localtime(), {}, "no", str, ()))}
    who.save()
    assert refs(page(who, AT)) == [paper.ref]
    row = text(page(who, AT)).split("data-row")[1].split("</tr>")[0]
    addressed(paper, office.unit2)  # sent afterwards: the printed original does not name it
    row = text(page(who, AT)).split("data-row")[1].split("</tr>")[0]
    for words in ("省财政厅", "某某人", "依申请公开", office.unit2.name):
        assert words not in row, words
    for query in ("unit=财政", "unit=某某人", "publicity=on_request", "to=交通", "to=水利"):
        assert refs(page(who, f"{AT}?{query}")) == [], query
    html = text(page(who, AT))
    for name in ("organ", "series", "low"):
        assert f'name="{name}"' not in html


def test_one_character_is_too_short(office: Office, page: Page, rule: NumberSeries) -> None:
    for typed in ("长", "%2B", "2"):
        assert "至少要两个字" in text(page(office.clerk, f"{AT}?q={typed}"))


# -- orders and pages ----------------------------------------------------------------------------------

EACH_WAY = list(ORDERS)


@pytest.mark.parametrize("sort", EACH_WAY)
def test_pages_are_joined_without_a_seam(office: Office, rule: NumberSeries, sort: str) -> None:
    """Down to the end and up again, two a page: every paper once; the same day twice among them."""
    day = timezone.localdate()
    for n in range(7):
        issued(
            office,
            rule,
            n // 2,
            due_at=timezone.now() + timedelta(days=n // 2),
            document_date=day - timedelta(days=n // 2),
        )
    now = timezone.localtime()
    whole = OUTGOING.asked_for(fresh(office.clerk), f"sort={sort}", now)
    every = [row.id for row in whole.first(50).rows]
    assert len(every) == 7
    found, place = list[int](), None
    pages = []
    while True:
        got = whole.read(place, None, 2, (), 0)
        pages.append([row.id for row in got.rows])
        found += pages[-1]
        if not got.older:
            break
        place = whole.place_of(got.rows[-1])
    assert found == every
    back = whole.read(None, whole.place_of(got.rows[0]), 2, (), 0)
    assert [row.id for row in back.rows] == pages[-2]


@pytest.mark.parametrize("sort", EACH_WAY)
def test_the_address_leads_on_and_back(
    office: Office, page: Page, rule: NumberSeries, sort: str, monkeypatch: Any
) -> None:
    monkeypatch.setattr("documents.views.ledger.PAGE", 2)
    for n in range(5):
        issued(office, rule, n, due_at=timezone.now() + timedelta(days=n))
    first = page(office.clerk, f"{AT}?sort={sort}")
    older = unescape(re.findall(r'href="(\?[^"]*)" rel="next"', text(first))[0])
    second = page(office.clerk, AT + older)
    assert not set(refs(first)) & set(refs(second))
    newer = unescape(re.findall(r'href="(\?[^"]*)" rel="prev"', text(second))[0])
    assert refs(page(office.clerk, AT + newer)) == refs(first)


INDEX = {
    "no": "outgoing_outgoing_pkey", "number": "slot_serial_once", "signed": "outgoing_signed_on",
    "sent": "outgoing_sent_at", "due": "outgoing_due",
}  # fmt: skip


@pytest.mark.parametrize("sort", EACH_WAY)
def test_each_order_runs_along_its_index(office: Office, rule: NumberSeries, sort: str) -> None:
    """Nothing is sorted: a page reads as many rows as it shows, however many there are."""
    for n in range(30):
        issued(office, rule, n, due_at=timezone.now() + timedelta(days=n))
    who = fresh(office.clerk)
    ask = Asked(Conditions(), sort, None, False, True, False, 10)
    with connection.cursor() as cursor:
        cursor.execute(
            "ANALYZE outgoing_outgoing; ANALYZE outgoing_numberslot; SET LOCAL enable_seqscan = off"
        )
        cursor.execute(f"EXPLAIN {ask.sql}", {**seen_by(who), **ask.values})
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert INDEX[sort.removesuffix("-up").removesuffix("-down")] in plan, plan
    assert "Sort" not in plan, plan


def test_who_does_not_read_the_register_chooses_no_order(
    office: Office, page: Page, rule: NumberSeries
) -> None:
    paper = issued(office, rule, 1)
    to_sign_for(paper, office.unit)
    html = text(page(fresh(office.unit_clerk), f"{AT}?sort=number"))
    assert "sort=signed" not in html


# -- the frame -----------------------------------------------------------------------------------------


def test_the_pills_count_and_stop_counting(office: Office, page: Page, papers: dict[str, Outgoing]) -> None:
    html = text(page(office.clerk, AT)).split('<ul class="views"')[1].split("</ul>")[0].split(">", 1)[1]
    said = re.sub(r"<[^>]*>", " ", html).split()
    assert said[:6] == ["全部", "在办", "5", "我拟的", "1", "已编号"]
    assert len(VIEWS) == 6


def test_it_has_the_filter_row_of_the_house(office: Office, page: Page, papers: dict[str, Outgoing]) -> None:
    html = text(page(office.clerk, AT))
    assert '<form class="fbar"' in html
    assert '<details class="beyond">' in html
    assert '<details class="beyond" open>' in text(page(office.clerk, f"{AT}?low=2"))
    chip = (
        text(page(office.clerk, f"{AT}?kind=letter&sort=number"))
        .split('class="chipset"')[1]
        .split("</ul>")[0]
    )
    assert "文种：函" in chip.replace("</span>", "")
    assert 'href="?sort=number"' in chip


def test_empty_by_nature_and_by_filter(office: Office, page: Page, rule: NumberSeries) -> None:
    html = text(page(office.clerk, AT))
    assert "还没有发文" in html
    assert 'href="/outgoing/new/"' in html
    issued(office, rule, 1)
    html = text(page(office.clerk, f"{AT}?kind=order"))
    assert "没有符合条件的公文" in html
    assert "还没有发文" not in html


BAD = ["²", "9" * 30, "x%00y", "%ED%A0%80", "2026-02-30", "-1", "nonsense", "1-", "a" * 3000]


@pytest.mark.parametrize("name", [*OUTGOING.asks, "view", "sort", "before", "after"])
def test_nothing_in_the_address_breaks_it(
    office: Office, client: Client, rule: NumberSeries, name: str
) -> None:
    issued(office, rule, 1)
    client.force_login(office.clerk)
    for value in BAD:
        for tail in ("", "export/", "print/"):
            answer = client.get(f"{AT}{tail}?{name}={value}")
            assert answer.status_code in (200, 400, 422), (tail, value, answer.status_code)


# -- what it costs -------------------------------------------------------------------------------------

COST = {"": 7, "?view=going": 7, "?q=工作&state=drafting": 7, "?sort=number": 7, "?sort=due": 7}


@pytest.mark.parametrize("query", COST)
@pytest.mark.parametrize("rows", [1, 3])
def test_as_much_for_three_rows_as_for_one(
    office: Office, rule: NumberSeries, statements: Callable[..., list[str]], query: str, rows: int
) -> None:
    for n in range(rows):
        to_sign_for(issued(office, rule, n, due_at=timezone.now()), office.unit)
    assert len(asked := statements(fresh(office.clerk), AT + query)) == COST[query], "\n".join(asked)


@pytest.mark.parametrize("rows", [1, 3])
def test_all_columns_cost_no_statement_more(
    office: Office, rule: NumberSeries, statements: Callable[..., list[str]], rows: int
) -> None:
    for n in range(rows):
        issued(office, rule, n)
    person, now = fresh(office.clerk), timezone.localtime()
    reading = OUTGOING.asked_for(person, "", now)
    assert reading.needs(OUTGOING.columns(reading)) == (
        "drafted_at",
        "why",
    )  # nothing dear for the usual list
    person.list_columns = {"outgoing_register": list(OUTGOING.every(now, {}, "no", str, ()))}
    person.save()
    reading = OUTGOING.asked_for(fresh(person), "", now)
    assert reading.needs(OUTGOING.columns(reading)) == tuple(FURTHER)
    asked = statements(fresh(person), AT)
    assert len(asked) == COST[""], "\n".join(asked)
