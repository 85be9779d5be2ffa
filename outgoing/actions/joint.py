"""联合行文: the organs that issue with us sign after our own, side by side: in the system, or on paper.

An organ whose head is in the system has the task itself. For every other one the registry has it while the sheet is
with that organ: 等签回, urged and counted like a countersigning.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Max
from django.utils.translation import gettext as _

from docflow.web.errors import Incomplete
from outgoing.actions.turns import give, next_turn
from outgoing.models import Joint, Outgoing
from outgoing.queries.joint import organ_of, unsigned
from outgoing.queries.people import desk, head_of
from outgoing.rules.joint import of_an_organ
from outgoing.words import TaskKind
from workflow.act import Act
from workflow.models import Lane, Status, Task

K = TaskKind


def ask(a: Act, sequence: int, joints: Sequence[Joint] | None = None) -> None:
    """Each of these organs (None: all of the paper) after everybody of a lower sequence. Called inside an act."""
    paper: Outgoing = a.subject
    rows = paper.joints.select_related("unit") if joints is None else joints
    for joint in rows:
        post = head_of(joint.unit) if joint.unit else None
        if post is not None:
            give(a, K.SIGN, post, waits=True, sequence=sequence, note=joint.name, assignment_id=joint.pk,
                 holder_name=f"{joint.short}{post.title}")  # fmt: skip
            continue
        unit = desk()
        if unit is None:
            raise Incomplete(_("本机关没有文书，请管理员在「组织人员」中安排。"))
        give(a, K.JOINT, unit, waits=True, sequence=sequence, note=waited(joint.name), assignment_id=joint.pk,
             holder_name=holder_name(unit.short, joint.short))  # fmt: skip


def waited(organ: str) -> str:
    """The note of the task while the sheet is with the organ: for the record, never in the language of a screen."""
    return f"等{organ}签回"


def holder_name(unit: str, organ: str) -> str:
    return f"{unit}（等{organ}签回）"[:120]


def let_paper_sign(a: Act) -> None:
    """An organ whose head has gone before its turn came signs on paper."""
    joints = list(a.subject.joints.select_related("unit"))
    for task in a.live(Lane.MAIN, K.SIGN):
        if task.status != Status.WAITING or not of_an_organ(task):
            continue
        joint = organ_of(task, joints)
        if joint is not None and (joint.unit is None or head_of(joint.unit) is None):
            a.cancel(task, "superseded")
            ask(a, task.sequence, [joint])


def keep_to_the_list(a: Act) -> None:
    """While it is being signed the list of organs, or what they sign, has changed: who is on it no more is not waited
    for, who is new is asked; what came back on paper was signed on another text."""
    paper: Outgoing = a.subject
    joints = list(paper.joints.select_related("unit"))
    asked: set[int] = set()
    for task in a.live(Lane.MAIN, K.SIGN, K.JOINT):
        if not of_an_organ(task):
            continue
        joint = organ_of(task, joints)
        if joint is None:
            a.cancel(task, "superseded")
            continue
        asked.add(joint.pk)
        if task.kind == K.JOINT and task.note != waited(joint.name):
            a.update(task, note=waited(joint.name))
    if fresh := [joint for joint in joints if joint.pk not in asked]:
        ask(a, _after_our_own(a), fresh)


def ask_the_rest(a: Act) -> list[Task]:
    """Organs that have signed neither this text nor are asked for it: none is ever left out. Whose turn has come."""
    rest = unsigned(a.subject)
    if rest:
        ask(a, _after_our_own(a), rest)
    return next_turn(a, K.SIGN, K.JOINT)


def _after_our_own(a: Act) -> int:
    live = [t.sequence for t in a.live(Lane.MAIN, K.SIGN) if not of_an_organ(t)]
    own = Task.objects.about(a.subject).filter(kind=K.SIGN, holder__startswith="p", round=a.subject.round)
    return max([*live, own.aggregate(n=Max("sequence"))["n"] or 0]) + 1
