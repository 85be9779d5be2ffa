"""From the drafter to the signers: countersigning units, the legality and fair-competition review, the office review."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from checking.actions.gates import pass_gate
from docflow.web.errors import BadInput, Incomplete
from outgoing.actions import joint
from outgoing.actions.due import due
from outgoing.actions.guard import allow, need, not_own
from outgoing.actions.proofing import faultless, look
from outgoing.actions.returning import back_to_drafter, drafter
from outgoing.actions.telling import tell_holders
from outgoing.actions.turns import ask_units, in_turn, left_to_signature, next_turn
from outgoing.models import Outgoing
from outgoing.queries import gates
from outgoing.queries.agreed import not_agreed, not_checked, outstanding, stamp, unheard
from outgoing.queries.authors import authors, authors_now
from outgoing.queries.people import able, countersigners
from outgoing.queries.plan import asked, missing, no_checker, own, people_of
from outgoing.queries.repeats import may_review, review_with_signature
from outgoing.queries.urged import kept, urgings
from outgoing.rules.repeats import once
from outgoing.words import Answer, OpinionKind, Order, Passed, State, TaskKind, chinese
from people.models import Person, Unit
from workflow.act import Act
from workflow.models import Entry, Lane, Status, Task
from workflow.spine import act, faster, step

K = TaskKind
CHANGES = ("text", "edit", "annex", "addressees")  # verbs after which it says something else


@act("send")
def send(a: Act, *, plan: Mapping[str, Any]) -> str:
    """The drafter sends it on its way. `plan`: ids of `units`, `legal`, `fair`, `reviewers`, `signers`, `rechecker`; `order`
    says how the units countersign.

    Refuses (`Incomplete`) with the whole list of what is missing and who can supply it.
    """
    task = allow(a, "send")
    paper: Outgoing = a.subject
    if plan.get("order", Order.TOGETHER) not in Order.values:
        raise BadInput(_("请选择会签次序：同时或依次。"), "order")
    paper.plan = dict(plan)
    look(a)
    reasons = missing(paper)
    if a.by.pk in asked(paper) and own() not in reasons:  # sends it for the drafter, and would be its author
        reasons.append(own())
    if reasons:
        raise Incomplete(reasons)
    a.close(task, "sent")
    straight, paper.straight_to = paper.straight_to, ""
    if outstanding(paper):  # changed or flagged since: no short cut round who agreed to another text
        return go_on(a)
    if straight in (State.SIGNING, State.RECHECKING) and not _unreviewed(a):
        return to_signers(a)
    if straight in (State.REVIEWING, State.SIGNING, State.RECHECKING):
        return to_review(a)
    return go_on(a)


def _unreviewed(a: Act) -> bool:
    """Was its review left to a signature that another signer, who may not review, would now give?"""
    if not review_with_signature(a.subject):
        return False
    signers = _willing(a, "signers", K.SIGN)
    return bool(signers) and not may_review(a.subject, once(signers)[0].principal)


def go_on(a: Act) -> str:
    """To the next stage that has something to do: units that have not agreed to this text, the checks, the review.

    From the review or a later stage it goes back to those who were heard on another text.
    """
    paper: Outgoing = a.subject
    if units := _units(paper):
        step(a, "send_to_units")
        asked = ask_units(a, units)
        waiting = [t.holder_name for t in asked if t.status == Status.WAITING]
        said = _("已送 %(who)s 会签。") % {"who": _names(t for t in asked if t.status == Status.OPEN)}
        return said + (_("随后依次送 %(who)s。") % {"who": "、".join(waiting)} if waiting else "")
    if paper.state != State.CHECKING and (checks := not_checked(paper)):
        mine = authors_now(a)
        if reasons := no_checker(paper, mine):  # chosen when it was sent, and gone since
            return back_to_drafter(a, "".join(reasons), straight=False)
        step(a, "send_to_checks")
        wanted = [(kind, p) for kind, name in checks for p in people_of(paper, name) if p.pk not in mine]
        for kind, person in wanted:
            a.open(kind, person, due=due(a, kind))
        return _("已送 %(who)s 审核。") % {"who": "、".join(p.name for _kind, p in wanted)}
    return to_review(a)


def _units(paper: Outgoing) -> list[Unit]:
    if paper.state in (State.COUNTERSIGNING, State.CHECKING):
        return []
    return not_agreed(paper) if paper.state == State.DRAFTING else unheard(paper)


def ask_all_anew(a: Act) -> str:
    """After a change of what is printed in a later stage: back to the units and reviews that answered to another text,
    before anybody signs. Empty where there are none."""
    if not outstanding(a.subject):
        return ""
    losing = [t.holder for t in a.live(Lane.MAIN) if t.status == Status.OPEN and t.holder != a.by.principal]
    for task in a.live(Lane.MAIN):
        a.cancel(task, "superseded")
    tell_holders(
        a, losing, _("%(no)s 会签、审核后文稿有改动，先重新会签、审核。") % {"no": a.subject.name}, gone=True
    )
    return _("会签、审核后文稿有改动：") + go_on(a)


def all_heard(a: Act) -> None:
    """Nobody's agreement to another text is used for this one."""
    if who := outstanding(a.subject):
        words = {"who": "、".join(who)}
        raise Incomplete(
            _(
                "%(who)s 没有看过这一稿，先前的意见是对前一稿的；请用「退回修改」退拟稿人，重新送其办理后再办。"
            )
            % words
        )


