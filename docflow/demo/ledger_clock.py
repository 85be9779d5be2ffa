"""The ledgers of the demo's seals are written weeks ago, too: while it loads, their clock is the one that acts are told.

The clock of a ledger is a function of the database (`seals_now`), which only its owner may put another body into: the
loader is the owner, and puts the old one back before the transaction ends. The same function is checked by
`manage.py verify_ledger`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import connection

TOLD = """CREATE OR REPLACE FUNCTION seals_now() RETURNS timestamptz LANGUAGE sql VOLATILE SET search_path = pg_catalog AS
$$ SELECT coalesce(nullif(current_setting('docflow.told', true), '')::timestamptz, clock_timestamp()) $$"""


@contextmanager
def told_ledgers() -> Iterator[None]:
    """Inside a transaction: lines are dated by `tell`."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_functiondef('seals_now()'::regprocedure)")
        [before] = cursor.fetchone()
        cursor.execute(TOLD)
        yield
        cursor.execute("SELECT set_config('docflow.told', '', true)")
        cursor.execute(before)


def tell(moment: datetime) -> None:
    """From now on it is `moment` for the ledgers of this transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('docflow.told', %s, true)", [moment.isoformat()])
