"""The pages of the sweep and of the check lists: who sees them, what a form answers, how many statements they cost."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bulletins.actions.sweep import make_sweep
from bulletins.views import sweep as views
from checking.models import GateItem, SweepRow
from tests.office import Office, handling, make_office, registered, reviewing

WEDNESDAY = timezone.make_aware(datetime(2027, 6, 2, 17, 0))


@pytest.fixture
def office(db: Any) -> Office:
    return make_office()


def listed(office: Office, n: int, *, days: int = 0, **fields: Any) -> list[SweepRow]:
    for _ in range(n):
        registered(office, **{"kind": "notice", **fields})
    sweep = make_sweep(WEDNESDAY + timedelta(days=days))
    assert sweep is not None
    return list(sweep.rows.order_by("pk"))


def page(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_the_list_shows_each_paper_with_its_reasons_by_holder(office: Office) -> None:
    (row,) = listed(office, 1)
    html = page(office.chief).get("/sweep/").content.decode()
    for words in ("冯二二", "当日未动", "已超期", "去向不明", f'name="found_{row.pk}"', "1 行未填写"):
        assert words in html, words


def test_before_the_first_list_it_says_when_it_comes(office: Office) -> None:
    assert "工作日 17:00 自动生成" in page(office.clerk).get("/sweep/").content.decode()


@pytest.mark.parametrize(
    ("who", "status"),
    [("clerk", 200), ("chief", 200), ("deputy", 200), ("handler", 403), ("leader", 403), ("supervisor", 403),
     ("outsider", 404), ("unit_clerk", 404), ("admin", 404), ("auditor", 404)],
)  # fmt: skip
def test_who_sees_it(office: Office, who: str, status: int) -> None:
    (row,) = listed(office, 1)
    client = page(getattr(office, who))
    for address in ("/sweep/", "/sweep/2027-06-02/"):
        assert client.get(address).status_code == status
    assert client.post("/sweep/", {f"found_{row.pk}": "正常"}).status_code == (
        302 if status == 200 else status
    )


def test_one_line_and_many_at_once(office: Office) -> None:
    rows = listed(office, 3)
    client = page(office.chief)
    answer = client.post(
        "/sweep/", {"pick": [r.pk for r in rows], "words": "正常办理中", f"found_{rows[0].pk}": "已找到"}
    )
    assert answer.status_code == 302
    assert list(SweepRow.objects.order_by("pk").values_list("found", flat=True)) == [
        "已找到",
        "正常办理中",
        "正常办理中",
    ]


def test_what_cannot_be_written_stands_at_its_row_and_the_rest_is_written(office: Office) -> None:
    rows = listed(office, 2)
    answer = page(office.chief).post(
        "/sweep/", {f"found_{rows[0].pk}": "正常", f"found_{rows[1].pk}": "绝密★长期"}
    )
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "国家秘密标志" in html
    assert 'aria-invalid="true"' in html
    assert "已填写 1 件" in html


@pytest.mark.parametrize(
    "sent",
    [{}, {"found_x": "1"}, {"found_99999": "正常"}, {"pick": "9" * 30, "words": "好"}, {"found_1": "\x00"}],
)
def test_nonsense_is_no_error_of_ours(office: Office, sent: dict[str, str]) -> None:
    listed(office, 1)
    assert page(office.chief).post("/sweep/", sent).status_code in (302, 422)


@pytest.mark.parametrize(
    ("query", "status"),
    [("?mark=late", 200), ("?mark=x", 400), ("?side=document&open=on", 200), ("?side=x", 400)],
)
def test_the_filter(office: Office, query: str, status: int) -> None:
    listed(office, 1)
    assert page(office.chief).get(f"/sweep/{query}").status_code == status


@pytest.mark.parametrize("day", ["2027-06-01", "2027-13-01", "x"])
def test_a_day_without_a_list_is_not_there(office: Office, day: str) -> None:
    listed(office, 1)
    assert page(office.chief).get(f"/sweep/{day}/").status_code == 404


def test_the_title_of_a_work_secret_is_for_who_may_see_it(office: Office) -> None:
    (row,) = listed(office, 1, work_secret=True, title="关于某项内部安排的通知")
    hidden = page(office.clerk2).get("/sweep/").content.decode()
    assert "某项内部安排" not in hidden
    assert "您无权查看标题" in hidden
    assert f"found_{row.pk}" not in hidden
    assert "某项内部安排" in page(office.clerk).get("/sweep/").content.decode()


def test_statements_do_not_grow_with_the_rows(office: Office) -> None:
    found = []
    for n in (1, 2):  # one row, then three
        listed(office, n, days=n)
        with CaptureQueriesContext(connection) as seen:
            assert page(office.chief).get("/sweep/").status_code == 200
        found.append(len(seen))
    assert found[0] == found[1]


# -- 复核清单 ---------------------------------------------------------------------------------------------


def test_every_list_is_read_by_the_office_and_changed_by_chiefs(office: Office) -> None:
    html = page(office.handler).get("/gates/").content.decode()
    for words in (
        "收文 · 报批前复核",
        "行文理由是否充分",
        "附件与登记相符",
        "处长可写明理由放行",
        "发文 · 办结前复核",
    ):
        assert words in html, words
    assert "增加一项" not in html
    form = {
        "place": "before-document",
        "words": "已电话告知来文单位",
        "kinds": ["notice"],
        "labels": ["urgent"],
    }
    assert page(office.handler).post("/gates/", form).status_code == 403
    assert page(office.chief).post("/gates/", form).status_code == 302
    (item,) = GateItem.objects.all()
    assert (item.gate, item.side, item.kinds, item.labels, item.added_by_name) == (
        "before",
        "document",
        ["notice"],
        ["urgent"],
        "吴十",
    )
    assert "已电话告知来文单位" in page(office.handler).get("/gates/").content.decode()
    assert page(office.chief).post("/gates/", form).status_code == 422, "once is enough"


def test_an_item_ends_and_is_read_still(office: Office) -> None:
    page(office.chief).post("/gates/", {"place": "closing-outgoing", "words": "已移交档案员"})
    (item,) = GateItem.objects.all()
    assert page(office.handler).post("/gates/end/", {"item": item.pk}).status_code == 403
    for _ in range(2):
        assert page(office.deputy).post("/gates/end/", {"item": item.pk}).status_code == 302
    assert "已移交档案员" not in page(office.chief).get("/gates/").content.decode()
    assert "已移交档案员" in page(office.chief).get("/gates/?ended=on").content.decode()


@pytest.mark.parametrize(
    "form",
    [{}, {"place": "x", "words": "甲"}, {"place": "before-document", "words": " "}, {"place": "before-document", "words": "长" * 121},
     {"place": "before-document", "words": "甲", "kinds": ["x"]}, {"place": "before-outgoing", "words": "甲", "labels": ["asks_us"]},
     {"place": "before-document", "words": "机密★1年"}],
)  # fmt: skip
def test_what_does_not_fit_comes_back_with_what_was_typed(office: Office, form: dict[str, Any]) -> None:
    answer = page(office.chief).post("/gates/", form)
    assert answer.status_code == 422
    assert form.get("words", "")[:20].strip() in answer.content.decode()
    assert not GateItem.objects.exists()


@pytest.mark.parametrize(
    ("who", "status"),
    [("outsider", 404), ("head", 404), ("admin", 404), ("secadmin", 404), ("auditor", 200), ("leader", 200)],
)
def test_who_reads_the_lists(office: Office, who: str, status: int) -> None:
    assert page(getattr(office, who)).get("/gates/").status_code == status


# -- on the pages of papers ------------------------------------------------------------------------------


def test_the_chief_sees_what_is_green_and_what_he_has_to_tick(office: Office) -> None:
    plain = (
        page(office.chief)
        .get(f"/documents/{reviewing(office, registered(office, kind='notice')).ref}/")
        .content.decode()
    )
    assert "自动复核通过" in plain
    assert 'name="checked"' not in plain
    assert 'id="op"' in plain, "two keys: its words alone"
    asked = page(office.chief).get(f"/documents/{reviewing(office).ref}/").content.decode()
    assert "已对照原件，拟办意见和送办去向无误" in asked
    assert asked.count('name="checked"') == 1


def test_what_is_red_stands_there_before_he_tries(office: Office) -> None:
    doc = registered(office, kind="notice", urgency="urgent")
    doc = reviewing(office, doc)
    type(doc).objects.filter(pk=doc.pk).update(due_at=None)
    html = page(office.chief).get(f"/documents/{doc.ref}/").content.decode()
    assert "复核有未通过项" in html
    assert "急件没有写明办理时限" in html


def test_the_gates_passed_are_for_our_own_office(office: Office) -> None:
    doc = handling(office)
    ours = page(office.clerk).get(f"/documents/{doc.ref}/?tab=facts").content.decode()
    assert "报批前复核" in ours
    assert "吴十" in ours
    theirs = page(office.unit_clerk).get(f"/documents/{doc.ref}/?tab=facts")
    assert theirs.status_code == 200
    assert "报批前复核" not in theirs.content.decode()


def test_what_is_still_to_do_stands_before_what_is_done(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of more rows than a page holds."""
    monkeypatch.setattr(views, "MOST", 1)
    first, second = listed(office, 2)
    SweepRow.objects.filter(pk=first.pk).update(
        checked_at=WEDNESDAY, checked_by=office.chief, checked_by_name="吴十", found="在办"
    )
    html = page(office.chief).get("/sweep/").content.decode()
    assert f'name="found_{second.pk}"' in html
