"""A list's statement with a time limit of its own: a search that asks too much is answered, not waited for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import OperationalError, connection
from psycopg2.errors import QueryCanceled

LIMIT_MS = 3000
OWN = "SET LOCAL enable_seqscan = off"


class TooWide(Exception):
    """The statement took too long: the person should narrow it down."""


def rows(sql: str, values: Mapping[str, Any], limit_ms: int = 0) -> list[tuple[Any, ...]]:
    """The rows of one SELECT. All travels as one message, which is one transaction: the settings end with it, and
    nothing is left on the connection.

    No table is read from end to end: each list has its index, and the planner, who believes that rows of one
    kind lie evenly among the others, would try its luck where papers of one matter came in one heap."""
    limit_ms = int(limit_ms or LIMIT_MS)
    with connection.cursor() as cursor:
        try:
            cursor.execute(f"{OWN}; SET LOCAL statement_timeout = {limit_ms}; {sql}", values)
        except OperationalError as error:
            if isinstance(error.__cause__, QueryCanceled):
                raise TooWide from error
            raise
        return list(cursor.fetchall())
