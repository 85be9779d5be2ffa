"""空号: in the order of the numbers of one series and year every number is told, on the screen, on paper and in a sheet."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pypdfium2
import pytest
from django.test import Client
from django.utils import timezone

from documents.views import exports
from outgoing.actions import slots
from outgoing.actions.void_numbers import answer_void, void_reserved
from outgoing.models import NumberBook, NumberSeries, NumberYear, Outgoing, VoidRequest
from outgoing.queries import gaps as queries
from outgoing.queries.gaps import Book, Gap, Span, gaps, span
from outgoing.views.gap_rows import said
from outgoing.views.lists import OUTGOING
from tests.lists.test_export import read, sheets
from tests.office import Office, fresh
from tests.outgoing.lists.stock import numbered
from tests.outgoing.numbers.rows import LAST_YEAR, THIS_YEAR, series, taken

Page = Callable[..., Any]


@pytest.fixture
def book(office: Office, rule: NumberSeries) -> dict[str, Outgoing]:
    """1 甲, 2 reserved, 3 void, 4 乙, 5 乙's neighbour voided with its paper, 6 secret, 7 丙, 8 and 9 lost."""
    made = {"甲": numbered(office, rule, "甲通知")}
    taken(rule, office, reason="会议纪要")
    void = taken(rule, office, reason="预留一")
    void_reserved(NumberBook.the(), by=fresh(office.clerk), slot=void, reason="内容有误")
    answer_void(NumberBook.the(), by=fresh(office.chief), wish=VoidRequest.objects.get(), agree=True)
    made["乙"] = numbered(office, rule, "乙通知")
    made["废"] = numbered(office, rule, "废通知", state="voided")
    slots.void(made["废"].slot, "重复印发", by=office.chief, now=timezone.now())
    made["密"] = numbered(office, rule, "机要的通知", work_secret=True, holder=office.handler)
    made["丙"] = numbered(office, rule, "丙通知")
    NumberYear.objects.update(last=9)  # as if somebody had taken numbers and lost them
    return made


def address(rule: NumberSeries, sort: str = "number", **more: Any) -> str:
    query = "".join(f"&{name}={value}" for name, value in more.items())
    return f"series={rule.pk}&year={THIS_YEAR}&sort={sort}{query}"


def lines(html: str) -> list[str]:
    """The table's lines: titles of papers, words of gaps."""
    body = html.split("<tbody>")[1].split("</tbody>")[0]
    found = re.findall(
        r'<a class="t"[^>]*>(.*?)</a>|<tr class="aside"><td class="c-x"></td><td colspan="\d+">(.*?)</td>',
        body,
    )
    return [re.sub(r"<[^>]*>", "", title or gap).strip() for title, gap in found]


WANTED = [
    "空号 8–9（没有登记去向，请查明）", "丙通知", "6 号（本件您无权查看）", "废通知", "乙通知",
    "空号 3（作废，内容有误）", "空号 2（预留，会议纪要）", "甲通知",
]  # fmt: skip


def test_every_number_of_the_year_is_told(office: Office, page: Page, rule: NumberSeries, book: Any) -> None:
    down = page(office.chief, f"/outgoing/?{address(rule)}").content.decode()
    assert lines(down) == WANTED
    up = page(office.chief, f"/outgoing/?{address(rule, 'number-up')}").content.decode()
    assert lines(up) == WANTED[::-1]
    assert "共 4 件" in down
    assert down.count('name="pick"') == 4
    voided = down.split("废通知")[0].rsplit("<tr", 1)[1]
    assert 'class="void"' in voided
    assert "· 重复印发</span>" in down.split("废通知")[-1].split("</tr>")[0]


@pytest.mark.parametrize("size", [1, 2, 3])
@pytest.mark.parametrize("sort", ["number", "number-up"])
def test_no_number_is_lost_between_pages(
    office: Office, rule: NumberSeries, book: Any, size: int, sort: str
) -> None:
    asked = OUTGOING.asked_for(fresh(office.chief), address(rule, sort), timezone.localtime())
    told, place, pages = list[str](), None, []
    while True:
        got = asked.read(place, None, size, (), 0)
        pages.append([getattr(line, "said", "") or line.title for line in got.lines])
        told += pages[-1]
        if not got.older:
            break
        place = asked.place_of(got.rows[-1])
    assert told == (WANTED if sort == "number" else WANTED[::-1])
    if len(pages) > 1:  # reached upwards a page says the same
        back = asked.read(None, asked.place_of(got.rows[0]), size, (), 0)
        assert [getattr(line, "said", "") or line.title for line in back.lines] == pages[-2]


def test_a_range_is_told_within_its_ends(office: Office, page: Page, rule: NumberSeries, book: Any) -> None:
    html = page(office.chief, f"/outgoing/?{address(rule, low=2, high=3)}").content.decode()
    assert lines(html) == ["空号 3（作废，内容有误）", "空号 2（预留，会议纪要）"]


