"""Of the organs that issue a paper with us: who has signed this text, what came back on paper, who is waited for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from outgoing.models import Joint, JointSheet, Outgoing, SignOff
from outgoing.queries.authors import authors
from outgoing.queries.people import head_of
from outgoing.rules.joint import CHECKERS, RECORDERS, of_an_organ
from outgoing.words import Sheet, TaskKind
from people.models import Unit
from people.queries import registry
from workflow.models import Task

K = TaskKind


def organ_of(task: Any, joints: Iterable[Joint]) -> Joint | None:
    """Whose task it is; None where that organ issues with us no more."""
    rows = list(joints)
    if task.assignment_id:
        return next((j for j in rows if j.pk == task.assignment_id), None)
    return next(
        (j for j in rows if j.name == task.note), None
    )  # given before tasks said which row they serve


def unsigned(paper: Outgoing) -> list[Joint]:
    """Organs without a sign-off of just this text."""
    rows = SignOff.objects.filter(paper=paper, round=paper.round, content_hash=paper.content_hash)
    signed = set(rows.values_list("organ_name", flat=True))
    return [j for j in paper.joints.select_related("unit") if j.name not in signed]


def sheets(paper: Outgoing, tasks: Iterable[Any]) -> list[JointSheet]:
    """Written down from paper, not compared yet, of this text and for an organ that is still waited for."""
    ids = [t.pk for t in tasks if of_an_organ(t) and t.status == "open"]
    if not ids:
        return []
    rows = JointSheet.objects.filter(paper=paper, status=Sheet.WAITING, task_id__in=ids)
    return list(rows.filter(round=paper.round, content_hash=paper.content_hash).order_by("id"))


@dataclass(frozen=True)
class Organ:
    """One organ as the page shows it: its task, what was signed, what waits for its check."""

    task: Task
    name: str
    sign: SignOff | None = None
    sheet: JointSheet | None = None


def organs(paper: Outgoing, main: Sequence[Task]) -> list[Organ]:
    """Where each organ stands, in the order of their tasks; three statements, none where nobody issues with us."""
    own = [t for t in main if of_an_organ(t) and t.round == paper.round and t.status != "cancelled"]
    if not own:
        return []
    latest = {t.assignment_id or t.note: t for t in sorted(own, key=lambda t: t.pk)}
    names = dict(paper.joints.values_list("pk", "name"))
    signed = {s.organ_name: s for s in SignOff.objects.filter(
        paper=paper, round=paper.round, content_hash=paper.content_hash).order_by("id")}  # fmt: skip
    waiting = {s.task_id: s for s in sheets(paper, own)}
    found = []
    for key, task in latest.items():
        name = names.get(key, "") if isinstance(key, int) else str(key)
        if name:
            given = signed.get(name) if task.status == "done" else None  # asked again, it has not signed
            found.append(Organ(task, name, given, waiting.get(task.pk)))
    return found


def unfit_joints(paper: Outgoing) -> list[str]:
    """What stands in the way of issuing it together: organs (条例 第十七条: no internal units); and where one signs on
    paper, two persons who can write that down and check it."""
    rows = list(paper.joints.select_related("unit"))
    inside = [j.name for j in rows if j.unit and j.unit.kind != Unit.Kind.ORGAN or j.name == paper.organ.name]
    found = []
    if inside:
        found.append(_("本机关和内设处室不能作联合发文机关：%(who)s。") % {"who": "、".join(inside)})
    outside = [j.name for j in rows if j.name not in inside and (j.unit is None or head_of(j.unit) is None)]
    if outside and not two_persons(paper):
        words = _(
            "%(who)s在纸上签发，签回件须由文书或处长录入、另一人核对，拟稿人不算；现在人手不够，请管理员在「组织人员」中安排。"
        )
        found.append(words % {"who": "、".join(outside)})
    return found


def two_persons(paper: Outgoing) -> bool:
    """Is there somebody to write it down, and another to compare, none of whom drafted it?"""
    mine = authors(paper)
    recorders = set(registry(RECORDERS).exclude(pk__in=mine).values_list("pk", flat=True))
    checkers = set(registry(CHECKERS).exclude(pk__in=mine).values_list("pk", flat=True))
    return bool(recorders) and len(recorders | checkers) > 1
