"""One act at work: the locked subject, what it opens and closes, and the entry it leaves."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from docflow.web.errors import Faster, NotAllowed
from workflow import chain, write
from workflow.models import Entry, Lane, Status, Task
from workflow.models.task import LIVE
from workflow.queries import live_of

MOVED = (
    "status", "outcome", "answer", "revoked", "on_behalf_of",
    "given_at", "opened_at", "done_at", "done_by", "done_by_name",
)  # fmt: skip
DATED = ("due_at", "due_source", "due_trace")
BATCH = 500


class Act:
    """Collects what one act changes. Made by `workflow.spine`, handed to the body as its first argument.

    `subject` is the locked row, `by` the person, `now` the database clock, `behalf` whom he stands in for
    (set by `take`). `lane` has the subject's live tasks of one lane, read once; `tasks` those of both.
    """

    def __init__(
        self,
        subject: Any,
        by: Any,
        verb: str,
        key: str,
        also: Iterable[write.Statement] = (),
        *,
        created: bool = False,
        expected: int | None = None,
    ) -> None:
        self.subject, self.by, self.verb, self.key, self.created = subject, by, verb, key, created
        self.expected = expected  # the version its form was drawn from, where one was
        self.now: datetime = subject.locked_at
        self.behalf: Any = None
        self.reason = ""
        self.opinion, self.opinion_kind = "", ""
        self.data: dict[str, Any] = {}
        self.states: list[str] = []
        self._opened: list[Task] = []
        self._changed: list[list[Any]] = []
        self._pending: list[write.Statement] = []
        self._also = list(also)
        self._lanes: dict[str, list[Task]] = {lane: [] for lane in Lane} if created else {}
        self._before = {} if created else dict(vars(subject))

    # -- tasks ---------------------------------------------------------------------------------

    @property
    def tasks(self) -> list[Task]:
        """Live tasks of the subject in both lanes, as they are under the lock; hundreds may be readers'."""
        return [task for lane in Lane for task in self.lane(lane)]

    def lane(self, lane: str) -> list[Task]:
        """Those of one lane in order, read once when it is asked for; with what this act has opened and closed."""
        if lane not in self._lanes:
            found = live_of(self.subject, "d.lane = %(lane)s", lane=lane)
            opened = [task for task in self._opened if task.lane == lane]
            self._lanes[lane] = [*found, *opened]
        return self._lanes[lane]

    def see(self, tasks: Iterable[Task]) -> None:
        """Work with these live tasks alone (the whole main lane among them): one of thousands need not read all."""
        found = list(tasks)
        self._lanes = {lane: [t for t in found if t.lane == lane] for lane in Lane}

    def live(self, lane: str = Lane.MAIN, *kinds: str) -> list[Task]:
        """Live tasks of a lane, of the named kinds (all when none is named)."""
        return [t for t in self.lane(lane) if t.is_live and (not kinds or t.kind in kinds)]

    def take(self, *kinds: str, task_id: int | None = None, lane: str = Lane.MAIN) -> Task:
        """The open task of these kinds that is his to do (or that he stands in for; his own come first).

        Raises `NotAllowed` when such a task is open but somebody else's, `Faster` when none is open any more.
        """
        open_ones = [
            t for t in self.live(lane, *kinds) if t.status == Status.OPEN and task_id in (None, t.pk)
        ]
        found = [(t, *self.by.hats.acts_for(t.holder, t.kind)) for t in open_ones]
        for task, mine, stand_in in sorted(found, key=lambda f: f[2] is not None):
            if mine:
                self.behalf = stand_in
                return task
        if open_ones:
            raise NotAllowed(_("这项工作不在您名下。"))
        raise self._faster()

    def open(
        self,
        kind: str,
        holder: Any,
        *,
        due: Any = None,
        lane: str = Lane.MAIN,
        status: str = Status.OPEN,
        sequence: int = 0,
        note: str = "",
        batch: str = "",
        assignment_id: int | None = None,
        holder_name: str = "",
    ) -> Task:
        """Give `holder` (person, post or unit: anything with `principal`) a task. Written at the end."""
        card = self.subject.card()
        task = Task(
            kind=kind,
            lane=lane,
            status=status,
            holder=holder.principal,
            holder_name=holder_name or str(holder),
            sequence=sequence,
            note=note,
            batch=batch,
            assignment_id=assignment_id,
            round=self.subject.round,
            given_by_id=self.by.pk,
            given_by_name=self.by.name,
            given_at=self.now,
            **card,
        )
        if due is not None:
            set_due(task, due)
        if lane in self._lanes:
            self._lanes[lane].append(task)
        self._opened.append(task)
        return task

    def close(self, task: Task, outcome: str, *, answer: str = "", accepted: bool = False) -> None:
        """The task is done, by the person of this act."""
        task.status, task.outcome, task.answer = Status.DONE, outcome, answer
        task.done_at, task.done_by_id, task.done_by_name = self.now, self.by.pk, self.by.name
        task.opened_at = task.opened_at or self.now
        if self.behalf is not None:
            task.on_behalf_of = f"p{self.behalf.person_id}"
        self._change(task, "close", outcome)

    def cancel(self, task: Task, outcome: str, *, revoke: bool = False) -> None:
        """The task is taken away (withdrawn, recalled, superseded). `revoke` also ends the right to see."""
        self.cancel_all([task], outcome, revoke=revoke)

    def cancel_all(self, tasks: Iterable[Task], outcome: str, *, revoke: bool = False) -> None:
        """Many tasks taken away by one statement: a paper may be with hundreds of readers."""
        self.flush()
        kept = []
        for task in tasks:
            task.status, task.outcome, task.revoked = Status.CANCELLED, outcome, revoke
            if task.pk is not None:  # else opened by this very act: its final status is written with it
                kept.append(task.pk)
                self._changed.append(["cancel", task.pk, outcome])
        Task.objects.filter(pk__in=kept).update(status=Status.CANCELLED, outcome=outcome, revoked=revoke)

    def release(self, task: Task) -> None:
        """A waiting task's turn has come."""
        task.status, task.given_at = Status.OPEN, self.now
        self._change(task, "release", "")

    def hold(self, task: Task) -> None:
        """Put an open task back to waiting (a signer before him was added)."""
        task.status = Status.WAITING
        self._change(task, "hold", "")

    def update(self, task: Task, **fields: Any) -> None:
        """Other columns of a task (accepted_at, due_at, urged …): not part of who holds it."""
        for name, value in fields.items():
            setattr(task, name, value)
        if task.pk:
            self._pending.append(write.updating(task, fields))

    def along(self, row: Any, *names: str) -> None:
        """These columns of another row of the subject, which travel with what the act writes."""
        self._pending.append(write.updating(row, names))

    def beside(self, row: Any) -> None:
        """A new row of another table, which travels with what the act writes."""
        self._pending.append(write.inserting([row]))

    def written(self, tasks: Iterable[tuple[int, str, str, str, str, str]]) -> None:
        """Tasks the body opened by a statement of its own, thousands at once: (id, kind, lane, holder, status, name)."""
        self._changed += [["open", *task] for task in tasks]

    # -- the clock -----------------------------------------------------------------------------

    def stop_clock(self) -> None:
        """Every live task of the main lane stands still from now on: neither due nor overdue, and nobody is reminded.
        What was said of its date asks no longer."""
        for task in self.live(Lane.MAIN):
            self.update(task, paused_at=self.now, due_version=task.due_version + 1)
        self.data["clock"] = "stopped"

    def start_clock(self, moved: Callable[[Task], Any]) -> list[tuple[Task, datetime]]:
        """It goes on: `moved(task)` is the explained date of a task that stood still. Answers those whose date is another
        now, each with what it was; the date first promised stays."""
        found = []
        for task in [t for t in self.live(Lane.MAIN) if t.paused_at is not None]:
            before = task.due_at
            if before is not None:
                set_due(task, moved(task))
            dated = {name: getattr(task, name) for name in DATED}
            self.update(task, **dated, paused_at=None, due_version=task.due_version + 1)
            if before is not None and task.due_at != before:
                found.append((task, before))
        self.data["clock"] = "started"
        return found

    def next_turn(self, lane: str = Lane.MAIN, *kinds: str, batch: str | None = None) -> list[Task]:
        """Open the waiting tasks whose turn has come; returns them. Nothing opens while an earlier one is live.

        `batch`: only among the tasks given together: one circulation does not wait for another.
        """
        live = [t for t in self.live(lane, *kinds) if batch is None or t.batch == batch]
        if not live:
            return []
        first = min(t.sequence for t in live)
        turn = [t for t in live if t.sequence == first and t.status == Status.WAITING]
        for task in turn:
            self.release(task)
        return turn

    def flush(self) -> None:
        """Changes of tasks wait for the act's end, to travel with what is written then. For a body that asks the
        database about them before."""
        if self._pending:
            write.run(*self._pending)
            self._pending = []

    # -- the entry -----------------------------------------------------------------------------

    def say(self, kind: str, text: str) -> None:
        """The opinion of this act: its kind and its words."""
        self.opinion_kind, self.opinion = kind, text

    def moved(self, before: str, after: str) -> None:
        self.states += [before, after]

    def finish(self) -> Entry:
        """Write everything in one message: tasks, the subject's row, the entry. Called once, by the spine.

        More tasks than keys in stock go before, in a message of their own, which answers with their keys.

        A new subject may have its key already, so that one INSERT is enough; else it gets it here.
        """
        statements, entry = self.sealed()
        entry.pk = write.run(*statements)[0]
        self.subject._state.adding = entry._state.adding = False
        return entry

    def sealed(self) -> tuple[list[write.Statement], Entry]:
        """What `finish` sends, and its entry: for many acts that travel as one message. Nothing may be added after."""
        subject = self.subject
        if subject.pk is None:
            subject.save(force_insert=True)
        self._write_opened()
        entry = self._entry()
        subject.entry_count, subject.entry_head = entry.seq, entry.hash
        for name, value in subject.shown(self.live(Lane.MAIN)).items():
            setattr(subject, name, value)
        row = (
            write.inserting([subject]) if subject._state.adding else write.updating(subject, self._touched())
        )
        return [*self._pending, *self._also, row, write.inserting([entry])], entry

    def _touched(self) -> list[str]:
        """Fields of the subject that are not as they were read."""
        now = vars(self.subject)
        fields = [f for f in self.subject._meta.concrete_fields if f.attname in now]
        return [f.name for f in fields if self.created or now[f.attname] != self._before.get(f.attname)]

    def _write_opened(self) -> None:
        for task in self._opened:
            task.subject_pk, task.subject_kind = self.subject.pk, self.subject.subject_kind
            task.subject_ref = self.subject.ref
        if 0 < len(self._opened) <= len(self.subject.task_keys):
            for task, pk in zip(self._opened, self.subject.task_keys, strict=False):
                task.pk, task._state.adding = pk, False
            self._pending.append(write.inserting(self._opened))
        else:
            self._write_many()
        self._changed += [
            ["open", t.pk, t.kind, t.lane, t.holder, t.status, t.holder_name] for t in self._opened
        ]

    def _write_many(self) -> None:
        for start in range(0, len(self._opened), BATCH):
            batch = self._opened[start : start + BATCH]
            keys = write.run(*self._pending, write.inserting(batch))
            self._pending = []
            for task, pk in zip(batch, keys, strict=True):
                task.pk, task._state.adding = pk, False

    def _entry(self) -> Entry:
        hats, seat = self.by.hats, self.by.hats.seat
        if self._changed:
            self.data["tasks"] = self._changed
        entry = Entry(
            subject_kind=self.subject.subject_kind,
            subject_pk=self.subject.pk,
            seq=self.subject.entry_count + 1,
            at=self.now,
            actor_id=hats.person_id,
            actor_name=self.by.name,
            actor_post=seat.title if seat else "",
            actor_unit=seat.unit_short if seat else "",
            rank=self.behalf.rank if self.behalf else (seat.rank if seat else self.by.rank),
            behalf_id=self.behalf.person_id if self.behalf else None,
            behalf_name=self.behalf.name if self.behalf else "",
            behalf_post=self.behalf.title if self.behalf else "",
            verb=self.verb,
            from_state=self.states[0] if self.states else "",
            to_state=self.states[-1] if self.states else (self.subject.state if self.created else ""),
            version=self.subject.version,
            round=self.subject.round,
            reason=self.reason,
            opinion_kind=self.opinion_kind,
            opinion=self.opinion,
            data=self.data,
            key=self.key,
            prev=bytes(self.subject.entry_head),
        )
        entry.hash = chain.digest(entry)
        return entry

    def _change(self, task: Task, what: str, detail: str) -> None:
        if task.pk is None:
            return  # opened by this very act: its final status is written with it
        self._pending.append(write.updating(task, MOVED))
        self._changed.append([what, task.pk, detail])

    def _faster(self) -> Faster:
        last = Entry.objects.filter(subject_kind=self.subject.subject_kind, subject_pk=self.subject.pk)
        found = last.order_by("-seq").first()
        who = found.actor_name if found else ""
        return Faster(
            _("%(who)s 已先办理，这一步已经结束。") % {"who": who}, who=who, when=found.at if found else None
        )


def set_due(task: Task, due: Any) -> None:
    """Write an explained date (`deadlines.limits.Explained`) onto a task; the first promise stays."""
    task.due_at, task.due_source, task.due_trace = due.at, due.source, due.trace
    task.due_first = task.due_first or due.at


__all__ = ["LIVE", "Act", "set_due"]