@pytest.mark.parametrize("more", [{"kind": "notice"}, {"q": "通知"}, {"view": "going"}])
def test_a_filter_makes_no_gaps(office: Office, page: Page, rule: NumberSeries, book: Any, more: Any) -> None:
    """What a filter leaves out is no number without a paper."""
    assert "空号 3" not in page(office.chief, f"/outgoing/?{address(rule, **more)}").content.decode()


def test_without_a_year_or_a_series_the_page_says_how(
    office: Office, page: Page, rule: NumberSeries, book: Any
) -> None:
    for query in ("sort=number", f"sort=number&series={rule.pk}", f"sort=number&year={THIS_YEAR}"):
        html = page(office.chief, f"/outgoing/?{query}").content.decode()
        assert 'class="aside"' not in html
        assert "可列出其间的空号" in html
    assert "可列出其间的空号" not in page(office.chief, "/outgoing/").content.decode()
    old = page(office.chief, f"/outgoing/?series={rule.pk}&year={LAST_YEAR}&sort=number").content.decode()
    assert 'class="aside"' not in old


@pytest.mark.parametrize(
    "who", ["handler", "leader", "secretary", "unit_clerk", "outsider", "admin", "auditor"]
)
def test_who_may_not_see_the_ledger_of_numbers(
    office: Office, page: Page, rule: NumberSeries, book: Any, who: str
) -> None:
    html = page(fresh(office.everybody()[who]), f"/outgoing/?{address(rule)}").content.decode()
    assert 'class="aside"' not in html
    assert "内容有误" not in html


def test_a_series_that_never_starts_anew(office: Office, page: Page) -> None:
    rule = series("江政办令", pattern="第{serial}号")
    numbered(office, rule, "甲令")
    taken(rule, office, reason="留用")
    html = page(office.chief, f"/outgoing/?series={rule.pk}&sort=number").content.decode()
    assert lines(html) == ["空号 2（预留，留用）", "甲令"]


def test_on_paper_and_in_the_sheet(office: Office, client: Client, rule: NumberSeries, book: Any) -> None:
    client.force_login(office.chief)
    main, about = sheets(read(client.post("/outgoing/export/", {"query": address(rule)})))
    assert [row[:2] for row in main[1:]][5:7] == [
        [f"江政办发〔{THIS_YEAR}〕3号", "空号 3（作废，内容有误）"],
        [f"江政办发〔{THIS_YEAR}〕2号", "空号 2（预留，会议纪要）"],
    ]
    assert main[1][0] == f"江政办发〔{THIS_YEAR}〕8号–江政办发〔{THIS_YEAR}〕9号"
    assert main[4][0] == f"江政办发〔{THIS_YEAR}〕5号（作废）"
    assert "已作废 · 重复印发" in main[4]
    assert len(main) == 9
    assert dict(about)["件数"] == "4"
    document = pypdfium2.PdfDocument(client.get(f"/outgoing/print/?{address(rule)}").content)
    words = "".join(one.get_textpage().get_text_range() for one in document)
    document.close()
    assert "内容有误" in words
    assert "共 4 件" in words


def test_ends_and_neighbours(office: Office, rule: NumberSeries, book: Any) -> None:
    year = Book(rule, THIS_YEAR)
    shown = {book[name].pk for name in ("甲", "乙", "废", "丙")}
    assert span(year, None, None, True) == Span(1, 9)
    assert span(year, book["丙"].pk, 4, True) == Span(4, 6)
    assert span(year, book["乙"].pk, 7, False) == Span(5, 7)
    assert span(Book(rule, 1999), None, None, True) is None
    assert gaps(year, Span(5, 9), shown) == [Gap(6, 6, "used", "", hidden=True), Gap(8, 9, "", "")]
    assert gaps(year, Span(1, 1), shown) == []


@pytest.mark.parametrize("rows", [1, 3])
def test_what_the_gaps_cost(
    office: Office, rule: NumberSeries, statements: Callable[..., list[str]], rows: int
) -> None:
    for _ in range(rows):
        numbered(office, rule)
        taken(rule, office)
    asked = statements(fresh(office.chief), f"/outgoing/?{address(rule)}")
    assert len(asked) == 11, "\n".join(asked)


def test_a_piece_of_a_sheet_tells_all_of_its_numbers(
    office: Office, rule: NumberSeries, book: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As many as a sheet reads at once; where it was not looked at, that is said."""
    whole = Book(rule, THIS_YEAR)
    assert queries.MOST > exports.AT_ONCE
    monkeypatch.setattr(queries, "MOST", 6)  # as if just so many had been read: one of the seven is left
    monkeypatch.setattr(queries, "TAKEN", queries.TAKEN.replace("LIMIT 6000", "LIMIT 6"))
    last = gaps(whole, Span(1, 9), [])[-1]
    assert (last.first, last.last, last.status) == (7, 9, queries.CUT)
    assert "未逐一核对" in said(last)
