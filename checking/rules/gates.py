"""The check lists of the gates as data: which item is asked of which paper, and whether the program or a person answers it.

A room that knows the paper says what it is like (`Face`) and how each automatic item stands (`Point`); this list says which
are asked. What a person looks at is asked only where a rule or the paper's own nature calls for it: an ordinary paper has
automatic items alone. Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from checking.words import Gate, Side

# What a paper is like beyond kind and urgency: an item that names some of them is asked where one applies.
LABELS: dict[str, str | Promise] = {
    "urgent": lazy("紧急件"),
    "asks_us": lazy("请我们答复的来文（请示、意见、函、议案）"),
    "work_secret": lazy("工作秘密"),
    "several_units": lazy("几个单位办理"),
    "goes_to_leader": lazy("送领导"),
    "has_attachments": lazy("有附件"),
    "on_paper": lazy("纸质件"),
    "back_registered": lazy("补登"),
    "resubmitted": lazy("退回后重报"),
    "reply_wanted": lazy("须答复"),
    "action": lazy("办件"),
    "reading": lazy("阅件"),
    "lost_copies": lazy("有遗失的份数"),
    "secret_unhanded": lazy("工作秘密件没有交接记录"),
    "uncounted": lazy("纸质件没有逐份登记"),
    "normative": lazy("规范性文件"),
    "operators": lazy("涉及经营主体"),
    "other_departments": lazy("涉及其他部门"),
    "numbered_copies": lazy("印制份号"),
    "joint": lazy("联合发文"),
    "recalled": lazy("已召回"),
}
# Labels that an office may hang an item of its own on, by flow.
OFFERED = {
    Side.INCOMING: ("urgent", "asks_us", "work_secret", "several_units", "goes_to_leader", "has_attachments",
                    "on_paper", "back_registered", "resubmitted", "action", "reading"),
    Side.OUTGOING: ("urgent", "work_secret", "normative", "operators", "other_departments", "numbered_copies",
                    "has_attachments", "joint"),
}  # fmt: skip


@dataclass(frozen=True)
class Face:
    """What a paper is like, for the question which items are asked."""

    side: str
    kind: str
    urgency: str
    labels: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Item:
    """One line of a list. `kinds`, `urgencies`, `labels`: asked only of such papers (empty: of all). `waivable`: a chief who
    is not its author may let a red one pass, with a reason."""

    key: str
    words: str | Promise
    gate: str
    side: str
    auto: bool = False
    kinds: Collection[str] = ()
    urgencies: Collection[str] = ()
    labels: Collection[str] = ()
    waivable: bool = False

    def asked(self, face: Face) -> bool:
        return (
            self.side == face.side
            and (not self.kinds or face.kind in self.kinds)
            and (not self.urgencies or face.urgency in self.urgencies)
            and (not self.labels or bool(face.labels & set(self.labels)))
        )


B, D, C = Gate.BEFORE, Gate.DURING, Gate.CLOSING
IN, OUT = Side.INCOMING, Side.OUTGOING
LOOKED_AT = ("urgent", "asks_us", "work_secret", "several_units", "back_registered")

BUILT_IN: tuple[Item, ...] = (
    # -- 收文 · 报批前 (domain.md §1 row 25, §2.10: proposed → submitted)
    Item("route", lazy("阅件办件已定，送办去向明确"), B, IN, auto=True),
    Item("lead", lazy("有协办单位的，有一个主办单位"), B, IN, auto=True),
    Item("limit", lazy("急件已写明办理时限"), B, IN, auto=True, labels=("urgent",)),
    Item("leaders", lazy("所送领导均在任"), B, IN, auto=True, labels=("goes_to_leader",)),
    Item("annexes", lazy("附件与登记相符"), B, IN, auto=True, labels=("has_attachments",), waivable=True),
    Item("compared", lazy("已对照原件，拟办意见和送办去向无误"), B, IN, labels=LOOKED_AT),
    Item("scope", lazy("知悉范围符合工作秘密要求，送办、送阅人员没有超出"), B, IN, labels=("work_secret",)),
    Item("parts", lazy("牵头、协办单位与职责相符，分工清楚"), B, IN, labels=("several_units",)),
    # -- 收文 · 办结前 (domain.md §5.5, §1 row 27); the keys of before there were lists are kept
    Item("open", lazy("没有未了事项"), C, IN, auto=True),
    Item("circulated", lazy("传阅已完"), C, IN, auto=True),
    Item("copies", lazy("纸质件已收回"), C, IN, auto=True),
    Item("reply", lazy("已答复或说明无需答复"), C, IN, auto=True, labels=("reply_wanted",)),
    Item("sweep", lazy("运转中检查列出的，都已填写核查情况"), C, IN, auto=True),
    Item("facts", lazy("事实清楚，问题已解决，结论准确"), C, IN, labels=("action",)),
    Item("done", lazy("批示和交办事项全部办完或已说明理由"), C, IN, labels=("action",)),
    Item("lawful", lazy("办理措施合法合规"), C, IN, labels=("action",)),
    Item("read", lazy("应阅人员均已阅，无需交办"), C, IN, labels=("reading",)),
    Item("complete", lazy("办理材料齐全，格式规范"), C, IN),
    Item("originals", lazy("纸质原件已收回，存放位置已登记"), C, IN, labels=("uncounted",)),
    Item("work_secret", lazy("工作秘密件已逐份清退"), C, IN, labels=("secret_unhanded",)),
    Item("lost", lazy("%(no)s 遗失：已查明经过，报来文单位并作处理"), C, IN, labels=("lost_copies",)),
    # -- 发文 · 报批前: the five points of 条例 第二十条, and what the program sees by itself
    Item("proof", lazy("核稿没有未处理的错误"), B, OUT, auto=True),
    Item("fields", lazy("文稿、公开属性、主送等栏目齐全"), B, OUT, auto=True),
    Item("reviews", lazy("应经的合法性审核、公平竞争审查、会签均已办"), B, OUT, auto=True),
    Item("heard", lazy("会签、审核都是对这一稿的"), B, OUT, auto=True),
    Item("basis", lazy("行文理由是否充分，行文依据是否准确"), B, OUT),
    Item("lawful", lazy("内容是否符合法律法规和政策，是否完整准确体现发文意图"), B, OUT),
    Item("consulted", lazy("涉及有关地区或部门职权的事项是否经过充分协商并达成一致"), B, OUT),
    Item("form", lazy("文种、格式是否正确，人名、地名、时间、数字、段落顺序、引文是否准确，文字、标点是否规范"), B, OUT),
    Item("other", lazy("其他内容是否符合公文起草的有关要求"), B, OUT),
    # -- 发文 · 复核 (条例 第二十五条（一）)
    Item("signed", lazy("文稿与签发时一致"), D, OUT, auto=True),
    Item("heard", lazy("会签、审核都是对这一稿的"), D, OUT, auto=True),
    Item("same", lazy("文稿与栏目一致"), D, OUT, auto=True),
    Item("proof", lazy("核稿没有未处理的错误"), D, OUT, auto=True),
    Item("approved", lazy("审批手续是否完备"), D, OUT),
    Item("content", lazy("内容、文种、格式是否统一规范，附件材料是否齐全"), D, OUT),
    # -- 发文 · 办结前
    Item("receipts", lazy("各单位均已签收或答复"), C, OUT, auto=True),
    Item("numbers", lazy("带份号的公文已逐份清退"), C, OUT, auto=True, labels=("numbered_copies",)),
    Item("balance", lazy("批准份数＝用印＋废损＋未用"), C, OUT, auto=True),
    Item("archive", lazy("正本、签发记录等归档材料齐全"), C, OUT, auto=True, waivable=True),
    Item("sweep", lazy("运转中检查列出的，都已填写核查情况"), C, OUT, auto=True),
    Item("secret", lazy("工作秘密件的留存和分发已逐份核对"), C, OUT, labels=("work_secret",)),
    Item("returned", lazy("清退、销毁的份数与登记相符"), C, OUT, labels=("numbered_copies",)),
    Item("published", lazy("规范性文件的公布、备案已办或已移交承办处室"), C, OUT, labels=("normative",)),
    Item("recalled", lazy("召回的份数已收回并作处理"), C, OUT, labels=("recalled",)),
)  # fmt: skip


@dataclass(frozen=True)
class Point:
    """An item as it stands for one paper. `why`: of a red one what is wrong and what to do; of a green one a remark."""

    key: str
    words: str
    auto: bool
    ok: bool = False
    why: Sequence[str] = ()
    waivable: bool = False

    @property
    def red(self) -> bool:
        return self.auto and not self.ok

    @property
    def said(self) -> str:
        return "".join(self.why)


@dataclass(frozen=True)
class Listing:
    """The list of one gate for one paper as it stands now. `text_hash`: of what is looked at; `round`: of the paper."""

    gate: str
    side: str
    subject_pk: int
    round: int
    text_hash: str
    points: Sequence[Point]
    items: Mapping[str, Item] = field(default_factory=dict)

    @property
    def automatic(self) -> list[Point]:
        return [p for p in self.points if p.auto]

    @property
    def manual(self) -> list[Point]:
        return [p for p in self.points if not p.auto]

    @property
    def choices(self) -> list[tuple[str, str]]:
        return [(p.key, p.words) for p in self.manual]

    @property
    def red(self) -> list[Point]:
        return [p for p in self.points if p.red]

    @property
    def waivable(self) -> list[Point]:
        return [p for p in self.red if p.waivable]

    @property
    def asks(self) -> bool:
        """Is there anything to tick, to mend or to let pass?"""
        return bool(self.manual or self.red)


Told = tuple[bool, Sequence[str]]  # green? and the sentences
Predicate = Callable[[], Told]


def listed(gate: str, face: Face, own: Iterable[Item] = ()) -> list[Item]:
    """What is asked of such a paper at this gate: the built-in ones, then the office's own, in their order."""
    return [item for item in (*BUILT_IN, *own) if item.gate == gate and item.asked(face)]


def stand(
    items: Iterable[Item], told: Mapping[str, Predicate], words: Mapping[str, Any] | None = None
) -> list[Point]:
    """Each item with how it stands; an automatic one that nobody can answer is left out. `words`: for placeholders."""
    found = []
    for item in items:
        said = str(item.words)
        if item.auto:
            ask = told.get(item.key)
            if ask is None:
                continue
            ok, why = ask()
            found.append(Point(item.key, said, True, ok, list(why), item.waivable))
        else:
            found.append(Point(item.key, said % words if words and "%(" in said else said, False))
    return found


def sentences(found: Sequence[str]) -> Told:
    """An automatic item that is red as soon as there is one of these."""
    return not found, found


def unticked(side: str, words: str) -> str:
    """What is said of a point that nobody has ticked."""
    said = _("未核：%(what)s。") if side == IN else _("请先核对：%(what)s")
    return said % {"what": words}
