"""S19: the year as everybody sees it, and a notice from file or paste to the calendar that stands."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from deadlines import limits, store
from deadlines.models import CalendarNotice, OfficeHours
from tests.deadlines.calendars import DATA
from tests.office import Office, make_office
from workflow.models import Entry

LINES = """2027-01-01 放假 元旦 法定
2027-01-02 放假 元旦
2027-01-03 放假 元旦
2027-01-04 放假 元旦
2027-01-09 上班 元旦调休
2027-02-05 放假 春节 法定
2027-02-06 放假 春节 法定
2027-02-07 放假 春节 法定
2027-02-08 放假 春节 法定
2027-04-05 放假 清明节 法定
2027-05-01 放假 劳动节 法定
2027-05-02 放假 劳动节 法定
2027-06-09 放假 端午节 法定
2027-09-15 放假 中秋节 法定
2027-10-01 放假 国庆节 法定
2027-10-02 放假 国庆节 法定
2027-10-03 放假 国庆节 法定"""
TYPED = {
    "text": LINES,
    "title": "国务院办公厅关于2027年部分节假日安排的通知",
    "issued_on": "2026-11-05",
    "source": "新华社电",
}
NATIONAL, LOCAL, HOURS = "/calendar/2027/national/", "/calendar/2026/local/", "/calendar/hours/new/"
SUMMER = {
    "name": "夏令时间",
    "month": "5",
    "day": "1",
    "spans": "8:00-12:00，15:00-18:00",
    "since": "2026-01-01",
    "source": "本办通知",
}


@pytest.fixture
def office(db: None) -> Office:
    store.reset()
    return make_office()


@pytest.fixture
def admin(office: Office, client: Client) -> Client:
    client.force_login(office.admin)
    return client


def hidden(answer: Any) -> dict[str, str]:
    """What the form that confirms carries."""
    page = answer.content.decode()
    form = page[page.index('name="seen"') - 800 : page.index("确认保存", page.index('name="seen"'))]
    found = dict(re.findall(r'<input type="hidden" name="(seen|moved)" value="([^"]+)"', form))
    key = re.search(r'name="key" value="([^"]+)"', form)
    assert key
    return found | {"key": key[1]}


def checked(client: Client, address: str, typed: dict[str, Any]) -> Any:
    key = re.search(r'name="key" value="([^"]+)"', client.get(address).content.decode())
    assert key
    return client.post(address, typed | {"key": key[1]})


def saved(client: Client, address: str, typed: dict[str, Any]) -> Any:
    answer = checked(client, address, typed)
    assert answer.status_code == 200, answer.content.decode()
    return client.post(address, typed | hidden(answer))


def test_everybody_sees_the_year(office: Office, client: Client) -> None:
    for who in (office.clerk, office.outsider, office.leader, office.auditor):
        client.force_login(who)
        page = client.get("/calendar/?year=2026").content.decode()
        assert "全年 248 个工作日" in page
        assert (
            'title="10月1日（周四） 放假：国庆节（法定假日） · 国务院办公厅关于2026年部分节假日安排的通知"'
            in page
        )
        assert 'title="2月14日（周六） 上班：春节调休 · 国务院办公厅关于2026年部分节假日安排的通知"' in page
        assert page.count("<caption>") >= 12
        assert "08:30—12:00、14:00—17:30" in page
        assert "更正放假通知" not in page
        assert "最近办理" not in page


def test_a_year_without_a_notice_says_so(office: Office, client: Client) -> None:
    client.force_login(office.clerk)
    page = client.get("/calendar/?year=2027").content.decode()
    assert "2027年放假安排未公布，按周末规则暂算；依此算出的期限均标“暂”。" in page
    assert "本年还没有放假通知。" in page
    assert "未公布" not in client.get("/calendar/?year=2026").content.decode()


@pytest.mark.parametrize("year", ["0", "1989", "2200", "²", "9" * 30, "abc", "2026\0"])
def test_a_year_that_is_none(year: str, office: Office, client: Client) -> None:
    client.force_login(office.clerk)
    assert client.get("/calendar/", {"year": year}).status_code == 400


@pytest.mark.parametrize("year", ["1990", "2199"])
def test_the_first_and_the_last_year(year: str, office: Office, client: Client) -> None:
    client.force_login(office.clerk)
    assert client.get("/calendar/", {"year": year}).status_code == 200


def test_pasted_lines_are_shown_then_saved(
    admin: Client, office: Office, django_capture_on_commit_callbacks: Any
) -> None:
    answer = checked(admin, NATIONAL, TYPED)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "放假 16 天，上班 1 天" in page
    assert "1月9日（周六）" in page
    assert "没有在办期限因此变动，不通知任何人。" in page
    assert not CalendarNotice.objects.filter(year=2027).exists(), "looking writes nothing"
    with django_capture_on_commit_callbacks(execute=True):
        done = admin.post(NATIONAL, TYPED | hidden(answer))
    assert (done.status_code, done.headers["Location"]) == (302, "/calendar/?year=2027")
    kept = limits.calendar()
    assert kept.notices[2027] == TYPED["title"]
    page = admin.get("/calendar/?year=2027").content.decode()
    assert (
        "已导入2027年放假安排（第1版，国务院办公厅关于2027年部分节假日安排的通知），0个在办期限变动。" in page
    )
    assert "未公布" not in page
    entry = Entry.objects.get(verb="calendar_notice")
    assert (entry.actor_name, entry.data["old"], entry.data["version"]) == (office.admin.name, None, 1)
    assert entry.data["new"]["days"] == LINES.splitlines()


def test_a_file_is_read_and_a_correction_is_a_new_version(admin: Client) -> None:
    data = json.loads(DATA.read_text(encoding="utf-8"))
    data["days"] = [day for day in data["days"] if day["date"] != "2026-10-10"]
    data["text"] += "（更正）"
    file = SimpleUploadedFile("2026.json", json.dumps(data, ensure_ascii=False).encode(), "application/json")
    answer = checked(admin, "/calendar/2026/national/", {"file": file})
    page = answer.content.decode()
    assert answer.status_code == 200, page
    assert "与现在不同的 1 天" in page
    assert "上班：国庆节调休" in page
    assert (
        admin.post("/calendar/2026/national/", {"text": json.dumps(data), **hidden(answer)}).status_code
        == 302
    )
    store.reset()
    assert limits.calendar().editions[2026] == 2
    entry = Entry.objects.get(verb="calendar_notice")
    assert "2026-10-10 上班 国庆节调休" in entry.data["old"]["days"]
    assert "2026-10-10 上班 国庆节调休" not in entry.data["new"]["days"]
    page = admin.get("/calendar/?year=2026").content.decode()
    assert "已更正" in page


def test_what_stands_already_is_no_new_version(admin: Client) -> None:
    answer = checked(admin, "/calendar/2026/national/", {"text": DATA.read_text(encoding="utf-8")})
    assert answer.status_code == 422
    assert "与现行第1版完全相同，不必再次保存。" in answer.content.decode()


def test_a_bad_file_keeps_what_was_typed_and_names_each_fault(admin: Client) -> None:
    bad = LINES.replace("2027-02-08 放假 春节 法定", "2027-02-07 放假 春节 法定") + "\n2027-07-06 上班 调休"
    file = SimpleUploadedFile("2027.txt", bad.encode())
    answer = checked(admin, NATIONAL, TYPED | {"text": "", "file": file})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "2027-02-07重复，每天只能列一次。" in page
    assert "7月6日（周二）：本来就上班，不必列为调休上班。" in page
    assert "2027-07-06 上班 调休</textarea>" in page, "the file stands in the box, to be mended"
    assert TYPED["title"] in page
    assert "确认保存" not in page


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"text": "  "}, "请选择通知文件，或粘贴通知中的日期。"),
        ({"file": b"\xff\xfe"}, "文件不是 UTF-8 编码的文字，请另存为 UTF-8 后再导入。"),
        ({"file": b""}, "文件是空的。"),
        ({"file": b"a\0b"}, "文件不是文字。"),
        ({"file": b"x" * 200_001}, "文件太大：一年的放假通知不超过 200 KB。"),
        ({"file": b"{"}, "不是完整的 JSON：第1行第2列附近看不懂。"),
        ({"text": LINES, "issued_on": "2026-02-30"}, "印发日期"),
        ({"text": LINES, "issued_on": ""}, "没有写明印发日期。"),
        ({"text": LINES + "\0"}, "含有看不见的控制字符"),
        ({"text": LINES, "title": "机密★5年"}, "发现国家秘密标志"),
    ],
)
def test_bad_input_is_a_sentence(admin: Client, sent: dict[str, Any], said: str) -> None:
    if "file" in sent:
        sent = {"file": SimpleUploadedFile("x.json", sent["file"])}
    answer = checked(admin, NATIONAL, TYPED | {"text": ""} | sent)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not CalendarNotice.objects.filter(year=2027).exists()


def test_a_form_without_its_key_does_nothing(admin: Client) -> None:
    assert admin.post(NATIONAL, TYPED).status_code == 422
    assert admin.post(NATIONAL, TYPED | {"seen": "x", "moved": "x", "key": "k" * 20}).status_code == 409
    assert not CalendarNotice.objects.filter(year=2027).exists()


def test_sent_twice_it_is_done_once(admin: Client) -> None:
    answer = checked(admin, NATIONAL, TYPED)
    again = TYPED | hidden(answer)
    assert [admin.post(NATIONAL, again).status_code for _ in range(2)] == [302, 302]
    assert CalendarNotice.objects.filter(year=2027).count() == 1


def test_local_days_start_from_those_that_stand_and_can_be_taken_back(admin: Client) -> None:
    typed = {
        "text": "2026-03-20 放假 古尔邦节",
        "title": "自治区放假通知",
        "issued_on": "2026-01-05",
        "source": "",
    }
    assert saved(admin, LOCAL, typed).status_code == 302
    page = admin.get("/calendar/?year=2026").content.decode()
    assert 'class="cal-holiday cal-local" title="3月20日（周五） 放假：古尔邦节 · 自治区放假通知"' in page
    assert "<b>地休</b>" in page
    assert "全年 247 个工作日" in page
    form = admin.get(LOCAL).content.decode()
    assert "2026-03-20 放假 古尔邦节</textarea>" in form
    assert saved(admin, LOCAL, typed | {"text": "", "title": "撤销"}).status_code == 302
    assert "全年 248 个工作日" in admin.get("/calendar/?year=2026").content.decode()
    assert Entry.objects.filter(verb="calendar_notice").latest("seq").data["old"]["days"] == [
        "2026-03-20 放假 古尔邦节"
    ]


def test_there_must_be_local_days_to_take_back(admin: Client) -> None:
    answer = checked(admin, LOCAL, {"text": "", "title": "撤销", "issued_on": "2026-01-05"})
    assert answer.status_code == 422
    assert "2026年没有本地放假安排，无可撤销。" in answer.content.decode()


def test_office_hours_are_added_followed_and_ended(admin: Client) -> None:
    assert saved(admin, HOURS, SUMMER).status_code == 302
    later = SUMMER | {"since": "2027-01-01", "spans": "8:30-12:00 15:00-18:30", "source": "新通知"}
    assert saved(admin, HOURS, later).status_code == 302
    store.reset()
    kept = limits.calendar()
    closes = [
        kept.close_on(date.fromisoformat(day)).isoformat("minutes")
        for day in ("2026-04-30", "2026-05-01", "2027-05-01")
    ]
    assert closes == ["17:30", "18:00", "18:30"]
    first = OfficeHours.objects.get(source="本办通知")
    assert str(first.until) == "2026-12-31"
    last = OfficeHours.objects.get(source="新通知")
    assert saved(admin, f"/calendar/hours/{last.pk}/end/", {"until": "2027-12-31"}).status_code == 302
    store.reset()
    assert limits.calendar().close_on(date.fromisoformat("2028-05-01")).isoformat("minutes") == "17:30"
    assert [e.data["new"]["until"] for e in Entry.objects.filter(verb="calendar_hours_end")] == ["2027-12-31"]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"spans": "八点到十二点"}, "看不懂“八点到十二点”，应如 08:30-12:00，14:00-17:30。"),
        ({"spans": "12:00-08:30"}, "各段时间须由早到晚，互不重叠。"),
        ({"spans": "8:00-12:00，11:00-18:00"}, "各段时间须由早到晚，互不重叠。"),
        ({"spans": "8:00-25:00"}, "没有25:00这个时刻。"),
        ({"spans": "，"}, "请写明办公时间，如 08:30-12:00，14:00-17:30。"),
        ({"month": "2", "day": "30"}, "没有2月30日。"),
        ({"month": "13"}, "每年自（月）"),
        ({"source": ""}, "依据"),
        ({"name": "夏\u200b令"}, "含有看不见的字符，请删去后重试。"),
        (
            {"month": "1", "since": "1990-01-01"},
            "同一天开始的“全年”已定自1990-01-01起施行，新表的施行日期须在其后。",
        ),
    ],
)
def test_bad_hours_are_a_sentence(admin: Client, wrong: dict[str, str], said: str) -> None:
    answer = checked(admin, HOURS, SUMMER | wrong)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert OfficeHours.objects.count() == 1


def test_a_table_cannot_end_before_it_began(admin: Client) -> None:
    row = OfficeHours.objects.get()
    answer = checked(admin, f"/calendar/hours/{row.pk}/end/", {"until": "1990-01-01"})
    assert answer.status_code == 200
    OfficeHours.objects.update(since="2026-01-01", until="2027-01-01")
    store.reset()
    for until, said in (
        ("2025-01-01", "停用日期不能早于施行日期2026-01-01。"),
        ("2027-02-01", "已定于2027-01-01停用。"),
    ):
        answer = checked(admin, f"/calendar/hours/{row.pk}/end/", {"until": until})
        assert answer.status_code == 422
        assert said in answer.content.decode()


def test_the_page_asks_as_often_with_many_rows(admin: Client) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert admin.get("/calendar/?year=2026").status_code == 200
        return len(queries)

    once = asked()
    for version in (2, 3):
        CalendarNotice.objects.create(
            year=2026, version=version, text="通知", source="通知", issued_on="2025-11-04"
        )
        OfficeHours.objects.create(
            name="夏令", month=version, spans=[["09:00", "17:00"]], source="本办", since="2026-01-01"
        )
    assert asked() == once
