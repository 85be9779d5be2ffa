"""办理栏: the one verb that is his to do now with its words and stock phrases; every other verb one key away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from checking.rules.gates import Listing
from deadlines.limits import NoLimit, due_for
from docflow.web.parts import when
from documents.actions.instruct import meaning
from documents.forms.act import ActForm
from documents.models import Assignment, Document, Instruction
from documents.queries.page import Beside, Tasks
from documents.queries.phrases import chips
from documents.rules.beyond import beyond
from documents.rules.marks import against, over_a_disagreement, warning
from documents.rules.phrases import WORDING, Stock
from documents.rules.verbs import Offer, Verb, worded
from documents.views.turn import Turn
from documents.words import InstructionKind, TaskKind
from workflow.spine import new_key


@dataclass(frozen=True)
class Words:
    """The field of a verb's form that takes its words, and which stock phrases belong there."""

    name: str
    situation: str
    big: bool = False


WORDS: dict[str, Words] = {
    "propose": Words("text", "propose"),
    "propose_return": Words("text", "propose_return"),
    "approve": Words("opinion", "review"),
    "give_back": Words("reason", "give_back"),
    "countersign": Words("opinion", "countersign"),
    "instruct": Words("text", "instruct", big=True),
    "instruct_from_reading": Words("text", "instruct", big=True),
    "record": Words("text", "instruct", big=True),
    "read": Words("opinion", "read"),
    "report": Words("result", "handle"),
}
# Drawn on the page itself: with nothing but their words, or with their whole form.
PLAIN = frozenset({"approve", "instruct", "read", "report", "accept"})
WHOLE = frozenset({"propose", "countersign"})
DIRECT = ("give_back", "not_yet", "record", "transfer", "circulate", "instruct_from_reading")
AT_HAND = 3
# Verbs that send a paper on, and whose work must be done in its state before it goes.
GOING = frozenset({"approve", "countersign", "instruct", "record"})
STAGE = {"reviewing": ("review", "countersign"), "submitted": ("instruct", "countersign")}
GONE = ("misdirected", "withdrawn")  # parts that no unit has any more
OVER = frozenset({"approve", "countersign", "instruct", "record", "assign"})  # decide over what signers wrote


@dataclass
class Panel:
    """What the act panel shows. `verb` is None where nothing is his to do: then only the other verbs are there."""

    verb: Verb | None = None
    form: ActForm | None = None
    url: str = ""
    inline: bool = False
    hidden: list[tuple[str, Any]] = field(default_factory=list)
    words: Words | None = None
    value: str = ""
    placeholder: str = ""
    chips: list[Stock] = field(default_factory=list)
    wording: list[Stock] = field(default_factory=list)
    onward: str = ""
    limit: str = ""
    late: str = ""  # that limit lies beyond the paper's own
    item: str = ""  # which item of the paper is answered
    note: str = ""
    attach: str = ""  # the whole form, with files
    warning: str = ""
    why_not: str = ""
    kept: str = ""
    draft: str = ""
    drafted: str = ""
    restored: bool = False
    direct: list[tuple[str, Verb]] = field(default_factory=list)
    more: list[tuple[str, Verb]] = field(default_factory=list)
    gate: Listing | None = None

    def looked_at(self, gate: Listing | None) -> None:
        """The check list that is passed with this verb; what was looked at goes along."""
        self.gate = gate
        if gate is not None and self.form is None:
            self.hidden.append(("looked", gate.text_hash))

    @property
    def empty(self) -> bool:
        return self.verb is None and not self.direct and not self.more and not self.why_not


def draft_name(verb: str, ref: str) -> str:
    return f"{verb}-{ref}"


