"""Made-up papers as they would come in: who sends what, when, how urgent. Deterministic for a given seed."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from deadlines.days import local

from . import hours
from .files import UPWARD, Sheet
from .office import CORRESPONDENTS, ORGANS
from .topics import BODY, LETTER_CODE, MINUTES, SENDERS, Sender

WORDS = {
    "request": "请示",
    "report": "报告",
    "letter": "函",
    "notice": "通知",
    "opinion": "意见",
    "bulletin": "通报",
}
NAMES = {short: (full, code) for full, short, code, _relation in (*ORGANS, *CORRESPONDENTS)}
LATELY = 0.12  # of the window: the last days are busier, so that there is something to do
TELEGRAM = "国家应急指挥机构"


@dataclass
class Paper:
    """What stands on one incoming paper, and when it came."""

    number: int
    sender: Sender
    source: str
    organ: str
    kind: str
    topic: str
    title: str
    doc_number: str
    received_at: datetime
    document_date: date
    urgency: str
    carrier: str = "electronic"
    channel: str = "electronic"
    category: str = "action"
    pages: int = 2
    signer: str = ""
    contact: str = ""
    body: list[str] = field(default_factory=list)
    duty: bool = False

    def on_paper(self) -> None:
        """It came on paper and was not scanned."""
        if self.carrier == "electronic":
            self.carrier, self.channel = "paper", "exchange"

    def sheet(self) -> Sheet:
        """What is printed on it."""
        return Sheet(
            f"p{self.number}", self.organ, self.doc_number, self.title, self.kind, self.urgency,
            self.document_date, self.signer, body=tuple(self.body),
        )  # fmt: skip


def write(count: int, window: hours.Window, now: datetime, seed: int) -> list[Paper]:
    """`count` papers, spread over the office time of the window, oldest first; a few came out of hours.

    Before the office opens, and on days off, the last ones are what the officer on duty took in today.
    """
    rng = random.Random(seed)  # noqa: S311  (a demo, not a secret)
    writer = _Writer(rng)
    night = _on_duty(window, now)[:count]
    shares = sorted(
        1 - rng.random() * (LATELY if rng.random() < 0.22 else 1) for _ in range(count - len(night))
    )
    made = [writer.paper(n, window.at(window.total * share)) for n, share in enumerate(shares, 1)]
    return made + [writer.telegram(n, came) for n, came in enumerate(night, len(made) + 1)]


def _on_duty(window: hours.Window, now: datetime) -> list[datetime]:
    """When the duty officer took papers in today; never while the office has been open for an hour."""
    today = local(now).date()
    if window.spans and window.spans[-1][1] >= hours.on(today, "09:30"):
        return []
    midnight = hours.on(today, "00:00")
    begin = max(midnight, local(now) - timedelta(hours=4))
    return [begin + (now - begin) * share for share in (0.3, 0.5, 0.7) if now - begin > timedelta(hours=1)]


class _Writer:
    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.used: set[str] = set()
        self.serials = {name: rng.randrange(120, 180) for name in SENDERS}
        self.meetings = 40

    def paper(self, number: int, came: datetime) -> Paper:
        rng = self.rng
        if rng.random() < 0.04:
            return self._minutes(number, came)
        return self._from(list(SENDERS), number, came)

    def telegram(self, number: int, came: datetime) -> Paper:
        """What comes in at night."""
        made = self._from([TELEGRAM], number, came.replace(microsecond=0))
        made.received_at, made.duty = came.replace(microsecond=0), True
        return made

    def _from(self, names: list[str], number: int, came: datetime) -> Paper:
        rng = self.rng
        for _ in range(50):
            name = rng.choice(names)
            sender = SENDERS[name]
            kind, topic = self._matter(sender, came)
            title = self._title(name, kind, topic)
            if title not in self.used:
                break
        else:
            title += f"（第{number}号）"
        self.used.add(title)
        urgency, carrier, channel = self._means(name)
        if name == TELEGRAM and rng.random() < 0.5:
            came = local(came).replace(hour=20, minute=rng.randrange(60)) - timedelta(days=1)
        return Paper(
            number, sender, name,
            NAMES[name][0], kind, topic, title, self._number(name, kind, came),
            came, self._dated(came), urgency, carrier, channel, self._category(kind),
            pages=rng.choice([2, 2, 3, 3, 4, 5, 6, 8, 12]),
            signer=self._name() if kind in UPWARD else "",
            contact=f"{self._name()} 025-5550{rng.randrange(1000, 9999)}" if kind in ("request", "letter") else "",
            body=self._body(kind, topic),
        )  # fmt: skip

    def _matter(self, sender: Sender, came: datetime) -> tuple[str, str]:
        rng = self.rng
        kinds = {
            "request": sender.asks,
            "report": sender.reports,
            "letter": sender.letters,
            "notice": sender.notices,
        }
        kind = rng.choice([k for k, topics in kinds.items() for _ in topics])
        topic = rng.choice(kinds[kind]).format(p=_period(came, rng), n=rng.randrange(120, 300))
        if kind == "notice" and topic.startswith("做好") and rng.random() < 0.4:
            kind, topic = "opinion", topic.replace("做好", "进一步做好", 1)
        if kind == "report" and topic.endswith("情况") and rng.random() < 0.15:
            kind = "bulletin"
        return kind, topic

    def _title(self, name: str, kind: str, topic: str) -> str:
        full = NAMES[name][0]
        return f"{'' if '虚构' in full else full}关于{topic}的{WORDS[kind]}"

    def _number(self, name: str, kind: str, came: datetime) -> str:
        self.serials[name] += 1
        code = NAMES[name][1]
        if kind == "letter":
            code = LETTER_CODE.get(name) or (code if code.endswith("函") else f"{code}函")
        return f"{code}〔{local(came).year}〕{self.serials[name]}号"

    def _means(self, name: str) -> tuple[str, str, str]:
        rng, draw = self.rng, self.rng.random()
        if name == TELEGRAM:
            return rng.choice([("flash", "telegram", "telegram"), ("urgent", "telegram", "telegram"),
                               ("routine", "fax", "fax")])  # fmt: skip
        urgency = "top_urgent" if draw < 0.05 else "urgent" if draw < 0.22 else "normal"
        carrier, channel = rng.choice(
            [("electronic", "electronic")] * 6
            + [("paper", "exchange")] * 4
            + [("paper", "leader"), ("paper", "post")]
        )
        return urgency, carrier, channel

    def _category(self, kind: str) -> str:
        reading = {"report": 0.5, "bulletin": 1.0, "opinion": 0.4, "notice": 0.25, "letter": 0.1}
        return "reading" if self.rng.random() < reading.get(kind, 0) else "action"

    def _dated(self, came: datetime) -> date:
        return local(came).date() - timedelta(days=self.rng.choice([0, 0, 1, 1, 2, 3, 5]))

    def _name(self) -> str:
        return self.rng.choice("何吕施孔曹严华金魏姜") + self.rng.choice(
            ["明", "文澜", "景行", "思齐", "清和", "知微"]
        )

    def _body(self, kind: str, topic: str) -> list[str]:
        a, b = self.rng.randrange(3, 12), self.rng.randrange(12, 60)
        return [line.format(topic=topic, a=a, b=b, we="单位") for line in BODY[kind]]

    def _minutes(self, number: int, came: datetime) -> Paper:
        self.meetings += 1
        topic = self.rng.choice(MINUTES)
        return Paper(
            number, SENDERS["上级机关办公厅"], "会议处",
            "会议处", "minutes", topic,
            f"江东省人民政府专题会议纪要（第{self.meetings}期：{topic}）", f"江政阅〔{local(came).year}〕{self.meetings}号",
            came, self._dated(came), "normal", "electronic", "meeting", "reading", pages=3,
            body=self._body("minutes", topic),
        )  # fmt: skip


def _period(came: datetime, rng: random.Random) -> str:
    """The month or the quarters that a report written now looks back on."""
    day = local(came).date()
    before = day.replace(day=1) - timedelta(days=1)
    quarter = (before.month + 1) // 3
    words = {1: "一季度", 2: "上半年", 3: "前三季度", 4: "全年"}
    return (
        f"{before.month}月份"
        if quarter not in words or rng.random() < 0.6
        else f"{before.year}年{words[quarter]}"
    )
