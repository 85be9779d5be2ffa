from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from documents.models import Document, Draft
from people.models import Unit
from workflow.models import Entry, Task

from .conftest import NEW, Desk, minute

pytestmark = pytest.mark.django_db


def only() -> Document:
    return Document.objects.get()


def test_a_plain_paper_is_registered_and_goes_to_the_handler(desk):
    answer = desk.post(note="请先征求省财政厅意见。")
    doc = only()
    assert (answer.status_code, answer.url) == (302, f"/documents/{doc.ref}/")
    assert (doc.receipt_no, doc.kind, doc.category) == (f"收〔{doc.year}〕1号", "request", "action")
    assert (doc.source, doc.source_short, doc.source_relation) == (
        desk.office.sender,
        "云川市政府",
        "subordinate",
    )
    assert not doc.back_registered
    task = Task.objects.get(kind="propose")
    assert (task.holder, task.status, task.note) == (
        desk.office.handler.principal,
        "open",
        "请先征求省财政厅意见。",
    )
    said = f"已登记 {doc.receipt_no}，送 冯二二 拟办。"
    assert Entry.objects.get(verb="register").data["said"] == said


def test_the_next_form_keeps_nothing_or_the_unit_and_date(desk):
    assert desk.post(next="1").url == NEW
    answer = desk.post(
        next="1", batch="on", number="213", title="关于另一事项的函", document_date="2026-11-02"
    )
    page = desk.client.get(answer.url).content.decode()
    assert f'value="{desk.office.sender.name}"' in page
    assert 'value="2026-11-02"' in page
    assert "关于另一事项的函" not in page.split("<form", 3)[-1].replace('data-prev="关于另一事项的函"', "")
    assert Document.objects.count() == 2


def test_the_number_shown_is_taken_only_on_save(desk):
    year = timezone.localdate().year
    assert f"收〔{year}〕1号" in desk.get().content.decode()
    assert desk.post(title="").status_code == 422
    assert desk.post().status_code == 302
    assert only().serial == 1
    assert f"收〔{year}〕2号" in desk.get().content.decode()


@pytest.mark.parametrize(
    ("typed", "dated", "kept"),
    [
        ("212", "", "云政〔{year}〕212号"),
        ("２１２", "2025-12-30", "云政〔2025〕212号"),
        ("2024-0007", "", "云政〔2024〕7号"),
        ("云政[2026]0212 号", "", "云政[2026]0212 号"),
        ("无号", "", ""),
        ("", "", ""),
    ],
)
def test_a_serial_gets_the_code_and_a_printed_number_stays_as_it_is(desk, typed, dated, kept):
    desk.post(number=typed, document_date=dated)
    assert only().source_doc_number == kept.format(year=timezone.localdate().year)


def test_back_registration_keeps_the_true_time(desk):
    came = timezone.now() - timedelta(days=3)
    desk.post(received_at=minute(came))
    doc = only()
    assert doc.back_registered
    assert minute(doc.received_at) == minute(came)
    assert doc.registered_at - doc.received_at > timedelta(days=2)


@pytest.mark.parametrize(
    ("title", "to_us", "chosen", "category"),
    [
        ("云川市人民政府关于防汛工作的报告", "main", "", "reading"),
        ("云川市人民政府关于防汛工作的报告", "main", "action", "action"),
        ("云川市人民政府关于防汛工作的请示", "main", "", "action"),
        ("云川市人民政府关于防汛工作的请示", "copy", "", "reading"),
        ("云川市人民政府关于征求防汛规划意见的函", "copy", "", "action"),
    ],
)
def test_reading_or_action_by_rule_and_by_choice(desk, title, to_us, chosen, category):
    desk.post(title=title, to_us=to_us, category=chosen)
    assert only().category == category


def test_a_typed_limit_overrides_the_policy(desk):
    day = timezone.localdate() + timedelta(days=30)
    desk.post(limit=day.isoformat())
    doc = only()
    assert timezone.localtime(doc.due_at).date() == day
    assert doc.due_source == "经办人填写"


def test_a_telegram_has_its_own_urgencies(desk):
    answer = desk.post(carrier="telegram", urgency="normal")
    assert answer.status_code == 422
    assert "电报的紧急程度只有：平急、加急、特急、特提。" in answer.content.decode()
    assert desk.post(carrier="telegram", urgency="flash").status_code == 302
    assert only().urgency == "flash"


