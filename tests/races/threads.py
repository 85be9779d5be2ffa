"""Many people at once: the same call from many threads, each with its own connection; and the lock taken away."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any, TypeVar

import pytest
from django.db import DatabaseError, connection

from docflow.web.rows import columns, instances
from workflow import clock, spine, write
from workflow.act import Act
from workflow.spine import Done

R = TypeVar("R")
ALL_READ, ALL_DONE = 5.0, 0.5  # seconds one waits for the others


def at_once(calls: Sequence[Callable[[], Any]]) -> list[Any]:
    """Run all calls at the same moment; each result is what it returned or the exception it raised."""
    gate = threading.Barrier(len(calls))
    results: list[Any] = [None] * len(calls)

    def run(i: int, call: Callable[[], Any]) -> None:
        try:
            gate.wait(30)
            results[i] = call()
        except Exception as error:
            results[i] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(i, c)) for i, c in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(300)
    assert not any(thread.is_alive() for thread in threads), "still waiting for each other after five minutes"
    return results


def apart(call: Callable[[], R]) -> R:
    """Done by a connection of its own: committed, so that a crowd sees it, though the test itself leaves nothing."""
    [result] = at_once([call])
    if isinstance(result, BaseException):
        raise result
    return result


def without_the_lock(patch: pytest.MonkeyPatch, crowd: int) -> None:
    """The row is read as ever but not locked. The race is no matter of luck: nobody goes on before all have read it,
    nobody writes before all have decided (or a unique key below holds one of them up)."""
    read, decided = threading.Barrier(crowd), threading.Barrier(crowd)
    finish = Act.finish

    def together(barrier: threading.Barrier, seconds: float) -> None:
        with suppress(threading.BrokenBarrierError):
            barrier.wait(seconds)

    @contextmanager
    def unlocked(subject: Any) -> Iterator[Any]:
        model = type(subject)
        sql = f"SELECT {columns(model)}, {clock.SQL}, {write.STOCK} FROM {model._meta.db_table} d WHERE d.id = %(pk)s"
        values = {"pk": subject.pk, "told": clock.told_now()}
        [row] = instances(model, sql, values, more="locked_at task_keys")
        together(read, ALL_READ)
        yield row

    def finishing(a: Act) -> Any:
        together(decided, ALL_DONE)
        return finish(a)

    patch.setattr(spine, "locked", unlocked)
    patch.setattr(Act, "finish", finishing)


def passed(results: Sequence[Any]) -> int:
    """How many got as far as writing: done, or stopped by a key of the database, which knows nobody's name."""
    stopped = [r for r in results if isinstance(r, BaseException)]
    below = sum(isinstance(r, DatabaseError) or isinstance(r.__cause__, DatabaseError) for r in stopped)
    return below + sum(isinstance(r, Done) for r in results)
