"""Every verb on a paper, once: its words, its key, in which states, by which task or role.

The guard of the act, the button on the page and the sentence why-not all read this table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as lazy

from documents.rules import pausing, standing, withdrawing
from documents.rules.known import MOVED, ROLE, Bar, Known
from documents.rules.why import accepted, not_his, wrong_state
from documents.words import FINAL, State, TaskKind
from people.roles import CHIEFS, LEADERS, REGISTRY, Role

S, K = State, TaskKind
IN_WORK = frozenset(s for s in State if s not in FINAL)
ANY_MAIN = (K.PROPOSE, K.REVIEW, K.COUNTERSIGN, K.INSTRUCT, K.ASSIGN, K.HANDLE, K.ASSIST, K.WRAP_UP, K.FOLLOW,
            K.CLOSE_CHECK, K.EXTEND)  # fmt: skip


@dataclass(frozen=True)
class Verb:
    """`line` says in one sentence what will happen. `task`: he must hold an open task of these kinds.

    `roles`: or have one of these roles (internal seats). `registrar`: or have registered it himself. `anybody`: the right lies in what `bar` looks at.
    `bar`: what of the paper itself stands in the way; the last question, for the guard and the button alike.
    """

    code: str
    label: str | Promise
    line: str | Promise
    states: frozenset[State] = IN_WORK
    task: tuple[str, ...] = ()
    roles: frozenset[Role] = frozenset()
    key: str = ""
    primary: bool = False
    aside: tuple[str, ...] = ()  # of `task`: he may, but it is not what this task waits for
    danger: bool = False
    lane: str = "main"
    registrar: bool = False
    anybody: bool = False
    bar: Callable[[Known, Any], Bar | None] | None = None
    paused: bool = False  # done also while the paper stands still, for it moves nothing of the main flow
    quiet: bool = False  # reached from its own place (an instruction's line), not from the list of verbs
    who: str | Promise = field(default="")


def states(*names: State) -> frozenset[State]:
    return frozenset(names)


VERBS: dict[str, Verb] = {
    v.code: v
    for v in [
        Verb("propose", lazy("送审"), lazy("拟办意见送处长审核；审核前可以撤回。"), states(S.PROPOSING), (K.PROPOSE,),
             primary=True),
        Verb("ignore_finding", lazy("忽略"), lazy("这一处不作问题，写明理由；同样的字句不再提示。"), states(S.PROPOSING, S.REVIEWING),
             (K.PROPOSE, K.REVIEW), paused=True, quiet=True),
        Verb("propose_return", lazy("拟退文"), lazy("写明退文理由，送处长审核；同意后退回来文单位。"), states(S.PROPOSING),
             (K.PROPOSE,)),
        Verb("approve", lazy("同意并送出"), lazy("按拟办意见送下一步；下一位办理前可以撤回。"), states(S.REVIEWING),
             (K.REVIEW,), primary=True),
        Verb("give_back", lazy("退回"), lazy("退给拟办人修改，说明是重走流程还是改后直接送回您。"), states(S.REVIEWING),
             (K.REVIEW,), key="KeyR"),
        Verb("countersign", lazy("会签"), lazy("写下您的意见，流程继续。"), IN_WORK, (K.COUNTERSIGN,), primary=True),
        Verb("instruct", lazy("批示"), lazy("您的批示原文保存，不能再改；本件转去交办。"),
             states(S.SUBMITTED, S.CIRCULATING, S.HANDLING, S.INSTRUCTED), (K.INSTRUCT,), key="KeyB", primary=True),
        Verb("record", lazy("代录批示"), lazy("照原文录入领导批示，您和领导的姓名都保留。"),
             states(S.SUBMITTED, S.CIRCULATING, S.HANDLING, S.INSTRUCTED), (K.INSTRUCT,),
             frozenset({Role.CLERK, Role.HANDLER}), key="KeyB"),
        Verb("assign", lazy("交办"), lazy("按批示分解交单位办理，每项一个主办和一个期限。"),
             states(S.INSTRUCTED, S.HANDLING), (K.ASSIGN, K.WRAP_UP), primary=True, aside=(K.WRAP_UP,)),
        Verb("circulate_only", lazy("不交办，送传阅"), lazy("不交单位办理，转为传阅，由您跟踪到阅完；有人阅过之前可以撤回。"), states(S.INSTRUCTED),
             (K.ASSIGN,)),
        Verb("accept", lazy("接收"), lazy("确认由您单位办理；期限不变。"), states(S.HANDLING), (K.HANDLE, K.ASSIST),
             primary=True),
        Verb("misdirected", lazy("退回错办"), lazy("不属于本单位的，一个工作日内说明理由退回交办人。"), states(S.HANDLING),
             (K.HANDLE, K.ASSIST)),
        Verb("progress", lazy("报进展"), lazy("记一条进展，不改变期限。"), states(S.HANDLING), (K.HANDLE, K.ASSIST)),
        Verb("report", lazy("报结"), lazy("报告办理结果；协办都报结后主办才能报结。"), states(S.HANDLING),
             (K.HANDLE, K.ASSIST)),
        Verb("extend", lazy("申请延期"), lazy("到期前提出，批准前原期限不变；原期限一直保留。"), states(S.HANDLING),
             (K.HANDLE, K.ASSIST)),
        Verb("answer_extension", lazy("审批延期"), lazy("同意或不同意延期，写明理由。"), IN_WORK, (K.EXTEND,), primary=True),
        Verb("rework", lazy("退回再办"), lazy("报结材料不合要求，退原单位再办。"), states(S.HANDLING), (K.WRAP_UP,),
             CHIEFS | {Role.HANDLER}, bar=standing.something_reported),
        Verb("waive", lazy("免办"), lazy("说明理由，这一项不再要求办理。"), states(S.INSTRUCTED, S.HANDLING), (), CHIEFS,
             bar=standing.something_to_waive),
        Verb("confirm_oral", lazy("补确认"), lazy("补上口头批示的书面确认，或补批示扫描件。"), IN_WORK, (),
             LEADERS | {Role.SECRETARY, Role.CLERK, Role.HANDLER}, paused=True, quiet=True),
        Verb("check_record", lazy("核对批示"), lazy("与批示原件逐字核对，记下核对人；不一致的请另行补录。"), IN_WORK, (),
             REGISTRY | {Role.SECRETARY}, paused=True, quiet=True),
        Verb("set_reply", lazy("登记答复"), lazy("关联复文，或说明无需答复的理由。"), IN_WORK, (), REGISTRY,
             paused=True),
        Verb("ask_to_close", lazy("申请办结"), lazy("送另一人复核办结；有未了事项时会列出；复核前可以撤回。"),
             states(S.INSTRUCTED, S.HANDLING, S.CIRCULATING), (K.WRAP_UP, K.FOLLOW, K.ASSIGN), primary=True,
             aside=(K.ASSIGN,)),
        Verb("close", lazy("同意办结"), lazy("复核通过，本件办结。"), states(S.CLOSING), (K.CLOSE_CHECK,), primary=True),
        Verb("not_yet", lazy("不同意办结"), lazy("退回继续办理，说明缺什么。"), states(S.CLOSING), (K.CLOSE_CHECK,),
             key="KeyR"),
        Verb("reopen", lazy("重新办理"), lazy("开始新的一轮；原办结记录保留。"), states(S.CLOSED), (), CHIEFS),
        Verb("circulate", lazy("传阅"), lazy("一次送多人阅，不影响主流程；同一人不会重复送。"), IN_WORK, ANY_MAIN, REGISTRY,
             key="KeyC", paused=True),
        Verb("read", lazy("已阅"), lazy("记下您已阅；可以写阅后意见。"), frozenset(State), (K.READ,), key="KeyM",
             lane="circulation", paused=True),
        Verb("instruct_from_reading", lazy("批示"), lazy("您的批示原文保存，本件记为已阅；有交办内容的转为办件，送交办。"), IN_WORK,
             (K.READ,), key="KeyB", lane="circulation"),
        Verb("recall_reader", lazy("撤回传阅"), lazy("撤回某人的传阅，他不再看到本件；已阅的记录保留。"), IN_WORK, (), REGISTRY,
             lane="circulation", paused=True, bar=standing.somebody_reading),
        Verb("urge", lazy("催办"), lazy("提醒经办人，记一次催办。"), IN_WORK, (), REGISTRY | CHIEFS, key="KeyU", paused=True),
        Verb("withdraw", lazy("撤回"), lazy("下一位办理之前，把本件撤回到您手里。"),
             frozenset(State(s) for s in withdrawing.MOVES), anybody=True, bar=withdrawing.bar),
        Verb("transfer", lazy("转办"), lazy("这项工作转给另一人，期限不变。"), IN_WORK,
             standing.PASSED_ON, key="KeyT", paused=True),
        Verb("reassign", lazy("改派"), lazy("把别人名下的工作转给另一人，期限不变；离任、外出时由处长办理。"), IN_WORK, (), CHIEFS,
             paused=True, bar=standing.somebody_to_move),
        Verb("add_signer", lazy("加签"), lazy("请另一人在您之前、之后或同时提出意见。"),
             states(S.REVIEWING, S.SUBMITTED), (K.REVIEW, K.INSTRUCT)),
        Verb("correct", lazy("更正登记"), lazy("改登记栏目，旧值和理由都保留。"), IN_WORK, (), frozenset({Role.CLERK}),
             paused=True),
        Verb("hand_copies", lazy("登记交接"), lazy("记下纸质件交给了谁、收回、清退或遗失，以及放在哪里；记录不能改。"), frozenset(State),
             (), frozenset({Role.CLERK}), registrar=True, paused=True, bar=standing.something_on_paper, quiet=True),
        Verb("relate", lazy("关联"), lazy("按编号关联另一件公文；能看到的人在两件的「登记与关联」里都看得到。"), IN_WORK, ANY_MAIN,
             REGISTRY, paused=True),
        Verb("add_file", lazy("补附件"), lazy("加一个文件或新版本；旧版本保留。"), IN_WORK, ANY_MAIN, REGISTRY,
             paused=True),
        Verb("to_action", lazy("转为办件"), lazy("阅件改为办件，送交办。"), states(S.CIRCULATING), (K.FOLLOW,),
             CHIEFS),
        Verb("suspend", lazy("暂停办理"), lazy("等补件、书面同意或上级答复时停止计时；写明哪天再看，恢复后期限顺延。"), IN_WORK,
             standing.PASSED_ON, CHIEFS),
        Verb("resume", lazy("恢复办理"), lazy("重新计时，各项期限按停表的时间顺延。"), IN_WORK, (K.LOOK_AGAIN,), CHIEFS,
             primary=True, paused=True, bar=pausing.not_paused),
        Verb("look_later", lazy("延长暂停"), lazy("事由还没有了结：另定哪天再看，写明理由。"), IN_WORK, (K.LOOK_AGAIN,), CHIEFS,
             paused=True, bar=pausing.not_paused),
        Verb("void", lazy("作废"), lazy("说明理由作废；收文编号保留不再使用。"), IN_WORK, (), CHIEFS, danger=True, paused=True),
    ]
}  # fmt: skip


# An approval that sends the paper out of the house says so: there is no next person here who has not acted yet.
SENDING_BACK = replace(VERBS["approve"], label=lazy("同意退文"), line=lazy("退回来文单位，不能撤回。"))


def worded(verb: Verb, outcome: str) -> Verb:
    """The verb in the words that fit what was proposed."""
    return SENDING_BACK if verb.code == "approve" and outcome == "return" else verb


@dataclass
class Offer:
    """A verb for this person on this paper now; `why_not` empty means he may. `bar` says what kind of no it is."""

    verb: Verb
    why_not: str = ""
    task: Any = None
    bar: str = ""

    @property
    def ok(self) -> bool:
        return not self.why_not

    @property
    def primary(self) -> bool:
        """Is it what the task waits for?"""
        return self.verb.primary and self.task is not None and self.task.kind not in self.verb.aside


def offer(code: str, hats: Any, known: Known) -> Offer:
    """May this person do this verb now, and if not, why. The guard asks this, and the page."""
    verb = VERBS[code]
    if known.state not in verb.states:
        return Offer(verb, wrong_state(verb, known.state, known.tasks), bar=MOVED)
    others: list[str] = []
    found = _may(verb, hats, known, others)
    return found or Offer(
        verb, not_his(verb, others, has_role=bool(hats.office_roles & verb.roles)), bar=ROLE
    )


def _may(verb: Verb, hats: Any, known: Known, others: list[str]) -> Offer | None:
    """The verb where the right to it is his, with what of the paper stands in the way; else None, with the names of
    those who may in `others`. No sentence is made where none is asked for."""
    found = _entitled(verb, hats, known, others)
    if found is None:
        return None
    bar = None if verb.paused else pausing.paused(known, hats)
    bar = bar or (verb.bar(known, hats) if verb.bar else None)
    return Offer(verb, bar.words, found.task, bar.kind) if bar else found


def _entitled(verb: Verb, hats: Any, known: Known, others: list[str]) -> Offer | None:
    """By a task of his or of one he stands in for, by a role, or because he registered it."""
    code, tasks = verb.code, known.tasks
    stood_in = done_with = None
    for task in tasks:
        if task.kind not in verb.task or task.lane != verb.lane:
            continue
        if task.status != "open" and not (code == "add_signer" and put_back(task, tasks)):
            continue
        if code == "instruct_from_reading" and not hats.is_leader:
            continue
        mine, stand_in = hats.acts_for(task.holder, task.kind)
        if (mine or stand_in) and code == "accept" and task.accepted_at:
            done_with = task
        elif mine and stand_in is None:
            return Offer(verb, task=task)
        elif mine or (code == "record" and records_for(hats, task)):
            stood_in = stood_in or task
        else:
            others.append(task.holder_name)
    if stood_in is not None:
        return Offer(verb, task=stood_in)
    if done_with is not None:
        return Offer(verb, accepted(done_with.claimed_by_name, done_with.accepted_at), done_with, MOVED)
    if verb.anybody or hats.office_roles & verb.roles and (code != "record" or others):
        return Offer(verb)
    return Offer(verb) if verb.registrar and _registered(hats, known) else None


def _registered(hats: Any, known: Known) -> bool:
    """He registered it, and still has a seat in our office: of a work secret perhaps the only one there who sees it."""
    mine = known.registrar == hats.person_id
    return mine and bool(hats.office_roles) and f"p{hats.person_id}" in hats.own


def put_back(task: Any, tasks: Iterable[Any]) -> bool:
    """It waits only for signers who were put before it: the step is still its holder's."""
    live = [t for t in tasks if t.lane == task.lane and t.status in ("open", "waiting")]
    first = [t for t in live if t.sequence < task.sequence]
    return task.status == "waiting" and bool(first) and all(t.kind == K.COUNTERSIGN for t in first)


