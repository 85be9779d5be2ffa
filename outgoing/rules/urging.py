"""催办: whose open task is urged, and whose is not. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from django.utils.translation import gettext as _

from documents.rules.known import LACKING, Bar
from outgoing.rules.joint import of_an_organ
from outgoing.rules.known import Known
from outgoing.words import TaskKind

K = TaskKind


def to_urge(tasks: Iterable[Any], back: Collection[int], hats: Any) -> list[Any]:
    """Open tasks of the main lane that wait for somebody else. The registry has the task of an organ that signs on
    paper, and urges that organ; none whose signed sheet has come back (`back`). Who has not signed for his copies is
    urged with 催签."""
    return [
        t
        for t in tasks
        if t.lane == "main" and t.status == "open" and t.kind != K.RECEIPTS and t.pk not in back and _other(t, hats)
    ]  # fmt: skip


def _other(task: Any, hats: Any) -> bool:
    return bool(task.kind == K.JOINT or not hats.acts_for(task.holder, task.kind)[0])


def urgeable(known: Known, hats: Any) -> list[Any]:
    """The same of a paper; its sheets are asked for only where an organ is waited for."""
    rows = known.tasks
    back = {s.task_id for s in known.sheets()} if any(of_an_organ(t) for t in rows) else set()
    return to_urge(rows, back, hats)


def nobody_to_urge(known: Known, hats: Any) -> Bar | None:
    """Everybody has answered, or it is his own to do, or what is waited for is of another kind: which."""
    if urgeable(known, hats):
        return None
    rows = [t for t in known.tasks if t.lane == "main" and t.status == "open"]
    if any(of_an_organ(t) for t in rows):
        return Bar(_("签回件已经录入，等另一人核对，不用再催。"), LACKING)
    if any(t.kind == K.RECEIPTS for t in rows):
        return Bar(_("没有等别人办理的事项；未签收的单位请用「催签」。"), LACKING)
    return Bar(_("现在等的是您自己或您所在的单位，不用催办，请直接办理。"), LACKING)
