"""The pages of document numbers: who gets in, what they show, what happens to nonsense, how often they ask."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from outgoing.actions.void_numbers import void_reserved
from outgoing.models import NumberBook, NumberSeries, NumberSlot, NumberYear, Organ, VoidRequest
from outgoing.models.number import PATTERN
from tests.office import Office, fresh
from tests.outgoing.numbers.rows import LAST_YEAR, THIS_YEAR, organ, paper, series, taken

Get = Callable[..., Any]
CLERKS, CHIEFS = {"clerk", "clerk2", "chief", "deputy"}, {"chief", "deputy"}
OUTSIDE = {"head", "unit_clerk", "unit2_clerk", "unit3_clerk", "outsider"}


def fields(response: Any) -> dict[str, Any]:
    """What the browser would send of the form as it was drawn."""
    values = {f.html_name: f.value() for f in response.context["form"]}
    return {name: value for name, value in values.items() if value is not None and value is not False}


@pytest.fixture
def send(client: Client) -> Get:
    """send(person, address, changes…) → the answer to the page's form with these changes."""

    def post(person: Any, address: str, **changes: Any) -> Any:
        client.force_login(person)
        drawn = client.get(address)
        assert drawn.status_code == 200, drawn.content.decode()[:500]
        return client.post(address, {**fields(drawn), **changes})

    return post


def wish(office: Office, rule: NumberSeries) -> VoidRequest:
    slot = taken(rule, office)
    void_reserved(NumberBook.the(), by=fresh(office.clerk2), slot=slot, reason="会议改期")
    return VoidRequest.objects.get(slot=slot)


def addresses(office: Office, rule: NumberSeries) -> dict[str, set[str]]:
    """Every page, and who gets in."""
    taken(rule, office, LAST_YEAR, of=paper(office))
    slot = taken(rule, office)
    return {
        "/numbers/": CLERKS | {"admin"},
        "/numbers/series/new/": CHIEFS | {"admin"},
        f"/numbers/series/{rule.pk}/": CHIEFS | {"admin"},
        f"/numbers/series/{rule.pk}/reserve/": CLERKS,
        f"/numbers/slots/{slot.pk}/void/": CLERKS,
        f"/numbers/voids/{wish(office, rule).pk}/": CLERKS,
        f"/numbers/{rule.pk}/{THIS_YEAR}/": CLERKS,
        f"/numbers/{rule.pk}/{THIS_YEAR}/print/": CLERKS,
        f"/numbers/{rule.pk}/{LAST_YEAR}/certify/": CHIEFS,
    }


def test_every_page_for_everybody(office: Office, rule: NumberSeries, client: Client) -> None:
    pages = addresses(office, rule)
    for who, person in office.everybody().items():
        client.force_login(person)
        for address, may in pages.items():
            wanted = 200 if who in may else 404 if who in OUTSIDE else 403
            assert client.get(address).status_code == wanted, (who, address)
            if wanted != 200:
                assert client.post(address, {"key": "k" * 20}).status_code in (wanted, 405), (who, address)


def test_what_is_not_there(office: Office, rule: NumberSeries, client: Client) -> None:
    client.force_login(office.chief)
    big = "9" * 30
    for address in (
        f"/numbers/{rule.pk}/0/", f"/numbers/{rule.pk}/1999/", f"/numbers/{rule.pk}/{big}/", f"/numbers/{big}/{THIS_YEAR}/",
        f"/numbers/{rule.pk}/{THIS_YEAR + 1}/print/", f"/numbers/{rule.pk}/{big}/certify/", f"/numbers/series/{big}/",
        f"/numbers/series/{big}/reserve/", f"/numbers/slots/{big}/void/", f"/numbers/voids/{big}/", "/numbers/slots/1/void/",
        f"/numbers/{rule.pk}/-1/", "/numbers/series/x/",
    ):  # fmt: skip
        assert client.get(address).status_code == 404, address
    for query in ("page=0", "page=-1", f"page={big}", "page=x", "only=other", "page=1e3"):
        assert client.get(f"/numbers/{rule.pk}/{THIS_YEAR}/?{query}").status_code == 400, query
    assert client.get(f"/numbers/{rule.pk}/{THIS_YEAR}/?page=%00").status_code == 400