def to_review(a: Act, move: str = "") -> str:
    """To the reviewers in order; `move` is the machine's, of a chief who puts it there himself."""
    reviewers = _chosen(a, "reviewers", K.OFFICE_REVIEW)
    if move:
        step(a, move)  # first: what is given now is of the round that begins
    first = in_turn(a, K.OFFICE_REVIEW, reviewers)
    if not move and (said := _covered(a)):
        return said
    if not move:
        step(a, "send_to_review")
    return _("已送 %(who)s 审核。") % {"who": first.holder_name}


def _covered(a: Act) -> str:
    """To the signers at once, where the only reviewer left is the first of them (同一人不重复办理): whoever signs ticks the
    five points of the review."""
    signers = _willing(a, "signers", K.SIGN)
    if not signers or not left_to_signature(a, signers):
        return ""
    move = "send_to_sign" if a.subject.state == State.REVIEWING else "review_with_signature"
    said = _("审核与签发同为 %(who)s，不重复办理，五项随签发核对。") % {"who": once(signers)[0].name}
    return said + to_signers(a, move)


def to_signers(a: Act, move: str = "send_to_sign") -> str:
    """To the signers in order; the organs that issue it with us sign after our own. `move` is the machine's."""
    signers = _chosen(a, "signers", K.SIGN)
    step(a, move)
    first = in_turn(a, K.SIGN, signers)
    joint.ask(a, len(signers))
    return _("已送 %(who)s 签发。") % {"who": first.holder_name}


def _chosen(a: Act, name: str, kind: str) -> list[Person]:
    """Whom the plan names for this step and who is still in office; else the first who can take it. `Incomplete` where
    there is nobody."""
    found = _willing(a, name, kind)
    if not found:
        what = TaskKind(kind).label
        raise Incomplete(
            _("现在没有可以办理「%(what)s」的人员，请管理员在「组织人员」中安排。") % {"what": what}
        )
    return found


def _willing(a: Act, name: str, kind: str) -> list[Person]:
    """The same without a refusal. No author of it."""
    paper: Outgoing = a.subject
    mine = authors_now(a)
    found = [p for p in people_of(paper, name) if p.pk not in mine]
    return found or [p for p in able(paper, kind) if p.pk not in mine][:1]


@act("countersign", exclusive=False)
def countersign(a: Act, *, result: str, opinion: str = "") -> str:
    """A unit answers. When it was the last one waited for, the paper goes on, or back to the drafter who settles it."""
    task = allow(a, "countersign")
    not_own(a, _("拟稿人不能代表本处室会签自己的文稿，请本处室其他人会签。"))
    as_shown(a)
    return _answered(a, task, result, opinion)


