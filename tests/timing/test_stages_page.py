"""催办阶段: everybody of the office reads it, the system administrator sets it, a sentence for what makes no sense."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from deadlines import limits, store
from deadlines.models import StageRule
from docflow.web.errors import BadInput, Faster, NotAllowed
from people.actions.guard import fingerprint
from tests.deadlines.calendars import at
from tests.office import Office, fresh, make_office
from tests.races.threads import at_once
from timing.actions.stages import plain, set_stage
from timing.models import Timetable
from timing.queries.stages import row_of
from workflow.models import Entry

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def office() -> Iterator[Office]:
    yield make_office()
    store.reset()


def browser(who: Any) -> Client:
    client = Client()
    client.force_login(who)
    return client


def text(answer: Any) -> str:
    return unescape(answer.content.decode())


def form_of(client: Client, mark: str) -> dict[str, Any]:
    """The form as it stands on the page."""
    form = client.get(f"/stages/{mark}/").context["form"]
    found = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in found.items() if value not in (False, None)} | {
        "source": "本厅督查办法第八条"
    }


def post(client: Client, mark: str, **changed: Any) -> Any:
    data = {name: value for name, value in {**form_of(client, mark), **changed}.items() if value is not None}
    return client.post(f"/stages/{mark}/", data)


def test_everybody_of_the_office_reads_it(office: Office) -> None:
    shown = text(browser(office.clerk).get("/stages/"))
    for words in ("提前1个工作日", "超期后3个工作日", "超期后5个工作日", "提前4个工作小时", "提前15分钟", "超期后2小时",
                  "过了时限即是", "到期当日", "不提醒", "同“其他”", "不代替任何人审批"):  # fmt: skip
        assert words in shown, words
    assert "修改" not in shown
    assert browser(office.outsider).get("/stages/").status_code == 404
    assert browser(office.unit_clerk).get("/stages/").status_code == 404
    assert browser(office.chief).get("/stages/urgent/").status_code == 404
    assert browser(office.admin).get("/stages/unheard-of/").status_code == 404


def test_the_page_asks_as_much_for_many_rows_as_for_few(office: Office) -> None:
    client = browser(office.admin)

    def cost() -> int:
        client.get("/stages/")
        with CaptureQueriesContext(connection) as asked:
            assert client.get("/stages/").status_code == 200
        return len(asked)

    few = cost()
    for n in range(3):
        assert post(client, "normal", second_amount=str(n + 1)).status_code == 302
    assert cost() == few


def test_the_administrator_sets_it_and_what_stood_before_is_kept(office: Office) -> None:
    client = browser(office.admin)
    answer = client.post(
        "/stages/others/", form_of(client, "others") | {"second_amount": "2", "escalated_amount": "4"}
    )
    assert answer.status_code == 302
    assert "已更新其他的催办阶段" in (shown := text(client.get("/stages/")))
    assert "超期后2个工作日" in shown
    assert "原为 二次催办：超期后3个工作日；升级督办：超期后5个工作日" in shown
    entry = Entry.objects.get(verb="set_stage")
    assert entry.data["changed"]["second"] == [
        ["working_day", "3", True, "本办公厅默认值（可调整）"], ["working_day", "2", True, "本厅督查办法第八条"]
    ]  # fmt: skip
    assert limits.stage(at("2026-11-27T17:30"), at("2026-12-01T17:30"), "normal") == "second", "at once"
    assert StageRule.objects.get(urgency="", stage="second").amount == 2


def test_an_urgency_gets_rules_of_its_own(office: Office) -> None:
    client = browser(office.admin)
    assert post(client, "normal", second_on=None).status_code == 302
    assert {r.stage for r in StageRule.objects.filter(urgency="normal", on=True)} == {
        "due_soon", "due_today", "overdue", "escalated"
    }  # fmt: skip
    assert limits.stage(at("2026-11-27T17:30"), at("2026-12-03T09:00"), "normal") == "overdue"
    assert limits.stage(at("2026-11-27T17:30"), at("2026-12-03T09:00"), "") == "second"


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"second_amount": "0"}, "时限数量须大于0"),
        ({"second_amount": ""}, "时限数量须大于0"),
        ({"second_amount": "-1"}, "不能小于0"),
        ({"second_amount": "三"}, "请填数字"),
        ({"second_amount": "1.5"}, "按日、按月计算的时限须为整数"),
        ({"second_amount": "61"}, "最多60个工作日"),
        ({"second_unit": "month"}, "second_unit"),
        ({"second_amount": "5"}, "升级督办须晚于二次催办"),
        ({"escalated_amount": "2"}, "升级督办须晚于二次催办"),
        ({"escalated_amount": "1", "escalated_unit": "clock_hour"}, "升级督办须晚于二次催办"),
        ({"overdue_amount": "3"}, "二次催办须晚于已超期"),
        ({"overdue_amount": "9", "second_on": None}, "升级督办须晚于已超期"),
        ({"due_soon_amount": "0"}, "时限数量须大于0"),
        ({"due_soon_amount": "0.01", "due_soon_unit": "clock_hour"}, "少于3分钟"),
        ({"source": ""}, "请写明依据"),
        ({"source": "密级：机密★10年"}, "涉密"),
    ],
)
def test_what_makes_no_sense_is_told_in_a_sentence(
    office: Office, changed: dict[str, Any], sentence: str
) -> None:
    before = list(StageRule.objects.order_by("id").values())
    answer = post(browser(office.admin), "others", **changed)
    assert answer.status_code == 422
    assert sentence in text(answer)
    assert list(StageRule.objects.order_by("id").values()) == before
    assert not Entry.objects.exists()


def test_three_hours_late_is_before_a_working_day_late(office: Office) -> None:
    """Different units are compared by what they come to, for whatever date."""
    answer = post(
        browser(office.admin), "others", second_amount="30", second_unit="clock_hour", escalated_amount="1"
    )
    assert answer.status_code == 422
    assert "到期的，二次催办是" in text(answer)
    assert post(
        browser(office.admin), "others", second_amount="3", second_unit="working_hour", escalated_amount="2"
    ).status_code == 302  # fmt: skip


def test_nobody_else_sets_it(office: Office) -> None:
    rules = row_of("")
    rules["second"] = replace(rules["second"], amount=Decimal(1), source="试")
    for who in (
        office.chief,
        office.leader,
        office.secadmin,
        office.auditor,
        office.outsider,
        office.supervisor,
    ):
        with pytest.raises(NotAllowed):
            set_stage(Timetable.the(), by=fresh(who), urgency="", rules=rules)
    with pytest.raises(BadInput, match="没有改动"):
        set_stage(Timetable.the(), by=fresh(office.admin), urgency="", rules=row_of(""))
    with pytest.raises(BadInput, match="没有这种缓急"):
        set_stage(Timetable.the(), by=fresh(office.admin), urgency="x", rules=rules)


def test_overdue_cannot_be_switched_off(office: Office) -> None:
    rules = row_of("")
    rules["overdue"] = replace(rules["overdue"], on=False)
    with pytest.raises(BadInput, match="超期提醒不能停用"):
        set_stage(Timetable.the(), by=fresh(office.admin), urgency="", rules=rules)


def test_a_form_sent_twice_is_done_once(office: Office) -> None:
    client = browser(office.admin)
    data = form_of(client, "urgent") | {"second_amount": "1.5", "second_unit": "working_hour"}
    assert [client.post("/stages/urgent/", data).status_code for _ in range(2)] == [302, 302]
    assert Entry.objects.count() == 1


def test_two_at_once_one_wins_and_the_other_is_told(office: Office) -> None:
    seen = fingerprint(plain(row_of("urgent")))
    admin = fresh(office.admin)

    def change(amount: int) -> Any:
        rules = row_of("urgent")
        rules["escalated"] = replace(rules["escalated"], amount=Decimal(amount), source="试")
        return set_stage(Timetable.the(), by=admin, urgency="urgent", rules=rules, seen=seen)

    Timetable.the()
    results = at_once([lambda: change(7), lambda: change(8)])
    assert sorted(type(r).__name__ for r in results) == ["Done", "Faster"], results
    [lost] = [r for r in results if isinstance(r, Faster)]
    assert "朱十十" in str(lost)
    assert Entry.objects.filter(verb="set_stage").count() == 1


def test_the_other_form_is_drawn_again_with_his_words(office: Office) -> None:
    client = browser(office.admin)
    old = form_of(client, "urgent") | {"escalated_amount": "7"}
    assert post(client, "urgent", escalated_amount="6").status_code == 302
    answer = client.post("/stages/urgent/", old)
    assert answer.status_code == 409
    assert 'value="7"' in text(answer)
    form = answer.context["form"]
    again = old | {"seen": form["seen"].value()}
    assert client.post("/stages/urgent/", again).status_code == 302
