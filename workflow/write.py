"""Rows as INSERT and UPDATE text: several travel as one message, and nothing is composed anew for each act."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models

Statement = tuple[str, list[Any]]

# Keys for tasks, asked for with the subject's row: an act that opens no more writes everything by one message.
# A key that is not used is lost, and no harm.
STOCK = """ARRAY(SELECT nextval(pg_get_serial_sequence('workflow_task', 'id')) FROM generate_series(1, 2))"""


def inserting(rows: Sequence[models.Model]) -> Statement:
    """New rows of one model, all with or all without a key; RETURNING their keys."""
    meta: Any = rows[0]._meta
    fields = [f for f in meta.concrete_fields if not f.primary_key or rows[0].pk is not None]
    names = ", ".join(f'"{f.column}"' for f in fields)
    places = ", ".join([f"({', '.join(['%s'] * len(fields))})"] * len(rows))
    values = [f.get_db_prep_save(f.pre_save(row, True), connection) for row in rows for f in fields]
    key = meta.pk.column
    return f'INSERT INTO "{meta.db_table}" ({names}) VALUES {places} RETURNING "{key}"', values  # noqa: S608


def updating(row: models.Model, names: Iterable[str]) -> Statement:
    """These columns of a row, by their field names."""
    meta: Any = row._meta
    fields = [meta.get_field(name) for name in names]
    places = ", ".join(f'"{f.column}" = %s' for f in fields)
    values = [f.get_db_prep_save(f.pre_save(row, False), connection) for f in fields]
    key = meta.pk.column
    return f'UPDATE "{meta.db_table}" SET {places} WHERE "{key}" = %s', [*values, row.pk]  # noqa: S608


def run(*statements: Statement) -> list[int]:
    """Send them as one message; the keys the last one returns, if it is an INSERT."""
    with connection.cursor() as cursor:
        cursor.execute(
            "; ".join(sql for sql, _ in statements), [v for _, values in statements for v in values]
        )
        return [row[0] for row in cursor.fetchall()] if cursor.description else []
