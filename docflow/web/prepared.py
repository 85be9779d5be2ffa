"""Statements that PostgreSQL plans once a connection instead of at each request.

For the statements of every page planning costs more than running. Only for those whose best plan does not depend
on the values: lists by an index, a look at the newest rows of one; never filters or searches by themselves.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from itertools import count
from typing import Any
from weakref import WeakKeyDictionary

from django.conf import settings
from django.db import connection

PARAMETER = re.compile(r"%\((\w+)\)s|%%")
_known: WeakKeyDictionary[Any, dict[str, str]] = WeakKeyDictionary()  # physical connection: text to name
_number = count()


def fetch(sql: str, values: Mapping[str, Any], *, first: str = "") -> list[tuple[Any, ...]]:
    """All rows of a statement with `%(name)s` parameters. One round trip, the first time too.

    `first` is another statement, run before it in the same message; its rows are not asked for.
    Behind a pooler that hands out connections by transaction (`TRANSACTION_POOLER=1`) it is an ordinary statement.
    """
    before = f"{first}; " if first else ""
    with connection.cursor() as cursor:
        if not settings.TRANSACTION_POOLER:
            _execute(cursor, before, sql, values)
        else:
            cursor.execute(before + sql, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def _execute(cursor: Any, before: str, sql: str, values: Mapping[str, Any]) -> None:
    text, arguments = _numbered(sql)
    known = _known.setdefault(connection.connection, {})
    if sql in known:
        cursor.execute(f"{before}EXECUTE {known[sql]}{arguments}", values)
        return
    name = f"steady_{next(_number)}"  # a new one each time: one that failed half-way is not met again
    # Two messages in one: PREPARE takes no client parameters, so every % of it is doubled.
    prepare = f"PREPARE {name} AS {text}".replace("%", "%%")
    cursor.execute(f"{before}{prepare}; EXECUTE {name}{arguments}", values)
    known[sql] = name


@lru_cache(maxsize=4096)
def _numbered(sql: str) -> tuple[str, str]:
    """The statement with $1, $2 … for its names, and the names in that order as EXECUTE takes them."""
    names: dict[str, int] = {}

    def number(found: re.Match[str]) -> str:
        return f"${names.setdefault(found[1], len(names) + 1)}" if found[1] else "%"

    text = PARAMETER.sub(number, sql)
    listed = ", ".join(f"%({name})s" for name in names)
    return text, f" ({listed})" if names else ""
