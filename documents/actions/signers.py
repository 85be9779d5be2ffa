"""加签: another person's opinion before mine, after mine, or beside it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from docflow.web.errors import BadInput
from documents.actions.guard import allow
from documents.actions.handover import limit
from documents.actions.review import drafters
from documents.actions.telling import tell_holders
from documents.actions.turns import mark
from documents.models import Document
from documents.words import TaskKind
from people.models import Person
from people.queries import readers
from workflow.act import Act
from workflow.models import Lane, Status, Task
from workflow.spine import act

DECIDING = (TaskKind.REVIEW, TaskKind.INSTRUCT, TaskKind.COUNTERSIGN)
MODES = ("before", "beside", "after")


@act("add_signer")
def add_signer(a: Act, *, signer: Person, mode: str, note: str = "", task_id: int | None = None) -> str:
    """Ask `signer` for his opinion (会签).

    before: my task waits until he has written; beside: both are open, the paper goes on after both;
    after: his opens when mine is done, and the paper goes on only after him.
    """
    task = allow(a, "add_signer", task_id=task_id)
    assert task is not None
    doc: Document = a.subject
    _check(a, doc, signer, mode)
    a.reason = note.strip()
    a.data["mode"] = mode
    another = (
        mode == "before" and task.status == Status.WAITING
    )  # he waits for one already: for this one, too
    if mode != "beside" and not another:
        _make_room(a, task, mode)
    new = a.open(
        TaskKind.COUNTERSIGN,
        signer,
        due=limit(a, "countersign"),
        sequence=task.sequence - (mode == "before") + (mode == "after"),
        status=Status.WAITING if mode == "after" else Status.OPEN,
        note=a.reason,
        batch=mark(mode, task),
    )
    if mode == "before" and not another:
        a.hold(task)
    if new.status == Status.OPEN:
        said = _("%(who)s 请您会签 %(no)s。") % {"who": a.by.name, "no": doc.receipt_no}
        tell_holders(a, [signer.principal], said, kind=TaskKind.COUNTERSIGN)
    return _SAID[mode]() % {"who": signer.name}


_SAID = {
    "before": lambda: _("已请 %(who)s 先会签，会签后再由您办理。"),
    "beside": lambda: _("已请 %(who)s 同时会签，都办完后送下一步。"),
    "after": lambda: _("已请 %(who)s 在您之后会签，会签后送下一步。"),
}


def _check(a: Act, doc: Document, signer: Person, mode: str) -> None:
    if mode not in MODES:
        raise BadInput(_("请选择在您之前、同时还是之后。"), "mode")
    if signer.pk == a.by.pk:
        raise BadInput(_("不能加签给自己。"), "signer")
    if not readers().filter(pk=signer.pk).exists():
        raise BadInput(_("%(who)s 不在任，不能加签。") % {"who": signer.name}, "signer")
    if any(t.holder == signer.principal for t in a.live(Lane.MAIN, *DECIDING)):
        raise BadInput(_("%(who)s 已在这一步办理。") % {"who": signer.name}, "signer")
    if signer.pk in drafters(doc):
        raise BadInput(_("拟办人不能会签自己的拟办意见。"), "signer")


def _make_room(a: Act, mine: Task, mode: str) -> None:
    """A free number in the route: before mine (mine moves back as well) or right after it."""
    for task in a.live(Lane.MAIN, *DECIDING):
        if task.sequence > mine.sequence and task is not mine:
            a.update(task, sequence=task.sequence + 1)
    if mode == "before":
        a.update(mine, sequence=mine.sequence + 1)
