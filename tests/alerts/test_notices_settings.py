"""One's own ways to be reached: what is offered, what is kept, what is refused, and the trial through the real queue."""

from __future__ import annotations

import re
from datetime import time
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from alerts import own
from alerts.channels.mail import Server
from alerts.models import Alert, Contact, Delivery, Preference, Target
from alerts.wants import quiet_until
from docflow.web.errors import Incomplete
from people.models import Person
from tests.alerts.queue import as_
from tests.office import Office, again, make_office
from tests.races.threads import at_once
from workflow.clock import database_now
from workflow.models import Entry

PAGE, TRIAL = "/notices/settings/", "/notices/settings/trial/"


@pytest.fixture
def office(db: Any) -> Office:
    return make_office()


@pytest.fixture
def mails(settings: Any) -> None:
    settings.MAIL_SERVER, settings.MAIL_FROM = Server("127.0.0.1", 9), "oa@example.gov.cn"


def a_target(**fields: Any) -> Target:
    values = {
        "name": "机关",
        "host": "im.example.cn",
        "network": "203.0.113.0/24",
        "secret": "geheim-1",
        **fields,
    }
    return Target.objects.create(**values)


def filled(client: Client) -> dict[str, str]:
    """The page's fields as they stand."""
    text = client.get(PAGE).content.decode()
    form = text[text.index('<form class="card0" method="post" data-submit') :]
    form = form[: form.index("</form>")]
    found = {}
    for tag in re.findall(r"<input [^>]*>", form):
        at = dict(re.findall(r'(\S+)="([^"]*)"', tag))
        if at.get("type") != "checkbox" or " checked" in tag:
            found[at["name"]] = unescape(at.get("value", "on" if at.get("type") == "checkbox" else ""))
    for name, options in re.findall(r'<select name="([^"]*)".*?>(.*?)</select>', form, re.S):
        found[name] = re.findall(r'value="([^"]*)" selected', options)[0]
    found.pop("csrfmiddlewaretoken", None)
    return found


def test_only_what_the_site_has_is_offered(office: Office, mails: None) -> None:
    client = as_(office.clerk)
    assert [name for name in filled(client) if "_" in name and name.split("_")[0] in ("mail", "webhook", "sms")] == [
        "mail_due", "mail_late", "mail_urged", "mail_told"
    ]  # fmt: skip
    off = a_target(is_active=False)
    assert "webhook_due" not in filled(client)
    Target.objects.filter(pk=off.pk).update(is_active=True)
    assert "webhook_due" in filled(client)
    assert "sms_due" not in filled(client)


def test_without_any_the_page_says_so(office: Office, settings: Any) -> None:
    settings.MAIL_SERVER = None
    client = as_(office.clerk)
    text = client.get(PAGE).content.decode()
    assert "提醒只在站内" in text
    assert "试发</button>" not in text
    assert client.post(PAGE, {"mail": "chen@example.gov.cn"}).status_code == 302
    assert Contact.objects.get().mail == "chen@example.gov.cn"


def test_the_offices_defaults_are_shown_and_need_no_row(office: Office, mails: None) -> None:
    client = as_(office.clerk)
    data = filled(client)
    assert data == {
        "mail": "", "mobile": "", "im_name": "", "quiet_from": "", "quiet_to": "",
        "mail_due": "digest", "mail_late": "now", "mail_urged": "now", "mail_told": "off",
    }  # fmt: skip
    text = client.get(PAGE).content.decode()
    assert "汇总（09:00、14:00） · 默认" in text
    assert "22:00—07:00" in text
    assert "特急、特提事项不管怎么设置，都立即发送" in text
    assert client.post(PAGE, {**data, "mail": "chen@example.gov.cn"}).status_code == 302
    assert not Preference.objects.exists()
    assert client.post(PAGE, {**filled(client), "mail_due": "now", "mail_late": "off"}).status_code == 302
    kept = set(Preference.objects.values_list("person__name", "channel", "group", "mode"))
    assert kept == {("陈三三", "mail", "due", "now"), ("陈三三", "mail", "late", "off")}
    assert filled(client)["mail_late"] == "off"
    assert client.post(PAGE, {**filled(client), "mail_due": "digest", "mail_late": "now"}).status_code == 302
    assert not Preference.objects.exists()
    assert not Entry.objects.filter(actor_id=office.clerk.pk).exists()  # his own matter


