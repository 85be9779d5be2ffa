"""A later date that somebody granted: the trace of the new one keeps the earlier one whole, so that how it was counted, and
until when it held, is never lost. Pure.

The step `extended` stands after the trace of the new date; what comes behind it (a clock that stood still) counts on
from there. Counting the trace again counts the new date: the earlier one is a trace of its own, `trace` of the step.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from .days import local

if TYPE_CHECKING:
    from .limits import Explained

STEP = "extended"


def extended(
    due: Explained, before: datetime, trace: list[dict[str, Any]], *, by: str, on: datetime, why: str
) -> Explained:
    """`due` in place of the date `before` of this trace, granted by `by` at `on`; `why` is the reason it was asked for."""
    step = {
        "step": STEP, "by": by, "on": local(on).isoformat(), "why": why, "before": local(before).isoformat(),
        "at": local(due.at).isoformat(), "trace": trace,
    }  # fmt: skip
    return replace(due, trace=[*due.trace, step])


def provisional(trace: list[dict[str, Any]]) -> bool:
    """Does the date rest on a year without a holiday notice? What an earlier date rested on does not count."""
    return any(entry.get("provisional") for entry in trace)


def first(trace: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """How the date first promised was counted."""
    earlier: list[dict[str, Any]] = next((e["trace"] for e in trace if e.get("step") == STEP), trace)
    return earlier if earlier is trace else first(earlier)