def records_for(hats: Any, task: Any) -> bool:
    """A leader's secretary (or a deputy whose kinds include `record`) writes down what the leader said."""
    return any(task.holder in s.principals and s.covers("record") for s in hats.stand_ins)


def offers(hats: Any, known: Known, among: Iterable[Verb] = tuple(VERBS.values())) -> list[Offer]:
    """All verbs (`among` these) he may use now, primary ones first: the list of the page, each by the guard's rule."""
    here = (v for v in among if known.state in v.states and not v.quiet)
    found = [o for o in (_may(v, hats, known, []) for v in here) if o is not None and o.ok]
    if any(o.verb.code == "instruct" for o in found):  # who can write does not record for himself
        found = [o for o in found if o.verb.code != "record"]
    return sorted(found, key=lambda o: not o.primary)


FIRST = tuple(v for v in VERBS.values() if v.primary or v.code in ("read", "record", "report", "instruct"))


def first(hats: Any, known: Known, wired: Iterable[str]) -> Offer | None:
    """What is his to do first: the primary verb of an open task of his, else any verb that answers one."""
    found = [o for o in offers(hats, known, FIRST) if o.task is not None and o.verb.code in wired]
    return next((o for o in found if o.verb.primary), None) or next(
        (o for o in found if o.verb.code in ("read", "record", "report")), None
    )
