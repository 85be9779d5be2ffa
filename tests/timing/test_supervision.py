"""督查督办 (S10): who sees which items, the lamps and their counts, dates that were moved, bad addresses."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deadlines.limits import lamp
from documents.actions.extension import answer_extension, extend
from documents.actions.handling import misdirected, progress, report, waive
from documents.models import Assignment, Document
from documents.queries.finding import Conditions
from people.models import Delegation
from tests.documents.handling.path import days
from tests.office import SINCE, Office, fresh, handling, item, make_office
from tests.timing import board
from timing.forms.supervision import VIEWS
from timing.queries.lamps import green_from
from timing.queries.supervision import items, pills
from workflow.models import Task

Get = Callable[..., str]


@pytest.fixture(autouse=True)
def _no_demo(settings: Any) -> None:
    settings.DEMO = False


@pytest.fixture
def office(db: None) -> Office:
    return make_office()


@pytest.fixture
def page(client: Client) -> Get:
    def get(person: Any, address: str = "/supervision/", status: int = 200) -> str:
        client.force_login(person)
        answer = client.get(address)
        assert answer.status_code == status, answer.content.decode()[:2000]
        return answer.content.decode()

    return get


# -- who sees what -----------------------------------------------------------------------------------


def test_who_reads_the_register_sees_every_item_but_work_secrets(office: Office, page: Get) -> None:
    doc = board.given(office, late=3)
    secret = board.given(office, late=2)
    Document.objects.filter(pk=secret.pk).update(work_secret=True)
    for who in (office.supervisor, office.clerk2, office.deputy):
        assert board.listed(page(who)) == [board.ref(doc)], who.name
        assert secret.title not in page(who)
        page(who, f"/supervision/items/{board.ref(secret)}/", 404)
    assert board.listed(page(office.handler)) == [board.ref(doc), board.ref(secret)]  # it was with him


def test_a_unit_sees_the_items_in_which_it_has_a_part(office: Office, page: Get) -> None:
    alone, both = board.given(office, late=3), board.given(office, late=2, co=True)
    elsewhere = handling(office, items=[item(office, lead=office.unit3)])
    assert board.listed(page(office.unit_clerk)) == [board.ref(alone), board.ref(both)]
    assert board.listed(page(office.head)) == [board.ref(alone), board.ref(both)]
    assert board.listed(page(office.unit2_clerk)) == [board.ref(both)]
    assert board.listed(page(office.unit3_clerk)) == [board.ref(elsewhere)]
    assert "配合 省财政厅" in board.plain(page(office.unit_clerk))
    page(office.unit2_clerk, f"/supervision/items/{board.ref(alone)}/", 404)
    assert 'name="pick"' not in page(office.unit_clerk)


def test_two_items_of_one_paper_are_two_lines_and_each_unit_has_its_own(office: Office, page: Get) -> None:
    doc = handling(
        office, items=[item(office, content="核实水情"), item(office, content="拨付资金", lead=office.unit2)]
    )
    assert set(board.listed(page(office.clerk))) == {board.ref(doc, 1), board.ref(doc, 2)}
    assert board.listed(page(office.unit2_clerk)) == [board.ref(doc, 2)]
    page(office.unit2_clerk, f"/supervision/items/{board.ref(doc, 1)}/", 404)
    page(office.clerk, f"/supervision/items/{board.ref(doc, 3)}/", 404)


def test_a_leader_and_his_secretary_see_what_he_instructed(office: Office, page: Get) -> None:
    doc = board.given(office, late=1)
    assert Assignment.objects.get(document=doc).instruction_id is not None
    for who in (office.leader, office.secretary):
        assert board.listed(page(who)) == [board.ref(doc)], who.name
    assert board.listed(page(office.leader2)) == []
    page(office.leader2, f"/supervision/items/{board.ref(doc)}/", 404)


def test_a_deputy_of_the_units_clerk_sees_what_the_unit_has(office: Office, page: Get) -> None:
    doc = board.given(office, late=1)
    Delegation.objects.create(
        principal=office.unit_clerk, deputy=office.unit3_clerk, since=SINCE, kinds=["handle"]
    )
    assert board.listed(page(fresh(office.unit3_clerk))) == [board.ref(doc)]


def test_outsiders_have_an_empty_board_and_administrators_none(office: Office, page: Get) -> None:
    doc = board.given(office, late=1)
    html = page(office.outsider)
    assert board.listed(html) == []
    assert "无在督事项" in html
    page(office.outsider, f"/supervision/items/{board.ref(doc)}/", 404)
    for who in (office.admin, office.secadmin, office.auditor):
        for part in ("", "columns/", "export/", "print/", "views/"):
            page(who, f"/supervision/{part}", 403)
            page(who, f"/supervision/late/{part}", 403)
        page(who, f"/supervision/items/{board.ref(doc)}/", 404)
    for who in (office.unit_clerk, office.leader, office.outsider):
        page(who, "/supervision/late/", 403)
        for desk in ("circular/", "circular/print/", "sheets/", "batch/urge/", "late/batch/urge/"):
            page(who, f"/supervision/{desk}", 404)


def test_the_menu_leads_there_for_whom_it_is(office: Office, page: Get) -> None:
    for who in (office.clerk, office.leader, office.unit_clerk, office.secretary):
        assert "督查督办" in page(who, "/settings/"), who.name
    assert "督查督办" not in page(office.admin, "/settings/")


# -- lamps and counts --------------------------------------------------------------------------------


def test_every_lamp_has_its_shape_and_words_and_filters_its_items(office: Office, page: Get) -> None:
    red, today = board.given(office, late=2), board.given(office)
    now = timezone.localtime()
    board.due(today, max(now + timedelta(seconds=30), now.replace(hour=23, minute=59)))
    green, still, done = board.given(office), board.given(office), board.given(office)
    for doc in (green, still):
        board.due(doc, now + timedelta(days=30))
    board.paused(still)
    report(done, by=office.unit_clerk, result="已办。")
    html = page(office.clerk)
    assert board.listed(html)[:2] == [board.ref(red), board.ref(today)]
    assert {board.ref(green), board.ref(still)} == set(board.listed(html)[2:])
    for view, doc, words in [
        ("red", red, "超期2天"), ("yellow", today, "今日到期"), ("green", green, "剩"), ("pause", still, "暂停"),
        ("done", done, "已办结"),
    ]:  # fmt: skip
        html = page(office.clerk, f"/supervision/?view={view}")
        assert board.listed(html) == [board.ref(doc)], view
        body = html[html.index("<tbody>") :]
        assert re.search(rf'<span class="lamp lamp-{view}"><i aria-hidden="true"></i>{words}', body), view
        assert re.search(rf'aria-current="true"><span class="lamp lamp-{view}">.*?</span> 1</a>', html), view


def test_an_item_that_was_done_long_ago_or_waived_is_off_the_board(office: Office, page: Get) -> None:
    old, off = board.given(office, late=40), board.given(office)
    report(old, by=office.unit_clerk, result="已办。")
    Assignment.objects.filter(document=old).update(reported_at=timezone.now() - timedelta(days=15))
    waive(off, by=office.chief, part=Assignment.objects.get(document=off).pk, reason="并入另件。",
          expected_version=off.version)  # fmt: skip
    assert board.listed(page(office.clerk)) == []
    assert board.listed(page(office.clerk, "/supervision/?view=done")) == []
    assert "免办" in page(office.clerk, f"/supervision/items/{board.ref(off)}/")


def test_what_a_unit_sent_back_stays_until_another_has_it(office: Office, page: Get) -> None:
    doc = board.given(office)
    misdirected(doc, by=office.unit_clerk, reason="不属本单位职责。")
    html = page(office.clerk)
    assert board.listed(html) == [board.ref(doc)]
    assert "0/1" in html
    assert "错办退回，待改交" in page(office.clerk, f"/supervision/items/{board.ref(doc)}/")


def test_the_part_that_is_due_first_is_the_items_date(office: Office, page: Get) -> None:
    doc = board.given(office, co=True)
    now = timezone.now()
    board.due(doc, now + timedelta(days=30))
    Assignment.objects.filter(document=doc, role="co").update(due_at=now - timedelta(days=1))
    assert board.listed(page(office.clerk, "/supervision/?view=red")) == [board.ref(doc)]
    assert board.listed(page(office.clerk, "/supervision/?view=green")) == []
    report(doc, by=office.unit2_clerk, result="意见已送水利厅。")
    assert board.listed(page(office.clerk, "/supervision/?view=green")) == [board.ref(doc)]
    html = page(office.clerk)
    assert "1/2" in html
    assert "意见已送水利厅。" in html


MOMENTS = st.datetimes(datetime(2026, 1, 5), datetime(2026, 12, 28)).map(timezone.make_aware)


@pytest.mark.django_db
@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(now=MOMENTS, away=st.integers(-10_000, 30_000))
def test_the_moments_of_the_filters_are_those_of_the_lamps(now: datetime, away: int) -> None:
    due = now + timedelta(minutes=away)
    colour = "red" if due < now else "yellow" if due < green_from(now) else "green"
    assert lamp(due, now)[0] == colour


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(aways=st.lists(st.sampled_from([-3, -1, 0, 1, 2, 9]), min_size=7, max_size=7), data=st.data())
def test_each_count_is_the_length_of_its_list(office: Office, aways: list[int], data: Any) -> None:
    """Whatever the dates are, what stands still and what is done: for every kind of person."""
    docs = list(Document.objects.order_by("pk")) or [board.given(office, co=n % 2 > 0) for n in range(7)]
    if not Assignment.objects.filter(status="reported").exists():
        report(docs[0], by=office.unit_clerk, result="已办。")
    board.going()
    now = timezone.localtime()
    for doc, away in zip(docs, aways, strict=True):
        board.due(doc, now + timedelta(days=away, minutes=-1))
    board.paused(docs[data.draw(st.integers(1, 6))])
    names = [name for name, _label in VIEWS]
    for who in (office.supervisor, office.unit_clerk, office.unit2_clerk, office.leader, office.outsider):
        counts, _kept = pills(who, now, names)
        lists = {name: [row.ref for row in items(who, name, Conditions(), now=now).rows] for name in names}
        assert counts == {name: len(rows) for name, rows in lists.items()}, who.name
        coloured = [ref for name in ("red", "yellow", "green", "pause") for ref in lists[name]]
        assert sorted(coloured) == sorted(lists[""]), "every item has one lamp"


# -- dates -------------------------------------------------------------------------------------------


def test_an_extension_keeps_the_first_date_beside_the_new_one(office: Office, page: Get) -> None:
    doc = board.given(office)
    part = Assignment.objects.get(document=doc)
    first = f"原 {timezone.localtime(part.due_first):%m-%d}"
    assert first not in page(office.clerk)
    extend(doc, by=office.unit_clerk, until=days(20), reason="需现场核查。", progress="过半。")
    for view in ("", "asked"):
        html = page(office.chief, f"/supervision/?view={view}")
        assert board.listed(html) == [board.ref(doc)]
        assert "延期待批" in html[html.index("<tbody>") :]
    task = Task.objects.get(kind="extend", status="open")
    link = f"/documents/{doc.ref}/do/answer_extension/?task={task.pk}"
    assert link in page(office.chief)
    assert "需现场核查。" in page(office.chief)
    for other in (office.supervisor, office.unit_clerk):
        assert link not in page(other)
    answer_extension(doc, by=office.chief, granted=True, task_id=task.pk)
    html = page(office.chief)
    assert link not in html
    assert first in html
    assert board.listed(page(office.chief, "/supervision/?view=asked")) == []
    opened = board.plain(page(office.unit_clerk, f"/supervision/items/{board.ref(doc)}/"))
    assert first in opened
    assert "需现场核查。 · " in opened
    assert "同意" in opened


def test_more_questions_than_are_shown_lead_to_all_of_them(
    office: Office, page: Get, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("timing.queries.questions", "timing.views.supervision"):
        monkeypatch.setattr(f"{module}.MOST", 2)
    docs = [board.given(office) for _n in range(2)]
    for doc in docs:
        extend(doc, by=office.unit_clerk, until=days(20), reason="需现场核查。", progress="过半。")
    html = page(office.chief)
    assert "等您答复的延期申请 2 件" in html
    assert 'href="?view=asked">全部' not in html
    extend(
        board.given(office), by=office.unit_clerk, until=days(20), reason="需现场核查。", progress="过半。"
    )
    html = page(office.chief)
    assert "等您答复的延期申请 2+ 件" in html
    assert 'href="?view=asked">全部' in html
    assert html.count("/do/answer_extension/") == 2


# -- the row and its nodes ---------------------------------------------------------------------------


def test_a_row_says_who_gave_it_and_what_was_said_last(office: Office, page: Get) -> None:
    doc = board.given(office, late=1, co=True)
    progress(doc, by=office.unit_clerk, text="已到现场。")
    progress(doc, by=office.unit2_clerk, text="资金<b>已核</b>。")
    html = page(office.clerk)
    row = board.plain(html[html.index("<tbody>") :])
    for words in ("冯二二", "赵六批示", "省水利厅", "配合 省财政厅", "0/2", doc.title, doc.receipt_no):
        assert words in row, words
    assert "资金&lt;b&gt;已核&lt;/b&gt;。" in html  # the last of the item, escaped
    assert "已到现场。" not in html
    assert f'class="l2" href="/documents/{doc.ref}/"' in html
    opened = page(office.clerk, f"/supervision/items/{board.ref(doc)}/")
    assert "已到现场。" in opened
    assert "资金&lt;b&gt;已核" in opened


def test_filters(office: Office, page: Get) -> None:
    doc = board.given(office, late=2, content="核实水情%_")
    other = handling(office, items=[item(office, lead=office.unit2, content="拨付资金")])
    Document.objects.filter(pk=other.pk).update(urgency="urgent")
    for query, found in {
        "q=水情": [doc], "q=%25_": [doc], "q=没有这样的事": [], f"q={other.title}": [other],
        "lead=水利": [doc], "lead=cz": [other], "lead=没有的单位": [], "leader=赵六": [doc, other],
        "leader=李四": [], "urgency=urgent": [other], "q=资金&view=red": [], "sort=due-down": [other, doc],
    }.items():  # fmt: skip
        assert board.listed(page(office.clerk, f"/supervision/?{query}")) == [board.ref(d) for d in found], (
            query
        )


@pytest.mark.parametrize(
    "query",
    ["view=purple", "sort=no", "urgency=kind", "before=x", "before=1&after=2", "q=" + "长" * 61, "urgency=%20x",
     "before=99999999999999999999-1"],
)  # fmt: skip
def test_a_bad_address_is_a_400(office: Office, page: Get, query: str) -> None:
    board.given(office)
    assert "筛选条件有误" in page(office.clerk, f"/supervision/?{query}", 400)
    if "lead" not in query:
        page(office.clerk, f"/supervision/late/?{query}", 400)


@pytest.mark.parametrize(
    "ref", ["x", "i1", "nosuchpaper234i", "nosuchpaper234i1", "nosuchpaper234i999999", "1-i2"]
)
def test_no_item_has_such_an_address(office: Office, page: Get, ref: str) -> None:
    page(office.clerk, f"/supervision/items/{ref}/", 404)


def test_pages_follow_each_other_by_date(office: Office, monkeypatch: pytest.MonkeyPatch, page: Get) -> None:
    monkeypatch.setattr("documents.views.ledger.PAGE", 2)
    docs = [board.given(office, late=n) for n in (5, 4, 3, 2, 1)]
    seen, address = [], "/supervision/"
    for _n in range(3):
        html = page(office.clerk, address)
        seen += board.listed(html)
        older = re.search(r'href="(\?[^"]+)" rel="next"', html)
        address = f"/supervision/{older[1]}" if older else ""
    assert seen == [board.ref(doc) for doc in docs]
    assert address == ""
    newer = re.search(r'href="(\?[^"]+)" rel="prev"', html)
    assert newer
    assert board.listed(page(office.clerk, f"/supervision/{newer[1]}")) == seen[2:4]


@pytest.mark.parametrize("who", ["clerk", "unit_clerk", "leader", "chief"])
@pytest.mark.parametrize(
    "address", ["/supervision/", "/supervision/?view=red&q=核实", "/supervision/?view=asked"]
)
def test_as_many_statements_for_three_rows_as_for_one(
    office: Office, client: Client, who: str, address: str
) -> None:
    def asked() -> int:
        client.force_login(getattr(office, who))
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    def paper(n: int) -> None:
        doc = board.given(office, co=True)
        board.due(doc, timezone.now() + timedelta(days=1))
        extend(doc, by=office.unit_clerk, until=days(20), reason="需核查。", progress="过半。")
        progress(doc, by=office.unit_clerk, text="已到现场。")
        board.due(doc, timezone.now() - timedelta(days=n))

    paper(1)
    one = asked()
    paper(2)
    paper(3)
    assert asked() == one
    assert one <= 10
