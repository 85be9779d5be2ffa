"""People at work on one outgoing paper: what each of them may do now, with plausible words to do it with."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from django.utils import timezone

from documents.models import Document
from documents.words import Kind
from outgoing.actions import issuing
from outgoing.forms.joint import waited_for
from outgoing.models import Annex, NumberSlot, Outgoing
from outgoing.queries.authors import authors
from outgoing.queries.joint import sheets
from outgoing.queries.jumps import jumps
from outgoing.queries.known import known
from outgoing.queries.people import able, of_our_own, recheckers, reviewers, signers
from outgoing.queries.runs import waiting_runs
from outgoing.queries.series import reserved_for
from outgoing.rules.offers import offer
from outgoing.rules.urging import urgeable
from outgoing.views.registry import ACTS
from outgoing.words import Answer, Order, State, chinese
from people.models import Person
from tests.office import fresh
from tests.outgoing.desk import CHECKED, RECHECKED, Desk, text, to
from tests.outgoing.papers import scan
from workflow.clock import database_now
from workflow.models import Task


@dataclass
class Chance:
    """A verb somebody has on his page, with the task he would answer."""

    verb: str
    person: Person
    task: Task | None
    primary: bool = False

    def __str__(self) -> str:
        return f"{self.person.name}: {self.verb}" + (
            f" ({self.task.kind}#{self.task.pk})" if self.task else ""
        )


class Scene:
    """One paper, the people of the office, and dice."""

    def __init__(self, desk: Desk, paper: Outgoing, seed: int) -> None:
        self.desk, self.paper, self.dice = desk, paper, random.Random(seed)
        self.lists = random.Random(seed)  # of its own: who is named twice does not change what else is thrown
        self.people = [fresh(p) for p in Person.objects.filter(is_active=True).order_by("id")]
        self.texts = self.files = 0
        self._known: tuple[int, list[Chance]] | None = None

    # -- what may be done ------------------------------------------------------------------------

    def again(self) -> None:
        """Somebody came, went or got a deputy: ask again who may do what."""
        self.people = [fresh(p) for p in Person.objects.filter(is_active=True).order_by("id")]
        self._known = None

    def live(self) -> list[Task]:
        return list(Task.objects.about(self.paper).live().order_by("sequence", "id"))

    def chances(self) -> list[Chance]:
        """Everything anybody is offered."""
        if self._known is None or self._known[0] != self.paper.entry_count:
            self._known = (self.paper.entry_count, self._chances())
        return self._known[1]

    def _chances(self) -> list[Chance]:
        now, found = known(self.paper, database_now()), []
        signed, unanswered = now.signed(), now.unanswered()
        authors, sheets, runs = now.authors(), now.sheets(), now.runs()
        now = replace(
            now, signed=lambda: signed, unanswered=lambda: unanswered, authors=lambda: authors,
            sheets=lambda: sheets, runs=lambda: runs,
        )  # fmt: skip
        for person in self.people:
            for verb in PLANS:
                offered = offer(verb, person.hats, now)
                if offered.ok:
                    found.append(Chance(verb, person, offered.task, offered.primary))
        return found

    def words(self, chance: Chance) -> dict[str, Any] | None:
        """What he fills in; None when there is nothing to choose."""
        return PLANS[chance.verb](self, chance.person, chance.task)

    # -- help for the plans ----------------------------------------------------------------------

    def maybe(self, share: float = 0.5) -> bool:
        return self.dice.random() < share

    def some(self, rows: Any, least: int = 0, most: int = 2, *, but: Person | None = None) -> list[Any]:
        """A few of them who did not draft it; `but`: who sends it and mostly knows that he is not to judge it either."""
        mine = {f"p{pk}" for pk in authors(self.paper)}
        mine |= {but.principal} if but is not None and self.lists.random() < 0.7 else set()
        found = [row for row in rows if getattr(row, "principal", "") not in mine]
        return self.dice.sample(found, min(len(found), self.dice.randint(least, most)))


Plan = Callable[[Scene, Person, Task | None], dict[str, Any] | None]
PLANS: dict[str, Plan] = {}


def plan(*verbs: str) -> Callable[[Plan], Plan]:
    def keep(made: Plan) -> Plan:
        PLANS.update(dict.fromkeys(verbs, made))
        return made

    return keep


@plan("send")
def _send(s: Scene, who: Person, task: Task | None) -> dict[str, Any]:
    o, paper = s.desk.o, s.paper
    chosen: dict[str, list[Any]] = {
        "units": s.some([o.unit, o.unit2, o.unit3], 0, 3) if s.maybe(0.6) else [],
        "reviewers": s.some(reviewers(), 1, 2, but=who),
        "signers": s.some(signers(paper.organ_id, paper.direction, paper.kind), 1, 2, but=who),
        "rechecker": s.some(recheckers(), 1, 1, but=who),
    }
    for name, flagged in (("legal", paper.is_normative), ("fair", paper.affects_operators)):
        if flagged and s.maybe(0.9):
            chosen[name] = s.some(of_our_own(), 1, 1, but=who)
    _twice_in_a_row(s, chosen)
    plan_: dict[str, Any] = {name: [row.pk for row in rows] for name, rows in chosen.items()}
    return {"plan": {**plan_, "order": s.lists.choice(Order.values)}}


def _twice_in_a_row(s: Scene, chosen: dict[str, list[Any]]) -> None:
    """Sometimes the last reviewer signs, too, and somebody stands twice in a list."""
    may = {person.pk for person in reviewers()}
    both = [person for person in chosen["signers"] if person.pk in may]
    if both and s.lists.random() < 0.7:
        chosen["reviewers"].append(both[0])
        chosen["signers"].sort(key=lambda person: person != both[0])
    for name in ("reviewers", "signers"):
        if chosen[name] and s.lists.random() < 0.2:
            chosen[name].append(s.lists.choice(chosen[name]))


def _answer(s: Scene) -> dict[str, Any]:
    result = s.dice.choice([*Answer.values, "agreed", "agreed", "agreed", "agreed"])
    return {"result": result, "opinion": "请斟酌。" if result in ("amended", "disagreed") else ""}


@plan("countersign")
def _countersign(s: Scene, who: Person, task: Task | None) -> dict[str, Any]:
    return _answer(s)


@plan("record_countersign")
def _record_countersign(s: Scene, who: Person, task: Task | None) -> dict[str, Any]:
    open_ones = [t.pk for t in s.live() if t.kind == "countersign"]
    return {"task_id": s.dice.choice([*open_ones, 0]), "by_name": "王厅长", **_answer(s)}


@plan("overdue")
def _overdue(s: Scene, who: Person, task: Task | None) -> dict[str, Any]:
    now = timezone.now()
    late = [t.pk for t in s.live() if t.kind == "countersign" and t.due_at and t.due_at < now]
    return {"task_ids": s.dice.sample(late, s.dice.randint(1, len(late))), "reason": "催过两次"}


@plan("settle")
def _settle(s: Scene, who: Person, task: Task | None) -> dict[str, Any]:
    return {"answer": "采纳第一条。"}


@plan("check")
def _check(s: Scene, who: Person, task: Task | None) -> dict[str, Any]:
    return {
        "result": s.dice.choice(["passed", "passed", "passed", "conditional", "refused"]),
        "opinion": "已审。",
    }


@plan("review")
def _review(s: Scene, who: Person, task: Task | None) -> dict[str, Any]:
    return {"checked": CHECKED, "opinion": s.dice.choice(["", "同意。"])}


@plan("sign", "record_sign")
def _sign(s: Scene, who: Person, task: Task | None) -> dict[str, Any]:
    day = timezone.localdate() - timedelta(
        days=s.dice.choice([0, 0, 0, 1])
    )  # yesterday: before it was drafted
    ticks = (
        CHECKED if s.lists.random() < 0.8 else CHECKED[:3]
    )  # too few, where his own review was left to his signature
    return {
        "opinion": s.dice.choice(["", "发。", "同意。"]), "signed_on": s.dice.choice([None, None, day]), "checked": ticks
    }  # fmt: skip


@plan("record_joint")
def _record_joint(s: Scene, who: Person, task: Task | None) -> dict[str, Any] | None:
    rows = waited_for(s.paper)
    if not rows:
        return None
    s.files += 1
    day = timezone.localdate() - timedelta(days=s.dice.choice([0, 0, 0, 1]))
    blob = scan(who, s.paper.pk * 1000 + s.files, s.dice.choice(["pdf", "pdf", "png", "docx"]))
    return {
        "task_id": s.dice.choice(rows)[0].pk, "signer_name": s.dice.choice([f"王{s.files}", f"王{s.files}", ""]),
        "signer_title": "厅长", "signed_on": day, "opinion": s.dice.choice(["", "同意。"]), "scan": (blob, "签回件"),
    }  # fmt: skip


@plan("check_joint")
def _check_joint(s: Scene, who: Person, task: Task | None) -> dict[str, Any] | None:
    rows = sheets(s.paper, s.live()) or list(s.paper.joint_sheets.all())
    if not rows:
        return None
    return {
        "sheet": s.dice.choice(rows).pk,
        "matches": s.maybe(0.8),
        "reason": s.dice.choice(["", "日期不符"]),
    }


@plan("urge")
def _urge(s: Scene, who: Person, task: Task | None) -> dict[str, Any]:
    """One of those he may urge, or (now and then) all, or whose step is his own."""
    rows = urgeable(known(s.paper, database_now()), who.hats)
    ids = [t.pk for t in (rows if s.maybe(0.8) else s.live())]
    chosen = s.dice.sample(ids, 1) if s.maybe(0.7) else None
    return {"task_ids": chosen, "answered_by": s.dice.choice(["", "王秘书"])}


@plan("print_more")
def _print_more(s: Scene, who: Person, task: Task | None) -> dict[str, Any]:
    return {
        "copies": s.dice.choice([1, 5, 20]),
        "reason": s.dice.choice(["", "分发单位增加", "分发单位增加"]),
    }


@plan("resign", "lock", "unlock")
def _bare(s: Scene, who: Person, task: Task | None) -> dict[str, Any]:
    return {}


@plan("recheck")
def _recheck(s: Scene, who: Person, task: Task | None) -> dict[str, Any]:
    return {"checked": RECHECKED}


@plan("number")
def _number(s: Scene, who: Person, task: Task | None) -> dict[str, Any]:
    slots: list[NumberSlot] = reserved_for(s.paper)
    return {"slot": s.dice.choice(slots) if slots and s.maybe() else None}


@plan("print_run")
def _print_run(s: Scene, who: Person, task: Task | None) -> dict[str, Any]:
    return {"copies": s.dice.choice([1, 40, 40, 42])}


@plan("lift_seal")
def _lift_seal(s: Scene, who: Person, task: Task | None) -> dict[str, Any]:
    runs = waiting_runs(s.paper)
    run = s.dice.choice(runs) if runs else None
    printed = run.approved if run else 0
    spoiled = s.dice.choice([0, 0, 1])
    return {
        "copies": printed - s.dice.choice([0, 0, 1, 20]), "spoiled": spoiled, "reason": s.dice.choice(["", "废一份"]),
        "run": run.number if run else None,
    }  # fmt: skip


@plan("dispatch")
def _dispatch(s: Scene, who: Person, task: Task | None) -> dict[str, Any]:
    return {"channel": s.dice.choice(["exchange", "electronic"])}


@plan("text")
def _text(s: Scene, who: Person, task: Task | None) -> dict[str, Any]:
    s.texts += 1
    back = s.maybe(0.2) and s.texts > 1  # to a text there was before
    return {"text": text(f"第{1 if back else s.texts}种说法。", "特此通知。")}


def titled(n: int, kind: str) -> str:
    return f"江东省人民政府办公厅关于第{n}件事项的{chinese(Kind(kind))}"


@plan("edit")
def _edit(s: Scene, who: Person, task: Task | None) -> dict[str, Any]:
    s.texts += 1
    kind = s.dice.choice(["notice", "opinion"])
    fields: list[dict[str, Any]] = [
        {"title": titled(s.texts, s.paper.kind)}, {"note": f"此件发至县级{s.texts}"},
        {"kind": kind, "title": titled(s.texts, kind)},
        {"is_normative": s.maybe()}, {"affects_operators": s.maybe()}, {"work_secret": s.maybe()}, {"publicity": ""},
        {"layout": s.dice.choice(["ordinary", "letter"])},
    ]  # fmt: skip
    o = s.desk.o
    others = [[], [o.unit], [o.unit3], [o.unit3, "江东工程协会"], [o.unit, o.unit2]]
    more = {"joints": s.dice.choice(others)} if s.maybe(0.2) else {}
    if s.lists.random() < 0.15:
        asked = s.lists.choice([None, *Document.objects.order_by("id")[:3]])
        rare: list[dict[str, Any]] = [
            {"answers": asked}, {"answers": asked}, {"other_departments": s.lists.random() < 0.7},
            {"consulted": s.lists.choice(["", "已协商一致"])},
        ]  # fmt: skip
        return {"fields": s.lists.choice(rare), **more}
    return {"fields": s.dice.choice(fields), **more}


@plan("addressees")
def _addressees(s: Scene, who: Person, task: Task | None) -> dict[str, Any]:
    o = s.desk.o
    units = s.dice.sample([o.unit, o.unit2, o.unit3, o.sender], s.dice.randint(0, 3))
    main = [to(unit, copies=s.dice.choice([1, 1, 2, 8])) for unit in units[:2]]
    return {"main": main, "cc": [to(unit, "copy") for unit in units[2:]]}


@plan("annex")
def _annex(s: Scene, who: Person, task: Task | None) -> dict[str, Any]:
    s.files += 1
    kept = list(Annex.objects.filter(paper=s.paper, latest=True))
    blob = scan(who, s.paper.pk * 1000 + s.files)
    return {
        "blobs": [(blob, f"附{s.files}.pdf")],
        "replaces": s.dice.choice(kept) if kept and s.maybe() else None,
    }


@plan("jump")
def _jump(s: Scene, who: Person, task: Task | None) -> dict[str, Any]:
    """Where he may, or (now and then) anywhere, with somebody named or nobody."""
    legal = [step for step, bar in jumps(s.paper, who).items() if bar is None]
    target = s.dice.choice(legal if legal and s.maybe(0.85) else list(State))
    to = s.dice.choice(s.people) if s.maybe(0.4) else None
    return {"target": str(target), "reason": "签发人出差", "to": to}


@plan("suspend")
def _suspend(s: Scene, who: Person, task: Task | None) -> dict[str, Any]:
    day = timezone.localdate() + timedelta(days=s.dice.choice([0, 1, 7, 30]))
    return {
        "code": s.dice.choice(["supplement", "supplement", "agreement", "higher"]),
        "reason": "等附件",
        "look_on": day,
    }


@plan("look_later")
def _look_later(s: Scene, who: Person, task: Task | None) -> dict[str, Any]:
    return {"reason": "还没有来", "look_on": timezone.localdate() + timedelta(days=s.dice.choice([3, 40]))}


@plan("resume")
def _resume(s: Scene, who: Person, task: Task | None) -> dict[str, Any]:
    return {"reason": s.dice.choice(["", "补来了"])}


@plan("force_unlock", "withdraw", "void", "take_back")
def _why(s: Scene, who: Person, task: Task | None) -> dict[str, Any]:
    return {"reason": "有事"}


@plan("give_back")
def _give_back(s: Scene, who: Person, task: Task | None) -> dict[str, Any]:
    return {"reason": "请核对引文。", "straight": s.maybe()}


@plan("transfer")
def _transfer(s: Scene, who: Person, task: Task | None) -> dict[str, Any] | None:
    rows = able(s.paper, task.kind) if task is not None and s.maybe(0.8) else s.people
    return {"to": s.dice.choice(rows), "reason": "出差"} if rows else None


@plan("reassign")
def _reassign(s: Scene, who: Person, task: Task | None) -> dict[str, Any] | None:
    own = [t for t in s.live() if t.lane == "main" and t.holder[0] == "p"]
    chosen = s.dice.choice(own)
    rows = able(s.paper, chosen.kind) if s.maybe(0.8) else s.people
    return {"task_id": chosen.pk, "to": s.dice.choice(rows), "reason": "离任"} if rows else None


def perform(s: Scene, chance: Chance, words: dict[str, Any], key: str) -> Any:
    action = issuing.lift_seal if chance.verb == "lift_seal" else ACTS[chance.verb][1]
    return action(s.paper, by=fresh(chance.person), key=key, expected_version=s.paper.version, **words)
