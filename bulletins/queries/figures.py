"""A figure with its value and the rows it counts; many values at once; which rows a person may see."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import OperationalError, connection
from django.db.models import TextField
from django.db.models.functions import Cast
from psycopg2.errors import QueryCanceled

from bulletins.figures.base import COUNT, RATE, SHARE, Figure, Row, Scope, of_weights, ratio, value
from bulletins.figures.kinds import KINDS
from bulletins.figures.registry import find
from bulletins.figures.things import Asked, Rows
from documents.queries.quick import TooWide
from seals.rules.rights import sees_ledger


class NoFigure(LookupError):
    """There is no figure of this code."""


@dataclass(frozen=True)
class Counted:
    """`value` follows from `rows` and `of_rows`; None where there is nothing to divide by."""

    figure: Figure
    value: float | None
    rows: list[Row]
    of_rows: list[Row] | None


@dataclass(frozen=True)
class Valued:
    """The value alone, with how many things it counts, and of how many; of a density findings and characters."""

    figure: Figure
    value: float | None
    n: int
    of: int | None = None


def known(code: str) -> Figure:
    found = find(code)
    if found is None:
        raise NoFigure(code)
    return found


def counted(code: str, scope: Scope) -> Counted:
    """The figure of a scope with everything it counts."""
    figure = known(code)
    rows = figure.rows(scope)
    of_rows = figure.of(scope) if figure.of else None
    return Counted(figure, value(figure.measure, rows, of_rows), rows, of_rows)


def values(figures: Iterable[Figure], scope: Scope) -> dict[str, Valued]:
    """Values of many figures: all that are numbers of rows by one statement, each list of weights by one of its own."""
    return each(figures, [scope])[0]


def each(figures: Iterable[Figure], scopes: Sequence[Scope]) -> list[dict[str, Valued]]:
    """The same of several scopes: all numbers of rows still by one statement. How things stand now is said of the first."""
    wanted = list(figures)
    plain = [one for one in wanted if one.source and one.measure in (COUNT, RATE)]
    asked: dict[int, Asked] = {id(a): a for one in plain for a in (one.source, one.of_source) if a}
    numbers = counts({(i, key): a.query(scope) for i, scope in enumerate(scopes) for key, a in asked.items()})
    found: list[dict[str, Valued]] = []
    for i, scope in enumerate(scopes):
        mine = [one for one in wanted if not (one.present and i)]
        direct = {one.code: _numbered(one, numbers, i) for one in mine if one in plain}
        found.append(direct | _weighted([one for one in mine if one not in plain], scope))
    return found


def _numbered(one: Figure, numbers: Mapping[Any, int], i: int) -> Valued:
    n = numbers[i, id(one.source)]
    of = numbers[i, id(one.of_source)] if one.of_source else None
    return Valued(one, float(n) if one.measure == COUNT else ratio(n, of or 0), n, of)


def _weighted(figures: Iterable[Figure], scope: Scope) -> dict[str, Valued]:
    """Figures of weights; those of the same question read it once."""
    found, weights = {}, {}
    for one in figures:
        if not one.source or one.measure == SHARE:
            all_ = counted(one.code, scope)
            of = None if all_.of_rows is None else _size(one, all_.of_rows)
            found[one.code] = Valued(one, all_.value, _size(one, all_.rows), of)
            continue
        key = id(one.source)
        if key not in weights:
            weights[key] = weighed(one.source, scope)
        found[one.code] = Valued(one, of_weights(one.measure, weights[key]), len(weights[key]))
    return found


def _size(one: Figure, rows: Sequence[Row]) -> int:
    return int(sum(row.weight or 0 for row in rows)) if one.measure == SHARE else len(rows)


def weighed(asked: Asked, scope: Scope) -> list[float]:
    """What each thing weighs, without anything else of it."""
    assert asked.weigh
    found = list(asked.query(scope).values("pk", *asked.things.weighs))
    return [weight for weight in asked.weigh(found) if weight is not None]


def counts(queries: Mapping[Any, Rows]) -> dict[Any, int]:
    """How many each question finds, by one statement."""
    parts: list[str] = []
    given: list[Any] = []
    found = dict.fromkeys(queries, 0)
    asked = []
    for key, rows in queries.items():
        try:
            sql, params = rows.order_by().values("pk").query.sql_with_params()
        except EmptyResultSet:
            continue
        asked.append(key)
        parts.append(f"(SELECT count(*) FROM ({sql}) q)")  # noqa: S608 - written by Django
        given += params
    if not parts:
        return found
    [numbers] = _rows("SELECT " + ", ".join(parts), given)
    return found | dict(zip(asked, numbers, strict=True))


def grouped(queries: Mapping[Any, tuple[Rows, Any]]) -> dict[Any, dict[str, int]]:
    """How many each question finds by each value of an expression, as text; by one statement."""
    parts: list[str] = []
    given: list[Any] = []
    keys = list(queries)
    for n, key in enumerate(keys):
        rows, by = queries[key]
        try:
            told = rows.order_by().annotate(group_by=Cast(by, TextField())).values("group_by")
            sql, params = told.query.sql_with_params()
        except EmptyResultSet:
            continue
        parts.append(f"SELECT {n}, q.group_by, count(*) FROM ({sql}) q (group_by) GROUP BY 2")  # noqa: S608 - written by Django
        given += params
    found: dict[Any, dict[str, int]] = {key: {} for key in keys}
    if parts:
        for n, value, count in _rows(" UNION ALL ".join(parts), given):
            found[keys[n]][value or ""] = count
    return found


def _rows(sql: str, given: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Raises `TooWide` where a period holds more than can be counted in the time a statement has."""
    with connection.cursor() as cursor:
        try:
            cursor.execute(sql, given)
        except OperationalError as error:
            if isinstance(error.__cause__, QueryCanceled):
                raise TooWide from error
            raise
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


def seen(person: Any, rows: Sequence[Row]) -> set[tuple[str, int]]:
    """Of these rows (also of a pack frozen long ago) those he may see today, by kind and key: one statement for each kind."""
    by_kind: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        by_kind[row.kind].append(row.pk)
    found: set[tuple[str, int]] = set()
    for kind, keys in by_kind.items():
        things = KINDS.get(kind.rpartition(".")[2])
        if things is None:  # an anomaly: who reads the ledgers
            found |= {(kind, pk) for pk in keys} if sees_ledger(person.hats) else set()
            continue
        may = things.seen(person).filter(pk__in=keys).values_list("pk", flat=True)
        found |= {(kind, pk) for pk in may}
    return found
