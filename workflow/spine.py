"""act(), locked(), step(): the only way anything is written about a subject.

An act is a function `body(a, ...)` decorated with `@act("verb")` and called as
`name(subject, by=person, key=form_key, expected_version=n, ...)`. In one transaction it locks the row,
recognises a repeated form by its key, compares the version the form was drawn from, lets the body work
on the locked row through `a` (an `Act`), saves the row and writes the Entry, chained to the one before.
"""

from __future__ import annotations

import functools
import secrets
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_fsm import TransitionNotAllowed, can_proceed

from docflow.web.errors import Faster, Incomplete, NotAllowed, Refusal
from docflow.web.prepared import fetch
from docflow.web.rows import columns, instances
from workflow import clock, typed, write
from workflow.act import Act
from workflow.clock import database_now
from workflow.models import Entry, Subject, Task

S = TypeVar("S", bound=Subject)
W = TypeVar("W")
P = ParamSpec("P")
MANY = 200  # subjects of one message


class Acting(Protocol):
    """What an act needs to know of a person."""

    pk: int
    name: str


@dataclass(frozen=True)
class Done:
    """What an act answers: the subject as it is now, its entry, and whether this was a repeated form."""

    subject: Any
    entry: Entry
    replayed: bool = False

    @property
    def said(self) -> str:
        """The sentence for the person who acted."""
        return str(self.entry.data.get("said", ""))


def new_key() -> str:
    """An idempotency key for one drawn form."""
    return secrets.token_urlsafe(18)


@contextmanager
def locked(subject: S) -> Iterator[S]:
    """The subject's row as it is now, locked until the transaction ends; carries the clock as `locked_at`, keys for
    new tasks as `task_keys`."""
    model = type(subject)
    sql = f"""SELECT {columns(model)}, {clock.SQL}, {write.STOCK} FROM {model._meta.db_table} d
      WHERE d.id = %(pk)s FOR UPDATE"""  # noqa: S608 - names of columns
    values = {"pk": subject.pk, "told": clock.told_now()}
    with transaction.atomic(savepoint=False):
        found = instances(model, sql, values, more="locked_at task_keys")
        if not found:
            raise model.DoesNotExist
        yield found[0]


def replay(key: str, verb: str, subject: Any, pk: int | None, by: Acting, mark: str = "") -> Done | None:
    """The first result of a form that was sent before: the same act, by the same person, about the same thing.

    The same words (`mark`), too: what he typed anew (back in the browser) is refused aloud, never dropped.

    `pk` is the subject's before the act, None for one that was to be made. A key that came with anything else
    is no repetition: to answer with the first result would tell him that something was done which was not.
    """
    entry = Entry.objects.filter(key=key).first()
    if entry is None:
        return None
    if entry.actor_id != by.pk or entry.subject_kind != subject.subject_kind:
        raise NotAllowed(_("这张表单不是您的。"))
    if entry.verb != verb or pk not in (None, entry.subject_pk):
        raise Faster(_("这张表单已经用于别的办理，这一次没有保存，请重新打开再办。"))
    if mark and entry.data.get("form", mark) != mark:
        stands = "".join(f"“{text}”" for text in (entry.opinion or entry.reason,) if text)
        said = _("已提交过：%(said)s%(words)s 这次填写的不同，没有保存，仍保留在下方。")
        raise Faster(said % {"said": entry.data.get("said", ""), "words": stands})
    current = type(subject)._default_manager.get(pk=entry.subject_pk)
    return Done(current, entry, replayed=True)


def faster(subject: Subject, **entry: Any) -> Faster:
    """The refusal that names who acted last on the subject, and when; `entry` narrows down to what was done."""
    last = (
        Entry.objects.filter(subject_kind=subject.subject_kind, subject_pk=subject.pk, **entry)
        .order_by("-seq")
        .first()
    )
    if last is None:
        return Faster(_("本件刚刚有变化，请刷新后再办。"))
    when = timezone.localtime(last.at)
    text = _("%(who)s %(when)s 已先办理，本件已有变化。您填写的内容仍保留在下方。") % {
        "who": last.actor_name,
        "when": when.strftime("%m-%d %H:%M:%S"),
    }
    return Faster(text, who=last.actor_name, when=last.at, verb=last.verb)


def act(
    verb: str, *, exclusive: bool = True
) -> Callable[[Callable[Concatenate[Act, P], Any]], Callable[..., Done]]:
    """Turn `body(a, ...)` into an act.

    `exclusive` acts move the main flow: they need the version the form saw, and raise it by one.
    The others (read, report, urge, feed back) add a row of their own beside others: they compare only
    the task they answer, so that thirty readers at once are all counted.

    Called with `by` (person), `key` (of the form), `expected_version` (None only where no form was drawn), `sent`
    (the form as it came, to know it again; else what the act is called with), `also` (statements that travel with
    what the act writes: the draft of its form goes).
    Raises `Faster`, `NotAllowed`, `Incomplete`, `BadInput`; on any of them nothing is written.
    """

    def wrap(body: Callable[Concatenate[Act, P], Any]) -> Callable[..., Done]:
        @functools.wraps(body)
        def run(
            subject: Any,
            *,
            by: Any,
            key: str = "",
            expected_version: int | None = None,
            sent: Mapping[str, Any] | None = None,
            also: Sequence[write.Statement] = (),
            **kwargs: Any,
        ) -> Done:
            mark = typed.mark(kwargs | typed.new(subject) if sent is None else sent) if key else ""
            key, pk = key or new_key(), subject.pk
            try:
                with transaction.atomic():
                    return _perform(
                        body, verb, subject, by, key, expected_version, exclusive, kwargs, mark, also
                    )
            except (Faster, IntegrityError, Refusal) as refusal:
                again = replay(key, verb, subject, pk, by, mark)
                if again is not None:
                    return again
                if isinstance(refusal, IntegrityError):
                    raise _explained(refusal, subject) from refusal
                raise

        run.verb = verb  # type: ignore[attr-defined]
        return run

    return wrap


