"""People at work on one paper: what each of them may do now, with plausible words to do it with."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

from django.utils import timezone

from deadlines.limits import Explained, counted
from documents.actions.handover import open_instructions
from documents.models import Assignment, Attachment, Blob, Copy, Document, Instruction
from documents.queries.known import known
from documents.queries.proofing import found_in
from documents.queries.visible import visible_to
from documents.rules.closing import checks
from documents.rules.proofing import key_of
from documents.rules.standing import reassignable
from documents.rules.verbs import VERBS, offer
from documents.views.registry import ACTS
from documents.words import ReturnCode
from people.models import Person, Unit
from tests.office import Office, fresh, registered, ticks
from workflow.models import Task

ACTIVE = ("given", "accepted")


def days(n: int, start: Any = None) -> Explained:
    return counted("working_day", n, start=start or timezone.now(), source="测试")


@dataclass
class Chance:
    """A verb somebody has on his page, with the task he would answer."""

    verb: str
    person: Person
    task: Task | None

    def __str__(self) -> str:
        return f"{self.person.name}: {self.verb}" + (
            f" ({self.task.kind}#{self.task.pk})" if self.task else ""
        )


class Scene:
    """One paper, the people of the office, and dice."""

    def __init__(self, office: Office, doc: Document, seed: int) -> None:
        self.office, self.doc, self.dice = office, doc, random.Random(seed)
        self.people = [fresh(p) for p in office.everybody().values()]
        self.units = [office.unit, office.unit2, office.unit3]
        self.leaders = [office.leader, office.leader2]
        self.chiefs = [office.chief, office.deputy]
        self._known: tuple[int, list[Chance]] | None = None

    # -- what may be done ------------------------------------------------------------------------

    def forget(self) -> None:
        """Somebody came or went: ask again who may do what."""
        self._known = None

    def live(self) -> list[Task]:
        return list(Task.objects.about(self.doc).live().order_by("sequence", "id"))

    def chances(self) -> list[Chance]:
        """Everything anybody is offered; for a verb that answers a task, once for each such task of his."""
        if self._known is None or self._known[0] != self.doc.entry_count:
            self._known = (self.doc.entry_count, self._chances())
        return self._known[1]

    def _chances(self) -> list[Chance]:
        paper, found = known(self.doc), []
        verbs = [v for v in VERBS.values() if paper.state in v.states and v.code in PLANS and v.code in ACTS]
        for person in self.people:
            for verb in verbs:
                offered = offer(verb.code, person.hats, paper)
                if offered.ok and offered.task is None:
                    found.append(Chance(verb.code, person, None))
                elif offered.ok:
                    alone = [replace(paper, tasks=[t]) for t in paper.tasks]
                    each = [offer(verb.code, person.hats, one) for one in alone]
                    found += [Chance(verb.code, person, o.task) for o in each if o.ok and o.task]
        return found

    def words(self, chance: Chance) -> dict[str, Any] | None:
        """What he fills in; None when there is nothing to choose."""
        return PLANS[chance.verb](self, chance.person, chance.task)

    # -- help for the plans ----------------------------------------------------------------------

    def maybe(self, share: float = 0.5) -> bool:
        return self.dice.random() < share

    def some(self, rows: list[Any], least: int = 0, most: int = 3) -> list[Any]:
        return self.dice.sample(rows, min(len(rows), self.dice.randint(least, most)))

    def parts(self, *statuses: str) -> list[Assignment]:
        rows = Assignment.objects.filter(document=self.doc, round=self.doc.round)
        return list(rows.filter(status__in=statuses) if statuses else rows)

    def item(self, lead: Unit | None = None) -> dict[str, Any]:
        lead = lead or self.dice.choice(self.units)
        co = self.some([u for u in self.units if u != lead], 0, 2)
        return {
            "content": "核实并报结果 𠮷",
            "lead": lead,
            "co": co,
            "due": days(self.dice.randint(1, 9)),
            "instruction": None,
        }

    def scan(self) -> tuple[Blob, str]:
        name = sha256(str(self.dice.random()).encode()).hexdigest()
        blob = Blob.objects.create(
            sha256=name, size=1, ext="pdf", mime="application/pdf", uploaded_by=self.office.clerk
        )
        return blob, "批示.pdf"


Plan = Callable[[Scene, Person, Task | None], dict[str, Any] | None]
PLANS: dict[str, Plan] = {}


def plan(*verbs: str) -> Callable[[Plan], Plan]:
    def keep(made: Plan) -> Plan:
        PLANS.update(dict.fromkeys(verbs, made))
        return made

    return keep


def said(task: Task | None) -> dict[str, Any]:
    return {"task_id": task.pk} if task is not None else {}


@plan("propose")
def _propose(s: Scene, who: Person, task: Task | None) -> dict[str, Any]:
    way = s.dice.choice(["units", "leaders", "leaders", "both", "readers"])
    item = s.item()
    units = way in ("units", "both")
    return {
        "text": "拟转有关单位办理。",
        "reviewer": s.dice.choice(s.chiefs),
        "lead_unit": item["lead"] if units else None,
        "co_units": item["co"] if units else [],
        "leaders": s.some(s.leaders, 1, 2) if way in ("leaders", "both") else [],
        "readers": s.some(s.people, 1 if way == "readers" else 0, 3),
        "route_mode": s.dice.choice(["sequential", "parallel"]),
        "due": days(s.dice.randint(1, 9)),
    }


@plan("propose_return")
def _propose_return(s: Scene, who: Person, task: Task | None) -> dict[str, Any]:
    return {
        "codes": [s.dice.choice(list(ReturnCode)).value],
        "text": "请补盖印章。",
        "reviewer": s.dice.choice(s.chiefs),
    }


@plan("approve")
def _approve(s: Scene, who: Person, task: Task | None) -> dict[str, Any]:
    opinion = s.dice.choice(["", "同意。", "同意，请抓紧。", "同意，请抓紧。"])
    return {"opinion": opinion, "checked": ticks(s.doc)}


@plan("give_back")
def _give_back(s: Scene, who: Person, task: Task | None) -> dict[str, Any]:
    return {"reason": "请补充依据。", "straight": s.maybe()}


@plan("countersign")
def _countersign(s: Scene, who: Person, task: Task | None) -> dict[str, Any]:
    return {
        "opinion": "无意见。",
        "result": s.dice.choice(["agreed", "agreed", "amended", "disagreed"]),
        **said(task),
    }


def _leader_words(s: Scene) -> dict[str, Any]:
    if s.maybe(0.3):
        return {"text": "", "kind": s.dice.choice(["", "tick"])}
    kind = s.dice.choice(["", "written", "decision", "in_principle", "oral", "pass_on"])
    return {"text": "请水利厅研办。\n抓紧。", "kind": kind, "needs_feedback": s.maybe(0.3)}


@plan("instruct", "instruct_from_reading")
def _instruct(s: Scene, who: Person, task: Task | None) -> dict[str, Any]:
    return _leader_words(s) | said(task)


@plan("record")
def _record(s: Scene, who: Person, task: Task | None) -> dict[str, Any] | None:
    asked = Task.objects.about(s.doc).live().filter(kind="instruct").values_list("holder", flat=True)
    leaders = [p for p in s.people if p.principal in set(asked)]
    if not leaders:
        return None
    scan = s.scan() if s.maybe(0.6) else None
    when = timezone.now() - timedelta(minutes=s.dice.randint(1, 90))
    return {"leader": s.dice.choice(leaders), "given_at": when, "scan": scan, **_leader_words(s)}


@plan("assign")
def _assign(s: Scene, who: Person, task: Task | None) -> dict[str, Any]:
    items = [s.item()]
    if task is None or task.assignment_id is None:
        named: list[Instruction | None] = list(open_instructions(s.doc))
        items = [s.item() | {"instruction": one} for one in named or [None]]
        if s.maybe(0.3):
            items.append(s.item())
    else:
        back = Assignment.objects.get(pk=task.assignment_id)
        free = [u for u in s.units if u.pk not in {p.unit_id for p in s.parts(*ACTIVE, "reported")}]
        items = [s.item(s.dice.choice(free)) if free else s.item(back.unit)]
        items[0]["co"] = []
    return {"items": items, **said(task)}


@plan("circulate_only")
def _circulate_only(s: Scene, who: Person, task: Task | None) -> dict[str, Any]:
    return {"readers": s.some(s.people), "note": "请阅知", **said(task)}


@plan("accept")
def _accept(s: Scene, who: Person, task: Task | None) -> dict[str, Any]:
    return said(task)


@plan("misdirected")
def _misdirected(s: Scene, who: Person, task: Task | None) -> dict[str, Any]:
    return {"reason": "不属本单位职责。", **said(task)}


@plan("progress")
def _progress(s: Scene, who: Person, task: Task | None) -> dict[str, Any]:
    return {"text": "正在核实。", **said(task)}


@plan("report")
def _report(s: Scene, who: Person, task: Task | None) -> dict[str, Any]:
    return {"result": "已办结。", **said(task)}


@plan("extend")
def _extend(s: Scene, who: Person, task: Task | None) -> dict[str, Any]:
    return {"until": days(s.dice.randint(5, 30)), "reason": "情况复杂", "progress": "过半", **said(task)}


@plan("answer_extension")
def _answer_extension(s: Scene, who: Person, task: Task | None) -> dict[str, Any]:
    return {"granted": s.maybe(), "answer": "知道了。", **said(task)}


@plan("rework")
def _rework(s: Scene, who: Person, task: Task | None) -> dict[str, Any] | None:
    done = [p.pk for p in s.parts("reported")]
    return {"parts": s.some(done, 1), "reason": "数据有误", "due": days(3), **said(task)} if done else None


@plan("waive")
def _waive(s: Scene, who: Person, task: Task | None) -> dict[str, Any] | None:
    parts = [p.pk for p in s.parts(*ACTIVE, "misdirected")]
    return {"part": s.dice.choice(parts), "reason": "情况已变化"} if parts else None


@plan("confirm_oral")
def _confirm_oral(s: Scene, who: Person, task: Task | None) -> dict[str, Any] | None:
    rows = Instruction.objects.filter(document=s.doc, round=s.doc.round)
    pending = [r.number for r in rows if r.unconfirmed or r.scan_pending]
    return {"number": s.dice.choice(pending), "scan": s.scan()} if pending else None


@plan("set_reply")
def _set_reply(s: Scene, who: Person, task: Task | None) -> dict[str, Any]:
    return {"number": "江政办函〔2026〕7号"} if s.maybe() else {"no_reply": "来文单位已撤回请示"}


@plan("ask_to_close")
def _ask_to_close(s: Scene, who: Person, task: Task | None) -> dict[str, Any]:
    return {"checker": s.dice.choice(s.chiefs), "result": "已办结。", **said(task)}


@plan("close")
def _close(s: Scene, who: Person, task: Task | None) -> dict[str, Any]:
    return {"checked": [code for code, _words in checks(s.doc)]}


@plan("not_yet")
def _not_yet(s: Scene, who: Person, task: Task | None) -> dict[str, Any]:
    return {"reason": "缺复文。"}


@plan("reopen")
def _reopen(s: Scene, who: Person, task: Task | None) -> dict[str, Any]:
    return {"reason": "来文单位补报。", "due": days(8)}


@plan("circulate")
def _circulate(s: Scene, who: Person, task: Task | None) -> dict[str, Any]:
    return {"readers": s.some(s.people, 1, 4), "note": "请阅知", "ordered": s.maybe()}


@plan("read")
def _read(s: Scene, who: Person, task: Task | None) -> dict[str, Any]:
    return {"opinion": s.dice.choice(["", "已阅，无意见。"]), **said(task)}


@plan("recall_reader")
def _recall_reader(s: Scene, who: Person, task: Task | None) -> dict[str, Any] | None:
    ids = [t.pk for t in s.live() if t.lane == "circulation"]
    return {"task_ids": s.some(ids, 1, 2)} if ids else None


@plan("urge")
def _urge(s: Scene, who: Person, task: Task | None) -> dict[str, Any]:
    return {
        "task_ids": [t.pk for t in s.live() if t.status == "open" and t.paused_at is None],
        "note": "请尽快",
        "channel": s.dice.choice(["", "letter"]),
        "promised_on": soon(s) if s.maybe() else None,
    }


def soon(s: Scene) -> date:
    return timezone.localdate() + timedelta(days=s.dice.randint(1, 30))


@plan("suspend")
def _suspend(s: Scene, who: Person, task: Task | None) -> dict[str, Any]:
    return {
        "code": s.dice.choice(["supplement", "agreement", "higher"]),
        "reason": "请补送附件",
        "look_on": soon(s),
    }


@plan("look_later")
def _look_later(s: Scene, who: Person, task: Task | None) -> dict[str, Any]:
    return {"look_on": soon(s), "reason": "还没有补来"}


@plan("resume")
def _resume(s: Scene, who: Person, task: Task | None) -> dict[str, Any]:
    return {"reason": ""}


@plan("withdraw")
def _withdraw(s: Scene, who: Person, task: Task | None) -> dict[str, Any]:
    return {"reason": "还要改"}


@plan("transfer")
def _transfer(s: Scene, who: Person, task: Task | None) -> dict[str, Any]:
    return {"to": s.dice.choice(s.people), "reason": "外出", **said(task)}


@plan("reassign")
def _reassign(s: Scene, who: Person, task: Task | None) -> dict[str, Any] | None:
    tasks = [t.pk for t in reassignable(s.live())]
    return (
        {"task_id": s.dice.choice(tasks), "to": s.dice.choice(s.people), "reason": "离任"} if tasks else None
    )


@plan("add_signer")
def _add_signer(s: Scene, who: Person, task: Task | None) -> dict[str, Any]:
    return {
        "signer": s.dice.choice(s.people),
        "mode": s.dice.choice(["before", "beside", "after"]),
        **said(task),
    }


@plan("to_action")
def _to_action(s: Scene, who: Person, task: Task | None) -> dict[str, Any]:
    return {"reason": "需要办理", **said(task)}


@plan("void")
def _void(s: Scene, who: Person, task: Task | None) -> dict[str, Any]:
    return {"reason": "重复登记"}


@plan("check_record")
def _check_record(s: Scene, who: Person, task: Task | None) -> dict[str, Any] | None:
    numbers = list(Instruction.objects.filter(document=s.doc).values_list("number", flat=True))
    return {"number": s.dice.choice(numbers)} if numbers else None


@plan("ignore_finding")
def _ignore_finding(s: Scene, who: Person, task: Task | None) -> dict[str, Any] | None:
    left = [one for one in found_in(s.doc).findings if one.is_open]
    return {"finding": key_of(s.dice.choice(left)), "reason": "不影响办理"} if left else None


@plan("correct")
def _correct(s: Scene, who: Person, task: Task | None) -> dict[str, Any]:
    return {"reason": "录入有误", "fields": {"title": f"{s.doc.title}（更正{s.dice.randint(1, 10**9)}）"}}


@plan("hand_copies")
def _hand_copies(s: Scene, who: Person, task: Task | None) -> dict[str, Any] | None:
    """The one paper goes to somebody who has it to work on or to read, and comes back."""
    row = Copy.objects.filter(document=s.doc).first()
    if row is not None and row.status != "kept":
        return {"what": "back", "place": f"甲柜{s.dice.randint(1, 99)}", "reason": "用毕"}
    held = set(Task.objects.about(s.doc).filter(revoked=False).values_list("holder", flat=True))
    people = [p for p in s.people if p.principal in held]
    return {"what": "give", "person": s.dice.choice(people)} if people else None


@plan("relate")
def _relate(s: Scene, who: Person, task: Task | None) -> dict[str, Any] | None:
    others = visible_to(who).exclude(pk=s.doc.pk)
    if not others.exists():
        registered(s.office)  # the registry sees it; who was given but one paper has none to name
    other = others.first()
    return {"other": other} if other is not None else None


@plan("add_file")
def _add_file(s: Scene, who: Person, task: Task | None) -> dict[str, Any]:
    blob, name = s.scan()
    kept = list(Attachment.objects.filter(document=s.doc, latest=True))
    return {"blobs": [(blob, name, "annex")], "replaces": s.dice.choice(kept) if kept and s.maybe() else None}
