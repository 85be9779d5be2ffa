"""What a message outside the office says. In Chinese, plain text; which language its reader prefers is not kept.

A title leaves the office only where three things allow it: the paper is no work secret (`labelled`), the site has not
switched titles off (`ALERT_TITLES`), and the message goes to one person's own address (mail, a webhook that is no
group's robot). Of a work secret goes out what I04 allows: that there is something, and its number.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils import translation

from alerts.models import Alert, Channel, Delivery, Target
from alerts.wants import SHANGHAI, URGENT
from alerts.words import KINDS

TITLE = 200  # letters of a title
SAID = 500  # letters of what somebody said
LISTED = 50  # matters of a digest that are named
HIDDEN = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}  # line ends, what turns the direction of writing, and the like
FOOT = "本消息由公文系统自动发出，请勿回复。"


@dataclass(frozen=True)
class Matter:
    """An alert with what is known of its paper at this moment. `secret`: neither title nor words of it go out."""

    alert: Alert
    number: str
    secret: bool


@dataclass(frozen=True)
class Words:
    """A line and a text; `link` is the address to open, empty where the site has not said its own."""

    subject: str
    text: str
    link: str


def clean(text: str, most: int) -> str:
    """On one line, without signs that end it or turn it round, not longer than `most`."""
    seen = "".join(" " if unicodedata.category(sign) in HIDDEN else sign for sign in text)
    line = " ".join(seen.split())
    return line if len(line) <= most else line[: most - 1] + "…"


def with_titles(delivery: Delivery) -> bool:
    """May a message by this way carry titles at all: does one person alone read it?"""
    if not settings.ALERT_TITLES:
        return False
    if delivery.channel == Channel.WEBHOOK:
        return delivery.target is not None and delivery.target.form == Target.Form.PLAIN
    return delivery.channel == Channel.MAIL


def one(delivery: Delivery, matter: Matter) -> Words:
    """The words of a message about one matter."""
    with translation.override("zh-hans"):
        alert, open_ = matter.alert, with_titles(delivery) and not matter.secret
        line = heading(matter)
        if matter.secret:
            return _words(line, [line, "请登录系统查看。"], _address())
        if not open_:
            line = f"{line}，{stage(alert)}{_until(alert)}"
            return _words(line, [line, "请登录系统查看。"], _address())
        urgent = f"【{URGENT[alert.urgency]}】" if alert.urgency in URGENT else ""
        title = clean(alert.title, TITLE)
        subject = f"{urgent}{stage(alert)}：{title}" if title else f"{urgent}{line}，{stage(alert)}"
        return _words(subject, [line + "。", *_facts(matter)], _address(alert))


def many(delivery: Delivery, matters: Sequence[Matter]) -> Words:
    """The words of a digest: how many of each kind, then each by its number and, where it may be said, its title."""
    with translation.override("zh-hans"):
        counts = Counter(stage(m.alert) for m in matters)
        line = f"您有 {len(matters)} 件事项待查看"
        lines = [line + "：" + "，".join(f"{name} {n} 件" for name, n in counts.items()) + "。"]
        if with_titles(delivery):
            lines += ["", *[_listed(m) for m in matters[:LISTED]]]
            if len(matters) > LISTED:
                lines.append(f"…… 其余 {len(matters) - LISTED} 件请登录系统查看。")
        return _words(line, lines, _address())


def heading(matter: Matter) -> str:
    """That there is something, and its number: what may be said of every paper."""
    what = "一条通知" if matter.alert.stage == Alert.Stage.TOLD else "一件待办"
    return f"您有{what} #{clean(matter.number, 80)}" if matter.number else f"您有{what}"


def stage(alert: Alert) -> str:
    return str(Alert.Stage(alert.stage).label)


def _facts(matter: Matter) -> list[str]:
    alert = matter.alert
    kind = str(KINDS.get(alert.task_kind, ""))
    by_hand = alert.stage in (Alert.Stage.URGED, Alert.Stage.TOLD)
    facts = [
        ("标题", clean(alert.title, TITLE)),
        ("编号", clean(matter.number, 80)),
        ("事由", f"{kind}（{stage(alert)}）" if kind else stage(alert)),
        ("时限", _moment(alert.due_at)),
        ("来自" if by_hand else "代", clean(alert.by_name, 60)),
        ("内容", clean(alert.said, SAID)),
    ]
    return [f"{name}：{value}" for name, value in facts if value]


def _listed(matter: Matter) -> str:
    alert = matter.alert
    number = f"#{clean(matter.number, 80)}" if matter.number else ""
    if matter.secret:
        return f"· {number or '您有一条通知'}"
    parts = [stage(alert), number, clean(alert.title, TITLE), _until(alert).lstrip("，")]
    return "· " + " ".join(part for part in parts if part)


def _until(alert: Alert) -> str:
    return f"，时限 {_moment(alert.due_at)}" if alert.due_at else ""


def _moment(moment: datetime | None) -> str:
    return f"{moment.astimezone(SHANGHAI):%Y-%m-%d %H:%M}" if moment else ""


def _words(subject: str, lines: list[str], link: str) -> Words:
    text = "\n".join([*lines, *([f"打开：{link}"] if link else []), "", FOOT, ""])
    return Words(subject, text, link)


def _address(alert: Alert | None = None) -> str:
    """The page of what it is about, or the person's notices; empty where the site has not said its own address."""
    if not settings.SITE_URL:
        return ""
    path = reverse("notices")
    if alert is not None and alert.subject_ref:
        with suppress(NoReverseMatch):
            path = reverse(alert.subject_kind, args=[alert.subject_ref])
    return f"{settings.SITE_URL}{path}"
