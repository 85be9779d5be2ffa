"""时限规则: who looks and who changes; a new rule is rehearsed and saved as rehearsed; a try-out; never without a rule."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alerts.models import Alert
from deadlines import store
from deadlines.limits import limit_for
from deadlines.models import LimitPolicy
from documents.models import Document
from tests.documents.page.browser import Page, text
from tests.documents.register.conftest import Desk as RegisterDesk
from tests.office import Office, make_office, registered, submitted
from timing.models import Timetable
from workflow.models import Entry, Task
from workflow.replay import differences

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return make_office()


def page(client: Client, who: Any, url: str = "/limits/", status: int = 200, **data: str) -> Any:
    client.force_login(who)
    answer = client.get(url, data)
    assert answer.status_code == status, text(answer)[:300]
    return answer


def today() -> Any:
    return timezone.localdate()


def filled(**fields: Any) -> dict[str, str]:
    values = {"key": "k" * 20, "step": "handle", "urgency": "normal", "flow": "", "category": "", "kind": "",
              "amount": "3", "unit": "working_day", "source": "本办〔2026〕7号第三条", "effective_from": today().isoformat()}  # fmt: skip
    return {**values, **{name: str(value) for name, value in fields.items()}}


def rehearse(client: Client, who: Any, **fields: Any) -> tuple[Any, dict[str, str]]:
    """The page of the rehearsal, and what its confirming form sends."""
    client.force_login(who)
    answer = client.post("/limits/new/", filled(**fields))
    if answer.status_code != 200:
        return answer, {}
    m, seen = answer.context["m"], answer.context["seen"]
    return answer, {**filled(**fields), "seen": seen, "moved": m["seen"]}


def save(client: Client, who: Any, **fields: Any) -> Any:
    _page, sends = rehearse(client, who, **fields)
    return client.post("/limits/new/", sends)


def rule(**which: Any) -> LimitPolicy:
    values = {"step": "handle", "urgency": "normal", "category": "", "kind": "", "flow": "", **which}
    return LimitPolicy.objects.filter(**values).latest("effective_from")


# -- looking ------------------------------------------------------------------------------------------


def test_everybody_looks_and_only_the_administrator_changes(client: Client, office: Office) -> None:
    for who in (office.clerk, office.outsider, office.chief, office.secadmin):
        shown = text(page(client, who))
        assert "承办" in shown
        assert "10个工作日" in shown
        assert "已执行的规则不改，只换新规则" in shown
        assert "新增规则" not in shown
        assert client.get("/limits/new/").status_code == 404
        assert client.post("/limits/new/", filled()).status_code == 404
        assert (
            client.post(f"/limits/{rule().pk}/take-back/", {"key": "k" * 20, "seen": "x"}).status_code == 404
        )
    assert "换新规则" in text(page(client, office.admin))


def test_statements_do_not_grow_with_the_rules(client: Client, office: Office) -> None:
    page(client, office.admin)
    with CaptureQueriesContext(connection) as few:
        page(client, office.admin)
    for n in range(3):
        LimitPolicy.objects.create(step="handle", kind=["letter", "request", "opinion"][n], unit="month", amount=1,
                                   source="试", effective_from=today())  # fmt: skip
    with CaptureQueriesContext(connection) as many:
        page(client, office.admin)
    assert len(many) == len(few)


def test_what_no_rule_covers_is_named(client: Client, office: Office) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE deadlines_limitpolicy DISABLE TRIGGER USER")
        LimitPolicy.objects.filter(step="sign", urgency__in=["", "urgent"]).delete()
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE deadlines_limitpolicy ENABLE TRIGGER USER")
    shown = text(page(client, office.clerk))
    assert "没有“签发·加急”的时限规则" in shown
    assert "没有“签发·平件”的时限规则" not in shown


# -- trying out ---------------------------------------------------------------------------------------


def test_a_try_out_by_rule_and_by_amount(client: Client, office: Office) -> None:
    asked: dict[str, Any] = {"step": "handle", "urgency": "normal", "start": "2026-09-24T16:00"}
    shown = text(page(client, office.clerk, **asked))
    assert "到期 2026-10-15 17:30" in shown
    assert "10个工作日" in shown
    assert "跳过10月1日（周四）至10月7日（周三）：国庆节" in shown
    shown = text(page(client, office.clerk, amount="3", unit="working_hour", start="2026-11-27T16:30"))
    assert "到期 2026-11-30 10:30" in shown
    shown = text(page(client, office.clerk, **asked, category="reading"))
    assert "5个工作日" in shown


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"amount": "many", "unit": "working_day"}, "时限数量“many”不是数字。"),
        ({"amount": "0", "unit": "working_day"}, "时限数量须大于0"),
        ({"amount": "2.5", "unit": "month"}, "按日、按月计算的时限须为整数。"),
        ({"start": "2026-02-31T10:00"}, "自何时起算"),
        ({"step": "dance"}, "dance"),
        ({"start": "1066-01-01T10:00"}, "没有“承办·平件”的时限规则"),
        ({"start": "9999-01-01T10:00", "amount": "3", "unit": "month"}, "日期超出可以计算的范围。"),
    ],
)
def test_a_try_out_that_cannot_be_counted_says_why(
    client: Client, office: Office, asked: dict[str, str], words: str
) -> None:
    assert words in text(page(client, office.clerk, status=400, **asked))


# -- superseding --------------------------------------------------------------------------------------


def test_a_rule_is_rehearsed_then_saved_as_rehearsed(client: Client, office: Office) -> None:
    doc, old = registered(office), rule()
    before = doc.due_at
    answer, sends = rehearse(client, office.admin)
    shown = text(answer)
    assert "保存后 1 个在办期限变动（办结时限 1），通知 1 人。" in shown
    assert doc.receipt_no in shown
    assert doc.title not in shown, "administrators see no papers"
    assert "冯二二" in shown
    assert rule() == old, "a rehearsal writes nothing"
    assert not Entry.objects.filter(subject_kind="timetable").exists()
    done = client.post("/limits/new/", sends, follow=True)
    assert "“承办”的新规则自" in text(done)
    assert "1 个期限随之变动" in text(done)
    doc.refresh_from_db()
    assert doc.due_at
    assert before
    assert doc.due_at < before
    assert (doc.due_source, doc.due_first) == ("本办〔2026〕7号第三条", before)
    old.refresh_from_db()
    new = rule()
    assert (old.effective_to, new.effective_from) == (today() - timedelta(1), today())
    assert [a.recipient for a in Alert.objects.filter(said__startswith="时限规则更新")] == [office.handler]
    entry = Entry.objects.get(subject_kind="timetable")
    assert (entry.verb, entry.actor_id, entry.data["moved"]) == ("supersede_limit", office.admin.pk, 1)
    assert (entry.data["old"]["amount"], entry.data["new"]["amount"]) == ("10.0000", "3.0000")
    assert list(differences(Timetable)) == list(differences(Document)) == []
    shown = text(page(client, office.clerk))
    assert "历史" in shown
    assert "已停用" in shown


def test_sent_twice_it_is_done_once(client: Client, office: Office) -> None:
    _answer, sends = rehearse(client, office.admin, effective_from=today() + timedelta(3))
    for _ in range(2):
        assert client.post("/limits/new/", sends).status_code == 302
    assert LimitPolicy.objects.filter(source="本办〔2026〕7号第三条").count() == 1


def test_what_begins_later_moves_nothing_and_may_be_taken_back(client: Client, office: Office) -> None:
    registered(office)
    old, day = rule(), today() + timedelta(3)
    answer, sends = rehearse(client, office.admin, effective_from=day)
    assert "没有在办期限因此变动，不通知任何人。" in text(answer)
    client.post("/limits/new/", sends)
    new = rule()
    url = f"/limits/{new.pk}/take-back/"
    assert "未执行" in text(page(client, office.admin))
    shown = page(client, office.admin, url)
    assert "收回后，原规则继续执行。" in text(shown)
    sends = {"key": "t" * 20, "seen": shown.context["seen"]}
    assert client.post(url, sends).status_code == 302
    assert not LimitPolicy.objects.filter(pk=new.pk).exists()
    store.reset()
    for when in (today(), day - timedelta(1), day, day + timedelta(400)):
        limit = limit_for("handle", urgency="normal", on=when)
        assert (limit.amount, limit.source) == (old.amount, old.source), when
    goes_on = rule()
    assert "只是原规则的延续" in text(page(client, office.admin, f"/limits/{goes_on.pk}/take-back/"))
    assert client.post(url, {**sends, "key": "u" * 20}).status_code == 404
    assert save(client, office.admin, key="w" * 20, amount=4, effective_from=day).status_code == 302
    store.reset()
    assert limit_for("handle", urgency="normal", on=day).amount == Decimal(4)
    assert limit_for("handle", urgency="normal", on=day - timedelta(1)).amount == old.amount


def test_a_rule_in_force_is_not_taken_back(client: Client, office: Office) -> None:
    url = f"/limits/{rule().pk}/take-back/"
    shown = page(client, office.admin, url)
    assert "这条规则已经执行，不能收回；请另立新规则。" in text(shown)
    answer = client.post(url, {"key": "t" * 20, "seen": shown.context["seen"]})
    assert answer.status_code == 422
    assert LimitPolicy.objects.filter(pk=rule().pk).exists()


def test_the_database_refuses_to_edit_a_rule(office: Office) -> None:
    with pytest.raises(IntegrityError, match="never edited"), transaction.atomic():
        LimitPolicy.objects.filter(pk=rule().pk).update(amount=1)


def test_a_rule_for_some_papers_beside_the_others(client: Client, office: Office) -> None:
    asking, other = registered(office), registered(office, kind="report")
    before = other.due_at
    assert save(client, office.admin, kind="request", urgency="").status_code == 302
    asking.refresh_from_db()
    other.refresh_from_db()
    assert asking.due_trace[0]["amount"] == 3
    assert other.due_at == before
    assert rule().effective_to is None, "the general rule stays"


WRONG = [
    ({"effective_from": "2026-02-31"}, "effective_from", ""),
    (
        {"effective_from": (timezone.localdate() - timedelta(1)).isoformat()},
        "effective_from",
        "最早从今天起执行",
    ),
    ({"amount": "viel"}, "amount", "时限数量“viel”不是数字。"),
    ({"amount": "-1"}, "amount", "时限数量须大于0"),
    ({"amount": "1.5"}, "amount", "须为整数"),
    ({"amount": "1" * 30}, "amount", ""),
    ({"amount": "99999"}, "amount", "不超过1000"),
    ({"unit": "moon"}, "unit", ""),
    ({"step": ""}, "step", ""),
    ({"source": " "}, "source", ""),
    ({"source": "很" * 201}, "source", ""),
    ({"source": "机密★5年"}, "source", ""),
    ({"flow": "outgoing", "category": "action"}, "category", "发文不分办件、阅件"),
    ({"amount": "10", "source": "本办公厅默认值（可调整）"}, "__all__", "与原规则相同，不必另立。"),
]


@pytest.mark.parametrize(("fields", "where", "words"), WRONG)
def test_what_is_wrong_is_said_and_nothing_lost(
    client: Client, office: Office, fields: dict[str, str], where: str, words: str
) -> None:
    answer, _sends = rehearse(client, office.admin, **fields)
    assert answer.status_code == 422
    errors = answer.context["form"].errors
    assert where in errors
    assert words in " ".join(errors[where])
    assert rule().effective_to is None
    if "source" not in fields:
        assert "本办〔2026〕7号第三条" in answer.content.decode()


def test_twice_on_one_day_and_before_one_to_come(client: Client, office: Office) -> None:
    save(client, office.admin)
    answer, _sends = rehearse(client, office.admin, key="b" * 20, amount=4)
    assert "原规则今天刚执行，新规则最早从明天起。" in text(answer)
    save(client, office.admin, key="c" * 20, amount=4, effective_from=today() + timedelta(5))
    answer, _sends = rehearse(
        client, office.admin, key="d" * 20, amount=6, effective_from=today() + timedelta(2)
    )
    assert "已有一条规则定于" in text(answer)


def test_of_two_administrators_the_second_is_told(client: Client, office: Office) -> None:
    _page, first = rehearse(client, office.admin)
    second = {**filled(key="s" * 20, amount=5), "seen": first["seen"], "moved": first["moved"]}
    assert client.post("/limits/new/", first).status_code == 302
    answer = client.post("/limits/new/", second)
    assert answer.status_code == 409
    assert "朱十十" in text(answer)
    assert "已先更新" in text(answer)
    assert rule().amount == Decimal(3)
    assert 'value="5"' in answer.content.decode(), "what he filled in is still there"


def test_dates_that_moved_meanwhile_are_listed_anew(client: Client, office: Office) -> None:
    registered(office)
    _page, sends = rehearse(client, office.admin)
    late = registered(office)
    answer = client.post("/limits/new/", sends)
    assert answer.status_code == 409
    assert "清单已变化，请重新核对" in text(answer)
    assert late.receipt_no in text(answer), "the list as it is now, to be confirmed"
    assert rule().effective_to is None
    again = {**sends, "seen": answer.context["seen"], "moved": answer.context["m"]["seen"]}
    assert client.post("/limits/new/", again).status_code == 302


# -- no rule at all -----------------------------------------------------------------------------------


def without(step: str) -> None:
    """By hand of the database: as an office that never had this rule."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE deadlines_limitpolicy DISABLE TRIGGER USER")
        LimitPolicy.objects.filter(step=step).delete()
        cursor.execute("ALTER TABLE deadlines_limitpolicy ENABLE TRIGGER USER")
    store.reset()


