"""The book as a register: its filters, places, columns, counts, costs; and what is found most."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bulletins.actions.collecting import collect, keep
from bulletins.models import ErrorEntry
from bulletins.queries.error_top import months, top
from bulletins.queries.sources.made import Made
from bulletins.views.error_list import ERRORS
from people.models import Person
from tests.bulletins.errors import wrong
from tests.house.routes import ROUTES
from tests.office import Office, make_office, registered
from workflow.clock import database_now

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(db: None) -> Office:
    return make_office()


@pytest.fixture
def chen(office: Office, client: Client) -> Client:
    client.force_login(office.clerk)
    return client


def found(office: Office, *many: dict[str, Any]) -> list[ErrorEntry]:
    """Entries that say what is wanted."""
    doc = registered(office)
    made = []
    for n, more in enumerate(many):
        plain = {"source": "return_inside", "key": f"k{n}", "at": database_now() - timedelta(minutes=n), "stage": "before",
                 "category": "routing", "said": f"第{n}样差错", "mark": "x", "kind": "document", "pk": doc.pk}  # fmt: skip
        made.append(Made(**{**plain, **more}))
    keep(made)
    return list(ErrorEntry.objects.order_by("source_key"))


def shown(client: Client, query: str) -> list[str]:
    answer = client.get(f"/errors/?{query}")
    assert answer.status_code == 200, query
    return [row.description for row in answer.context["page"].rows]


@pytest.mark.parametrize(
    ("query", "which"),
    [
        ("", [0, 1, 2, 3]), ("sort=found-up", [3, 2, 1, 0]), ("category=time", [1]), ("stage=after", [2]), ("source=missed", [1]),
        ("consequence=harm", [2]), ("rule=num-01", [3]), ("unit=水利", [2]), ("kind=request", [0, 1, 2, 3]), ("kind=notice", []),
        ("q=第2样", [2]), ("q=请示", [0, 1, 2, 3]), ("q=第2样请示", []), ("view=open", [0, 1, 2, 3]), ("view=repeats", [0]),
        ("view=mine", []), ("category=time&stage=after", []),
    ],
)  # fmt: skip
def test_the_filters(office: Office, chen: Client, query: str, which: list[int]) -> None:
    found(
        office, {}, {"category": "time", "source": "missed"}, {"stage": "after", "consequence": "harm", "unit": "省水利厅"},
        {"rule": "NUM-01"},
    )  # fmt: skip
    assert shown(chen, query) == [f"第{n}样差错。" for n in which]


@pytest.mark.parametrize(
    "query",
    ["category=nonsense", "since=31.02", "since=1101&until=1001", "before=x", "before=1&after=2", "sort=who", "view=all",
     "q=" + "x" * 61, "rule=%00", "before=99999999999999999999"],
)  # fmt: skip
def test_nonsense_in_the_address_is_400(office: Office, chen: Client, query: str) -> None:
    assert chen.get(f"/errors/?{query}").status_code == 400


def test_by_days(office: Office, chen: Client) -> None:
    found(office, {}, {"at": database_now() - timedelta(days=40)})
    day = (database_now() - timedelta(days=20)).date().isoformat()
    assert shown(chen, f"since={day}") == ["第0样差错。"]
    assert shown(chen, f"until={day}") == ["第1样差错。"]


def test_page_by_page_both_ways(office: Office, chen: Client) -> None:
    same = database_now()
    found(office, *({"said": f"第{n:02}样差错", "key": f"k{n:03}", "at": same} for n in range(120)))
    first = chen.get("/errors/")
    seen = [row.no for row in first.context["page"].rows]
    older = chen.get(f"/errors/{first.context['older']}")
    seen += [row.no for row in older.context["page"].rows]
    last = chen.get(f"/errors/{older.context['older']}")
    seen += [row.no for row in last.context["page"].rows]
    assert len(seen) == len(set(seen)) == 120, "many of one moment, and none is passed over"
    back = chen.get(f"/errors/{older.context['newer']}")
    assert [row.no for row in back.context["page"].rows] == [row.no for row in first.context["page"].rows]


def test_the_cost_does_not_grow(office: Office, chen: Client, django_assert_max_num_queries: Any) -> None:
    paths = ["/errors/", "/errors/top/", "/errors/?q=差错", "/errors/export/"]
    [first] = found(office, {})
    costs = []
    for _round in range(2):
        for path in [*paths, f"/errors/{first.ref}/"]:
            chen.get(path)
            with django_assert_max_num_queries(30) as asked:
                chen.get(path)
            costs.append((path, len(asked)))
        found(office, {}, {"key": "k8", "said": "又一样"}, {"key": "k9", "said": "再一样", "rule": "NUM-02"})
    half = len(costs) // 2
    assert costs[:half] == costs[half:]


def test_the_list_is_as_long_as_the_number_that_opened_it(
    office: Office, chen: Client, django_assert_num_queries: Any
) -> None:
    """A book is small: it is counted to its end, where others stop at a hundred, for one statement more on a full page."""
    found(office, *({} for _n in range(130)))
    chen.get("/errors/")
    answer = chen.get("/errors/?source=return_inside")
    said = answer.content.decode()
    assert answer.context["page"].count == 130
    assert "共 130 件" in said
    assert "99+" not in said
    older = chen.get("/errors/" + answer.context["older"])
    assert older.context["page"].count == 130
    with CaptureQueriesContext(connection) as few:
        chen.get("/errors/?q=第2样")
    with django_assert_num_queries(len(few) + 1):
        chen.get("/errors/")


def test_the_columns_of_the_book(office: Office, chen: Client) -> None:
    found(office, {})
    heads = [c.label for c in columns(chen)]
    assert heads == ["序号", "发现时间", "环节", "类别", "规则", "差错", "公文", "后果", "关闭"]
    chen.post(
        "/errors/columns/", {"order": ["no", "description", "cause"], "show": ["no", "cause"], "save": "1"}
    )
    assert [c.label for c in columns(chen)] == ["序号", "差错", "原因"]


def columns(client: Client) -> list[Any]:
    person = Person.objects.get(pk=client.session["_auth_user_id"])
    return ERRORS.columns(ERRORS.asked_for(person, "", timezone.localtime()))


def test_an_empty_book_says_what_will_come(chen: Client) -> None:
    page = chen.get("/errors/").content.decode()
    assert "还没有差错" in page
    assert "没有符合条件的差错" in chen.get("/errors/?category=seal").content.decode()


def test_every_number_of_the_ranking_opens_its_list(office: Office, chen: Client) -> None:
    now = database_now()
    rows = (
        [{"rule": "NUM-01", "category": "number"}] * 3
        + [{"category": "time"}]
        + [{"at": now - timedelta(days=45)}] * 2
    )
    found(office, *rows)
    answer = chen.get("/errors/top/")
    tables = {table["title"]: table["lines"] for table in answer.context["tables"]}
    category = {line["label"]: line for line in tables["按类别"]}
    assert {label: line["total"] for label, line in category.items()} == {"字号": 3, "路径": 2, "时限": 1}
    [rule] = tables["按规则"]
    assert (rule["label"], rule["total"]) == ("NUM-01", 3)
    assert rule["said"]
    checked = 0
    for lines in tables.values():
        for line in lines:
            for n, url in [
                (line["total"], line["url"]),
                (line["repeats"], line.get("repeats_url")),
                *line["cells"],
            ]:
                if n:
                    assert chen.get(url).context["page"].count == n, url
                    checked += 1
    assert checked > 10


def test_missed_limits_stand_together_by_work_and_week(office: Office, chen: Client) -> None:
    now = database_now()
    late = {"source": "missed", "category": "time", "said": "「拟办」超过原定时限"}
    other = {**late, "said": "「审核」超过原定时限"}
    found(
        office,
        *[late] * 3,
        {**late, "at": now - timedelta(days=14)},
        other,
        {**late, "at": now - timedelta(days=90)},
        {},
    )
    answer = chen.get("/errors/top/")
    table = answer.context["tables"][-1]
    assert [(one["label"], one["total"]) for one in table["lines"]] == [
        ("「拟办」超过原定时限", 4),
        ("「审核」超过原定时限", 1),
    ]
    assert [n for n, _url in table["lines"][0]["cells"]] == [0, 0, 0, 1, 0, 3]
    for line in table["lines"]:
        for n, url in [(line["total"], line["url"]), *line["cells"]]:
            assert not n or chen.get(url).context["page"].count == n, url
    assert shown(chen, "view=others") == ["第6样差错。"], "and the rest without them"


def test_every_code_has_its_words(office: Office, chen: Client) -> None:
    """In the ranking, over the list, on its page: of rules, of reasons to return or to refuse, of the auditor's tests."""
    codes = {"R03": "无特殊情况越级行文", "X4": "印章与署名不符", "PUN-01": "全角标点", "T99": ""}
    made = found(office, *({"rule": code} for code in codes))
    ranking, book = (chen.get(there).content.decode() for there in ("/errors/top/", "/errors/"))
    for entry, (code, words) in zip(made, codes.items(), strict=True):
        assert re.search(rf">{code}</span>[^<]*(<span[^>]*>[^<]*{words})?", ranking)
        for said in (ranking, book, chen.get(f"/errors/{entry.ref}/").content.decode()):
            assert code in said
            assert words in said, (code, words)


