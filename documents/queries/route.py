"""流程图: what is done, what is now, what comes next. Pure: made from the paper's state and its tasks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from documents.queries.page import Owes
from documents.words import Category, RouteMode, State

DONE, NOW, NEXT = "done", "now", "next"
ALONE = 4  # so many leaders have a node each; the rest share one
PASSED_ON = ("misdirected", "transferred")  # answers that did nothing of the stage

# Stages in their order, the states in which each is now, and the kinds of task that make it.
STAGES: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = (
    ("register", (), ("register",)),
    ("propose", ("proposing",), ("propose",)),
    ("review", ("reviewing",), ("review",)),
    ("instruct", ("submitted",), ("instruct",)),
    ("assign", ("instructed",), ("assign",)),
    ("handle", ("handling",), ("handle", "assist")),
    ("follow", ("circulating",), ("follow",)),
    ("close", ("closing",), ("close_check",)),
)
PLACE = {state: i for i, (_code, states, _kinds) in enumerate(STAGES) for state in states}


@dataclass
class Stop:
    """One node: `state` done, now or next; `who` and `when` as shown below its name."""

    code: str
    label: str
    state: str
    who: str = ""
    at: datetime | None = None
    due: datetime | None = None
    tasks: list[Owes] = field(default_factory=list)


LABELS: dict[str, str | Promise] = {
    "register": lazy("登记"),
    "propose": lazy("拟办"),
    "review": lazy("审核"),
    "instruct": lazy("批示"),
    "assign": lazy("交办"),
    "handle": lazy("承办"),
    "follow": lazy("传阅"),
    "wrap_up": lazy("申请办结"),
    "countersign": lazy("会签"),
    "close": lazy("办结"),
}


def label(code: str) -> str:
    return str(LABELS[code])


def stops(
    doc: Any,
    tasks: Iterable[Owes],
    proposal: dict[str, Any] | None,
    written: Iterable[tuple[str, datetime]] = (),
) -> list[Stop]:
    """The way of this round. `tasks` are the main lane, oldest first; `proposal` the newest one; `written` who
    instructed while reading, and when."""
    mine = [t for t in tasks if t.round == doc.round or t.kind == "register"]
    way = _ended(doc, mine) if doc.state in (State.RETURNED, State.VOIDED) else _way(doc, mine, proposal)
    for who, at in written:
        place = next((i for i, s in enumerate(way) if s.state != DONE or (s.at and s.at > at)), len(way))
        way.insert(place, Stop("instruct", label("instruct"), DONE, who, at))
    return way


def written(entries: Iterable[Mapping[str, Any]], round_: int) -> list[tuple[str, datetime]]:
    """Leaders who instructed in this round on a paper they only had to read."""
    rows = [e for e in entries if e["verb"] == "instruct_from_reading" and e["round"] == round_]
    return [(e["behalf"] or e["actor"], e["at"]) for e in rows]


def _way(doc: Any, mine: list[Owes], proposal: dict[str, Any] | None) -> list[Stop]:
    here = PLACE.get(doc.state, len(STAGES))
    since = max((t.done_at for t in mine if t.kind == "propose" and t.done_at), default=None)
    found: list[Stop] = []
    asked = _asked_in(mine)
    for i, (code, _states, kinds) in enumerate(STAGES):
        rows = [t for t in mine if asked.get(t.pk, t.kind) in kinds and t.status != "cancelled"]
        if i < here:
            found += _past(code, rows, since)
        elif i == here:
            wrapping = (
                [t for t in mine if t.kind == "wrap_up" and t.status == "open"] if code == "handle" else []
            )
            if wrapping and not any(t.status in ("open", "waiting") for t in rows):
                found += [*_past(code, rows, since), *_present("wrap_up", wrapping, since)]
            else:
                found += _present(code, rows, since)
        elif _ahead(code, doc, proposal):
            found += [Stop(code, label(code), NEXT, who=who) for who in _expected(code, rows, proposal)]
    if doc.state == State.CLOSED and found and found[-1].code == "close":
        found[-1:] = [Stop("close", label("close"), DONE, who=found[-1].who, at=doc.closed_at)]
    return found


def _asked_in(tasks: list[Owes]) -> dict[int, str]:
    """In which stage each added signer was asked: that of the newest reviewer or leader before him.

    Numbers of tasks grow as they are made; what waits or changes hands keeps its number.
    """
    found, stage = {}, "review"
    for task in sorted(tasks, key=lambda t: t.pk):
        if task.kind in ("review", "instruct"):
            stage = task.kind
        elif task.kind == "countersign":
            found[task.pk] = stage
    return found


def _past(code: str, rows: list[Owes], since: datetime | None = None) -> list[Stop]:
    """What was done in a stage: each leader and each added signer by himself, the stage else by its last holder."""
    done = sorted((t for t in rows if t.status == "done" and t.outcome not in PASSED_ON), key=_when)
    own = [t for t in done if t.kind != "countersign"]
    signed = [t for t in done if t.kind == "countersign" and (since is None or _when(t) >= since)]
    if code == "handle" and own:
        units = list(dict.fromkeys(t.holder_name for t in own))
        who = units[0] if len(units) == 1 else _("%(n)s 家") % {"n": len(units)}
        return [Stop(code, label(code), DONE, who, _when(own[-1]), tasks=own)]
    shown = [*(own if code == "instruct" else own[-1:]), *signed]
    return [_by_one(code, t) for t in sorted(shown, key=_when)]


def _when(task: Owes) -> datetime:
    return task.done_at or task.given_at


def _by_one(code: str, task: Owes) -> Stop:
    # An instruction is the leader's, whoever recorded it.
    who = task.holder_name if task.kind == "instruct" else task.done_by
    return Stop(code, _named(code, [task]), DONE, who, task.done_at)


def _named(code: str, tasks: list[Owes]) -> str:
    """The stage, or 会签 where only added signers are meant."""
    return label("countersign" if all(t.kind == "countersign" for t in tasks) else code)


def _present(code: str, rows: list[Owes], since: datetime | None) -> list[Stop]:
    """The node that is now. In a row: who was before and who waits get nodes of their own; side by side: one node."""
    live = [t for t in rows if t.status in ("open", "waiting")]
    done = _answered(code, rows, live, since)
    if not live:
        return [Stop(code, label(code), NOW)]
    in_a_row = len({t.sequence for t in [*live, *done]}) > 1
    turn = [t for t in live if t.status == "open"] or live
    beside = [] if in_a_row else done
    due = min((t.due_at for t in turn if t.due_at and t.paused_at is None), default=None)
    if len(turn) == 1 and not beside:
        now = Stop(code, _named(code, turn), NOW, turn[0].holder_name, due=due, tasks=turn)
    else:
        words = _("已回 %(n)s/%(all)s") % {"n": len(beside), "all": len(turn) + len(beside)}
        now = Stop(code, _named(code, turn), NOW, words, due=due, tasks=beside + turn)
    earlier = [_by_one(code, t) for t in done] if in_a_row else []
    waiting = [t for t in live if t not in turn]
    alone = waiting[:ALONE] if len(waiting) > ALONE + 1 else waiting
    later = [Stop(code, _named(code, [t]), NEXT, t.holder_name) for t in alone]
    if rest := [t.holder_name for t in waiting[len(alone) :]]:
        later.append(Stop(code, label(code), NEXT, "、".join(rest)))
    return [*earlier, now, *later]


def _answered(code: str, rows: list[Owes], live: list[Owes], since: datetime | None) -> list[Owes]:
    """What was answered in this pass: after the newest proposal; a part that is reworked counts as open again."""
    again = {t.assignment_id for t in live if t.assignment_id}
    done = [
        t
        for t in rows
        if t.status == "done" and t.outcome != "transferred" and (since is None or t.given_at >= since)
    ]
    if code == "handle":
        return [t for t in done if t.outcome == "reported" and t.assignment_id not in again]
    return done


def _ahead(code: str, doc: Any, proposal: dict[str, Any] | None) -> bool:
    """Is this stage on the way that is planned (or, before any plan, usual)?"""
    if code in ("review", "close"):
        return not (
            code == "close" and proposal and proposal["outcome"] == "return" and doc.state == "reviewing"
        )
    if doc.state in ("instructed", "handling", "circulating", "closing", "closed"):
        return code == "handle" and doc.state == "instructed"
    planned = proposal if proposal and doc.state != "proposing" else None
    if planned is None:
        usual = ("instruct", "handle") if doc.category == Category.ACTION else ("follow",)
        return code in usual
    if planned["outcome"] == "return":
        return False
    leaders, lead = bool(planned["leaders"]), bool(planned["lead"])
    return {
        "instruct": leaders,
        "assign": leaders,
        "handle": lead or leaders,
        "follow": not (lead or leaders),
    }.get(code, False)


def _expected(code: str, rows: list[Owes], proposal: dict[str, Any] | None) -> list[str]:
    """Who is meant for a stage that has not begun, a name for each node of it."""
    if code == "review" and (own := [t for t in rows if t.kind == "review"]):
        return [own[-1].holder_name]
    if proposal is None:
        return [""]
    if code == "instruct":
        return _leaders(proposal) or [""]
    if code == "handle":
        co = len(proposal["co"])
        lead = proposal["lead"] or ""
        return [_("%(who)s 等 %(n)s 家") % {"who": lead, "n": co + 1} if co else lead]
    return [proposal["author"] if code == "assign" else ""]


def _leaders(proposal: dict[str, Any]) -> list[str]:
    names = list(proposal["leaders"])
    if proposal["mode"] == RouteMode.PARALLEL:
        return ["、".join(names)] if names else []
    return names if len(names) <= ALONE + 1 else [*names[:ALONE], "、".join(names[ALONE:])]


def _ended(doc: Any, tasks: list[Owes]) -> list[Stop]:
    """Returned to the sender or voided: what was done, then the end."""
    found: list[Stop] = []
    asked = _asked_in(tasks)
    for code, _states, kinds in STAGES:
        found += _past(code, [t for t in tasks if asked.get(t.pk, t.kind) in kinds])
    end = _("退文") if doc.state == State.RETURNED else _("作废")
    last = max((s.at for s in found if s.at), default=None)
    return [*found, Stop("end", end, DONE, at=last)]


def branches(stop: Stop | None) -> list[Owes]:
    """Those who are asked side by side in the present node, listed below the map; units stand with their items."""
    if stop is None or len(stop.tasks) < 2 or stop.code == "handle":
        return []
    return sorted(stop.tasks, key=lambda t: (t.status != "done", t.sequence, t.pk))
