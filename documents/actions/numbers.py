"""Receipt numbers: gapless, one locked counter row per series and year."""

from __future__ import annotations

from django.db import connection

SQL = """
INSERT INTO documents_serialcounter (series, year, last) VALUES (%s, %s, 1)
ON CONFLICT ON CONSTRAINT counter_once DO UPDATE SET last = documents_serialcounter.last + 1
RETURNING last, nextval(pg_get_serial_sequence('documents_document', 'id'))
"""


def take(series: str, year: int) -> int:
    """The next serial, of a series that is not the papers' own."""
    return take_with_key(series, year)[0]


def take_with_key(series: str, year: int) -> tuple[int, int]:
    """The next serial, and a key for the paper that gets it.

    The counter row stays locked until the transaction ends: take it last.
    """
    with connection.cursor() as cursor:
        cursor.execute(SQL, [series, year])
        serial, pk = cursor.fetchone()
        return serial, pk


def receipt_no(series: str, year: int, serial: int) -> str:
    return f"{series}〔{year}〕{serial}号"