@pytest.mark.parametrize("typed", ["云川市人民政府", "云川市政府", "ycszf", "YCSRMZF", "云川"])
def test_the_sender_by_name_short_name_or_initials(desk, typed):
    assert desk.post(sender=typed).status_code == 302
    assert only().source == desk.office.sender


def test_an_unclear_sender_names_the_candidates(desk):
    answer = desk.post(sender="江东省")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "有多个单位符合" in page
    assert "省水利厅" in page


def test_an_unknown_sender_is_added_in_place(desk):
    refused = desk.post(sender="青石县人民政府", number="青政〔2026〕3号")
    page = refused.content.decode()
    assert refused.status_code == 422
    assert "新增单位「青石县人民政府」" in page
    assert Unit.objects.filter(name="青石县人民政府").count() == 0
    answer = desk.post(
        sender="青石县人民政府", sender_new="on", sender_relation="skip_level", number="青政〔2026〕3号"
    )
    assert answer.status_code == 302
    unit = Unit.objects.get(name="青石县人民政府")
    assert (unit.kind, unit.relation, unit.initials) == ("organ", "skip_level", "qsxrmzf")
    assert only().source_relation == "skip_level"
    assert Entry.objects.get(verb="sender_add").data["unit"] == unit.pk


def test_a_new_sender_is_not_kept_when_the_paper_is_refused(desk):
    future = minute(timezone.now() + timedelta(days=2))
    assert desk.post(sender="青石县人民政府", sender_new="on", received_at=future).status_code == 422
    assert not Unit.objects.filter(name="青石县人民政府").exists()


def test_the_same_form_sent_twice_is_one_paper(desk):
    first = desk.post(key="one-form")
    again = desk.post(key="one-form")
    assert (first.status_code, again.status_code) == (302, 302)
    assert first.url == again.url
    assert Document.objects.count() == 1


def test_the_same_form_with_other_words_is_told_what_stands(desk):
    desk.post(key="one-form", title="关于甲的通知")
    again = desk.post(key="one-form", title="关于乙的通知")
    page = again.content.decode()
    assert again.status_code == 409
    assert "已提交过：已登记 收〔" in page
    assert "关于乙的通知" in page
    assert 'value="one-form"' not in page
    assert only().title == "关于甲的通知"


def test_saving_clears_the_draft(desk):
    Draft.objects.create(person=desk.person, form="register", data={"title": ["旧"]})
    desk.post()
    assert not Draft.objects.exists()


def test_copying_the_previous_paper(desk):
    desk.post(signer="林越", document_date="2026-11-02", contact="林越 5550")
    page = desk.get().content.decode()
    assert 'data-prev="林越"' in page
    assert f'data-prev-value="{desk.office.sender.pk}"' in page
    assert 'data-prev-code="云政"' in page
    copied = desk.get(copy="last").content.decode()
    assert 'value="林越"' in copied
    assert 'value="2026-11-02"' in copied
    other = Desk(desk.office, desk.office.clerk2)
    assert "data-prev" not in other.get().content.decode()


def test_who_may_register(office):
    for name, person in office.everybody().items():
        wanted = 200 if name in ("clerk", "clerk2", "handler") else 403
        for url in (NEW, "/documents/new/page/?f=x", "/documents/new/file/?f=x"):
            got = Desk(office, person).client.get(url).status_code
            assert got == (wanted if url == NEW or wanted == 403 else 404), (name, url)
        assert Desk(office, person).post().status_code in ((302, 409) if wanted == 200 else (403,)), name
        assert Desk(office, person).post(url="/documents/new/check/").status_code == wanted, name
        assert Desk(office, person).post(url="/documents/new/files/").status_code == wanted, name


def test_a_paper_is_not_received_before_its_date(desk):
    came = timezone.localtime() - timedelta(days=3)
    late = (came + timedelta(days=1)).date().isoformat()
    answer = desk.post(received_at=came.strftime("%Y-%m-%dT%H:%M"), document_date=late)
    assert "成文日期不能晚于收文日期" in answer.content.decode()
    assert not Document.objects.exists()


def test_document_dates_are_dates(desk):
    desk.post(document_date="2026-11-02")
    assert only().document_date == date(2026, 11, 2)
