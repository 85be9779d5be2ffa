"""Rows of a model read by a statement of our own: composing the query anew costs more than the database does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, TypeVar

from django.db import connection, models

from docflow.web.prepared import fetch

M = TypeVar("M", bound=models.Model)


@cache
def _fields(model: type[models.Model], without: tuple[str, ...]) -> list[Any]:
    return [f for f in model._meta.concrete_fields if f.name not in without]


@cache
def _readers(model: type[models.Model], without: tuple[str, ...]) -> list[tuple[int, Callable[..., Any]]]:
    """Which columns the field itself must turn into its value (JSON comes as text)."""
    fields = enumerate(_fields(model, without))
    return [(i, f.from_db_value) for i, f in fields if hasattr(f, "from_db_value")]


def columns(model: type[models.Model], *without: str) -> str:
    """The columns of a model for a SELECT of its rows from its table as `d`; the named fields stay deferred."""
    return ", ".join(f'd."{f.column}"' for f in _fields(model, without))


def instances(
    model: type[M], sql: str, values: Mapping[str, Any], *, without: tuple[str, ...] = (), more: str = ""
) -> list[M]:
    """The rows of a steady statement that begins with `columns(model, *without)`; the columns after these become
    the attributes `more` (names, by blanks)."""
    further = more.split()
    names = [f.attname for f in _fields(model, without)]
    readers = _readers(model, without)
    found = []
    for row in fetch(sql, values):
        read = list(row[: len(names)])
        for i, reader in readers:
            read[i] = reader(read[i], None, connection)
        one = model.from_db(connection.alias, names, read)
        for name, value in zip(further, row[len(names) :], strict=True):
            setattr(one, name, value)
        found.append(one)
    return found