def _perform(
    body: Callable[..., Any],
    verb: str,
    subject: Any,
    by: Any,
    key: str,
    expected: int | None,
    exclusive: bool,
    kwargs: dict[str, Any],
    mark: str,
    also: Sequence[write.Statement],
) -> Done:
    if subject.pk is None:
        asked = f"SELECT {clock.SQL}, {write.STOCK}"  # noqa: S608 - constants
        [(subject.locked_at, subject.task_keys)] = fetch(asked, {"told": clock.told_now()})
        return _written(body, Act(subject, by, verb, key, also, created=True), exclusive, kwargs, mark)
    with locked(subject) as row:
        if exclusive and expected is not None and row.version != expected:
            raise faster(row)
        return _written(body, Act(row, by, verb, key, also, expected=expected), exclusive, kwargs, mark)


def _written(body: Callable[..., Any], a: Act, exclusive: bool, kwargs: dict[str, Any], mark: str) -> Done:
    said = body(a, **kwargs)
    if mark:
        a.data["form"] = mark
    if said:
        a.data["said"] = str(said)
    if (exclusive or a.states) and not a.created:
        a.subject.version += 1
    return Done(a.subject, a.finish())


def _explained(error: IntegrityError, subject: Any) -> Refusal:
    """A constraint that only a race (or a bug) reaches, in words."""
    constraint = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "") or ""
    if constraint == "task_one_live":
        return Faster(_("同一事项已在该人员名下办理，不能重复交办。"))
    if "no_open_holder" in str(error):
        return Incomplete(_("这样办理后将无人承办本件，请先指定承办人。"))
    raise error


EACH = """SELECT {columns} FROM {table} d WHERE d.id = ANY(%(keys)s) ORDER BY d.id FOR UPDATE"""
LIVE = f"""SELECT {columns(Task)} FROM workflow_task d WHERE d.subject_kind = %(kind)s AND d.subject_pk = ANY(%(keys)s)
   AND d.status IN ('waiting', 'open') AND (d.lane = 'main' OR d.id = ANY(%(tasks)s)) ORDER BY d.sequence, d.id"""  # noqa: S608


def each(
    under: Act,
    verb: str,
    model: type[S],
    wanted: Mapping[int, W],
    body: Callable[[Act, W], str],
    *,
    readers: Callable[[W], Iterable[int]] = lambda _what: (),
) -> Iterator[S]:
    """An act on each of these subjects (by key), by the person and at the time of the act `under` that they are part of.

    They are locked in the order of their keys and written many at once; nothing is exclusive, no form is behind them.
    The body sees the live tasks of the main lane, and of the readers those whose keys `readers` names. It may change
    rows, and open or close nothing. Answers the subjects as they are afterwards.
    """
    keys = sorted(wanted)
    for start in range(0, len(keys), MANY):
        some = keys[start : start + MANY]
        named = {"columns": columns(model), "table": model._meta.db_table}
        rows = instances(model, EACH.format(**named), {"keys": some})
        if len(rows) < len(some):
            raise model.DoesNotExist
        asked = [pk for key in some for pk in readers(wanted[key])]
        tasks: dict[int, list[Task]] = defaultdict(list)
        for task in instances(Task, LIVE, {"kind": model.subject_kind, "keys": some, "tasks": asked}):
            tasks[task.subject_pk].append(task)
        statements: list[write.Statement] = []
        for row in rows:
            row.locked_at, row.task_keys = under.now, []  # type: ignore[attr-defined]
            a = Act(row, under.by, verb, new_key())
            a.see(tasks[row.pk])
            a.data["said"] = body(a, wanted[row.pk])
            statements += a.sealed()[0]
        write.run(*statements)
        yield from rows


def step(a: Act, name: str, **kwargs: Any) -> None:
    """Move the locked subject of an act along one transition of its machine: nothing else changes a state.

    The transition's body may refuse (`Incomplete`) and set fields of its own row. A state that does not
    allow the move answers `Faster`: the form was drawn from an older one.
    """
    method = getattr(a.subject, name)
    before = a.subject.state
    if not can_proceed(method, check_conditions=False):
        raise faster(a.subject)
    try:
        method(**kwargs)
    except TransitionNotAllowed as error:
        raise faster(a.subject) from error
    a.moved(before, a.subject.state)


__all__ = ["Done", "act", "database_now", "each", "faster", "locked", "new_key", "replay", "step"]
