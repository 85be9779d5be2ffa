"""The three pages: what stands on them, what they cost, what they refuse."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, example
from hypothesis import given as drawn
from hypothesis import settings as limits
from hypothesis import strategies as st

from documents.models import Document, Draft
from documents.queries.inbox import LATER, TODAY, WEEK, groups_at
from people.roles import Role
from tests.lists.bulk import given, papers
from tests.office import (
    Office,
    appoint,
    circulating,
    fresh,
    handling,
    instructed,
    make_office,
    registered,
    submitted,
)
from workflow.models import Task

Page = Callable[..., Any]


def refs(html: str) -> list[str]:
    """The papers of a page, in order."""
    return re.findall(r'<a class="t" href="/documents/([0-9a-z]{14})/', html)


def text(response: Any) -> str:
    return str(response.content.decode())


# -- the workbench ---------------------------------------------------------------------------------


def test_counts_equal_lists(office: Office, page: Page) -> None:
    """For everybody and every tab: the number on the tab is the number of rows under it."""
    handling(office)
    submitted(office)
    circulating(office)
    docs = papers(office, 3)
    given(docs, office.unit_clerk.principal, due_at=timezone.now() - timedelta(days=1))
    seen = 0
    for person in office.everybody().values():
        if person.hats.is_admin:
            continue
        for tab in ("todo", "doing", "toread", "overdue"):
            response = page(person, f"/?tab={tab}")
            shown = str(getattr(response.context["counts"], tab)) or "0"
            assert int(shown) == len(refs(text(response))), (person, tab)
            seen += int(shown)
    assert seen > 15


def test_groups_and_order_of_the_inbox(office: Office, page: Page) -> None:
    now = timezone.localtime()
    noon = now.replace(hour=12, minute=0)
    dues = {
        "late": now - timedelta(days=3),
        "far": noon + timedelta(days=30),
        "farther": noon + timedelta(days=31),
    }
    docs = {name: papers(office, 1, start=i)[0] for i, name in enumerate(dues, 1)}
    for name, doc in docs.items():
        rank = (
            {"urgency": "top_urgent", "urgency_rank": 1}
            if name == "farther"
            else {"urgency": "normal", "urgency_rank": 4}
        )
        given([doc], office.outsider.principal, lane="main", kind="handle", due_at=dues[name], **rank)
    html = text(page(office.outsider, "/"))
    assert refs(html) == [docs[n].ref for n in ("late", "farther", "far")]
    assert html.index("今天到期（含超期）") < html.index("以后")
    assert f"/documents/{docs['late'].ref}/?from=todo" in html


@pytest.mark.parametrize(
    ("day", "due", "group"),
    [
        ((2026, 11, 18), (2026, 11, 18, 23), TODAY),
        ((2026, 11, 18), (2026, 10, 1, 8), TODAY),
        ((2026, 11, 18), (2026, 11, 19, 0), WEEK),
        ((2026, 11, 18), (2026, 11, 22, 23), WEEK),
        ((2026, 11, 18), (2026, 11, 23, 0), LATER),
        ((2026, 11, 22), (2026, 11, 23, 0), LATER),
        ((2026, 11, 18), None, LATER),
    ],
)
def test_group(day: tuple[int, int, int], due: tuple[int, ...] | None, group: int) -> None:
    zone = timezone.get_current_timezone()
    now = datetime(*day, 9, 30, tzinfo=zone)
    assert groups_at(now)(datetime(*due, tzinfo=zone) if due else None) == group  # type: ignore[arg-type, misc]


def test_empty_inbox_says_what_was_done(office: Office, page: Page) -> None:
    registered(office)
    html = text(page(office.clerk, "/"))
    assert "待办已清。今日办结 1 件。" in html
    assert 'href="/?tab=doing"' in html


def test_the_strip_shows_drafts_and_what_i_did(office: Office, page: Page) -> None:
    doc = registered(office)
    Draft.objects.create(person=office.clerk, form="register", key="a1", data={"title": ["关于草稿的函"]})
    Draft.objects.create(person=office.clerk, form="register", key="a&2", data={"title": ["关于另一份的函"]})
    Draft.objects.create(person=office.clerk, form=f"urge-{doc.ref}", data={"note": ["催"]})
    Draft.objects.create(person=office.outsider, form=f"read-{doc.ref}", data={})
    html = text(page(office.clerk, "/"))
    assert "关于草稿的函" in html
    assert "关于另一份的函" in html
    assert 'href="/documents/new/?draft=a%262"' in html
    assert html.count(doc.title) == 2  # as a draft, and as what I did last
    assert doc.title not in text(page(office.outsider, "/"))


# -- the register ----------------------------------------------------------------------------------


@pytest.fixture
def shelf(office: Office) -> dict[str, Document]:
    """One paper per filter."""
    base = {"source": office.sender, "source_name": office.sender.name, "source_short": office.sender.short}
    day = datetime(2026, 3, 5, 9, 0, tzinfo=timezone.get_current_timezone())
    return {
        "plain": papers(office, 1, start=1, title="关于全省秋粮收购的通知", kind="notice", **base)[0],
        "urgent": papers(office, 1, start=2, urgency="urgent", **base)[0],
        "reading": papers(office, 1, start=3, category="reading", **base)[0],
        "march": papers(office, 1, start=4, received_at=day, **base)[0],
        "water": papers(office, 1, start=5, source=office.unit, source_name=office.unit.name,
                        source_short=office.unit.short, source_doc_number="江水〔2026〕77号")[0],
        "void": papers(office, 1, start=6, state="voided", closed_at=None, **base)[0],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["void", "water", "march", "reading", "urgent", "plain"]),
        ("q=秋粮", ["plain"]),
        ("q=qslsg", []),
        ("q=qls", ["plain"]),
        ("q=江水〔2026〕77号", ["water"]),
        ("q=%E6%B1%9F%E6%B0%B42026%2077%E5%8F%B7", ["water"]),
        ("q=水利", ["water"]),
        ("q=%25%25", None),
        ("q=粮", None),
        ("sender=水利厅", ["water"]),
        ("sender=slt", ["water"]),
        ("sender=没有这个单位", []),
        ("urgency=urgent", ["urgent"]),
        ("kind=notice", ["plain"]),
        ("category=reading", ["reading"]),
        ("view=reading", ["reading"]),
        ("state=voided", ["void"]),
        ("state=open", []),
        ("view=open", []),
        ("since=2026-03-01&until=2026-03-31", ["march"]),
        ("since=20260305&until=2026年3月5日", ["march"]),
        ("since=2026-03-06&until=2026-03-06", []),
        ("kind=notice&urgency=urgent", []),
        ("view=mine", ["void", "water", "march", "reading", "urgent", "plain"]),
        ("q=%20%20&kind=notice", ["plain"]),
    ],
)
def test_filters(
    shelf: dict[str, Document], office: Office, page: Page, query: str, names: list[str] | None
) -> None:
    html = text(page(office.clerk, f"/documents/?{query}"))
    if names is None:
        assert "关键词至少要两个字" in html
        assert refs(html) == []
    else:
        assert refs(html) == [shelf[name].ref for name in names]


def test_the_same_filters_for_who_was_given_papers(
    shelf: dict[str, Document], office: Office, page: Page
) -> None:
    given([shelf[n] for n in ("plain", "water", "march")], office.outsider.principal)
    for query, names in {
        "": ["water", "march", "plain"],
        "q=秋粮": ["plain"],
        "q=更新": ["water", "march"],
        "q=城市更新": ["water", "march"],
        "sender=slt": ["water"],
        "kind=notice": ["plain"],
        "state=voided": [],
        "since=2026-03-01&until=2026-03-31": ["march"],
        "sort=received": ["water", "march", "plain"],
    }.items():
        assert refs(text(page(office.outsider, f"/documents/?{query}"))) == [shelf[n].ref for n in names], (
            query
        )


@pytest.mark.parametrize(
    "query",
    [
        "since=0230",
        "since=2026-02-29",
        "since=99999999",
        "since=1101%00",
        "since=²⁰²⁶-01-01",
        "since=abc",
        "until=20261301",
        "since=2026-03-02&until=2026-03-01",
        "before=²",
        "before=123456789012345678901234567890",
        "before=-1",
        "before=1&after=2",
        "before=999999999999999999-1&sort=received",
        "after=1.5",
        "state=nonsense",
        "urgency=特急",
        "kind=%ff",
        "view=x",
        "sort=title",
        "q=%ED%A0%80",
        "q=" + "长" * 61,
        "sender=%00",
    ],
)
def test_bad_values_are_a_400_with_their_reason(office: Office, page: Page, query: str) -> None:
    html = text(page(office.clerk, f"/documents/?{query}", 400))
    assert len(html) > 8
    assert refs(html) == []


@pytest.mark.parametrize(
    "address", ["/?tab=x", "/?after=²", "/?tab=done&after=1-" + "9" * 30, "/search/?q=" + "x" * 101]
)
def test_bad_addresses_of_the_others(office: Office, page: Page, address: str) -> None:
    page(office.clerk, address, 400)


def test_place_of_another_order_is_no_fault(office: Office, page: Page) -> None:
    papers(office, 2)
    page(office.clerk, "/documents/?before=1700000000000000-5")
    page(office.clerk, "/documents/?before=5&sort=due")
    page(office.clerk, "/?tab=todo&after=5")
    page(office.clerk, "/?tab=doing&after=5")


PARAMS = [
    "q",
    "sender",
    "state",
    "urgency",
    "kind",
    "category",
    "since",
    "until",
    "view",
    "sort",
    "before",
    "after",
]
NASTY = ["", "0", "²", "9" * 30, "-1", "%", "_", "\\", "'", "''", '"', "(", "<script>", "1 & 2", "a:*", "!", "|", "〔〕", "\u200b",
         "e\u0301", "𠮷", "1101", "0230", "2026-02-29", "+5", "open", "received", "1-1"]  # fmt: skip


@drawn(
    st.dictionaries(
        st.sampled_from(PARAMS), st.one_of(st.sampled_from(NASTY), st.text(max_size=12)), max_size=4
    ),
    st.sampled_from(["/documents/", "/search/", "/"]),
    st.booleans(),
)
@example({"q": "'\\''"}, "/search/", True)
@example({"q": "\\%_"}, "/documents/", False)
@example({"q": "a' & b"}, "/search/", False)
@limits(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_no_query_string_is_a_fault_of_ours(
    office: Office, client: Client, query: dict[str, str], path: str, broad: bool
) -> None:
    client.force_login(office.clerk if broad else office.unit_clerk)
    values = {k: v.encode("utf-8", "surrogatepass").decode("utf-8", "replace") for k, v in query.items()}
    response = client.get(path, values)
    assert response.status_code in (200, 400), (path, query, response.status_code)


def test_chips_take_their_condition_away(office: Office, page: Page) -> None:
    html = text(page(office.clerk, "/documents/?q=更新&kind=notice&before=5"))
    assert 'href="?kind=notice"' in html
    assert 'href="?q=%E6%9B%B4%E6%96%B0"' in html
    assert "文种：通知" in html


def test_pager_walks_the_whole_register(office: Office, page: Page) -> None:
    docs = papers(office, 120)
    given(docs, office.outsider.principal)
    for person in (office.clerk, office.outsider):
        for sort in ("", "?sort=received"):
            seen: list[str] = []
            address = f"/documents/{sort}"
            for _ in range(5):
                html = text(page(person, address))
                seen += refs(html)
                older = re.search(r'<a href="([^"]+)" rel="next">', html)
                if older is None:
                    break
                address = "/documents/" + older[1].replace("&amp;", "&")
            assert seen == [d.ref for d in reversed(docs)]
            newer = re.search(r'<a href="([^"]+)" rel="prev">', html)
            assert newer is not None
            back = refs(text(page(person, "/documents/" + newer[1].replace("&amp;", "&"))))
            assert back == seen[50:100]


def test_numbers_on_the_pills_are_their_lists(shelf: dict[str, Document], office: Office, page: Page) -> None:
    registered(office)
    submitted(office)
    response = page(office.clerk, "/documents/")
    counted = 0
    for view in response.context["views"]:
        if view["count"]:
            assert len(refs(text(page(office.clerk, view["url"])))) == int(view["count"]), view
            counted += 1
    assert counted == 5


def test_an_outsider_sees_nothing_and_no_numbers(
    shelf: dict[str, Document], office: Office, page: Page
) -> None:
    for address in ("/documents/", "/documents/?q=更新", "/search/?q=更新", "/search/?q=江水2026 77号", "/"):
        response = page(office.outsider, address)
        assert refs(text(response)) == []
        assert "城市更新" not in text(response).replace("“城市更新”", "")
    assert all(v["count"] == "" for v in page(office.outsider, "/documents/").context["views"])


def test_nobody_is_sent_to_log_in(client: Client, db: None) -> None:
    for address in ("/", "/documents/", "/search/?q=更新", "/documents/views/"):
        response = client.get(address)
        assert (response.status_code, response["Location"].split("?")[0]) == (302, "/login/")


# -- what a page costs -----------------------------------------------------------------------------

COSTS = {
    "/": 6,
    "/?tab=doing": 6,
    "/?tab=toread": 6,
    "/?tab=overdue": 6,
    "/?tab=done": 6,
    "/documents/": 6,
    "/documents/?q=城市更新&state=closed": 6,
    "/documents/?sender=云川市": 7,
    "/documents/?since=2026-01-01&sort=received": 6,
    "/search/?q=城市更新": 7,
    "/search/?q=云政函2026 1号": 8,
}


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("posts", [1, 3])
def test_statements(
    office: Office, statements: Callable[[Any, str], list[str]], rows: int, posts: int
) -> None:
    """Session, person, rights and badges are four; never a function of rows or of posts held."""
    docs = papers(office, rows)
    late = timezone.now() - timedelta(days=1)
    given(docs, office.unit_clerk.principal, due_at=late)
    given(docs, office.unit.principal, lane="main", kind="handle", due_at=late)
    given(docs, office.unit_clerk.principal, status="done", done_at=late, done_by=office.unit_clerk)
    for unit in [office.unit2, office.sender][: posts - 1]:
        appoint(office.unit_clerk, unit, Role.UNIT_CLERK)
    for address, cost in COSTS.items():
        for person in (fresh(office.unit_clerk), office.clerk):
            asked = statements(person, address)
            assert len(asked) == cost, "\n".join([address, *asked])


# -- the search ------------------------------------------------------------------------------------


@pytest.fixture
def library(office: Office) -> dict[str, Document]:
    org = {"source": office.unit, "source_name": office.unit.name, "source_short": office.unit.short}
    return {
        "flood": papers(
            office, 1, start=1, title="关于做好防汛抗旱工作的通知", source_doc_number="江政办发〔2026〕12号"
        )[0],
        "grain": papers(
            office,
            1,
            start=2,
            title="关于城市更新三年行动方案（2027—2029年）的请示",
            source_doc_number="江政办发〔2026〕112号",
        )[0],
        "water": papers(
            office,
            1,
            start=3,
            title="关于第三批水库除险加固的函",
            source_doc_number="江水〔2025〕12号",
            **org,
        )[0],
        "gdp": papers(office, 1, start=4, title="关于ＧＤＰ核算的报告", source_doc_number="〔2026〕4 号")[0],
        "rare": papers(office, 1, start=5, title="骉堃祎喆𠮷：关于“放管服”改革的号召", source_doc_number="")[
            0
        ],
    }


SPOKEN: list[tuple[str, list[str]]] = [
    ("江政办发〔2026〕12号", ["flood"]),
    ("江政办发2026 12号", ["flood", "grain"]),
    ("江政办发[2026]012号", ["flood"]),
    ("江政办发（2026）１２号", ["flood"]),
    ("江政办发", ["grain", "flood"]),
    ("防汛", ["flood"]),
    ("防汛抗旱", ["flood"]),
    ("抗旱防汛", []),
    ("通知 防汛", ["flood"]),
    ("fxkh", ["flood"]),
    ("csgx", ["grain"]),
    ("CSGX", ["grain"]),
    ("csxg", []),
    ("2027—2029", ["grain"]),
    ("第三批", ["water"]),
    ("第四批", []),
    ("号召", ["rare"]),
    ("省水利厅", ["water"]),
    ("江东省水利厅", ["water"]),
    ("slt", ["water"]),
    ("gdp", ["gdp"]),
    ("GDP核算", ["gdp"]),
    ("骉堃", ["rare"]),
    ("祎喆𠮷", ["rare"]),
    ("放管服", ["rare"]),
    ("放管服改革", ["rare"]),
    ("测2026 3号", []),
    ("工作 不存在的词", []),
]


def test_as_clerks_speak(library: dict[str, Document], office: Office, page: Page) -> None:
    """Exact numbers first; two characters; initials; senders. The same for who was given the papers."""
    given(list(library.values()), office.outsider.principal)
    for typed, names in SPOKEN:
        for person in (office.clerk, office.outsider):
            found = refs(text(page(person, f"/search/?q={typed}")))
            assert found == [library[name].ref for name in names], (typed, person)


@pytest.mark.parametrize("typed", ["", "防", "。。", "〔2", "  ", "防 汛"])
def test_too_short_is_a_sentence(
    library: dict[str, Document], office: Office, page: Page, typed: str
) -> None:
    assert "请输入至少两个字" in text(
        page(office.clerk, "/search/", 200) if not typed else page(office.clerk, f"/search/?q={typed}")
    )


def test_the_matched_part_is_marked_and_escaped(office: Office, page: Page) -> None:
    papers(office, 1, title="<b>城市</b>更新", source_doc_number="")
    html = text(page(office.clerk, "/search/?q=城市"))
    assert "&lt;b&gt;<mark>城市</mark>&lt;/b&gt;更新" in html
    assert "<mark>城市&lt;/b&gt;更新</mark>" not in html
    assert "<mark>更新</mark>" in text(page(office.clerk, "/search/?q=gx"))
    hostile = text(page(office.clerk, '/search/?q="><script>alert(1)</script>'))
    assert "<script>alert" not in hostile


def test_our_own_number(office: Office, page: Page) -> None:
    doc = registered(office)
    assert doc.receipt_no.startswith("收〔")
    html = text(page(office.clerk, f"/search/?q={doc.receipt_no}"))
    assert refs(html) == [doc.ref]
    assert "字号相同" in html


def test_words_of_instructions_and_opinions(office: Office, page: Page) -> None:
    doc = instructed(office, text="请水利厅会同财政厅，于月底前提出意见。")
    instructed(office)
    for typed in ("月底前", "财政厅", "会同财政厅 意见"):
        for person in (office.clerk, office.leader, office.secretary):
            html = text(page(person, f"/search/?q={typed}"))
            said = html[html.index('id="said"') :]
            assert re.findall(r"/documents/([0-9a-z]{14})/", said) == [doc.ref], (typed, person)
            assert "<mark>" in said
        assert refs(text(page(office.unit2_clerk, f"/search/?q={typed}"))) == []


def test_opinions_stay_within_what_is_visible_and_twenty(office: Office, page: Page) -> None:
    for _ in range(3):
        submitted(office)
    secret = submitted(office, registered(office, work_secret=True))
    html = text(page(office.supervisor, "/search/?q=同意"))
    assert secret.ref not in html
    assert len(set(refs(html))) == 3
    assert secret.ref in text(page(office.chief, "/search/?q=同意"))


def test_the_link_to_all_keeps_the_words(office: Office, page: Page) -> None:
    papers(office, 60)
    html = text(page(office.clerk, "/search/?q=城市更新"))
    assert 'href="/documents/?q=%E5%9F%8E%E5%B8%82%E6%9B%B4%E6%96%B0"' in html
    assert len(refs(html)) == 50


@pytest.mark.django_db(transaction=True)
def test_a_search_that_takes_too_long_is_told_so(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    """Outside a transaction of its own the limit ends with the statement: the page is drawn after it."""
    office = make_office()
    papers(office, 3)
    monkeypatch.setattr("documents.queries.by_words.GLANCE", 0)
    monkeypatch.setattr("documents.queries.asked.COLUMNS", "pg_sleep(1), d.*")
    monkeypatch.setattr("documents.queries.quick.LIMIT_MS", 20)
    response = page(office.clerk, "/search/?q=更新", 503)
    assert "缩小范围" in text(response)


def test_task_table_is_untouched_by_looking(office: Office, page: Page) -> None:
    handling(office)
    before = list(Task.objects.values().order_by("pk"))
    for address in COSTS:
        page(office.unit_clerk, address)
    assert list(Task.objects.values().order_by("pk")) == before


def test_the_plain_filters_are_what_a_form_draws(
    office: Office, page: Page, client: Client, settings: Any
) -> None:
    """Drawn once for all who set none; another page of the list draws them anew, in either language."""

    def bar(address: str) -> str:
        html = page(office.clerk, address).content.decode()
        return html[html.index('<form class="fbar"') : html.index('<div class="tbar"')]

    papers(office, 2)
    assert bar("/documents/") == bar("/documents/?before=999999") != bar("/documents/?state=closed")
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    assert 'aria-label="Filter' in bar("/documents/")
