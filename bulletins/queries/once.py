"""Many figures of one scope, each question to the database asked once: the same papers are in rates, times and numbers, and the
parts of a family are its own rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import EmptyResultSet

from bulletins.figures.base import Figure, Row, Scope
from bulletins.figures.registry import FIGURES
from bulletins.figures.things import Asked, Values


class Once:
    """What was read of a scope so far."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self._read: dict[Any, list[Values]] = {}
        self._drawn: dict[Any, list[Row]] = {}

    def rows(self, figure: Figure) -> Sequence[Row]:
        """What it counts, as `figure.rows` would say it."""
        whole, _colon, part = figure.code.partition(":")
        if not part:
            return self._of(figure.source)[1] if figure.source else figure.rows(self.scope)
        family = FIGURES[whole]
        assert family.picks
        found, rows = self._of(family.source)
        return [row for row, values in zip(rows, found, strict=True) if part in family.picks(values)]

    def of(self, figure: Figure) -> Sequence[Row] | None:
        """What a rate is a part of."""
        if figure.of is None:
            return None
        return self._of(figure.of_source)[1] if figure.of_source else figure.of(self.scope)

    def _of(self, asked: Asked) -> tuple[list[Values], list[Row]]:
        """By the statement it makes, and by what is weighed of it."""
        query = asked.query(self.scope).order_by("pk")
        try:
            sql, params = query.values("pk").query.sql_with_params()
        except EmptyResultSet:
            return [], []
        key = (asked.things.kind, sql, repr(params))
        if key not in self._read:
            self._read[key] = asked.things.read(query)
        weighed = (key, asked.weigh)
        if weighed not in self._drawn:
            self._drawn[weighed] = asked.drawn(self._read[key], secrets=self.scope.person is not None)
        return self._read[key], self._drawn[weighed]
