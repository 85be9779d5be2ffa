"""调整环节: a chief moves a paper that is stuck, and answers for it with his name and a reason."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _

from docflow.web.errors import BadInput, Incomplete, NotAllowed
from documents.rules.known import ROLE
from outgoing.actions.due import due
from outgoing.actions.guard import allow, free, need
from outgoing.actions.keeping import ended
from outgoing.actions.returning import drafter
from outgoing.actions.route import go_on, to_review, to_signers
from outgoing.actions.telling import tell_holders
from outgoing.actions.turns import ask_units
from outgoing.models import Outgoing
from outgoing.queries.agreed import WAIVED, stamp
from outgoing.queries.authors import authors
from outgoing.queries.jumps import FLAGS, jumps, takers, unmanned
from outgoing.queries.plan import people_of, units_of
from outgoing.rules.jumping import ahead
from outgoing.words import Answer, OpinionKind, State, TaskKind
from people.models import Person
from workflow.act import Act
from workflow.models import Lane, Status, Task
from workflow.spine import act, step

K, S = TaskKind, State
JUMPED = "公文调整环节"  # for the record: never in the language of a screen


@act("jump")
def jump(a: Act, *, target: str, reason: str, to: Person | None = None) -> str:
    """Move the paper to another step of its way: back to any before, or on without who has not countersigned.

    `to` takes the step where nobody is left whom the drafter had chosen. A number it has stays. Whoever loses it and
    whoever gets it are told. Raises `Incomplete` or `NotAllowed` with the reason why not there.
    """
    allow(a, "jump")
    paper: Outgoing = a.subject
    found = jumps(paper, a.by)
    if target not in found:
        raise BadInput(_("请选择调整到哪一环节。"), "target")
    if bar := found[S(target)]:
        raise NotAllowed(bar.words) if bar.kind == ROLE else Incomplete(bar.words)
    a.reason = need(reason, _("请写明为什么调整。"))
    _named(a, target, to)
    before, losing = paper.state, {t.holder for t in a.live(Lane.MAIN) if t.status == Status.OPEN}
    if paper.lock_holder_id is not None:
        a.data["unlocked"] = [paper.lock_holder_id, paper.lock_name]
        free(paper)
    _onwards(a) if ahead(before, target) else _back(a, target)
    return _told(a, before, losing)


def _named(a: Act, target: str, to: Person | None) -> None:
    """Who is named for a step that nobody is left for becomes part of the paper's plan."""
    paper: Outgoing = a.subject
    for kind, name in unmanned(paper, target):
        fitting = takers(paper, kind)
        if to is None or to.pk not in {p.pk for p in fitting}:
            words = {"what": K(kind).label, "able": "、".join(p.name for p in fitting[:5]) or _("无")}
            raise BadInput(
                _("拟稿人原来选的「%(what)s」人都已不在，请指定由谁办；可以的有：%(able)s。") % words, "to"
            )
        paper.plan = {**paper.plan, name: [to.pk]}


def _onwards(a: Act) -> None:
    """Nobody is waited for who has not countersigned this text: written down by name, as a chief's opinion."""
    units = a.live(Lane.MAIN, K.COUNTERSIGN)
    said = f"不再会签：{'、'.join(t.holder_name for t in units)}。" if units else ""
    if left := _unsettled(a.subject):
        said += f"{'、'.join(left)}的会签意见不再处理。"
    a.say(OpinionKind.COUNTERSIGN, f"{said}理由：{a.reason}")
    a.data["unsettled"] = left
    a.data["content"] = a.subject.content_hash
    a.data["waived"] = [t.holder_name for t in units]
    for task in units:
        a.update(task, batch=stamp(a.subject))
    for task in a.live(Lane.MAIN):
        a.close(task, WAIVED, answer=a.reason)
    a.flush()
    go_on(a)


def _unsettled(paper: Outgoing) -> list[str]:
    """Units whose words to this text ask for something that nobody has answered yet."""
    rows = Task.objects.about(paper).filter(
        kind=K.COUNTERSIGN, round=paper.round, batch=stamp(paper), status="done",
        outcome__in=(Answer.AMENDED, Answer.DISAGREED),
    )  # fmt: skip
    return list(rows.order_by("id").values_list("holder_name", flat=True))


def _back(a: Act, target: str) -> None:
    """What was under way is over; what comes from that step on is done once more."""
    for task in a.live(Lane.MAIN):
        a.cancel(task, "jumped")
    a.subject.original = None  # it is printed anew, when it comes there again
    ended(a, JUMPED)
    BACK[S(target)](a)


def _to_draft(a: Act) -> None:
    step(a, "jump_to_draft")
    a.open(K.DRAFT, drafter(a), due=due(a, K.DRAFT), note=a.reason)


def _to_units(a: Act) -> None:
    step(a, "jump_to_units")
    ask_units(a, units_of(a.subject, "units"))


def _to_checks(a: Act) -> None:
    paper: Outgoing = a.subject
    mine = authors(paper)
    step(a, "jump_to_checks")
    for flag, kind, name in FLAGS:
        for person in people_of(paper, name) if getattr(paper, flag) else ():
            if person.pk not in mine:
                a.open(kind, person, due=due(a, kind))


def _to_review(a: Act) -> None:
    to_review(a, "jump_to_review")


def _to_sign(a: Act) -> None:
    to_signers(a, "jump_to_sign")


BACK: dict[State, Callable[[Act], None]] = {
    S.DRAFTING: _to_draft, S.COUNTERSIGNING: _to_units, S.CHECKING: _to_checks, S.REVIEWING: _to_review,
    S.SIGNING: _to_sign,
}  # fmt: skip


def _told(a: Act, before: str, losing: set[str]) -> str:
    """Who has it no more, who has it now, and the drafter: each once."""
    paper: Outgoing = a.subject
    now = [t for t in a.live(Lane.MAIN) if t.status == Status.OPEN]
    gaining = {t.holder for t in now}
    words = {
        "who": a.by.name,
        "no": paper.name,
        "a": S(before).label,
        "b": S(paper.state).label,
        "why": a.reason,
    }
    tell_holders(
        a, sorted(gaining), _("%(who)s 将 %(no)s 从「%(a)s」调整到「%(b)s」，请您办理：%(why)s") % words
    )
    tell_holders(
        a,
        sorted(losing - gaining),
        _("%(who)s 将 %(no)s 从「%(a)s」调整到「%(b)s」，不再由您办理：%(why)s") % words,
    )
    if paper.drafter.principal not in losing | gaining:
        tell_holders(
            a, [paper.drafter.principal], _("%(who)s 将 %(no)s 从「%(a)s」调整到「%(b)s」：%(why)s") % words
        )
    words |= {"to": "、".join(t.holder_name for t in now)}
    return _("已从「%(a)s」调整到「%(b)s」，由 %(to)s 办理。") % words
