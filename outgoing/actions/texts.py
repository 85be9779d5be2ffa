"""The text of a draft: versions, the edit lock, annexes. Nothing is overwritten; what others agreed to is asked anew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from docflow.web.errors import Incomplete
from documents.files.secrecy import check_fields
from documents.models import Blob
from outgoing.actions.content import refresh_content
from outgoing.actions.guard import allow, free, need
from outgoing.actions.joint import keep_to_the_list
from outgoing.actions.route import ask_all_anew
from outgoing.actions.telling import tell_holders
from outgoing.actions.turns import ask_units, give
from outgoing.models import Annex, DraftVersion, Outgoing
from outgoing.queries.agreed import not_agreed, outstanding
from outgoing.queries.joint import organ_of
from outgoing.rules.content import text_hash
from outgoing.rules.joint import of_an_organ
from outgoing.words import State, TaskKind
from workflow.act import Act
from workflow.models import Entry, Lane, Status, Task
from workflow.spine import act

K = TaskKind


@dataclass(frozen=True)
class Text:
    """A text as it comes from a form: the words of the file, and the file (None where they were typed)."""

    paragraphs: Sequence[str]
    blob: Blob | None = None
    name: str = ""
    note: str = ""


def save_text(a: Act, text: Text) -> DraftVersion:
    """The next version. `Incomplete` for an empty text and for one that is the same as the last."""
    paper: Outgoing = a.subject
    words = [p.rstrip() for p in text.paragraphs]
    if not any(p.strip() for p in words):
        raise Incomplete(_("文稿是空的，请拟稿人写好正文再存。"))
    check_fields({"text": "\n".join(words)})
    digest = text_hash(words)
    last = DraftVersion.objects.filter(paper=paper).order_by("-number").first()
    if last is not None and last.text_hash == digest and (text.blob is None or last.blob_id == text.blob.pk):
        raise Incomplete(_("与第 %(n)s 稿相同，没有另存。") % {"n": last.number})
    made = DraftVersion.objects.create(
        paper=paper, number=(last.number if last else 0) + 1, blob=text.blob, name=text.name[:200],
        paragraphs=words, text_hash=digest, note=text.note[:200], saved_by_id=a.by.pk, saved_by_name=a.by.name,
        saved_at=a.now,
    )  # fmt: skip
    paper.text_version = made.number
    a.data["text"] = [made.number, digest, text.blob.sha256 if text.blob else ""]
    return made


@act("text")
def save(a: Act, *, text: Text) -> str:
    """Save the text as a new version; frees the lock. Units that had agreed, and signers that had signed, are asked anew."""
    allow(a, "text")
    paper: Outgoing = a.subject
    made = save_text(a, text)
    free(paper)
    a.reason = text.note.strip()[:200]
    said = _("已存为第 %(n)s 稿。") % {"n": made.number}
    return said + ask_anew(a) if refresh_content(a) else said


def ask_anew(a: Act) -> str:
    """After what is printed has changed: who had agreed to another text owes his answer again. Says to whom it went."""
    paper: Outgoing = a.subject
    if paper.state == State.COUNTERSIGNING:
        again = _asked_again(a)
        for settle in a.live(Lane.MAIN, K.SETTLE) if again else ():
            a.cancel(settle, "superseded")
    elif paper.state == State.REVIEWING:
        words = {"who": "、".join(outstanding(paper))}
        return _("文稿有改动，审核同意后先送 %(who)s 重新办理。") % words if words["who"] else ""
    elif paper.state == State.SIGNING:
        if said := ask_all_anew(a):
            return said
        again = _signing_again(a)
        keep_to_the_list(a)
    else:
        return _("签发后有改动，须重新签发。") if paper.is_stale else ""
    if not again:
        return ""
    turn = [
        t for t in again if t.status == Status.OPEN
    ] or again  # the others are asked when their turn comes
    names = "、".join(t.holder_name for t in turn)
    tell_holders(a, [t.holder for t in turn], _("%(no)s 文稿有改动，请重新办理。") % {"no": paper.name})
    return _("文稿有改动，请 %(who)s 重新办理。") % {"who": names}


def _asked_again(a: Act) -> list[Task]:
    """Units that had answered to another text, whenever that was; whose time ran out is not waited for again."""
    paper: Outgoing = a.subject
    done = Task.objects.about(paper).filter(kind=K.COUNTERSIGN, outcome="overdue", done_at__gt=_since(paper))
    left = {t.holder for t in a.live(Lane.MAIN, K.COUNTERSIGN)} | set(done.values_list("holder", flat=True))
    units = [unit for unit in not_agreed(paper) if unit.principal not in left]
    return ask_units(a, units) if units else []


def _signing_again(a: Act) -> list[Task]:
    """Who signed since the paper came to its signers, once more in the same order: who comes after one of them waits for
    him again."""
    paper: Outgoing = a.subject
    rows = Task.objects.about(paper).filter(
        kind__in=(K.SIGN, K.JOINT), outcome="signed", done_at__gt=_since(paper)
    )
    joints = list(paper.joints.all())
    waiting = a.live(Lane.MAIN, K.SIGN, K.JOINT)
    live = {(t.holder, t.assignment_id) for t in waiting}
    found = {
        (t.holder, t.assignment_id): t
        for t in rows.order_by("id")
        if (t.holder, t.assignment_id) not in live and (not of_an_organ(t) or organ_of(t, joints))
    }
    if not found:
        return []
    first = min(t.sequence for t in found.values())
    for task in waiting:
        if task.status == Status.OPEN and task.sequence > first:
            a.hold(task)
    return [
        give(
            a,
            t.kind,
            Named(t.holder, t.holder_name),
            waits=t.sequence > first,
            sequence=t.sequence,
            note=t.note,
            assignment_id=t.assignment_id,
        )
        for t in found.values()
    ]


def _since(paper: Outgoing) -> datetime:
    """When it came into the state it is in."""
    moves = Entry.objects.filter(subject_kind=paper.subject_kind, subject_pk=paper.pk, to_state=paper.state)
    last = moves.exclude(from_state=paper.state).order_by("-seq").first()
    return last.at if last else paper.drafted_at


@dataclass(frozen=True)
class Named:
    """A holder as a former task names him."""

    principal: str
    name: str

    def __str__(self) -> str:
        return self.name


@act("lock")
def lock(a: Act) -> str:
    """Nobody else changes the text while I do."""
    allow(a, "lock")
    paper: Outgoing = a.subject
    paper.lock_holder_id, paper.lock_name, paper.locked_since = a.by.pk, a.by.name, a.now
    return _("已锁定，请改稿。")


@act("unlock")
def unlock(a: Act) -> str:
    allow(a, "unlock")
    free(a.subject)
    return _("已解锁。")


@act("force_unlock")
def force_unlock(a: Act, *, reason: str) -> str:
    """Take somebody else's lock away: he is told, the reason stays in the trail."""
    allow(a, "force_unlock")
    paper: Outgoing = a.subject
    a.reason = need(reason, _("请说明强制解锁的理由。"))
    loser, name = paper.lock_holder_id, paper.lock_name
    a.data["unlocked"] = [loser, name]
    free(paper)
    words = {"who": a.by.name, "no": paper.name, "why": a.reason}
    tell_holders(a, [f"p{loser}"], _("%(who)s 收回了您对 %(no)s 的编辑锁：%(why)s") % words)
    return _("已收回 %(who)s 的编辑锁。") % {"who": name}


@act("annex")
def annex(a: Act, *, blobs: Sequence[tuple[Blob, str]], replaces: Annex | None = None) -> str:
    """Add annexes, or (`replaces`) a new version of one. What is printed changes with them."""
    allow(a, "annex")
    paper: Outgoing = a.subject
    last = Annex.objects.filter(paper=paper).order_by("-number").first()
    number = last.number if last else 0
    for blob, name in blobs:
        version = 1
        if replaces is not None:
            Annex.objects.filter(pk=replaces.pk).update(latest=False)
            version, place = replaces.version + 1, replaces.number
        else:
            number, place = number + 1, number + 1
        Annex.objects.create(
            paper=paper, number=place, version=version, blob=blob, name=name[:200], added_by_name=a.by.name,
            added_at=a.now,
        )  # fmt: skip
    a.data["annexes"] = [[name, blob.sha256] for blob, name in blobs]
    said = _("已加 %(n)s 个附件。") % {"n": len(blobs)}
    if not refresh_content(a):
        return said
    return said + (_("恢复办理时再请已答复的单位和人员重新办理。") if paper.is_paused else ask_anew(a))
