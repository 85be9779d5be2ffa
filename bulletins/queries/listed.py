"""One page of the list behind a figure: what the reader may see, and how many there are besides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from bulletins.figures.base import Figure, Row, Scope
from bulletins.figures.things import Asked, Values
from bulletins.queries.figures import counts, seen

PAGE = 50


@dataclass(frozen=True)
class Listed:
    """`rows` with what was read of each; `all` is the figure's number, `hidden` how many of it he may not see; `older`: the key
    after which the next page begins."""

    rows: Sequence[tuple[Row, Values]]
    all: int
    hidden: int
    older: int | None


def listed(figure: Figure, scope: Scope, person: Any, *, of: bool, before: int | None) -> Listed:
    """Newest first. A scope of the whole office counts what he does not see, one of a person does not."""
    asked = figure.of_source if of else figure.source
    if asked is None:
        return _plain(figure, scope, person, before)
    mine = asked.query(replace(scope, person=person))
    numbers = counts({"mine": mine} | ({} if scope.person else {"all": asked.query(scope)}))
    rows = mine if before is None else mine.filter(pk__lt=before)
    found = asked.things.read(rows.order_by("-pk")[: PAGE + 1])
    drawn = _drawn(asked, found[:PAGE])
    older = found[PAGE - 1]["pk"] if len(found) > PAGE else None
    all_ = numbers.get("all", numbers["mine"])
    return Listed(drawn, all_, all_ - numbers["mine"], older)


def _drawn(asked: Asked, found: Sequence[Values]) -> list[tuple[Row, Values]]:
    return list(zip(asked.drawn(found, secrets=True), found, strict=True))


def _plain(figure: Figure, scope: Scope, person: Any, after: int | None) -> Listed:
    """Rows that no question to the database finds: numbered as they come."""
    rows = figure.rows(scope)
    may = seen(person, rows)
    mine = [row for row in rows if (row.kind, row.pk) in may]
    start = after or 0
    older = start + PAGE if len(mine) > start + PAGE else None
    shown: list[tuple[Row, Values]] = [(row, {}) for row in mine[start : start + PAGE]]
    return Listed(shown, len(rows), len(rows) - len(mine), older)
