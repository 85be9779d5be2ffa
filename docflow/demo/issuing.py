"""What the demo office issues: its organs with their series, and papers on their way out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Any

from deadlines.days import local
from documents.models import Document
from outgoing.actions import issuing, pausing, receipts, returning, route, signing, urging
from outgoing.actions.addressing import Entry
from outgoing.actions.drafting import draft
from outgoing.actions.texts import Text
from outgoing.models import AddresseeGroup, NumberSeries, Organ, Outgoing, SigningRule
from outgoing.queries.gates import closing
from outgoing.rules.review import FIVE, RECHECK
from outgoing.words import Channel
from people.models import Unit
from people.roles import Role
from workflow.clock import database_now

from . import hours
from .case import Case, Desk
from .letters import GOVERNMENT, LETTERS, OFFICE, SAMPLES, Letter
from .sealing import stamp_print_run
from .stage import Story

CLAUSE = "《党政机关公文处理工作条例》第二十二条"
LEADERS = [Role.LEADER]
HEADS = [Role.LEADER, Role.SECRETARY_GENERAL, Role.OFFICE_DIRECTOR]
# organ, code, formats, first number
SERIES = [
    (GOVERNMENT, "江政发", ["ordinary"], 1), (GOVERNMENT, "江政函", ["letter"], 30),
    (OFFICE, "江政办发", ["ordinary"], 1), (OFFICE, "江政办函", ["letter"], 21),
]  # fmt: skip
GROUPS = {
    "各市人民政府": ("云川市政府", "临湖市政府", "东岭市政府"),
    "省政府有关部门": ("省发展改革委", "省财政厅", "省水利厅", "省应急管理厅", "省交通运输厅"),
}
DAYS = 45


def build() -> None:
    """Organs, who signs for them, their series, and the groups that papers are addressed to."""
    made = {
        name: Organ.objects.create(
            name=name, short_name=short, letterhead=f"{name}文件", mark=name, printed_by=OFFICE, order=order
        )
        for order, (name, short) in enumerate([(OFFICE, "省政府办公厅"), (GOVERNMENT, "省政府")], 1)
    }
    for organ, direction, roles, principal in [
        (GOVERNMENT, "up", LEADERS, True), (GOVERNMENT, "", LEADERS, False), (OFFICE, "up", HEADS[1:], True),
        (OFFICE, "", HEADS, False),
    ]:  # fmt: skip
        SigningRule.objects.create(
            organ=made[organ], direction=direction, roles=roles, principal=principal, basis=CLAUSE
        )
    for organ, code, layouts, first in SERIES:
        NumberSeries.objects.create(organ=made[organ], code=code, layouts=layouts, first=first)
    units = {u.short: u for u in Unit.objects.all()}
    for order, (name, members) in enumerate(GROUPS.items(), 1):
        group = AddresseeGroup.objects.create(name=name, order=order)
        group.units.set([units[m] for m in members])


class Going(Case):
    """One outgoing paper on its way."""

    doc: Any

    def __init__(self, desk: Desk, letter: Letter, name: str, begins: datetime, rng: Random) -> None:
        super().__init__(desk, name, Outgoing())  # type: ignore[arg-type]
        self.letter, self.begins, self.rng = letter, begins, rng

    def story(self) -> Story:
        """Step by step until its halt; a story that cannot begin (its incoming paper is not there) does nothing."""
        yield self.begins
        if not self._draft():
            return
        for state, act in self._way():
            if self.letter.halt == state or self.doc.is_final:
                return
            yield self.later(self.rng.uniform(1, 5))
            yield from act()

    def _draft(self) -> bool:
        one = self.letter
        answers = Document.objects.filter(source_doc_number=one.answers).first() if one.answers else None
        if one.answers and answers is None:
            return False
        organ = Organ.objects.get(name=one.organ)
        layout = "letter" if one.kind in ("letter", "reply") else "ordinary"
        self.doc = Outgoing(
            organ=organ, kind=one.kind, layout=layout, title=one.title, publicity=one.publicity,
            publicity_reason=one.why, urgency=one.urgency, is_normative=one.normative, answers=answers,
            contact=one.contact, note=one.note,
        )  # fmt: skip
        main = [*self._entries(one.main, "main"), *self._entries(one.copies, "copy")]
        joints = [self.desk.units.get(name, name) for name in one.joints]
        self.do(draft, one.drafter, text=Text(one.body, None, "正文"), main=main, joints=joints)
        return True

    def _entries(self, names: tuple[str, ...], role: str) -> Iterator[Entry]:
        for name in names:
            unit = self.desk.units[name]
            yield Entry(unit, unit.name, unit.relation, role)

    def _way(self) -> list[tuple[str, Any]]:
        return [
            ("drafting", self._send), ("countersigning", self._countersign), ("checking", self._check),
            ("reviewing", self._review), ("signing", self._sign), ("rechecking", self._recheck),
            ("numbering", self._number), ("printing", self._print), ("sealing", self._seal),
            ("dispatching", self._dispatch), ("dispatched", self._receive), ("closed", self._close),
        ]  # fmt: skip

    def _ids(self, *logins: str) -> list[int]:
        return [self.desk.people[login].pk for login in logins]

    def _send(self) -> Story:
        one = self.letter
        plan = {
            "units": [u.pk for u in self.units(one.units)], "reviewers": self._ids(*one.reviewers),
            "signers": self._ids(one.signer), "rechecker": self._ids("zheng"), "legal": self._ids("jiang"),
        }  # fmt: skip
        self.do(route.send, one.drafter, plan=plan)
        yield from ()

    def _countersign(self) -> Story:
        if "urged" in self.letter.quirks:
            yield self.later(6)
            self.do(urging.urge, "wu", note="请抓紧，明天上会。")
            return
        for n, unit in enumerate(self.units(self.letter.units)):
            if n:
                yield self.later(self.rng.uniform(1, 8))
            amended = "amended" in self.letter.quirks and n == 0
            words = "建议第二段明确责任单位和完成时限。" if amended else "同意。"
            self.do(
                route.countersign,
                self.desk.clerk(unit),
                result="amended" if amended else "agreed",
                opinion=words,
            )
        if "amended" in self.letter.quirks and self.letter.units:
            yield self.later(2)
            self.do(route.settle, self.letter.drafter, answer="采纳，已在第二段写明。")

    def _check(self) -> Story:
        if self.letter.normative:
            self.do(route.check, "jiang", result="passed", opinion="内容合法，程序完备，建议按程序签发。")
        yield from ()

    def _review(self) -> Story:
        if "paused" in self.letter.quirks:
            again = local(database_now()).date() + timedelta(days=7)
            self.do(pausing.suspend, "wu", code="agreement", reason="等省财政厅书面同意", look_on=again)
            return
        for n, login in enumerate(self.letter.reviewers):
            if n:
                yield self.later(2)
            if "returned" in self.letter.quirks and n == 0:
                self.do(
                    returning.give_back, login, reason="引文请核对标题和字号，落款日期留空。", straight=True
                )
                yield self.later(2)
                plan = self.doc.plan
                self.do(route.send, self.letter.drafter, plan=plan)
                yield self.later(1)
            self.do(route.review, login, checked=[code for code, _words in FIVE])

    def _sign(self) -> Story:
        self.do(signing.sign, self.letter.signer, opinion=self.letter.opinion)
        yield from ()

    def _recheck(self) -> Story:
        self.do(issuing.recheck, "zheng", checked=[code for code, _words in RECHECK])
        yield from ()

    def _number(self) -> Story:
        self.do(issuing.number, "chen")
        if "voided" in self.letter.quirks:
            yield self.later(2)
            self.do(issuing.void, "wu", reason="会议改期，本件不再印发。")

    def _print(self) -> Story:
        copies = len(self.letter.main) + len(self.letter.copies) + self.letter.spare
        self.do(issuing.print_run, "chen", copies=copies)
        yield from ()

    def _seal(self) -> Story:
        stamp_print_run(self.desk, self.doc.pk)
        self.doc.refresh_from_db()
        yield from ()

    def _dispatch(self) -> Story:
        self.do(issuing.dispatch, "chen", channel="")
        yield from ()

    def _receive(self) -> Story:
        """Units sign for their copies one after the other; what came back on paper the clerk writes down."""
        quiet = self.letter.quirks
        for row in list(self.doc.addressees.select_related("unit")):
            yield self.later(self.rng.uniform(0.3, 3))
            if row.channel == Channel.ELECTRONIC and row.unit is not None:
                if "silent" not in quiet or row.order % 3:
                    self.do(receipts.receive, self.desk.clerk(row.unit), copies=row.copies)
            elif row.channel == Channel.EXCHANGE and "silent" not in quiet:
                answer = {"addressee": row.pk, "receipt": "signed", "received_copies": row.copies}
                told = {"by_name": "收发室", "on": local(database_now()).date(), "note": ""}
                self.do(receipts.receipts, "chen", rows=[answer | told])

    def _close(self) -> Story:
        if "silent" not in self.letter.quirks:
            listing = closing(self.doc)
            self.do(
                receipts.close, "wu" if listing.manual else "chen", checked=[p.key for p in listing.manual]
            )
        yield from ()


def stories(desk: Desk, now: datetime, seed: int) -> list[Story]:
    """The samples S05 and S09 at their dates, the others over the last weeks; the later begun, the less far."""
    rng = Random(seed)  # noqa: S311 - the same demo for the same seed
    window = hours.Window(now - timedelta(days=DAYS), now)
    found = [
        Going(
            desk, one, f"out-{n}", hours.on(datetime.fromisoformat(one.start).date(), one.start[11:]), rng
        ).story()
        for n, one in enumerate(SAMPLES)
    ]
    for n, one in enumerate(LETTERS):
        begins = window.at(window.total * n / (len(LETTERS) + 1) + timedelta(minutes=7 * n))
        found.append(Going(desk, one, f"letter-{n}", begins, rng).story())
    return found