# -- the list and the ledger ---------------------------------------------------------------------------


def html(client: Client, person: Any, address: str) -> str:
    client.force_login(person)
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_empty_pages_say_what_to_do(office: Office, client: Client) -> None:
    assert "还没有编号规则" in html(client, office.clerk, "/numbers/")
    assert "请处长或系统管理员先建编号规则" in html(client, office.clerk, "/numbers/")
    assert "/numbers/series/new/" in html(client, office.chief, "/numbers/")
    rule = series()
    assert "还没有取过号" in html(client, office.clerk, f"/numbers/{rule.pk}/{THIS_YEAR}/")
    assert "没有取过号" not in html(client, office.clerk, "/numbers/")
    assert "尚未取号" in html(client, office.clerk, "/numbers/")


def test_the_list_counts_and_lights_its_lamp(office: Office, rule: NumberSeries, client: Client) -> None:
    for _n in range(2):
        taken(rule, office, LAST_YEAR, of=paper(office))
    taken(rule, office)
    text = html(client, office.clerk, "/numbers/")
    assert f"江政办发〔{LAST_YEAR}〕2号" in text
    assert "已用 2 · 预留 0 · 作废 0" in text
    assert 'lamp-yellow"><i aria-hidden="true"></i>可以封存' in text
    assert 'lamp-green"><i aria-hidden="true"></i>没有空号' in text
    NumberYear.objects.filter(year=THIS_YEAR).update(last=4)
    assert 'lamp-red"><i aria-hidden="true"></i>空号不明 3' in html(client, office.clerk, "/numbers/")
    # its own ledger; that of the alerts stands in his side bar
    assert "ledger" not in html(client, office.admin, "/numbers/").replace(reverse("alert_ledger"), "")
    assert f"/numbers/{rule.pk}/{THIS_YEAR}/" not in html(client, office.admin, "/numbers/")


def test_the_ledger_shows_every_serial(office: Office, rule: NumberSeries, client: Client) -> None:
    taken(rule, office, of=paper(office, "甲通知<b>"))
    taken(rule, office, of=paper(office, "不可说的通知", work_secret=True, holder=office.handler))
    pending = wish(office, rule)
    taken(rule, office, reason="常务会议")
    NumberYear.objects.update(last=5)
    text = html(client, office.clerk, f"/numbers/{rule.pk}/{THIS_YEAR}/")
    assert "甲通知&lt;b&gt;" in text
    assert "不可说的通知" not in text
    assert "您无权查看" in text
    assert "没有登记去向" in text
    assert f"/numbers/voids/{pending.pk}/" in text
    assert len(re.findall("<tr data-row", text)) == 5
    assert text.index("〕5号") < text.index("〕4号") < text.index("〕1号"), "newest first"
    assert text.count('<tr data-row class="void">') == 1
    only = html(client, office.clerk, f"/numbers/{rule.pk}/{THIS_YEAR}/?only=gaps")
    assert len(re.findall("<tr data-row", only)) == 3


def test_a_hundred_a_page(office: Office, rule: NumberSeries, client: Client) -> None:
    for _n in range(205):
        taken(rule, office)
    address = f"/numbers/{rule.pk}/{THIS_YEAR}/"
    for query in ("", "?only=gaps"):
        pages = [html(client, office.clerk, f"{address}{query or '?'}&page={n}") for n in (1, 2, 3, 4)]
        assert [len(re.findall("<tr data-row", text)) for text in pages] == [100, 100, 5, 0]
        shown = [int(n) for text in pages for n in re.findall(r"c-unit\">[^<]*〕(\d+)号", text)]
        assert shown == list(range(205, 0, -1))
    assert 'rel="next"' in html(client, office.clerk, address)
    assert "这一页没有了" in html(client, office.clerk, f"{address}?page=1000000")


