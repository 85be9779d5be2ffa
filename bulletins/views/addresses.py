"""The address of the list behind a figure: the same period, narrowed the same way."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from bulletins.figures.base import Scope


def days(first: date, last: date) -> dict[str, str]:
    return {"first": first.isoformat(), "last": last.isoformat()}


def query(scope: Scope, **other: Any) -> str:
    """The scope as an address says it; `other` takes the place of what it names."""
    kept = {
        **days(scope.first, scope.last),
        "unit": scope.unit,
        "kind": scope.kind,
        "side": scope.side,
        **other,
    }
    return urlencode({name: value for name, value in kept.items() if value})


def figure_url(code: str, scope: Scope, **other: Any) -> str:
    """Where its rows are listed."""
    return f"{reverse('figure_list', args=[code])}?{query(scope, **other)}"