def test_what_a_channel_wanted_survives_its_absence(office: Office, mails: None, settings: Any) -> None:
    client = as_(office.clerk)
    client.post(PAGE, {**filled(client), "mail_due": "off"})
    settings.MAIL_SERVER = None
    client.post(PAGE, {"mobile": "138 0000 0000"})
    assert Preference.objects.get().mode == "off"
    assert Contact.objects.get().mobile == "13800000000"


def test_it_is_his_alone(office: Office, mails: None) -> None:
    as_(office.clerk).post(PAGE, {**filled(as_(office.clerk)), "mail": "chen@example.gov.cn"})
    for person in (office.clerk2, office.admin, office.chief):
        assert "chen@example.gov.cn" not in as_(again(person)).get(PAGE).content.decode()
    assert Client().get(PAGE).status_code == 302
    assert "/notices/settings/" in as_(office.clerk).get("/notices/").content.decode()
    assert "/notices/settings/" in as_(office.clerk).get("/settings/").content.decode()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ({"quiet_from": "21:30", "quiet_to": "06:45"}, (time(21, 30), time(6, 45))),
        ({"quiet_from": "", "quiet_to": ""}, (None, None)),
        ({"always": "on", "quiet_from": "21:30", "quiet_to": "06:45"}, (time(0), time(0))),
        ({"always": "on"}, (time(0), time(0))),
    ],
)
def test_quiet_hours(office: Office, mails: None, typed: dict[str, str], kept: Any) -> None:
    client = as_(office.clerk)
    assert client.post(PAGE, {**filled(client), **typed}).status_code == 302
    row = Contact.objects.get()
    assert (row.quiet_from, row.quiet_to) == kept
    if "always" in typed:
        night = database_now().replace(hour=18)  # 02:00 in Shanghai
        assert quiet_until(night, row) is None
        assert filled(client)["always"] == "on"
        assert filled(client)["quiet_from"] == ""


LONG = "很长的字" * 500


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"mail": "不是邮箱"}, "邮箱"),
        ({"mail": "a@b"}, "邮箱"),
        ({"mail": "a@example.cn\r\nBcc: x@example.cn"}, "邮箱"),
        ({"mail": "a" * 250 + "@example.cn"}, "邮箱"),
        ({"mobile": "请打分机"}, "这不像手机号码"),
        ({"mobile": "123"}, "这不像手机号码"),
        ({"mobile": LONG}, "手机"),
        ({"im_name": LONG}, "即时消息账号"),
        ({"im_name": "a\0b"}, "控制字符"),
        ({"im_name": "@all"}, "不能填代表全体成员的名称"),
        ({"im_name": "@ALL"}, "不能填代表全体成员的名称"),
        ({"im_name": "所有人"}, "不能填代表全体成员的名称"),
        ({"quiet_from": "25:00", "quiet_to": "07:00"}, "免打扰"),
        ({"quiet_from": "22:00", "quiet_to": "22:00"}, "起止时间相同"),
        ({"quiet_from": "22:00", "quiet_to": ""}, "要填就都填"),
        ({"quiet_from": "", "quiet_to": "07:00"}, "要填就都填"),
        ({"mail_due": "sometimes"}, "到期提醒：邮件"),
        ({"mail_due": ""}, "到期提醒：邮件"),
    ],
)  # fmt: skip
def test_bad_input_is_answered_and_kept(
    office: Office, mails: None, typed: dict[str, str], said: str
) -> None:
    client = as_(office.clerk)
    answer = client.post(PAGE, {**filled(client), "im_name": "chensansan", **typed})
    text = unescape(answer.content.decode())
    assert answer.status_code == 422
    assert 'id="errs"' in text
    assert said in text
    for value in [v for name, v in typed.items() if name in ("mail", "mobile") and v.isprintable()]:
        assert value[:40] in text
    assert ("chensansan" in text) is ("im_name" not in typed)
    assert not Contact.objects.exists()
    assert not Preference.objects.exists()