@act("record_countersign", exclusive=False)
def record_countersign(a: Act, *, task_id: int, result: str, opinion: str = "", by_name: str = "") -> str:
    """The answer of a unit that came on paper, written down by the drafter or the clerk: both stay visible. Where it is
    the drafter, who signed the answer is named, and that it was he stays marked."""
    allow(a, "record_countersign")
    as_shown(a)
    task = next((t for t in a.live(Lane.MAIN, K.COUNTERSIGN) if t.pk == task_id), None)
    if task is None:
        raise BadInput(_("该单位已经答复，不用代录。"), "task_id")
    if task.status == Status.WAITING:
        now = {
            "whom": task.holder_name,
            "who": _names(t for t in a.live(Lane.MAIN, K.COUNTERSIGN) if t.status == Status.OPEN),
        }
        raise BadInput(_("还没有轮到%(whom)s，现在由%(who)s会签；请先录%(who)s的意见。") % now, "task_id")
    a.data["recorded_for"] = task.holder_name
    a.data["signed_by"] = by_name.strip()[:60]
    if a.by.pk in authors(a.subject):
        if not a.data["signed_by"]:
            raise BadInput(_("拟稿人代录会签，须写明在回复上签字的人。"), "by_name")
        a.data["by_drafter"] = True
    return _answered(a, task, result, opinion)


def as_shown(a: Act) -> None:
    """Units and organs answer side by side, whatever the version; but only to what their form showed them."""
    changes = Entry.objects.filter(
        subject_kind=a.subject.subject_kind, subject_pk=a.subject.pk, verb__in=CHANGES
    )
    if a.expected not in (None, a.subject.version) and changes.filter(version__gt=a.expected).exists():
        raise faster(a.subject, verb__in=CHANGES)


def _answered(a: Act, task: Task, result: str, opinion: str) -> str:
    if result not in Answer.values:
        raise BadInput(_("请选择会签结果。"), "result")
    words = opinion.strip()
    if result in (Answer.AMENDED, Answer.DISAGREED):
        need(words, _("请写明修改意见或不同意的理由。"))
    a.say(OpinionKind.COUNTERSIGN, words or f"{chinese(Answer(result))}。")
    a.data["unit"], a.data["result"], a.data["content"] = task.holder_name, result, a.subject.content_hash
    a.update(task, batch=stamp(a.subject))
    a.close(task, result, answer=words)
    return after_countersigning(a)


def after_countersigning(a: Act) -> str:
    """The next in turn; while somebody is waited for, nothing; then on, or to the drafter who says what he took over."""
    paper: Outgoing = a.subject
    _next_is_there(a)
    if turn := next_turn(a, K.COUNTERSIGN):
        return _("意见已保存，请 %(who)s 会签。") % {"who": _names(turn)}
    if waiting := a.live(Lane.MAIN, K.COUNTERSIGN):
        return _("意见已保存，还等 %(who)s。") % {"who": _names(waiting)}
    a.flush()
    rows = Task.objects.about(paper).filter(kind=K.COUNTERSIGN, round=paper.round, batch=stamp(paper))
    open_ones = rows.filter(status="done", outcome__in=(Answer.AMENDED, Answer.DISAGREED))
    if open_ones.exists():
        holder = drafter(a)
        a.open(K.SETTLE, holder, due=due(a, K.SETTLE))
        return _("意见已保存，请 %(who)s 处理会签意见。") % {"who": holder.name}
    return go_on(a)


def _next_is_there(a: Act) -> None:
    """The unit whose turn comes has somebody who can answer."""
    live = a.live(Lane.MAIN, K.COUNTERSIGN)
    if not live or any(t.status == Status.OPEN for t in live):
        return
    first = min(t.sequence for t in live)
    there = {unit.principal for unit in countersigners()}
    if gone := [t.holder_name for t in live if t.sequence == first and t.holder not in there]:
        words = {"who": "、".join(gone)}
        raise Incomplete(
            _(
                "下一家会签单位 %(who)s 现在没有可以办理的人，请管理员在「组织人员」中安排，或请处长用「调整环节」不再会签。"
            )
            % words
        )