def test_printing(office: Office, rule: NumberSeries, client: Client) -> None:
    taken(rule, office, of=paper(office, "甲通知"))
    taken(rule, office)
    client.force_login(office.clerk)
    answer = client.get(f"/numbers/{rule.pk}/{THIS_YEAR}/print/")
    assert answer.content.startswith(b"%PDF")
    assert answer.headers["Content-Type"] == "application/pdf"
    empty = series("江政办函")
    assert client.get(f"/numbers/{empty.pk}/{THIS_YEAR}/print/").content.startswith(b"%PDF")


@pytest.mark.parametrize("n", [1, 3])
@pytest.mark.parametrize(
    ("address", "most"), [("list", 8), ("ledger", 8), ("gaps", 8), ("last", 9), ("certify", 8)]
)
def test_statements_do_not_grow_with_rows(
    address: str, most: int, n: int, office: Office, rule: NumberSeries, client: Client
) -> None:
    """The session, the person, his rights, his notices; the rest is the page's own."""
    for i in range(n):
        taken(rule, office, of=paper(office))
        taken(rule, office, LAST_YEAR, of=paper(office))
        wish(office, rule)
        taken(series("江" * (i + 1)), office)
    places = {
        "list": "/numbers/", "ledger": f"/numbers/{rule.pk}/{THIS_YEAR}/", "gaps": f"/numbers/{rule.pk}/{THIS_YEAR}/?only=gaps",
        "last": f"/numbers/{rule.pk}/{LAST_YEAR}/", "certify": f"/numbers/{rule.pk}/{LAST_YEAR}/certify/",
    }  # fmt: skip
    client.force_login(office.chief)
    client.get(places[address])
    with CaptureQueriesContext(connection) as captured:
        assert client.get(places[address]).status_code == 200
    assert len(captured) == most, [q["sql"][:200] for q in captured.captured_queries]


# -- the rule editor -----------------------------------------------------------------------------------


def test_a_rule_is_tried_out_and_saved(office: Office, send: Get) -> None:
    series("江政办函", layouts=["letter"])
    given = {"organ": organ().pk, "code": "江政办发", "kinds": ["notice", "letter"]}
    trial = {"try_kind": "letter", "try_layout": "ordinary", "try_year": "2026", "try_serial": "12"}
    tried = send(office.chief, "/numbers/series/new/", **given, **trial, **{"try": "1"})
    text = tried.content.decode()
    assert tried.status_code == 200
    assert "试编结果：江政办发〔2026〕12号" in text
    assert 'value="江政办发"' in text
    assert NumberSeries.objects.count() == 1, "nothing is saved"
    ambiguous = send(
        office.chief, "/numbers/series/new/", **given, **{**trial, "try_layout": "letter", "try": "1"}
    )
    assert "都适用于这类公文" in ambiguous.content.decode()
    done = send(office.chief, "/numbers/series/new/", **given, **trial)
    assert (done.status_code, done.headers["Location"]) == (302, "/numbers/")
    made = NumberSeries.objects.get(code="江政办发")
    assert (made.pattern, made.kinds, made.first, made.is_active) == (PATTERN, ["notice", "letter"], 1, True)


def test_a_form_sent_twice_saves_once(office: Office, client: Client) -> None:
    client.force_login(office.chief)
    organ()
    data = {**fields(client.get("/numbers/series/new/")), "organ": Organ.objects.get().pk, "code": "江政办发"}
    for _n in range(2):
        assert client.post("/numbers/series/new/", data).status_code == 302
    assert NumberSeries.objects.count() == 1


def test_a_used_rule_shows_its_first_part_only(office: Office, rule: NumberSeries, send: Get) -> None:
    taken(rule, office)
    address = f"/numbers/series/{rule.pk}/"
    done = send(
        office.chief, address, code="别的", pattern="第{serial}号", first="9", kinds=["notice"], note="仅通知"
    )
    assert done.status_code == 302
    rule.refresh_from_db()
    assert (rule.code, rule.pattern, rule.first, rule.kinds, rule.note) == (
        "江政办发",
        PATTERN,
        1,
        ["notice"],
        "仅通知",
    )