CASES = {
    "propose": ("review", "审核", {"text": "拟转省水利厅办理。", "lead_unit": "省水利厅"}),
    "instruct": ("assign", "批示转办", {"text": "请水利厅抓紧办理。"}),
}


@pytest.mark.parametrize("verb", CASES)
def test_a_step_no_rule_covers_keeps_what_was_typed(office: Office, verb: str) -> None:
    step, label, typed = CASES[verb]
    doc, who = (
        (registered(office), office.handler) if verb == "propose" else (submitted(office), office.leader)
    )
    without(step)
    answer = Page(who).send(doc, verb, **typed)
    assert answer.status_code in (409, 422), text(answer)[:300]
    assert f"没有“{label}·平件”的时限规则，请管理员在时限规则中补上。" in text(answer)
    assert typed["text"] in answer.content.decode()
    assert Task.objects.about(doc).get(status="open", lane="main").kind == verb
    assert Document.objects.get(pk=doc.pk).version == doc.version


def test_a_paper_no_rule_covers_is_not_registered(office: Office) -> None:
    without("handle")
    desk = RegisterDesk(office)
    answer = desk.post(title="云川市人民政府关于防汛的请示")
    assert answer.status_code in (409, 422)
    assert "没有“承办·平件”的时限规则，请管理员在时限规则中补上。" in text(answer)
    assert "云川市人民政府关于防汛的请示" in answer.content.decode()
    assert not Document.objects.exists()


def test_nor_is_one_whose_registering_no_rule_covers(office: Office) -> None:
    without("register")
    answer = RegisterDesk(office).post(title="云川市人民政府关于防汛的请示")
    assert answer.status_code in (409, 422)
    assert "没有“登记·平件”的时限规则，请管理员在时限规则中补上。" in text(answer)
    assert "云川市人民政府关于防汛的请示" in answer.content.decode()
    assert not Document.objects.exists()