@act("overdue")
def overdue(a: Act, *, task_ids: Sequence[int], reason: str = "") -> str:
    """Units that have not answered in time are written down as such and waited for no longer. How each was urged goes
    into the entry; `Incomplete` where one of them never was, and no `reason` says how."""
    allow(a, "overdue")
    late = [
        t
        for t in a.live(Lane.MAIN, K.COUNTERSIGN)
        if t.pk in set(task_ids) and t.status == Status.OPEN and t.due_at and t.due_at < a.now
    ]
    if not late or len(late) != len(set(task_ids)):
        raise Incomplete(_("请选择已逾期尚未答复的单位。"))
    found = urgings(a.subject, [t.pk for t in late])
    a.reason = reason.strip()
    if not a.reason and (silent := [t for t in late if t.pk not in found]):
        raise Incomplete(
            _("%(who)s 没有催办记录：请先「催办」，或写明催办情况和不再等候的理由。")
            % {"who": _names(silent)}
        )
    a.data["urgings"] = [[t.holder_name, kept(found[t.pk])] for t in late if t.pk in found]
    for task in late:
        a.update(task, batch=stamp(a.subject))
        a.close(task, "overdue")
    return after_countersigning(a)


@act("settle")
def settle(a: Act, *, answer: str) -> str:
    """The drafter says, opinion by opinion, what he took over and why not the rest."""
    task = allow(a, "settle")
    faultless(a)
    a.say(OpinionKind.DRAFTING, need(answer, _("请逐条写明采纳情况；未采纳的说明理由。")))
    a.close(task, "settled")
    return go_on(a)


@act("check")
def check(a: Act, *, result: str, opinion: str) -> str:
    """The legality or the fair-competition review: passed goes on, anything else goes back to the drafter."""
    task = allow(a, "check")
    not_own(a, _("拟稿人不能审核自己的文稿。"))
    if result not in Passed.values:
        raise BadInput(_("请选择审核结论。"), "result")
    kind = OpinionKind.LEGAL if task.kind == K.LEGAL else OpinionKind.FAIR
    a.say(kind, need(opinion, _("请写明审核意见。")))
    a.data["result"], a.data["content"] = result, a.subject.content_hash
    a.update(task, batch=stamp(a.subject))
    a.close(task, result)
    if result != Passed.PASSED:
        return back_to_drafter(a, opinion, straight=False)
    if waiting := a.live(Lane.MAIN, K.LEGAL, K.FAIR):
        return _("意见已保存，还等 %(who)s。") % {"who": "、".join(t.holder_name for t in waiting)}
    return go_on(a)


@act("review")
def review(
    a: Act, *, checked: Sequence[str], opinion: str = "", waived: Sequence[str] = (), waive_reason: str = "",
    looked: str = "",
) -> str:  # fmt: skip
    """Gate 1 (报批前复核): the office's second person has looked at the five points (条例 第二十条); after the last reviewer to
    the signers; to the units and reviews once more, where the text was changed since they agreed."""
    task = allow(a, "review")
    not_own(a, _("拟稿人不能审核自己的文稿。"))
    look(a)
    five_points(a, checked, waived=waived, waive_reason=waive_reason, looked=looked)
    a.say(OpinionKind.REVIEW, opinion.strip() or "同意，请签发。")
    a.close(task, "agreed")
    if said := _covered(a):
        return said
    if turn := next_turn(a, K.OFFICE_REVIEW):
        return _("意见已保存，请 %(who)s 审核。") % {"who": turn[0].holder_name}
    return ask_all_anew(a) or to_signers(a)


def five_points(
    a: Act, checked: Sequence[str], *, waived: Sequence[str] = (), waive_reason: str = "", looked: str = ""
) -> None:
    """All of the list is looked at (条例 第二十条), and the entry says so. `Incomplete` names what is not."""
    listing = gates.review(a.subject)
    pass_gate(a, listing, checked=checked, waived=waived, waive_reason=waive_reason, looked=looked)
    a.data["checked"] = sorted(p.key for p in listing.manual)


def _names(tasks: Iterable[Task]) -> str:
    return "、".join(task.holder_name for task in tasks)
