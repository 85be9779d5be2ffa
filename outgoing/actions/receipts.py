"""签收: units sign for their copies, clerks record answers on paper, whoever is late is urged; then the paper closes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from checking.actions.gates import pass_gate
from docflow.web.errors import BadInput, Faster, Incomplete, NotAllowed
from outgoing.actions.guard import allow, not_by, not_own
from outgoing.actions.telling import out_of_sight, tell_holders
from outgoing.actions.watching import watch
from outgoing.models import Addressee, Outgoing
from outgoing.queries import gates
from outgoing.queries.dispatch import missing, named
from outgoing.rules.receipts import ARRIVED, BY_UNIT, NEXT, ON_PAPER, Said, fault
from outgoing.words import Receipt, TaskKind
from workflow.act import Act
from workflow.models import Lane, Status, Task
from workflow.queries import live_of
from workflow.spine import act, faster, step

ANSWERED = ("receipt", "received_copies", "answered_at", "answered_by_name", "note", "seal_intact")
MINE = "(d.lane = 'main' OR d.holder = ANY(%(mine)s))"
THEIRS = "(d.lane = 'main' OR d.assignment_id = ANY(%(rows)s))"


@act("receive", exclusive=False)
def receive(
    a: Act, *, copies: int, note: str = "", condition: str = Receipt.SIGNED, task_id: int | None = None
) -> str:
    """The receiving unit says what came: all (`signed`), fewer (`short`), spoilt (`damaged`), or not for it (`refused`).

    `task_id`: of several units of his the one it was sent to (None: the first). Beside others: thirty units at once
    are all counted. `BadInput` when the copies do not fit the condition or words are missing; `Faster` when a
    colleague has signed.
    """
    task = _mine(a, task_id)
    if condition not in BY_UNIT:
        raise BadInput(_("请选择签收结果。"), "condition")
    row = Addressee.objects.get(pk=task.assignment_id or 0, paper=a.subject)
    words = note.strip()
    _answered(a, row, Said(condition, copies, words), by=a.by.name, at=a.now)
    row.save(update_fields=ANSWERED)
    a.close(task, condition, answer=words)
    if condition != Receipt.SIGNED:
        _tell_clerk(a, row)
    return _("%(unit)s %(what)s：%(n)s 份。") % {
        "unit": row.name, "what": Receipt(condition).label, "n": row.received_copies or 0,
    }  # fmt: skip


def _mine(a: Act, task_id: int | None) -> Task:
    """His open task; of the circulation only what is his is read: its cost does not grow with the addressees."""
    mine = sorted(a.by.hats.all)
    a.see(live_of(a.subject, MINE, mine=mine))
    open_ones = a.live(Lane.CIRCULATION, TaskKind.RECEIVE)
    if not [t for t in open_ones if task_id in (None, t.pk)]:
        done = Task.objects.about(a.subject).filter(kind=TaskKind.RECEIVE, holder__in=mine)
        if task_id is not None:
            done = done.filter(pk=task_id)
        last = done.filter(status=Status.DONE).order_by("-done_at").first()
        if last is not None:
            raise Faster(
                _("%(who)s 已为 %(unit)s 登记，不用再签收。") % {"who": last.done_by_name, "unit": last.holder_name},
                who=last.done_by_name, when=last.done_at, verb="receive",
            )  # fmt: skip
        if done.filter(status=Status.CANCELLED).exists():
            raise faster(a.subject)
        raise NotAllowed(_("本件没有发给您的单位，不用签收。"))
    task: Task = allow(a, "receive", task_id=task_id)
    return task


def _tell_clerk(a: Act, row: Addressee) -> None:
    words = {"unit": row.name, "what": Receipt(row.receipt).label, "no": a.subject.name, "note": row.note}
    said = _("%(unit)s 对 %(no)s 登记「%(what)s」：%(note)s") % words
    tell_holders(a, [t.holder for t in a.live(Lane.MAIN, TaskKind.RECEIPTS)], said, kind=TaskKind.RECEIPTS)


@act("receipts", exclusive=False)
def receipts(a: Act, *, rows: Sequence[Mapping[str, Any]]) -> str:
    """Answers on paper, each a dict: `addressee` (its key), `receipt`, `received_copies`, `by_name`, `on` (date or
    moment), `note`, and `seal_intact` where it was looked at. A unit that could sign itself need not any more; one
    from which its copies are withdrawn (撤回) is told, and sees the paper no more until it is sent again (补寄).

    `BadInput` names the field by the addressee's key, also where its batch was not handed over yet; `Faster` where a
    row was answered meanwhile.
    """
    allow(a, "receipts")
    if not rows:
        raise BadInput(_("没有登记任何一个单位。"))
    found = _rows(a, [r["addressee"] for r in rows])
    recalled = {pk for pk, row in found.items() if row.receipt == Receipt.RECALLED}
    for given in rows:
        _recorded(a, found[given["addressee"]], given)
    Addressee.objects.bulk_update(found.values(), ANSWERED)
    _done_for(a, found, told=recalled)
    watch(a)
    a.data["receipts"] = [
        [row.pk, row.name, row.receipt, row.received_copies, row.answered_by_name, row.note]
        for row in found.values()
    ]
    said = [f"{row.name}{Receipt(row.receipt).label}" for row in found.values()]
    return _("已登记 %(n)s 个单位：%(who)s。") % {"n": len(said), "who": named(said)}


def _recorded(a: Act, row: Addressee, given: Mapping[str, Any]) -> None:
    answer = given["receipt"]
    if answer not in ON_PAPER:
        raise BadInput(_("请选择签收结果。"), f"receipt_{row.pk}")
    _has_left(row)
    by = str(given.get("by_name") or "").strip()[:60]
    if answer in ARRIVED and not by:
        raise BadInput(_("请填写 %(unit)s 的签收人。") % {"unit": row.name}, f"by_{row.pk}")
    copies = given.get("received_copies")
    said = Said(answer, row.copies if copies is None else copies, str(given.get("note") or "").strip())
    if given.get("seal_intact") is not None:
        row.seal_intact = given["seal_intact"]
    _answered(a, row, said, by=by or a.by.name, at=_moment(a, row, given.get("on")))


def _has_left(row: Addressee) -> None:
    """What lies in a batch that nobody took was neither signed for nor sent back. A unit's own word is not asked this:
    whoever has the paper in his hands may say so, though the desk forgot to press 已交出."""
    batch = row.batch
    if row.receipt == Receipt.SENT and batch is not None and batch.lies_here:
        words = {"unit": row.name, "no": batch.number}
        said = _("%(unit)s 的件在 %(no)s 里，还没有交出：请先在该批点「已交出」再登记；不送的请从该批取出。")
        raise BadInput(said % words, f"receipt_{row.pk}")


def _answered(a: Act, row: Addressee, said: Said, *, by: str, at: datetime) -> None:
    """Put an answer on the row; refuses one that does not follow from what stands there."""
    if said.receipt not in NEXT.get(row.receipt, ()):
        words = {"unit": row.name, "what": Receipt(row.receipt).label}
        raise Faster(_("%(unit)s 现在是「%(what)s」，请刷新后再登记。") % words)
    if wrong := fault(said, before=row.receipt, sent=row.copies):
        raise BadInput(_("%(unit)s：%(wrong)s") % {"unit": row.name, "wrong": wrong}, f"receipt_{row.pk}")
    row.received_copies = _usable(row, said)
    row.receipt, row.note = said.receipt, said.note[:200]
    row.answered_at, row.answered_by_name = at, by


def _usable(row: Addressee, said: Said) -> int | None:
    """How many copies came; of what is withdrawn how many had, as far as anybody said so, none where they were spoilt:
    by that they are sent again (补寄)."""
    if said.receipt == Receipt.WITHDRAWN:
        return 0 if row.receipt == Receipt.DAMAGED else row.received_copies
    return said.copies if said.receipt in ARRIVED else 0


def _moment(a: Act, row: Addressee, on: date | datetime | None) -> datetime:
    """When it was signed: now where nothing is said; a day counts from its beginning. Not before it was sent (by the
    minute, as forms have it), not to come."""
    if on is None:
        return a.now
    at = on if isinstance(on, datetime) else timezone.make_aware(datetime.combine(on, time.min))
    whole_day = not isinstance(on, datetime)
    sent = timezone.localtime(row.sent_at) if row.sent_at else None
    if at > a.now:
        raise BadInput(_("%(unit)s 的签收时间不能晚于现在。") % {"unit": row.name}, f"on_{row.pk}")
    if sent is None:
        return at
    first = sent.replace(hour=0, minute=0, second=0, microsecond=0) if whole_day else sent.replace(second=0)
    if at < first.replace(microsecond=0):
        raise BadInput(_("%(unit)s 的签收时间早于发出时间。") % {"unit": row.name}, f"on_{row.pk}")
    return max(at, row.sent_at or at)


def _rows(a: Act, keys: Sequence[int]) -> dict[int, Addressee]:
    """Rows of this very paper by their keys, each once."""
    found: dict[int, Addressee] = (
        Addressee.objects.filter(paper=a.subject).select_related("batch").in_bulk(list(keys))
    )
    if len(found) != len(keys):
        raise BadInput(_("分发单位中没有这一项，或同一单位填了两次，请刷新后再办。"))
    return found


def _done_for(a: Act, rows: Mapping[int, Addressee], *, told: Collection[int]) -> None:
    """Their units need not answer any more: the clerk has, in their place. `told`: rows that were recalled, of which
    everybody was told then, and who had signed sees what was recalled."""
    a.see(live_of(a.subject, THEIRS, rows=list(rows)))
    back = {pk: row for pk, row in rows.items() if row.receipt == Receipt.WITHDRAWN and pk not in told}
    for task in a.live(Lane.CIRCULATION, TaskKind.RECEIVE):
        row = rows[task.assignment_id or 0]
        if row.pk not in back:
            a.close(task, row.receipt, answer=row.note)
    if back:
        _withdrawn(a, back)


def _withdrawn(a: Act, rows: Mapping[int, Addressee]) -> None:
    """Their copies are taken back: they see the paper no more, also who had said that some were short or spoilt, and
    are told so with the reason."""
    a.cancel_all(a.live(Lane.CIRCULATION, TaskKind.RECEIVE), "withdrawn", revoke=True)
    given = Task.objects.about(a.subject).filter(kind=TaskKind.RECEIVE, assignment_id__in=list(rows))
    given.update(revoked=True)
    out_of_sight(a, list(given))
    alike: dict[str, list[str]] = defaultdict(list)
    for row in rows.values():
        if row.principal:
            alike[row.note].append(row.principal)
    for why, holders in alike.items():
        said = _("%(no)s 已撤回，不用签收；已到的请退回：%(why)s") % {"no": a.subject.name, "why": why}
        tell_holders(a, holders, said, kind=TaskKind.RECEIVE, gone=True)


@act("close")
def close(
    a: Act,
    *,
    checked: Sequence[str] = (),
    waived: Sequence[str] = (),
    waive_reason: str = "",
    looked: str = "",
) -> str:
    """Gate 3 (办结前复核): everybody has answered for his copies, every numbered copy is back, the copies add up, what is to
    be kept is there: the paper is done. Never by who drafted it; where a person has to look at something (work secret,
    numbered copies, …) neither by who sent it out.

    `Incomplete` lists who is missing, and which numbers.
    """
    paper: Outgoing = a.subject
    try:
        task = allow(a, "close")
    except Incomplete as refusal:
        raise Incomplete(missing(paper) or refusal.reasons) from refusal
    not_own(a, _("拟稿人不能复核自己的公文办结，请文书或处长办理。"))
    listing = gates.closing(paper)
    if listing.manual:
        for person_id in gates.dispatchers(paper):
            not_by(a, person_id, _("核发本件的人不能自己复核办结，请另一名文书或处长办理。"))
    pass_gate(a, listing, checked=checked, waived=waived, waive_reason=waive_reason, looked=looked)
    a.data["checked"] = [p.key for p in listing.manual]
    step(a, "close", now=a.now)
    for one in [task] if task is not None else a.live(Lane.MAIN, TaskKind.RECEIPTS)[:1]:
        a.close(one, "closed")
    a.cancel_all([t for t in a.tasks if t.is_live], "closed")
    Task.objects.about(paper).update(subject_live=False)
    return _("已办结，待归档。")
