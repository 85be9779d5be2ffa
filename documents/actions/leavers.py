"""离任移交: what stands in one person's name, handed over paper by paper through the acts there are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from docflow.web.errors import Refusal
from documents.actions.reading import recall_reader
from documents.actions.transferring import reassign
from documents.models import Document
from people.models import Person
from workflow.models import Lane, Task
from workflow.spine import Done


@dataclass(frozen=True)
class Wish:
    """One task, the version of its paper that was on the screen, and who is to have it (nobody: recalled)."""

    task: Task
    version: int
    to: Person | None


@dataclass(frozen=True)
class Outcome:
    """What came of one wish: the sentence of the act, or why it was not done."""

    task: Task
    done: bool
    said: str


def hand_over(wishes: Iterable[Wish], *, by: Person, reason: str, key: str) -> list[Outcome]:
    """Each by an act of its own, the main flow first: one that is refused keeps no other from being done.

    `key` is the form's: sent twice, each act answers what it answered before.
    """
    moved: dict[int, int] = {}  # versions of the papers after what was done here
    found = []
    for wish in sorted(wishes, key=lambda w: w.task.lane != Lane.MAIN):
        task = wish.task
        try:
            done = _one(wish, moved.get(task.subject_pk, wish.version), by, reason, f"{key}-{task.pk}")
        except Refusal as refusal:
            found.append(Outcome(task, False, str(refusal)))
            continue
        moved[task.subject_pk] = done.subject.version
        found.append(Outcome(task, True, done.said))
    return found


def _one(wish: Wish, version: int, by: Person, reason: str, key: str) -> Done:
    doc = Document.objects.get(pk=wish.task.subject_pk)
    if wish.to is None:
        return recall_reader(doc, by=by, key=key, task_ids=[wish.task.pk], reason=reason)
    given = {"task_id": wish.task.pk, "to": wish.to, "reason": reason}
    return reassign(doc, by=by, key=key, expected_version=version, **given)