def test_wide_digits_and_dashes_are_digits(office: Office, mails: None) -> None:
    client = as_(office.clerk)
    client.post(PAGE, {**filled(client), "mobile": "＋８６ 138-0000-0000"})
    assert Contact.objects.get().mobile == "+8613800000000"


def test_the_page_asks_as_much_whatever_is_set(office: Office, mails: None) -> None:
    counts = []
    for n in range(2):
        if n:
            a_target(), a_target(name="另一个")
            own.keep(
                office.clerk, {"mail": "a@example.cn"}, {("mail", "due"): "off", ("mail", "late"): "off"}
            )
        client = as_(again(office.clerk))
        client.get(PAGE)
        with CaptureQueriesContext(connection) as queries:
            client.get(PAGE)
        counts.append(len(queries))
    assert counts[0] == counts[1]


# -- the trial ----------------------------------------------------------------------------------------


def reached(person: Person, **fields: Any) -> None:
    Contact.objects.create(person=person, **{"mail": "chen@example.gov.cn", **fields})


def test_a_trial_goes_through_the_queue(office: Office, mails: None) -> None:
    reached(office.clerk, im_name="chensansan", mobile="13800000000", quiet_from=time(0), quiet_to=time(0))
    first, second = a_target(), a_target(name="另一个")
    a_target(name="停用的", is_active=False)
    answer = as_(office.clerk).post(TRIAL, follow=True)
    said = answer.content.decode()
    assert "邮件 → chen@example.gov.cn；即时消息 → chensansan" in unescape(said)
    assert "一分钟内发出" in said
    alert = Alert.objects.get()
    assert (alert.recipient, alert.stage, alert.subject_kind) == (office.clerk, "told", "")
    assert alert.spread_at is not None  # its deliveries are there: nobody makes more of them
    rows = set(Delivery.objects.values_list("recipient", "channel", "target", "state", "digest"))
    me = office.clerk.pk
    assert rows == {(me, "mail", None, "new", False), (me, "webhook", first.pk, "new", False),
                    (me, "webhook", second.pk, "new", False)}  # fmt: skip
    assert "这是一条试发的提醒" in as_(office.clerk).get("/notices/?box=system").content.decode()


def test_at_night_it_says_when(office: Office, mails: None, monkeypatch: pytest.MonkeyPatch) -> None:
    reached(office.clerk)
    morning = database_now()
    monkeypatch.setattr("alerts.views.settings.quiet_until", lambda now, contact: morning)
    assert "现在是免打扰时段" in as_(office.clerk).post(TRIAL, follow=True).content.decode()


def test_once_a_minute(office: Office, mails: None) -> None:
    reached(office.clerk)
    client = as_(office.clerk)
    client.post(TRIAL)
    assert "刚刚试发过，请" in client.post(TRIAL, follow=True).content.decode()
    assert Alert.objects.count() == 1
    Alert.objects.update(created_at=database_now() - own.ONCE)
    client.post(TRIAL)
    assert Alert.objects.count() == 2


def test_without_an_address_there_is_nothing_to_try(office: Office, mails: None) -> None:
    assert "请先填写邮箱等联系方式并保存" in as_(office.clerk).post(TRIAL, follow=True).content.decode()
    reached(office.clerk, mail="", mobile="13800000000")  # no gateway on this site
    assert "没有可以试发的渠道" in as_(office.clerk).post(TRIAL, follow=True).content.decode()
    assert not Alert.objects.exists()
    assert as_(office.clerk).get(TRIAL).status_code == 405


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_once_are_one_trial(settings: Any) -> None:
    settings.MAIL_SERVER = Server("127.0.0.1", 9)
    office = make_office()
    reached(office.clerk)
    now = database_now()
    results = at_once([lambda: own.try_out(office.clerk, now) for _n in range(4)])
    assert sum(isinstance(one, list) for one in results) == 1
    assert sum(isinstance(one, Incomplete) for one in results) == 3
    assert Alert.objects.count() == 1
