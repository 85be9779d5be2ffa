"""Everything the page of an outgoing paper shows beside the row itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models.expressions import RawSQL
from django.utils.translation import gettext as _

from alerts.queries import gone_up
from docflow.web.parts import when
from documents.queries.route import DONE, NEXT, NOW, Stop
from documents.queries.said import Opinion
from documents.queries.timeline import OURS, Line
from documents.rules.pausing import WAITS
from documents.rules.urging import contact_told
from outgoing.models import Outgoing
from outgoing.queries.agreed import AGREED
from outgoing.queries.dispatch import named
from outgoing.queries.urged import as_words, read
from outgoing.rules.did import DID
from outgoing.rules.repeats import COVERED, TWICE
from outgoing.words import Answer, OpinionKind, Passed, State, TaskKind
from workflow.models import Entry, Task
from workflow.models.task import LIVE

K, S = TaskKind, State
WAY: tuple[tuple[str, tuple[str, ...]], ...] = (
    (S.DRAFTING, (K.DRAFT,)), (S.COUNTERSIGNING, (K.COUNTERSIGN, K.SETTLE)), (S.CHECKING, (K.LEGAL, K.FAIR)),
    (S.REVIEWING, (K.OFFICE_REVIEW,)), (S.SIGNING, (K.SIGN, K.JOINT)), (S.RECHECKING, (K.RECHECK,)), (S.NUMBERING, (K.NUMBER,)),
    (S.PRINTING, (K.PRINT,)), (S.SEALING, (K.SEAL,)), (S.DISPATCHING, (K.DISPATCH,)), (S.DISPATCHED, (K.RECEIPTS,)),
)  # fmt: skip
BAR = {OpinionKind.SIGN: "rank0", OpinionKind.REVIEW: "rank1", OpinionKind.LEGAL: "rank1", OpinionKind.FAIR: "rank1",
       OpinionKind.RECHECK: "rank1"}  # fmt: skip
TITLES = dict(OpinionKind.choices)
BY_TEXT = (
    OpinionKind.COUNTERSIGN,
    OpinionKind.LEGAL,
    OpinionKind.FAIR,
)  # their words hold for a text in any round
COUNTS = ("", *AGREED, Passed.PASSED)
ENTRIES = 80


@dataclass(frozen=True)
class Shown:
    """Its tasks of the main lane (all), its live ones of both lanes, its entries (newest last)."""

    main: list[Task]
    live: list[Task]
    entries: list[Entry]
    total: int


def shown(paper: Outgoing, *, every: bool = False) -> Shown:
    """Two statements, however much there is."""
    up = RawSQL(gone_up("workflow_task"), ())  # noqa: S611 - a constant
    tasks: list[Task] = [*Task.objects.about(paper).annotate(gone_up=up).order_by("sequence", "id")]
    rows = Entry.objects.filter(subject_kind=paper.subject_kind, subject_pk=paper.pk).order_by("-seq")
    entries = list(rows if every else rows[: ENTRIES * 5])
    main = [t for t in tasks if t.lane == "main"]
    return Shown(main, [t for t in tasks if t.is_live], entries[::-1], paper.entry_count)


def stops(paper: Outgoing, main: Iterable[Task]) -> list[Stop]:
    """The way: what is done, where it is now, what comes; stages that nobody is asked for are left out."""
    tasks = list(main)
    order = [state for state, _kinds in WAY]
    at = order.index(S(paper.state)) if paper.state in order else len(order)
    found = []
    for i, (state, kinds) in enumerate(WAY):
        own = [t for t in tasks if t.kind in kinds]
        if i != at and not own and _left_out(paper, state):
            continue
        label = str(S(state).label)
        if i == at and paper.state not in (S.WITHDRAWN, S.VOIDED):
            found += _present(state, label, own, paper.round)
        elif i < at and (done := [t for t in own if t.status == "done" and t.outcome != "transferred"]):
            last = max(done, key=lambda t: (t.done_at, t.pk))
            found.append(Stop(state, label, DONE, last.done_by_name, at=last.done_at))
        else:
            left = i < at and any(t.outcome == COVERED for t in own)
            found.append(Stop(state, label, NEXT if i > at else DONE, _("随签发") if left else ""))
    return found


def _present(state: str, label: str, own: list[Task], round_: int) -> list[Stop]:
    """Where it is. Asked one after the other: who has answered, who has it, who is next, each a node."""
    open_ones = [t for t in own if t.status == "open"]
    due = min((t.due_at for t in open_ones if t.due_at and t.paused_at is None), default=None)
    here = Stop(state, label, NOW, _who(open_ones), due=due)
    waiting = [t for t in own if t.status == "waiting"]
    first = min((t.sequence for t in open_ones), default=0)
    if not waiting and not first:
        return [here]
    done = [
        t for t in own
        if t.status == "done" and t.round == round_ and t.sequence < first and t.outcome not in ("transferred", "returned")
    ]  # fmt: skip
    earlier = list({t.holder: t for t in sorted(done, key=lambda t: t.pk)}.values())
    found = [here]
    if earlier:
        found.insert(
            0, Stop(state, label, DONE, _who(earlier), at=max(t.done_at for t in earlier if t.done_at))
        )
    return found + ([Stop(state, label, NEXT, _who(waiting, 1))] if waiting else [])


def _who(tasks: list[Task], most: int = 3) -> str:
    return "、".join(t.holder_name for t in tasks[:most]) + ("…" if len(tasks) > most else "")


def _left_out(paper: Outgoing, state: str) -> bool:
    if state == S.COUNTERSIGNING:
        return not paper.plan.get("units")
    return state == S.CHECKING and not (paper.is_normative or paper.affects_operators)


def opinions(paper: Outgoing, entries: Iterable[Entry]) -> list[Opinion]:
    """Signers first, then reviewers, then the rest; each with what it decided and whether it still holds."""
    order = {OpinionKind.SIGN: 0, OpinionKind.REVIEW: 1, OpinionKind.LEGAL: 2, OpinionKind.FAIR: 2,
             OpinionKind.RECHECK: 3, OpinionKind.COUNTERSIGN: 4, OpinionKind.DRAFTING: 5}  # fmt: skip
    found = [_opinion(paper, e) for e in entries if e.opinion]
    return sorted(found, key=lambda o: (order.get(OpinionKind(o.kind), 9), o.rank, o.seq)) if found else []


def _opinion(paper: Outgoing, e: Entry) -> Opinion:
    who = e.data.get("recorded_for") or e.behalf_name or e.actor_name
    on_paper = e.verb == "check_joint"
    return Opinion(
        who=who, unit=e.data["organ"] if on_paper else "" if e.data.get("recorded_for") else e.actor_unit,
        title="" if on_paper else e.behalf_post or e.actor_post, checked=e.actor_name if on_paper else "",
        kind=e.opinion_kind, at=e.at, text=e.opinion, bar=BAR.get(OpinionKind(e.opinion_kind), "rank2"), rank=e.rank,
        seq=e.seq, recorder=e.data["recorded_by"] if on_paper else e.actor_name if e.data.get("recorded_for") or e.behalf_name else "",
        mark=_mark(e), gone=_gone(paper, e),
    )  # fmt: skip


def _mark(e: Entry) -> tuple[str, str]:
    result = e.data.get("result", "")
    if e.verb == "give_back":
        return _("退回"), "warn"
    if e.verb == "jump":
        return _("不再会签"), "warn"
    if result in (Answer.DISAGREED, Passed.REFUSED):
        return str((Answer if result == Answer.DISAGREED else Passed)(result).label), "late"
    if e.data.get("by_drafter") and result not in (Answer.AMENDED, Passed.CONDITIONAL):
        return _("拟稿人代录"), "warn"
    if result in (Answer.AMENDED, Passed.CONDITIONAL):
        return str((Answer if result == Answer.AMENDED else Passed)(result).label), "warn"
    return "", ""


def _gone(paper: Outgoing, e: Entry) -> str:
    """Why it holds no more: another text, another round."""
    signed = e.data.get("content")
    if signed and signed != paper.content_hash:
        return _("文稿已改，须重签") if e.opinion_kind == OpinionKind.SIGN else _("文稿已改")
    if signed and e.opinion_kind in BY_TEXT and e.data.get("result", "") in COUNTS:
        return ""  # asked again only for another text
    return _("前一轮") if e.round < paper.round and e.opinion_kind != OpinionKind.DRAFTING else ""


def lines(paper: Outgoing, entries: Iterable[Entry], main: Iterable[Task]) -> list[Line]:
    """流转记录, newest first."""
    names = {t.pk: t.holder_name for t in main}
    found = []
    for e in entries:
        who = (
            _("%(who)s 代 %(whom)s") % {"who": e.actor_name, "whom": e.behalf_name}
            if e.behalf_name
            else e.actor_name
        )
        did = str(DID.get(e.verb) or e.verb)
        found.append(Line(e.seq, e.at, who, e.actor_unit, did, _details(e, names), e.opinion, e.round))
    return found[::-1]


def _details(e: Entry, names: dict[int, str]) -> list[str]:
    data, found = e.data, []
    opened = [t for t in data.get("tasks", ()) if t[0] == "open" and t[3] == "main" and t[5] in LIVE]
    given = opened + [t for t in data.get("tasks", ()) if t[0] == "release"]
    if to := list(dict.fromkeys(names[t[1]] for t in given if t[1] in names)):
        words = _("依次送 %(who)s。") if any(t[5] == "waiting" for t in opened) else _("送 %(who)s。")
        found.append(words % {"who": "、".join(to[:12])})
    found += [_skipped(*one) for one in data.get("skipped", ())]
    said = {
        "number": lambda v: _("字号 %(no)s。") % {"no": v},
        "batch": lambda v: _("批次 %(no)s。") % {"no": v[0]},
        "text": lambda v: _("第 %(n)s 稿。") % {"n": v[0]},
        "copies": lambda v: _("%(n)s 份。") % {"n": v},
        "signed_on": lambda v: _("签发日期 %(on)s。") % {"on": v},
        "checked": lambda v: _("已核对条例第二十条五项。") if data.get("signed_on") else "",
        "organ": lambda v: _("机关 %(who)s。") % {"who": v},
        "recorded_for": lambda v: _("代录 %(who)s 的意见。") % {"who": v},
        "recorded_by": lambda v: _("%(who)s 录入。") % {"who": v},
        "urged": lambda v: _("催办 %(who)s。") % {"who": "、".join(v[:12])},
        "urgings": lambda v: _("催办记录：%(what)s。") % {"what": "；".join(f"{name} {as_words(read(rows))}" for name, rows in v)},
        "phoned": lambda v: _("电话催 %(who)s，接听人 %(by)s。") % {"who": "、".join(v["names"]), "by": v["answered_by"]},
        "to_call": lambda v: _("须电话通知 %(who)s。") % {"who": named(v)},
        "kept_here": lambda v: "".join(_kept_here(*one) for one in v),
        "by_drafter": lambda v: _("由拟稿人代录。"),
        "signed_by": lambda v: _("签字人 %(who)s。") % {"who": v},
        "unlocked": lambda v: _("收回 %(who)s 的编辑锁。") % {"who": v[1]},
        "annexes": lambda v: _("附件：%(what)s。") % {"what": "、".join(a[0] for a in v)},
        "changed": _changed,
        "finding": lambda v: _("核稿 %(rule)s：“%(words)s”。") % {"rule": v[0], "words": v[1]},
        "waived": lambda v: _("不再等 %(who)s 会签。") % {"who": "、".join(v)},
        "unsettled": lambda v: _("%(who)s 的会签意见不再处理。") % {"who": "、".join(v)},
        "code": lambda v: _("等%(what)s。") % {"what": WAITS[v]},
        "look_on": lambda v: _("%(on)s 再看。") % {"on": v},
        "looked": lambda v: _("再看的日期 %(old)s → %(new)s。") % {"old": v[0], "new": v[1]},
        "stood": lambda v: _("停表 %(begin)s 至 %(end)s。") % {"begin": _at(v[0]), "end": _at(v[1])},
        "due_moved": lambda v: _moved(v, names),
    }  # fmt: skip
    found += [words for name, say in said.items() if data.get(name) and (words := say(data[name]))]
    if words := contact_told({k: v for k, v in data.items() if k != "channel" or "phoned" not in data}):
        found.append(words)
    if e.from_state and e.from_state != e.to_state:
        found.append(_("%(a)s → %(b)s。") % {"a": S(e.from_state).label, "b": S(e.to_state).label})
    if e.reason and e.reason not in e.opinion:
        found.append(_("说明：%(why)s") % {"why": _(e.reason) if e.verb in OURS else e.reason})
    return found


def _kept_here(batch: str, n: int, names: list[str]) -> str:
    """What a recall found still here for the exchange, in a batch or in none."""
    words = _("从 %(no)s 取出 %(n)s 件：%(who)s。") if batch else _("%(who)s 的件还在「待交换」，没有送出。")
    return words % {"no": batch, "n": n, "who": named(names)}


def _skipped(kind: str, who: str, why: str) -> str:
    """A step that was left out, and why (同一人不重复办理)."""
    step_ = K(kind).label
    if why == TWICE:
        return _("%(who)s 在「%(step)s」中列了不止一次，只办最后一次，不重复办理。") % {
            "who": who,
            "step": step_,
        }
    words = {"step": step_, "next": K(why).label, "who": who}
    return _("「%(step)s」与下一环节「%(next)s」同为 %(who)s，不重复办理，五项随签发核对。") % words


def _moved(moved: list[list[Any]], names: dict[int, str]) -> str:
    """Whose date was which, and is which now."""
    what = [f"{names[pk]} {_at(old)} → {_at(new)}" for pk, old, new in moved if pk in names]
    return _("期限：%(what)s。") % {"what": "；".join(what[:12])}


def _at(text: str) -> str:
    return when(datetime.fromisoformat(text))


def _changed(changed: dict[str, list[str]]) -> str:
    what = []
    for name, (old, new) in changed.items():
        label = Outgoing._meta.get_field(name).verbose_name  # type: ignore[union-attr]
        what.append(f"{label}：{old or '—'} → {new or '—'}")
    return _("改动：%(what)s。") % {"what": "；".join(what)}
