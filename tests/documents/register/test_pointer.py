from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from documents.models import Document, Pointer
from people.roles import Role
from tests.office import person

from .conftest import Desk, minute

pytestmark = pytest.mark.django_db
URL = "/documents/pointer/new/"


def values(**changes) -> dict[str, str]:
    now = timezone.now()
    usual = {
        "key": "p1", "received_at": minute(now - timedelta(hours=2)), "copies": "2", "handed_to": "杨九九",
        "handed_at": minute(now - timedelta(hours=1)), "place": "机要室保密柜",
    }  # fmt: skip
    return {**usual, **changes}


def test_only_time_copies_and_whereabouts_are_kept(desk):
    answer = desk.client.post(URL, values())
    row = Pointer.objects.get()
    assert (answer.status_code, answer.url) == (302, URL)
    assert (row.serial, row.copies, row.handed_to, row.received_by) == (1, 2, "杨九九", desk.person)
    kept = {f.name for f in Pointer._meta.fields}
    assert not kept & {"title", "source", "number", "level", "source_doc_number", "urgency"}
    assert not Document.objects.exists()
    assert "机要室保密柜" in desk.client.get(URL).content.decode()


def test_the_same_form_twice_is_one_row_and_serials_go_on(desk):
    desk.client.post(URL, values())
    desk.client.post(URL, values())
    desk.client.post(URL, values(key="p2"))
    assert list(Pointer.objects.order_by("id").values_list("serial", flat=True)) == [1, 2]
    other = Desk(desk.office, desk.office.clerk2)
    assert other.client.post(URL, values()).status_code == 403


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("handed_to", "《关于某事的通知》", "不能写标题"),
        ("place", "机密件柜", "不能写标题"),
        ("place", "国发〔2026〕1号", "不能写标题"),
        ("handed_to", "机密★5年", "发现国家秘密标志"),
        ("handed_to", "", "必填"),
        ("copies", "²", "整数"),
        ("copies", "0", "1"),
        ("received_at", "2026-02-30T10:00", "日期"),
        ("received_at", "9999-01-01T10:00", "不能晚于现在"),
        ("received_at", "0001-01-01T00:00", "请核对"),
        ("handed_at", "2020-01-01T10:00", "移交时间应在"),
        ("place", "长" * 61, "60"),
    ],
)
def test_bad_input_keeps_nothing(desk, field, typed, words):
    answer = desk.client.post(URL, values(**{field: typed}))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Pointer.objects.exists()


def test_who_sees_and_who_writes(office):
    keeper = person("yang", "杨九九", office.section, Role.CONFIDENTIAL_CLERK)
    wanted = {"clerk": 200, "clerk2": 200, "chief": 200, "deputy": 200}
    for name, someone in {**office.everybody(), "keeper": keeper}.items():
        status = wanted.get(name, 200 if name == "keeper" else 403)
        assert Desk(office, someone).client.get(URL).status_code == status, name
    assert Desk(office, office.chief).client.post(URL, values()).status_code == 403
    assert Desk(office, keeper).client.post(URL, values()).status_code == 302