def build(
    doc: Document,
    offered: Offer | None,
    others: Sequence[Offer],
    tasks: Tasks,
    beside: Beside,
    his: Turn,
    *,
    form: ActForm | None,
    carry: Mapping[str, str],
    small: bool = False,
) -> Panel:
    """The panel for `offered` (the main verb, or the one whose page this is) beside the `others`; `small`: nothing is
    filled in here, its button leads to its page."""
    made = Panel()
    urls = reverse("act", args=[doc.ref, "-"]).removesuffix("-/")
    carried = [f"{name}={value}" for name, value in carry.items() if value]

    def url(one: Offer) -> str:
        named = his.named is not None and one.task is his.named
        pairs = "&".join([*carried, f"task={one.task.pk}"] if named else carried)
        return f"{urls}{one.verb.code}/?{pairs}" if pairs else f"{urls}{one.verb.code}/"

    for other in others:
        if offered is not None and other.verb.code == offered.verb.code:
            continue
        at_hand = other.verb.code in DIRECT and len(made.direct) < AT_HAND
        (made.direct if at_hand else made.more).append((url(other), other.verb))
    made.direct.sort(key=lambda pair: DIRECT.index(pair[1].code))
    if offered is None:
        spare = AT_HAND - len(made.direct)
        made.direct, made.more = made.direct + made.more[:spare], made.more[spare:]
        return made
    made.verb = worded(offered.verb, beside.proposal["outcome"] if beside.proposal else "")
    if form is not None:
        made.verb = form.worded(made.verb)
    made.url = f"{urls}{offered.verb.code}/"
    if not offered.ok:
        made.why_not = offered.why_not
        return made
    unclear = his.several and his.named is None and offered.task in his.own
    plain = offered.verb.code in PLAIN and not small and not _needs_its_page(offered, his, beside)
    made.inline = form is not None or plain
    made.form = form
    made.hidden = [(name, value) for name, value in carry.items() if value]
    if made.inline and form is None:
        made.hidden += [("version", doc.version), ("key", new_key())]
    if form is None and offered.task is not None and not unclear:
        made.hidden.append(("task", offered.task.pk))
    if unclear and form is None:
        made.item = _("您在本件有几项，请在下一页选择办哪一项。")
    else:
        made.item, made.note = item_label(offered.task, beside), _note(offered)
    if made.inline and offered.verb.code == "report":
        made.attach = url(offered)
    _words(made, doc, beside)
    made.onward, at = onward(offered, doc, tasks, beside.proposal)
    made.limit, made.late = when(at), beyond(doc, at)
    made.warning = _disagreed(offered.verb.code, beside)
    return made


def _needs_its_page(offered: Offer, his: Turn, beside: Beside) -> bool:
    """Which item is meant must be chosen, or what the co-units answered must be read, before it is sent."""
    code, task = offered.verb.code, offered.task
    if code == "accept":
        return his.several and his.named is None
    return code == "report" and (his.several or bool(co_units(task, beside)))


def co_units(task: Any, beside: Beside) -> list[dict[str, Any]]:
    """The co-units of the item this task leads."""
    own = beside.parts.get(getattr(task, "assignment_id", None) or 0)
    if own is None or own["role"] != Assignment.Role.LEAD:
        return []
    return [
        p
        for p in beside.parts.values()
        if p["item"] == own["item"] and p["role"] == "co" and p["status"] not in GONE
    ]


def item_label(task: Any, beside: Beside) -> str:
    """第1项 协办 · 限 12-10 17:30; empty for work that is no item."""
    part = beside.parts.get(getattr(task, "assignment_id", None) or 0)
    if part is None:
        return ""
    return _("第 %(n)s 项 %(role)s · 限 %(due)s") % {
        "n": part["item"],
        "role": Assignment.Role(part["role"]).label,
        "due": when(part["due"]),
    }


def _words(made: Panel, doc: Document, beside: Beside) -> None:
    assert made.verb is not None
    code = made.verb.code
    made.words = WORDS.get(code) if made.inline else None
    if made.words is None:
        return
    name = made.words.name
    made.draft = draft_name(code, doc.ref)
    given = made.form[name].value() if made.form is not None else (beside.draft.get(name) or [""])[0]
    made.value = given or ""
    made.drafted = (beside.draft.get("drafted") or [""])[0]
    made.restored = bool(beside.draft) and bool(made.value)
    made.placeholder = _("填写意见；按 O 进入，按数字键选常用语")
    if code in ("instruct", "record"):
        made.placeholder = _("不写文字送出即为圈阅（%(what)s）") % {"what": tick_means(doc)}
    known = blanks(doc, beside.proposal)
    made.chips = chips(beside.phrases, made.words.situation, known)
    if code == "propose":
        made.wording = [Stock(f"请{{领导}}{w}。", w) for w in WORDING]