def test_the_ranking_is_ten_long_and_asks_for_what_there_is(office: Office, chen: Client) -> None:
    found(office, *({"rule": f"NUM-{n:02}"} for n in range(1, 13)))
    assert len(top("rule", months(6, database_now().date()))) == 10
    assert [m.first.isoformat()[:7] for m in months(3, database_now().date().replace(year=2026, month=1, day=31))] == [
        "2025-11", "2025-12", "2026-01",
    ]  # fmt: skip
    assert chen.get("/errors/top/?months=12").status_code == 200
    assert chen.get("/errors/top/?months=7").status_code == 400
    with pytest.raises(ValueError, match="made_by"):
        top("made_by", months(3, database_now().date()))


def test_outsiders_have_no_book(office: Office, client: Client) -> None:
    [entry] = found(office, {})
    names = [name for name in ROUTES if name.startswith("error") and "report" not in name]
    assert len(names) >= 11
    for who in (office.outsider, office.unit_clerk, office.head, office.admin, office.secadmin):
        client.force_login(who)
        for path in ("", "new/", "top/", "columns/", "export/", "print/", "views/", f"{entry.ref}/", f"{entry.ref}/edit/",
                     f"{entry.ref}/close/"):  # fmt: skip
            assert client.get(f"/errors/{path}").status_code == 404, (who.name, path)
        page = client.get("/", follow=True).content.decode()
        assert "/errors/new/" not in page
        assert "/reports/new/" in page, "but anybody may say that a record is wrong"


