"""Rows as INSERT and UPDATE text: several travel as one message, and nothing is composed anew for each act."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any

from django.db import connection, models

Statement = tuple[str, list[Any]]

# Keys for tasks, asked for with the subject's row: an act that opens no more writes everything by one message.
# A key that is not used is lost, and no harm.
STOCK = """ARRAY(SELECT nextval(pg_get_serial_sequence('workflow_task', 'id')) FROM generate_series(1, 2))"""


PLAIN = frozenset({str, int, bool, type(None), datetime, date})  # psycopg2 takes these as they are


@cache
def _shape(model: type[models.Model], keyed: bool) -> tuple[list[Any], str, str]:
    """Fields of a new row, the INSERT's head and the places of its values."""
    fields = [f for f in model._meta.concrete_fields if keyed or not f.primary_key]
    names = ", ".join(f'"{f.column}"' for f in fields)
    return fields, f'INSERT INTO "{model._meta.db_table}" ({names})', f"({', '.join(['%s'] * len(fields))})"


def _value(field: Any, row: models.Model, adding: bool) -> Any:
    value = field.pre_save(row, adding)
    if type(value) in PLAIN and not isinstance(field, models.JSONField):
        return value
    return field.get_db_prep_save(value, connection)


def inserting(rows: Sequence[models.Model]) -> Statement:
    """New rows of one model, all with or all without a key; RETURNING their keys."""
    model = type(rows[0])
    fields, head, places = _shape(model, rows[0].pk is not None)
    values = [_value(f, row, True) for row in rows for f in fields]
    return f'{head} VALUES {", ".join([places] * len(rows))} RETURNING "{model._meta.pk.column}"', values


def updating(row: models.Model, names: Iterable[str]) -> Statement:
    """These columns of a row, by their field names."""
    meta: Any = row._meta
    fields = [meta.get_field(name) for name in names]
    places = ", ".join(f'"{f.column}" = %s' for f in fields)
    values = [_value(f, row, False) for f in fields]
    key = meta.pk.column
    return f'UPDATE "{meta.db_table}" SET {places} WHERE "{key}" = %s', [*values, row.pk]  # noqa: S608


def run(*statements: Statement) -> list[int]:
    """Send them as one message; the keys the last one returns, if it is an INSERT."""
    with connection.cursor() as cursor:
        cursor.execute(
            "; ".join(sql for sql, _ in statements), [v for _, values in statements for v in values]
        )
        return [row[0] for row in cursor.fetchall()] if cursor.description else []
