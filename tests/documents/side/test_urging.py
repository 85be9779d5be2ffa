"""催办 by system, telephone or letter: who answered and what he promised is kept, shown, and never half said."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alerts.models import Alert
from docflow.web.errors import BadInput, Incomplete
from documents.actions.handling import report
from documents.actions.reading import opened
from documents.actions.urging import urge
from documents.models import Document
from documents.rules.urging import contact, contact_told
from documents.views.drawn import promise
from people.models import Person
from tests.office import Office, again, circulating, handling, item, make_office
from workflow.models import Entry, Task
from workflow.urged import last_urged

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return make_office()


def as_(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def open_ones(doc: Document) -> list[int]:
    return list(Task.objects.about(doc).open().order_by("id").values_list("pk", flat=True))


def last_entry(doc: Document) -> dict[str, Any]:
    row = (
        Entry.objects.filter(subject_kind="document", subject_pk=doc.pk, verb="urge").order_by("-seq").first()
    )
    assert row is not None
    return row.data


def in_days(n: int) -> date:
    return timezone.localdate() + timedelta(days=n)


def test_a_call_is_kept_shown_and_alerted(office: Office) -> None:
    doc = handling(office)
    [task] = open_ones(doc)
    on = in_days(2)
    urge(doc, by=office.clerk, task_ids=[task], channel="phone", answered_by=" 王秘书 ", promised_on=on)
    data = last_entry(doc)
    assert (data["channel"], data["answered_by"], data["promised_on"]) == ("phone", "王秘书", on.isoformat())
    assert Alert.objects.filter(stage="urged", recipient=office.head).count() == 1, "one place, whichever way"
    found = last_urged([task])[task]
    assert (found.by, found.channel, found.answered_by, found.promised_on) == (
        office.clerk.name, "phone", "王秘书", on,
    )  # fmt: skip
    page = as_(office.chief).get(f"/documents/{doc.ref}/").content.decode()
    assert f"答应 {on:%m-%d} 前" in page
    log = as_(office.chief).get(f"/documents/{doc.ref}/?tab=log").content.decode()
    assert f"电话催办，王秘书 接听。答应 {on.isoformat()} 前办完。" in log


def test_the_newest_counts_and_a_broken_promise_is_red(office: Office) -> None:
    doc = handling(office)
    [task] = open_ones(doc)
    urge(doc, by=office.clerk, task_ids=[task], channel="letter", promised_on=in_days(9))
    urge(doc, by=office.chief, task_ids=[task], answered_by="李科长", promised_on=in_days(0))
    assert last_urged([task])[task].channel == "phone", "nobody answers the system"
    assert "，已过" not in as_(office.chief).get(f"/documents/{doc.ref}/").content.decode()
    later = contact("", "", in_days(0), today=in_days(0))
    assert later.kept == {"channel": "system", "promised_on": in_days(0).isoformat()}
    html = promise(last_urged([task])[task], timezone.now() + timedelta(days=1))
    assert "st-late" in html
    assert "前，已过" in html


def test_it_stops_on_the_answer_and_not_on_a_look(office: Office) -> None:
    doc = handling(office)
    [task] = open_ones(doc)
    urge(doc, by=office.clerk, task_ids=[task], promised_on=in_days(1))
    opened(doc, again(office.head))
    Alert.objects.filter(recipient=office.head).update(read_at=timezone.now())
    urge(doc, by=office.clerk, task_ids=[task])
    assert Task.objects.get(pk=task).urged == 2
    report(doc, by=office.head, result="已办。")
    with pytest.raises(Incomplete, match="请选择尚未办的人员"):
        urge(doc, by=office.clerk, task_ids=[task])


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"channel": "phone"}, "电话催办的，请写明谁接的电话。"),
        ({"channel": "pigeon"}, "催办方式只有系统、电话和函，请选一种。"),
        ({"promised_on": "2026-02-30"}, "没有这一天"),
        ({"promised_on": "2020-01-01"}, "对方答应的日期应在今天或今天以后"),
        ({"promised_on": "9999-01-01"}, "对方答应的日期应在今天或今天以后、一年以内"),
        ({"answered_by": "王" * 61}, "60"),
    ],
)
def test_what_does_not_fit_is_told_and_stays(office: Office, sent: dict[str, str], sentence: str) -> None:
    doc = handling(office)
    [task] = open_ones(doc)
    data = {"whom": [task], "key": "k1", "version": "", "note": "请今日报送", **sent}
    answer = as_(office.clerk).post(f"/documents/{doc.ref}/do/urge/", data)
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert sentence in shown
    assert "请今日报送" in shown
    assert Task.objects.get(pk=task).urged == 0


def test_the_act_itself_refuses(office: Office) -> None:
    doc = handling(office)
    with pytest.raises(BadInput, match="谁接的电话"):
        urge(doc, by=office.clerk, task_ids=open_ones(doc), channel="phone", answered_by="  ")
    assert not Entry.objects.filter(verb="urge").exists()


def test_many_papers_of_the_register_at_once(office: Office) -> None:
    docs = [handling(office), handling(office)]
    on = in_days(3)
    sent = {"pick": [d.ref for d in docs], "key": "many", "back": "", "note": "", "channel": "letter",
            "answered_by": "", "promised_on": on.isoformat()}  # fmt: skip
    assert as_(office.clerk).post("/documents/batch/urge/", sent).status_code == 302
    assert [last_entry(d)["channel"] for d in docs] == ["letter", "letter"]
    assert [last_entry(d)["promised_on"] for d in docs] == [on.isoformat()] * 2
    wrong = as_(office.clerk).post("/documents/batch/urge/", {**sent, "key": "again", "channel": "phone"})
    assert wrong.status_code == 422
    assert "请写明谁接的电话" in wrong.content.decode()


def test_readers_of_many_papers(office: Office) -> None:
    doc = circulating(office, [office.leader, office.head])
    client = as_(office.clerk)
    sent = {"key": "u1", "pick": [doc.ref], "channel": "phone", "answered_by": ""}
    wrong = client.post("/circulation/urge/", sent)
    assert (wrong.status_code, "请写明谁接的电话" in wrong.content.decode()) == (422, True)
    assert f'name="pick" value="{doc.ref}" checked' in wrong.content.decode(), "what was chosen stays"
    below = client.get(f"/circulation/?tab=running&id={10**12}").content.decode()
    assert f'action="/circulation/urge/?id={10**12}"' in below
    again = client.post(f"/circulation/urge/?id={10**12}", sent).content.decode()
    assert f'value="{doc.ref}" checked' in again
    assert client.post("/circulation/urge/?id=x", sent).status_code == 400
    client.post(
        "/circulation/urge/", {**sent, "answered_by": "值班员", "promised_on": in_days(1).isoformat()}
    )
    assert last_entry(doc)["answered_by"] == "值班员"
    readers = client.get(f"/documents/{doc.ref}/?tab=readers").content.decode()
    assert f"答应 {in_days(1):%m-%d} 前" in readers


@pytest.mark.parametrize("n", [1, 3])
def test_one_statement_for_any_number(office: Office, n: int) -> None:
    units = [office.unit, office.unit2, office.unit3][:n]
    doc = handling(office, items=[item(office, lead=unit) for unit in units])
    ids = open_ones(doc)
    urge(doc, by=office.clerk, task_ids=ids, promised_on=in_days(1))
    with CaptureQueriesContext(connection) as asked:
        assert set(last_urged([*ids, 10**9])) == set(ids)
    assert len(asked) == 1
    assert last_urged([]) == {}


def test_words() -> None:
    assert contact_told({"channel": "system"}) == ""
    assert contact_told({"channel": "letter"}) == "发函催办。"
    assert contact_told({"channel": "letter", "answered_by": "王"}) == "发函催办，王 答复。"