def test_a_rule_that_was_used_while_its_form_was_open(
    office: Office, rule: NumberSeries, client: Client
) -> None:
    """What he typed is refused aloud, not dropped."""
    client.force_login(office.chief)
    address = f"/numbers/series/{rule.pk}/"
    data = {**fields(client.get(address)), "code": "江政办电"}
    taken(rule, office)
    answer = client.post(address, data)
    assert answer.status_code == 409
    assert "与您打开时不同" in answer.content.decode()


NASTY = [
    {"pattern": "{serial.__class__}号"}, {"pattern": "{code!r}〔{year}〕{serial}号"}, {"pattern": "{code}〔{year}〕第{serial}号"},
    {"pattern": "{0}{serial}号"}, {"pattern": "{code}〔{year}〕{serial:>30}号"}, {"pattern": "江" * 61}, {"pattern": "\x00{serial}号"},
    {"pattern": ""}, {"code": ""}, {"code": "\x00"}, {"code": "1" * 30}, {"code": "{code}"}, {"code": "江政 办发"}, {"organ": "9" * 30},
    {"organ": "x"}, {"first": "0"}, {"first": "9" * 30}, {"first": "-1"}, {"first": "x"}, {"kinds": ["nothing"]}, {"layouts": ["\x00"]},
    {"try_year": "0"}, {"try_year": "9" * 30}, {"try_serial": "0"}, {"try_serial": "9" * 30}, {"try_kind": "x"}, {"note": "长" * 201},
    {"note": "机密★10年"}, {"key": ""}, {"seen": "9" * 30},
]  # fmt: skip


@pytest.mark.parametrize(
    "nasty", NASTY, ids=lambda n: f"{next(iter(n))}={str(next(iter(n.values())))[:12]!r}"
)
@pytest.mark.parametrize("button", ["save", "try"])
def test_nonsense_is_refused_with_what_was_typed(
    nasty: dict[str, Any], button: str, office: Office, send: Get
) -> None:
    given = {"organ": organ().pk, "code": "江政办发", "note": "说明在此", **nasty}
    answer = send(office.chief, "/numbers/series/new/", **given, **({"try": "1"} if button == "try" else {}))
    text = answer.content.decode()
    assert answer.status_code in (400, 422), (nasty, answer.status_code)
    assert NumberSeries.objects.count() == 0
    assert "试编结果" not in text or not {"pattern", "code"} & set(nasty)
    if answer.status_code == 422 and "note" not in nasty:
        assert "说明在此" in text
    assert "class &#x27;int&#x27;" not in text


# -- reserving, voiding, certifying ---------------------------------------------------------------------


def test_reserving_by_page(office: Office, rule: NumberSeries, send: Get) -> None:
    address = f"/numbers/series/{rule.pk}/reserve/"
    done = send(office.clerk, address, n="3", reason="常务会议纪要")
    assert done.headers["Location"] == f"/numbers/{rule.pk}/{THIS_YEAR}/"
    assert NumberSlot.objects.count() == 3
    for bad in (
        {"n": "0"},
        {"n": "21"},
        {"n": "9" * 30},
        {"n": "x"},
        {"reason": ""},
        {"reason": "长" * 201},
        {"reason": "\x00"},
    ):
        answer = send(office.clerk, address, **{"n": "2", "reason": "写好的原因", **bad})
        assert answer.status_code == 422, bad
        assert "写好的原因" in answer.content.decode() or "reason" in bad
    assert NumberSlot.objects.count() == 3
    NumberSeries.objects.update(is_active=False)
    closed = send(office.clerk, address, n="1", reason="会议")
    assert (closed.status_code, "已停用" in closed.content.decode()) == (409, True)


