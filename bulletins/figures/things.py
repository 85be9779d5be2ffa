"""What can be counted: papers, units' parts, steps, slips, lines … each with who may see it and by what it is narrowed.

A figure is a question to one of these. The same question gives the number, the rows of its list and the rows of a pack.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from django.db.models import QuerySet

from bulletins.figures.base import Row, Scope

Rows: TypeAlias = "QuerySet[Any]"
Values: TypeAlias = dict[str, Any]
Narrow: TypeAlias = Callable[[Rows, Any], Rows]
Find: TypeAlias = Callable[[Rows, Scope], Rows]
Weigh: TypeAlias = Callable[[Sequence[Values]], "Sequence[float | None]"]


@dataclass(frozen=True)
class Things:
    """One kind of thing. `every` are all of them, `seen` those a person may see. `fields` are read of each, `fill` adds what
    stands in other tables. `name`, `note` and `ref` (the public id its page is found by) are made of these. Where `secret`
    holds the note stays away, unless it is read for a person: he may see what he is shown."""

    kind: str
    every: Callable[[], Rows]
    seen: Callable[[Any], Rows]
    fields: tuple[str, ...]
    name: Callable[[Values], object]
    note: Callable[[Values], object]
    ref: Callable[[Values], object]
    secret: str = ""
    fill: Callable[[Sequence[Values]], None] | None = None
    by: Mapping[str, Narrow] = field(default_factory=dict)
    side: str = ""  # of things of both flows: which field says of which
    weighs: tuple[str, ...] = ()  # the fields by which one of them is weighed

    def within(self, scope: Scope) -> Rows:
        """Those of a scope; its days are not looked at yet."""
        rows = self.every() if scope.person is None else self.seen(scope.person)
        for name, narrow in self.by.items():
            if wanted := getattr(scope, name):
                rows = narrow(rows, wanted)
        return rows

    def read(self, rows: Rows) -> list[Values]:
        """What a row is made of, as it is read; two statements more where it stands in other tables."""
        found: list[Values] = list(rows.values("pk", *self.fields))
        if self.fill:
            self.fill(found)
        return found

    def row(self, values: Values, weight: float | None = None, *, secrets: bool = False) -> Row:
        hidden = bool(self.secret and values[self.secret] and not secrets)
        kind = f"{values[self.side]}.{self.kind}" if self.side else self.kind
        note = "" if hidden else str(self.note(values))
        return Row(kind, values["pk"], str(self.ref(values)), str(self.name(values)), note, weight)


@dataclass(frozen=True)
class Asked:
    """A question to things: `find` leaves those that count; `weigh` says what each of some weighs."""

    things: Things
    find: Find
    weigh: Weigh | None = None

    def query(self, scope: Scope) -> Rows:
        return self.find(self.things.within(scope), scope)

    def rows(self, scope: Scope) -> list[Row]:
        return self.drawn(
            self.things.read(self.query(scope).order_by("pk")), secrets=scope.person is not None
        )

    def drawn(self, found: Sequence[Values], *, secrets: bool = False) -> list[Row]:
        """Rows of what was read."""
        weights = self.weigh(found) if self.weigh else [None] * len(found)
        return [
            self.things.row(one, weight, secrets=secrets) for one, weight in zip(found, weights, strict=True)
        ]
