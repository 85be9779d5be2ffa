"""The next numbers of a series, without a gap: its row stays locked until the transaction ends. Take it last."""

from __future__ import annotations

from django.db import connection

ERRORS = "error"
TAKE = """INSERT INTO bulletins_counter AS c (name, last) VALUES (%(name)s, %(n)s)
ON CONFLICT (name) DO UPDATE SET last = c.last + EXCLUDED.last RETURNING last"""


def take(name: str, n: int = 1) -> int:
    """The last of the `n` numbers that are taken; with 0 the row is only locked, and the last one given is answered."""
    with connection.cursor() as cursor:
        cursor.execute(TAKE, {"name": name, "n": n})
        last: int = cursor.fetchone()[0]
        return last
