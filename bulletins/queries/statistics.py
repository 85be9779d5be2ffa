"""What the page of statistics shows, read with a handful of statements however many papers there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Value
from django.db.models.functions import Concat, TruncDate

from bulletins.figures.base import HOURS, NINE, Figure, Scope, of_weights
from bulletins.figures.registry import FIGURES
from bulletins.figures.steps import step_hours, steps, units_of
from bulletins.figures.times import DONE
from bulletins.queries.figures import Valued, each, grouped
from bulletins.queries.periods import before
from deadlines.days import SHANGHAI
from people.models import Unit

OF_UNITS = ("parts_reported", "parts_in_time", "parts_put_off", "parts_late", "parts_late_now")
OF_KINDS = ("received", "closed", "in_time", "put_off", "late")
OF_STEPS = ("steps", "steps_in_time", "steps_put_off", "steps_late")
BY_DAY = {"received": "received_at", "in_time": "closed_at", "put_off": "closed_at", "late": "closed_at",
          "dateless": "closed_at", "sent": "dispatched_at"}  # fmt: skip
REASONS = {"returns": "codes", "returns_inside": "verb", "errors": "category", "refusals": "code"}
# The twenty tests of the ledgers read every line: their number stands in the pack, and in the list.
NOT_HERE = ("anomalies",)


@dataclass(frozen=True)
class Took:
    """How long things took: how many, median and nine of ten, in office hours."""

    n: int
    median: float | None
    nine: float | None


@dataclass(frozen=True)
class Statistics:
    """`now` and `then`: values by code, of the period and of the one before. The tables: numbers by code and by unit, kind of
    paper, step, reason, day; `by_step` and `by_unit` say how long their steps took."""

    scope: Scope
    earlier: Scope
    figures: Sequence[Figure]
    now: Mapping[str, Valued]
    then: Mapping[str, Valued]
    units: Sequence[Unit]
    numbers: Mapping[Any, Mapping[str, int]]
    by_step: Mapping[str, Took]
    by_unit: Mapping[int, Took]


def statistics(scope: Scope) -> Statistics:
    """All of it; figures that cannot be narrowed as the scope is are left out."""
    first, last = before(scope.first, scope.last)
    earlier = replace(scope, first=first, last=last)
    figures = [one for one in FIGURES.values() if one.takes(scope) and one.code not in NOT_HERE]
    single = [one for one in figures if one.group not in ("steps", "parts")]
    now, then = each(single, [scope, earlier])
    numbers = grouped(_groups(scope))
    by_step, by_unit = _steps(scope)
    with_part = {int(unit) for code in OF_UNITS for unit in numbers.get(("unit", code), {})}
    units = list(Unit.objects.filter(pk__in=with_part | set(by_unit)).order_by("order", "pk"))
    return Statistics(scope, earlier, figures, now, then, units, numbers, by_step, by_unit)


def _groups(scope: Scope) -> dict[Any, Any]:
    """Each with the expression it is told apart by."""
    step = Concat("subject_kind", Value("."), "kind")
    wanted: list[tuple[str, str, Any]] = [
        *(("unit", code, "unit") for code in OF_UNITS),
        *(("kind", code, "kind") for code in OF_KINDS),
        *(("step", code, step) for code in OF_STEPS),
        *(("reason", code, by) for code, by in REASONS.items()),
        *(("day", code, TruncDate(at, tzinfo=SHANGHAI)) for code, at in BY_DAY.items()),
    ]
    known = [(of, code, by) for of, code, by in wanted if FIGURES[code].takes(scope)]
    return {(of, code): (FIGURES[code].source.query(scope), by) for of, code, by in known}


def _steps(scope: Scope) -> tuple[dict[str, Took], dict[int, Took]]:
    """By step, and by the unit whose hands it was in: the same steps read once."""
    found = list(DONE.query(scope).values("holder", *DONE.things.weighs))
    hours = step_hours(found)
    whose = units_of({row["holder"] for row in found})
    by_step: dict[str, list[float]] = defaultdict(list)
    by_unit: dict[int, list[float]] = defaultdict(list)
    for row, took in zip(found, hours, strict=True):
        if took is None:
            continue
        by_step[f"{row['subject_kind']}.{row['kind']}"].append(took)
        for unit in whose.get(row["holder"], ()):
            by_unit[unit].append(took)
    ordered = {code: _took(by_step[code]) for code, _words in steps() if code in by_step}
    return ordered, {unit: _took(rows) for unit, rows in by_unit.items()}


def _took(hours: list[float]) -> Took:
    return Took(len(hours), of_weights(HOURS, hours), of_weights(NINE, hours))
