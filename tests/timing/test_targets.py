"""Receivers of webhooks: the security administrator's alone, old and new in the trail, the secret nowhere."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.test import Client

from alerts.models import Target
from docflow.web.errors import BadInput, Faster, Incomplete, NotAllowed
from people.actions.guard import fingerprint
from tests.alerts.queue import as_
from tests.office import Office, again, make_office
from tests.races.threads import at_once
from timing.actions.targets import save_target, switch_target
from timing.models import Timetable
from timing.queries.targets import drawn
from timing.rules.targets import shown_path
from workflow.models import Entry

SECRET = "Zq7-schluessel-9431"  # noqa: S105
OTHER = "Ww3-ganz-anders-55"
GOOD: dict[str, Any] = {
    "name": "机关企业微信", "form": "wecom", "host": "qyapi.example.cn", "port": "443", "tls": "on",
    "path": "/cgi-bin/webhook/send?key=4c9a-geheim", "network": "203.0.113.0/24", "secret": SECRET,
}  # fmt: skip


@pytest.fixture
def office(db: Any) -> Office:
    return make_office()


def kept(**fields: Any) -> Target:
    values = {**GOOD, "port": 443, "tls": True, **fields}
    return Target.objects.create(**values)


def hidden(client: Client, address: str) -> dict[str, str]:
    """What the page carries in its first form that posts."""
    text = client.get(address).content.decode()
    names = re.findall(r'name="(key|seen)" value="([^"]*)"', text)
    return dict(reversed(names))


def send(client: Client, address: str, **fields: Any) -> Any:
    data = {**GOOD, **hidden(client, address), **fields}
    return client.post(address, {name: value for name, value in data.items() if value is not None})


def test_added_changed_switched(office: Office, caplog: pytest.LogCaptureFixture) -> None:
    client, pages = as_(office.secadmin), []
    assert send(client, "/alerts/targets/new/").status_code == 302
    row = Target.objects.get()
    assert (row.secret, row.is_active, row.port) == (SECRET, True, 443)
    address = f"/alerts/targets/{row.pk}/"
    pages.append(client.get(address).content.decode())
    assert send(client, address, secret="", port="8443", network="198.51.100.0/24").status_code == 302
    row.refresh_from_db()
    assert (row.secret, row.port) == (SECRET, 8443)  # left empty: it stays
    assert send(client, address, secret=OTHER, port="8443", network="198.51.100.0/24").status_code == 302
    row.refresh_from_db()
    assert row.secret == OTHER
    assert client.post(f"{address}close/", hidden(client, address)).status_code == 302
    row.refresh_from_db()
    assert not row.is_active
    pages.append(client.get("/alerts/targets/").content.decode())
    assert "已停用" in pages[-1]
    assert client.post(f"{address}open/", hidden(client, address)).status_code == 302
    entries = list(Entry.objects.filter(subject_kind="timetable").order_by("seq"))
    assert [e.verb for e in entries] == ["target_save"] * 3 + ["target_switch"] * 2
    assert entries[1].data["changed"] == {
        "port": [443, 8443],
        "network": ["203.0.113.0/24", "198.51.100.0/24"],
    }
    assert [e.data.get("secret_set") for e in entries[:3]] == [True, False, True]
    assert "换了密钥" in client.get(address).content.decode()
    pages.append(client.get(address).content.decode())
    trail = json.dumps([e.data for e in entries], ensure_ascii=False)
    for place in (*pages, trail, caplog.text):
        assert SECRET not in place
        assert OTHER not in place
    assert "geheim" not in trail  # a key in the path is no less a secret
    assert "geheim" not in pages[1]
    assert "key=…" in pages[1]


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("/cgi-bin/webhook/send?key=693a91f6-7xxx&debug=1", "/cgi-bin/webhook/send?key=…&debug=…"),
        ("/open-apis/bot/v2/hook/3f0c7a1e-77aa-4b6c", "/open-apis/bot/v2/hook/…"),
        ("/", "/"),
        ("/notify/office/v2", "/notify/office/v2"),
    ],
)
def test_a_key_in_the_path_is_nobodys_to_read(path: str, shown: str) -> None:
    assert shown_path(path) == shown


def test_what_is_refused_does_not_show_the_secret(office: Office) -> None:
    client = as_(office.secadmin)
    answer = send(client, "/alerts/targets/new/", host="127.0.0.1", network="127.0.0.0/8")
    assert answer.status_code == 422
    text = answer.content.decode()
    assert SECRET not in text
    assert 'value="机关企业微信"' in text
    assert not Target.objects.exists()
    for who in (office.chief, office.admin):  # the page for what may not be repeats what was typed
        answer = as_(again(who)).post("/alerts/targets/new/", GOOD)
        assert answer.status_code == 404
        assert SECRET not in answer.content.decode()


def test_nobody_else(office: Office) -> None:
    row = kept()
    for name, person in office.everybody().items():
        client = as_(again(person))
        for address in ("/alerts/targets/", "/alerts/targets/new/", f"/alerts/targets/{row.pk}/"):
            status = client.get(address).status_code
            assert status == (200 if name == "secadmin" else 404), (name, address)
        if name != "secadmin":
            assert client.post(f"/alerts/targets/{row.pk}/close/").status_code == 404, name
            with pytest.raises(NotAllowed):
                save_target(Timetable.the(), by=again(person), target=row, secret=OTHER)
            with pytest.raises(NotAllowed):
                switch_target(Timetable.the(), by=again(person), target=row, on=False)
    row.refresh_from_db()
    assert (row.secret, row.is_active) == (SECRET, True)
    assert as_(office.secadmin).get("/alerts/targets/9999/").status_code == 404


LONG = "长" * 3000


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"host": "127.0.0.1", "network": "127.0.0.1/32"}, "本机"),
        ({"host": "localhost"}, "不能发到本机"),
        ({"host": "[::1]", "network": "::1/128"}, "本机"),
        ({"host": "0x7f000001"}, "主机名"),
        ({"host": "http://qyapi.example.cn/"}, "主机名"),
        ({"host": "a@b.cn"}, "主机名"),
        ({"host": "169.254.169.254", "network": "169.254.0.0/16"}, "链路本地"),
        ({"host": "10.1.2.3", "network": "203.0.113.0/24"}, "这是内网地址"),
        ({"network": "0.0.0.0/0"}, "网段"),
        ({"network": "10.0.0.1/8"}, "网段"),
        ({"network": "x"}, "网段"),
        ({"network": ""}, "必填"),
        ({"port": "0"}, "端口"),
        ({"port": "70000"}, "端口"),
        ({"port": "x"}, "端口"),
        ({"port": ""}, "端口"),
        ({"path": "cgi-bin"}, "路径"),
        ({"path": "/ hook"}, "路径"),
        ({"path": "/a\r\nHost: b"}, "路径"),
        ({"form": "feishu"}, "形式"),
        ({"name": ""}, "名称"),
        ({"name": LONG}, "名称"),
        ({"host": LONG}, "主机"),
        ({"secret": ""}, "密钥"),
        ({"secret": "kurz"}, "密钥"),
        ({"secret": "x" * 500}, "密钥"),
        ({"name": "a\0b"}, "控制字符"),
        ({"key": ""}, "不完整"),
    ],
)  # fmt: skip
def test_bad_input_is_answered_with_a_sentence(office: Office, fields: dict[str, str], said: str) -> None:
    client = as_(office.secadmin)
    answer = send(client, "/alerts/targets/new/", **fields)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="errs"' in text
    assert said in text
    assert not Target.objects.exists()
    assert not Entry.objects.filter(subject_kind="timetable").exists()


def test_a_private_address_that_is_named_may_be_used(office: Office) -> None:
    answer = send(
        as_(office.secadmin), "/alerts/targets/new/", host="10.1.2.3", network="10.1.2.0/24", tls=None
    )
    assert answer.status_code == 302
    assert not Target.objects.get().tls
    assert "不加密" in as_(office.secadmin).get("/alerts/targets/").content.decode()


def test_a_name_stands_once(office: Office) -> None:
    kept()
    answer = send(as_(office.secadmin), "/alerts/targets/new/", path="/other")
    assert answer.status_code == 422
    assert "已有同名的接收端" in answer.content.decode()


def test_a_second_press_is_the_same_receiver(office: Office) -> None:
    client = as_(office.secadmin)
    data = {**GOOD, **hidden(client, "/alerts/targets/new/")}
    assert client.post("/alerts/targets/new/", data).status_code == 302
    assert client.post("/alerts/targets/new/", data).status_code == 302
    assert Target.objects.count() == Entry.objects.filter(verb="target_save").count() == 1
    answer = client.post(
        "/alerts/targets/new/", {**data, "secret": OTHER}
    )  # other words: not dropped in silence
    assert answer.status_code == 409
    assert OTHER not in answer.content.decode()
    assert Target.objects.get().secret == SECRET


def test_two_at_once_one_is_told(office: Office) -> None:
    """The second form was drawn from what is no longer there, even where only the secret was changed."""
    row = kept()
    client, address = as_(office.secadmin), f"/alerts/targets/{row.pk}/"
    old = hidden(client, address)
    assert send(client, address, secret=OTHER).status_code == 302
    answer = client.post(address, {**GOOD, **old, "port": "8443", "secret": ""})
    assert answer.status_code == 409
    assert "秦一二" in answer.content.decode()
    assert 'value="8443"' in answer.content.decode()
    answer = client.post(f"{address}close/", old)
    assert answer.status_code == 409
    row.refresh_from_db()
    assert (row.port, row.secret, row.is_active) == (443, OTHER, True)


@pytest.mark.django_db(transaction=True)
def test_two_at_the_same_moment() -> None:
    office = make_office()
    row, seen = kept(), ""
    Timetable.the()
    seen = fingerprint(drawn(row))

    def change(port: int) -> Any:
        mine = Target.objects.get(pk=row.pk)
        mine.port = port
        return save_target(Timetable.the(), by=again(office.secadmin), target=mine, seen=seen)

    results = at_once([lambda: change(8001), lambda: change(8002)])
    assert sorted(type(one).__name__ for one in results) == ["Done", "Faster"]
    offs = at_once(
        [
            lambda: switch_target(Timetable.the(), by=again(office.secadmin), target=row, on=False)
            for _n in (1, 2)
        ]
    )
    assert sorted(type(one).__name__ for one in offs) == ["Done", "Faster"]


def test_the_act_refuses_what_the_form_refuses(office: Office) -> None:
    bad = Target(**{**GOOD, "port": 443, "tls": True, "secret": ""})
    with pytest.raises(BadInput):
        save_target(Timetable.the(), by=office.secadmin, target=bad)
    bad.host = "127.0.0.1"
    with pytest.raises(Incomplete):
        save_target(Timetable.the(), by=office.secadmin, target=bad, secret=SECRET)
    row = kept(is_active=False, host="127.0.0.1")  # a row of an older rule is not switched on
    with pytest.raises(Incomplete):
        switch_target(Timetable.the(), by=office.secadmin, target=row, on=True)
    with pytest.raises(Faster):
        switch_target(Timetable.the(), by=office.secadmin, target=row, on=False)
