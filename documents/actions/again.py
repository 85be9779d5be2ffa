"""A task once more, for somebody: the same step of the route, the same kind of work by the same date."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from documents.words import TaskKind
from workflow.act import Act
from workflow.models import Status, Task


@dataclass(frozen=True)
class Holder:
    """A principal with its name, as `Act.open` takes it."""

    principal: str
    name: str

    def __str__(self) -> str:
        return self.name


def once_more(a: Act, task: Task, holder: Any = None, *, note: str = "") -> Task:
    """Open a task like this one for `holder` (empty: the same one). Its date and the first promise stay."""
    new = a.open(
        task.kind,
        holder or Holder(task.holder, task.holder_name),
        lane=task.lane,
        status=Status.OPEN,
        sequence=task.sequence,
        note=note or task.note,
        batch=task.batch,
        assignment_id=task.assignment_id,
    )
    new.origin_id = task.root  # whoever was asked before or after this step waits for it under its new number
    new.due_at, new.due_first, new.due_source = task.due_at, task.due_first, task.due_source
    new.due_trace, new.due_version = task.due_trace, task.due_version
    if task.kind != TaskKind.LOOK_AGAIN:  # it alone runs on while the paper stands still
        new.paused_at = a.subject.paused_at  # a step that changes hands stands still as it did
    return new
