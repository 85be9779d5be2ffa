"""What is said outside the office: why, by when, where; and of a work secret nothing but its number."""

from __future__ import annotations

from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts import content
from alerts.channels import Message
from alerts.channels.mail import letter
from alerts.channels.webhook import payload
from alerts.content import Matter, many, one
from alerts.models import Alert, Channel, Delivery, Target
from tests.alerts.outside import NOON, TITLE

NUMBER = "收〔2026〕7号"
WAYS = [
    ("mail", None), ("sms", None), ("webhook", "plain"), ("webhook", "wecom"), ("webhook", "dingtalk"),
]  # fmt: skip


def matter(secret: bool = False, number: str = NUMBER, **fields: Any) -> Matter:
    values = {
        "stage": "overdue", "subject_kind": "document", "subject_ref": "abc23", "title": TITLE, "urgency": "normal",
        "task_kind": "handle", "due_at": NOON, "said": "", "by_name": "",
    }  # fmt: skip
    return Matter(Alert(**{**values, **fields}), number, secret)


def by(channel: str, form: str | None = None) -> Delivery:
    return Delivery(channel=channel, target=Target(form=form, name="x") if form else None)


@pytest.fixture(autouse=True)
def _site(settings: Any) -> None:
    settings.SITE_URL = "http://127.0.0.1:8000"


def test_a_mail_says_what_why_and_where() -> None:
    words = one(by("mail"), matter(said="请抓紧。", by_name="吴十", stage="urged"))
    assert words.subject == f"催办：{TITLE}"
    for part in (
        TITLE,
        NUMBER,
        "主办（催办）",
        "2026-11-25 12:00",
        "请抓紧。",
        "来自：吴十",
        "http://127.0.0.1:8000/documents/abc23/",
    ):
        assert part in words.text, part


def test_it_says_that_it_is_urgent() -> None:
    assert one(by("mail"), matter(urgency="top_urgent")).subject.startswith("【特急】")
    assert one(by("mail"), matter(urgency="flash")).subject.startswith("【特提】")


def test_of_a_work_secret_only_that_and_its_number() -> None:
    for channel, form in WAYS:
        words = one(by(channel, form), matter(secret=True))
        assert words.subject == f"您有一件待办 #{NUMBER}"
        assert words.link == "http://127.0.0.1:8000/notices/"
        assert words.text.splitlines()[0] == words.subject


@pytest.mark.parametrize(("channel", "form"), [("sms", None), ("webhook", "wecom"), ("webhook", "dingtalk")])
def test_where_others_read_too_no_title_at_all(channel: str, form: str | None) -> None:
    words = one(by(channel, form), matter())
    assert TITLE not in words.text + words.subject
    assert words.subject == f"您有一件待办 #{NUMBER}，已超期，时限 2026-11-25 12:00"


def test_a_site_may_keep_all_titles_inside(settings: Any) -> None:
    settings.ALERT_TITLES = False
    for channel, form in WAYS:
        assert TITLE not in one(by(channel, form), matter()).text
        assert TITLE not in many(by(channel, form), [matter(), matter()]).text


def test_without_its_address_there_is_no_link(settings: Any) -> None:
    settings.SITE_URL = ""
    words = one(by("mail"), matter())
    assert (words.link, "打开" in words.text) == ("", False)


def test_a_digest_counts_and_lists() -> None:
    matters = [
        matter(stage="due_soon"),
        matter(),
        matter(secret=True),
        *[matter(stage="second") for _n in range(60)],
    ]
    text = many(by("mail"), matters).text
    assert "您有 63 件事项待查看：将到期 1 件，已超期 2 件，二次催办 60 件。" in text
    assert text.count("· ") == content.LISTED
    assert f"\n· #{NUMBER}\n" in text
    assert "其余 13 件" in text


titles = st.text(min_size=3, max_size=60).filter(lambda text: len(content.clean(text, 99)) > 2)


@given(titles, st.sampled_from(WAYS), st.sampled_from(Alert.Stage.values), st.booleans())
def test_no_title_or_word_of_a_secret_leaves_by_any_way(
    title: str, way: Any, stage: str, together: bool
) -> None:
    """Whatever stands in the title and in what was said: the message is the same as if it were another paper."""
    delivery = by(*way)

    def sent(hidden: str) -> tuple[Any, ...]:
        secret = matter(secret=True, title=hidden, said=hidden, by_name=hidden, stage=stage)
        words = many(delivery, [secret, secret]) if together else one(delivery, secret)
        made = Message(
            "e", "to@x.cn", words.subject, words.text, words.link, stage, NUMBER, target=delivery.target
        )
        if delivery.channel == Channel.WEBHOOK:
            return (str(payload(made)),)
        return words.subject, letter(made, "oa@x.cn").get_content()

    assert sent(title) == sent("另一个标题")


@given(st.text(max_size=300), st.text(max_size=80), st.text(max_size=40))
def test_no_title_writes_a_header(title: str, number: str, said: str) -> None:
    """Line ends and signs that turn the writing round are gone; what is left can always be sent."""
    words = one(by("mail"), matter(title=title, number=number, said=said))
    raw = letter(Message("e", "to@x.cn", words.subject, words.text), "oa@x.cn").as_bytes()
    found = message_from_bytes(raw, policy=default)
    assert sorted(found.keys()) == sorted(
        ["From", "To", "Subject", "Date", "Message-ID", "X-Event-Id", "Auto-Submitted", "Content-Type",
         "Content-Transfer-Encoding", "MIME-Version"]
    )  # fmt: skip
    assert found["To"] == "to@x.cn"
    assert not set(words.subject) & set("\r\n\u2028\u2029\u202e\0")
    assert len(words.subject) < 320
