"""Whatever is typed: a sentence, what was typed stays, never a 500."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from documents.models import Document, SerialCounter
from tests.office import make_office

from .conftest import NEW, Desk, minute

BAD = [
    ("title", "", "必填"),
    ("title", "   ", "必填"),
    ("title", "\u200b\u200d", "请填写标题"),
    ("title", "题\0目", "含有看不见的控制字符"),
    ("title", "长" * 501, "500"),
    ("title", "一段没有文种的话", "标题没有写明文种"),
    ("sender", "", "必填"),
    ("sender", "？", "没有「？」这个单位"),
    ("sender", "\u200b", "请填写来文单位"),
    ("sender", "长" * 121, "120"),
    ("number", "长" * 81, "80"),
    ("urgency", "flash", "纸质的紧急程度只有：平件、加急、特急。"),
    ("urgency", "nothing", "nothing"),
    ("kind", "poem", "poem"),
    ("copies", "0", "1"),
    ("copies", "²", "整数"),
    ("copies", "9" * 30, "9999"),
    ("copies", "-", "整数"),
    ("copies", "1.5", "整数"),
    ("pages", "", "必填"),
    ("limit", "下周", "看不懂时限"),
    ("limit", "+99999", "看不懂时限"),
    ("limit", "0230", "没有"),
    ("limit", "2001-01-01", "早于起算时间"),
    ("handler", "999999", "选项"),
    ("handler", "abc", "选项"),
    ("handler", "", "请选择拟办人"),
    ("received_at", "2026-02-30T10:00", "日期"),
    ("received_at", "0001-01-01T00:00", "早于 2000 年"),
    ("received_at", "9999-12-31T23:59", "不能晚于现在"),
    ("received_at", "昨天", "日期"),
    ("document_date", "2026-02-30", "日期"),
    ("document_date", "1026-02-03", "成文日期不合理"),
    ("document_date", f"{timezone.localdate() + timedelta(days=2)}", "成文日期不能晚于今天"),
    ("carrier", "pigeon", "pigeon"),
    ("channel", "", "必填"),
    ("to_us", "both", "both"),
    ("category", "x", "x"),
    ("signer", "长" * 61, "60"),
    ("contact", "长" * 81, "80"),
    ("note", "长" * 501, "500"),
    ("key", "k" * 65, "64"),
    ("sender_relation", "self", "self"),
]


@pytest.mark.parametrize(("field", "typed", "words"), BAD)
def test_each_bad_input_gets_a_sentence_and_stays(desk, field, typed, words):
    answer = desk.post(**{field: typed, "signer": typed if field == "signer" else "林越"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "请先改正以下内容" in page
    assert words in page
    assert 'value="林越"' in page or field == "signer"
    if typed and typed.isprintable() and field not in ("key", "sender_relation") and "value=" in page:
        assert typed in page or field in ("urgency", "kind", "handler", "carrier", "to_us", "category")
    assert not Document.objects.exists()
    assert not SerialCounter.objects.exists()


def test_everything_missing_lists_everything(desk):
    answer = desk.client.post(NEW, {})
    assert answer.status_code == 422
    for label in ("来文单位", "标题", "份数", "紧急程度", "载体"):
        assert f"{label}：" in answer.content.decode()


def test_a_paper_from_the_future_is_refused_by_the_act_too(desk):
    answer = desk.post(received_at=minute(timezone.now() + timedelta(hours=1)))
    assert answer.status_code == 422
    assert "收文时间不能晚于现在" in answer.content.decode()


@pytest.mark.parametrize(
    "query",
    [
        "draft=1",
        "copy=last",
        "copy=²",
        "unit=abc",
        "unit=99999999999999999999999",
        "date=2026-02-30",
        "unit=1&date=x&batch=9",
    ],
)
def test_odd_addresses_start_a_plain_form(desk, query):
    answer = desk.client.get(f"{NEW}?{query}", follow=True)
    assert answer.status_code == 200
    assert "登记来文" in answer.content.decode()


@pytest.mark.parametrize("title", ["ﷺ" * 500, "堃祎喆珺璟昇垚燚骉龑" * 50, "𠮷" * 500, "题" * 500])
def test_the_longest_titles_can_be_indexed(desk, title):
    assert desk.post(title=title, kind="other").status_code == 302
    assert Document.objects.get().title == title
    again = desk.post(title=title, kind="other", number="9")
    assert again.status_code == 409


def test_a_title_pasted_with_line_breaks_is_one_line(desk):
    desk.post(title="云川市人民政府关于\r\n防汛工作的\n请示")
    assert Document.objects.get().title == "云川市人民政府关于防汛工作的请示"


ODD = st.one_of(
    st.text(max_size=90),
    st.sampled_from(
        ["²", "\0", "212", "+5", "+0", "1126", "〔2026〕", "'; --", "%", "_", "\\", "\u202e", "new", "机密"]
    ),
)
FIELDS = (
    "key", "sender", "sender_id", "sender_new", "sender_relation", "source_doc_number", "urgency", "title", "kind", "copies",
    "limit", "handler", "note", "received_at", "document_date", "channel", "carrier", "category", "to_us", "pages",
    "copy_numbers", "signer", "contact", "attachments_note", "physical_location", "work_secret", "batch",
    "twins_seen", "twin_reason", "files", "next", "read", "twin",
)  # fmt: skip


class OddText(TestCase):
    """Odd text in any of the fields, on every address that takes the form."""

    desk: Any

    def setup_example(self) -> None:
        super().setup_example()
        self.office = make_office()

    @settings(max_examples=60, suppress_health_check=list(HealthCheck))
    @given(
        changes=st.dictionaries(st.sampled_from(FIELDS), ODD, min_size=1, max_size=5),
        url=st.sampled_from(
            [NEW, NEW + "check/", NEW + "extra/", NEW + "files/", "/documents/drafts/register/"]
        ),
    )
    def test_never_a_500(self, changes: dict[str, str], url: str) -> None:
        answer = Desk(self.office).post(url, **changes)
        assert answer.status_code in (200, 204, 302, 404, 409, 422), (url, changes)

    @settings(max_examples=40, suppress_health_check=list(HealthCheck))
    @given(q=ODD, new=ODD)
    def test_lookups_never_break(self, q: str, new: str) -> None:
        client = Client()
        client.force_login(self.office.clerk)
        answer = client.get("/documents/lookup/units/", {"q": q, "new": new})
        assert answer.status_code in (200, 400)