def tick_means(doc: Document) -> str:
    """圈阅 on a paper with a request means agreed, else read (domain.md §5.1)."""
    return str(Instruction.Meaning(meaning(doc, InstructionKind.TICK, "")).label)


def blanks(doc: Any, proposal: Mapping[str, Any] | None) -> dict[str, str]:
    """What is known for the blanks of a phrase before anything is typed."""
    found = {"来文单位": doc.source_short}
    if proposal and proposal["leaders"] and doc.state != "proposing":
        found["领导"] = "、".join(proposal["leaders"]) + "同志"
    if doc.due_at and doc.due_at > doc.now:
        day = timezone.localtime(doc.due_at)
        found["时限"] = f"{day.month}月{day.day}日"
    return found


def onward(
    offered: Offer, doc: Any, tasks: Tasks, proposal: Mapping[str, Any] | None
) -> tuple[str, datetime | None]:
    """Where the paper goes when this verb is done, and by when that step is due there. Empty where nowhere new: it
    goes nowhere, or waits for others who are asked beside."""
    code = offered.verb.code
    stage = "reviewing" if code == "approve" else "submitted" if code in ("instruct", "record") else doc.state
    kinds = STAGE.get(stage, ())
    if not kinds or doc.state != stage or code not in GOING:
        return "", None
    others = [
        t for t in tasks.main if t.kind in kinds and t.status in ("open", "waiting") and t is not offered.task
    ]
    if others:
        turn = min(others, key=lambda t: (t.sequence, t.pk))
        if turn.status == "open":
            return "", None
        kind = TaskKind(turn.kind)
        return _("%(who)s（%(what)s）") % {"who": turn.holder_name, "what": kind.label}, _due(doc, kind)
    if stage == "reviewing":
        return _approved(doc, proposal)
    handler = proposal["author"] if proposal else ""
    return _("%(who)s（交办）") % {"who": handler}, _due(doc, "assign")


def _approved(doc: Any, proposal: Mapping[str, Any] | None) -> tuple[str, datetime | None]:
    if proposal is None:
        return "", None
    if proposal["outcome"] == "return":
        return _("%(org)s（退文）") % {"org": doc.source_short}, None
    leaders = list(proposal["leaders"])
    if leaders:
        first = leaders[0] if proposal["mode"] == "sequential" else "、".join(leaders)
        after = "、".join(leaders[1:]) if proposal["mode"] == "sequential" else ""
        words = _("%(who)s（批示），再送 %(after)s") if after else _("%(who)s（批示）")
        return words % {"who": first, "after": after}, _due(doc, "instruct")
    if proposal["lead"]:
        ahead = doc.due_at is not None and doc.due_at > doc.now
        return _("%(who)s（主办）") % {"who": proposal["lead"]}, doc.due_at if ahead else _due(doc, "handle")
    return _("%(n)s 人传阅") % {"n": proposal["readers"] or 0}, _due(doc, "read")


def _due(doc: Any, step: str) -> datetime | None:
    try:
        return due_for(step, urgency=doc.urgency, category=doc.category, kind=doc.kind, start=doc.now).at
    except NoLimit:
        return None


def _disagreed(code: str, beside: Beside) -> str:
    """Who disagreed with what is decided here."""
    if code not in OVER:
        return ""
    names = against(beside.entries)
    return over_a_disagreement(names) if names and code == "approve" else warning(names)


def _note(offered: Offer) -> str:
    """What the one who gave it wrote with it."""
    task = offered.task
    note = getattr(task, "note", "")
    return f"{task.given_by}：{note}" if task is not None and note and hasattr(task, "given_by") else ""


__all__ = ["PLAIN", "WHOLE", "WORDS", "Panel", "build", "draft_name"]
