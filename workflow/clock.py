"""Now, by the database's clock. Only the demo's loader and tests may tell acts another time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.db import connection
from django.db.models import DateTimeField, Func, Value
from django.db.models.expressions import Combinable

_told: ContextVar[datetime | None] = ContextVar("told_time", default=None)


SQL = "coalesce(%(told)s::timestamptz, clock_timestamp())"  # its parameter: `told_now()`


def told_now() -> datetime | None:
    """The time acts are told, if they are."""
    return _told.get()


def expression() -> Combinable:
    """The clock as a column of a query."""
    told = _told.get()
    if told is not None:
        return Value(told, output_field=DateTimeField())
    return Func(function="clock_timestamp", output_field=DateTimeField())


def database_now() -> datetime:
    """The clock, by a statement of its own."""
    told = _told.get()
    if told is not None:
        return told
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
        return moment


@contextmanager
def told(moment: datetime) -> Iterator[None]:
    """Acts inside happen at `moment`: how the demo's past weeks go through the same acts as today."""
    token = _told.set(moment)
    try:
        yield
    finally:
        _told.reset(token)
