"""批示 平均反馈天数: from giving a leader's words to a unit until it reported."""

from __future__ import annotations

from typing import Any

from django.db.models import Avg, DurationField, ExpressionWrapper, F

from timing.queries.time_figures import Period, parts


def feedback_days(person: Any, p: Period) -> float | None:
    """In days of the calendar, of the parts reported in the period that come from an instruction; None: there are none."""
    took = ExpressionWrapper(F("reported_at") - F("given_at"), output_field=DurationField())
    rows = parts(person, "reported", p).filter(instruction__isnull=False)
    found = rows.aggregate(took=Avg(took))["took"]
    return None if found is None else found.total_seconds() / 86400