def test_voiding_by_two_pages(office: Office, rule: NumberSeries, send: Get, client: Client) -> None:
    slot = taken(rule, office)
    assert send(office.chief, f"/numbers/slots/{slot.pk}/void/", reason="").status_code == 422
    done = send(office.chief, f"/numbers/slots/{slot.pk}/void/", reason="会议改期")
    assert done.headers["Location"] == f"/numbers/{rule.pk}/{THIS_YEAR}/"
    address = f"/numbers/voids/{VoidRequest.objects.get().pk}/"
    own = html(client, office.chief, address)
    assert "撤回申请" in own
    assert "确认作废</button>" not in own
    mine = send(office.chief, address, agree="1")
    assert (mine.status_code, "不能自己确认" in mine.content.decode()) == (403, True)
    assert "由处长确认" in html(client, office.clerk, address)
    assert send(office.clerk, address, agree="1").status_code == 403
    silent = send(office.deputy, address, agree="0")
    assert (silent.status_code, "为什么不同意" in silent.content.decode()) == (409, True)
    assert send(office.deputy, address, agree="7").status_code == 422
    assert send(office.deputy, address, agree="1").status_code == 302
    slot.refresh_from_db()
    assert slot.status == "void"
    after = html(client, office.deputy, address)
    assert "已确认" in after
    assert "<form" not in after.split("<main")[1].split("</main>")[0]
    assert "不能这样作废" in html(client, office.chief, f"/numbers/slots/{slot.pk}/void/")
    assert "待确认的作废申请" not in html(client, office.chief, "/numbers/")
    assert "会议改期" in html(client, office.clerk, f"/numbers/{rule.pk}/{THIS_YEAR}/")


def test_the_chiefs_are_told_and_the_asker_hears_the_answer(
    office: Office, rule: NumberSeries, send: Get, client: Client
) -> None:
    waiting = wish(office, rule)
    for chief in (office.chief, office.deputy):
        assert "申请作废预留的" in html(client, chief, "/notices/?box=system")
    assert waiting.slot.number in html(client, office.chief, "/numbers/")
    send(office.chief, f"/numbers/voids/{waiting.pk}/", agree="0", words="月底要用")
    assert "月底要用" in html(client, office.clerk2, "/notices/?box=system")


def test_certifying_by_page(office: Office, rule: NumberSeries, send: Get, client: Client) -> None:
    taken(rule, office, LAST_YEAR, of=paper(office))
    kept = taken(rule, office, LAST_YEAR, reason="未定")
    ledger, address = f"/numbers/{rule.pk}/{LAST_YEAR}/", f"/numbers/{rule.pk}/{LAST_YEAR}/certify/"
    assert "还不能封存" in html(client, office.clerk, ledger)
    blocked = html(client, office.chief, address)
    assert kept.number in blocked
    assert "封存</button>" not in blocked
    assert ">封存<kbd>" not in blocked
    assert send(office.chief, address).status_code == 409
    void_reserved(NumberBook.the(), by=fresh(office.clerk), slot=kept, reason="未使用")
    send(office.chief, f"/numbers/voids/{VoidRequest.objects.get().pk}/", agree="1")
    assert "可以封存" in html(client, office.clerk, ledger)
    assert "未使用" in html(client, office.chief, address)
    assert send(office.chief, address, seen="0" * 16).status_code == 409
    assert send(office.chief, address).status_code == 302
    text = html(client, office.clerk, ledger)
    for words in (
        NumberYear.objects.get().certificate["sha256"],
        "与封存时一致",
        "吴十",
        "已用 1 · 作废 1 · 空号 0",
    ):
        assert words in text
    assert "申请作废" not in text
    assert "已经封存" in html(client, office.chief, address)
    assert "已封存" in html(client, office.clerk, "/numbers/")


def test_what_changed_after_the_certificate_is_said(
    office: Office, rule: NumberSeries, send: Get, client: Client
) -> None:
    """A paper of last year is voided later: the certificate stays as it was, the page says so."""
    slot = taken(rule, office, LAST_YEAR, of=paper(office))
    send(office.chief, f"/numbers/{rule.pk}/{LAST_YEAR}/certify/")
    NumberSlot.objects.update(status="void", reason="随公文作废")
    text = html(client, office.clerk, f"/numbers/{rule.pk}/{LAST_YEAR}/")
    assert "与封存时一致" in text
    assert f"封存以后状态有变的字号：{slot.number}" in text


def test_the_pages_are_there_in_english(office: Office, rule: NumberSeries, client: Client) -> None:
    taken(rule, office, of=paper(office))
    client.force_login(office.chief)
    client.cookies["django_language"] = "en"
    for address in ("/numbers/", f"/numbers/{rule.pk}/{THIS_YEAR}/", "/numbers/series/new/"):
        assert client.get(address).status_code == 200