def test_the_page_of_an_entry_outlives_its_paper(office: Office, chen: Client) -> None:
    """Nothing of the book hangs on the paper: here of one that never was."""
    keep(
        [
            Made(
                "return_inside",
                "gone",
                database_now(),
                "before",
                "routing",
                "退回修改",
                "x",
                kind="document",
                pk=987_654,
            )
        ]
    )
    entry = ErrorEntry.objects.get()
    page = chen.get(f"/errors/{entry.ref}/")
    assert page.status_code == 200
    assert chen.get("/errors/").status_code == 200


def test_repeats_stand_on_the_page(office: Office, chen: Client) -> None:
    wrong.give_back(World(office))
    wrong.give_back(World(office))
    collect()
    first, second = ErrorEntry.objects.order_by("found_at")
    assert second.repeat_of == first
    assert "与之重复" in chen.get(f"/errors/{second.ref}/").content.decode()
    assert "重复本条" in chen.get(f"/errors/{first.ref}/").content.decode()


class World:
    """What of a world of seals an incoming paper needs."""

    def __init__(self, office: Office) -> None:
        self.o = office


def test_every_page_can_be_reported(office: Office, chen: Client) -> None:
    for path in ("/", "/documents/", "/calendar/", "/limits/", "/errors/", "/reports/"):
        page = chen.get(path).content.decode()
        assert f'href="/reports/new/?page={path}"' in page, path
        assert 'data-key="KeyQ"' in page
    doc = registered(office)
    page = chen.get(f"/documents/{doc.ref}/?tab=log").content.decode()
    [link] = [part.split('"')[0] for part in page.split('href="')[1:] if part.startswith("/reports/new/")]
    assert parse_qs(urlsplit(link).query) == {"page": [f"/documents/{doc.ref}/?tab=log"]}
