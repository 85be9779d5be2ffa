"""Everything the page of an outgoing paper shows beside the row itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from documents.queries.route import DONE, NEXT, NOW, Stop
from documents.queries.said import Opinion
from documents.queries.timeline import Line
from outgoing.models import Outgoing
from outgoing.rules.did import DID
from outgoing.words import Answer, OpinionKind, Passed, State, TaskKind
from workflow.models import Entry, Task

K, S = TaskKind, State
WAY: tuple[tuple[str, tuple[str, ...]], ...] = (
    (S.DRAFTING, (K.DRAFT,)), (S.COUNTERSIGNING, (K.COUNTERSIGN, K.SETTLE)), (S.CHECKING, (K.LEGAL, K.FAIR)),
    (S.REVIEWING, (K.OFFICE_REVIEW,)), (S.SIGNING, (K.SIGN, K.JOINT)), (S.RECHECKING, (K.RECHECK,)), (S.NUMBERING, (K.NUMBER,)),
    (S.PRINTING, (K.PRINT,)), (S.SEALING, (K.SEAL,)), (S.DISPATCHING, (K.DISPATCH,)), (S.DISPATCHED, (K.RECEIPTS,)),
)  # fmt: skip
BAR = {OpinionKind.SIGN: "rank0", OpinionKind.REVIEW: "rank1", OpinionKind.LEGAL: "rank1", OpinionKind.FAIR: "rank1",
       OpinionKind.RECHECK: "rank1"}  # fmt: skip
TITLES = dict(OpinionKind.choices)
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
    tasks = list(Task.objects.about(paper).order_by("sequence", "id"))
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
            open_ones = [t for t in own if t.status == "open"]
            who = "、".join(t.holder_name for t in open_ones[:3]) + ("…" if len(open_ones) > 3 else "")
            due = min((t.due_at for t in open_ones if t.due_at), default=None)
            found.append(Stop(state, label, NOW, who, due=due))
        elif i < at and (done := [t for t in own if t.status == "done" and t.outcome != "transferred"]):
            last = max(done, key=lambda t: (t.done_at, t.pk))
            found.append(Stop(state, label, DONE, last.done_by_name, at=last.done_at))
        else:
            found.append(Stop(state, label, NEXT if i > at else DONE))
    return found


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
    given = [t for t in data.get("tasks", ()) if t[0] == "open" and t[3] == "main" or t[0] == "release"]
    if to := list(dict.fromkeys(names[t[1]] for t in given if t[1] in names)):
        found.append(_("送 %(who)s。") % {"who": "、".join(to[:12])})
    said = {
        "number": lambda v: _("字号 %(no)s。") % {"no": v},
        "text": lambda v: _("第 %(n)s 稿。") % {"n": v[0]},
        "copies": lambda v: _("%(n)s 份。") % {"n": v},
        "signed_on": lambda v: _("签发日期 %(on)s。") % {"on": v},
        "organ": lambda v: _("机关 %(who)s。") % {"who": v},
        "recorded_for": lambda v: _("代录 %(who)s 的意见。") % {"who": v},
        "recorded_by": lambda v: _("%(who)s 录入。") % {"who": v},
        "phoned": lambda v: _("电话催 %(who)s，接听人 %(by)s。") % {"who": "、".join(v["names"]), "by": v["answered_by"]},
        "by_drafter": lambda v: _("由拟稿人代录。"),
        "signed_by": lambda v: _("签字人 %(who)s。") % {"who": v},
        "unlocked": lambda v: _("收回 %(who)s 的编辑锁。") % {"who": v[1]},
        "annexes": lambda v: _("附件：%(what)s。") % {"what": "、".join(a[0] for a in v)},
        "changed": _changed,
    }  # fmt: skip
    found += [say(data[name]) for name, say in said.items() if data.get(name)]
    if e.from_state and e.from_state != e.to_state:
        found.append(_("%(a)s → %(b)s。") % {"a": S(e.from_state).label, "b": S(e.to_state).label})
    if e.reason and e.reason != e.opinion:
        found.append(_("说明：%(why)s") % {"why": e.reason})
    return found


def _changed(changed: dict[str, list[str]]) -> str:
    what = []
    for name, (old, new) in changed.items():
        label = Outgoing._meta.get_field(name).verbose_name  # type: ignore[union-attr]
        what.append(f"{label}：{old or '—'} → {new or '—'}")
    return _("改动：%(what)s。") % {"what": "；".join(what)}
