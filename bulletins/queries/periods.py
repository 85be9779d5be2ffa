"""Periods beside one another, and the pieces a chart is drawn in. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

DAY = timedelta(days=1)
DAYS, WEEKS = 31, 120  # so many days are drawn day by day, so many week by week, more by months


@dataclass(frozen=True)
class Piece:
    """Some days of a period, with what stands under its bar."""

    label: str
    first: date
    last: date


def before(first: date, last: date) -> tuple[date, date]:
    """The period before: of whole months as many whole months, else as many days."""
    end = first - DAY
    if first.day != 1 or (last + DAY).day != 1:
        return end - (last - first), end
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    begin = first
    for _n in range(months):
        begin = (begin - DAY).replace(day=1)
    return begin, end


def pieces(first: date, last: date) -> list[Piece]:
    """Days, weeks from Monday, or months; the outer ones cut off where the period ends."""
    length = (last - first).days + 1
    found, day = [], first
    while day <= last:
        if length <= DAYS:
            end, label = day, f"{day:%m-%d}"
        elif length <= WEEKS:
            end, label = day + DAY * (6 - day.weekday()), f"{day:%m-%d}"
        else:
            end, label = (day.replace(day=28) + DAY * 4).replace(day=1) - DAY, f"{day:%Y-%m}"
        found.append(Piece(label, day, min(end, last)))
        day = end + DAY
    return found


def summed(by_day: Mapping[str, int], drawn: Sequence[Piece]) -> list[int]:
    """Numbers by day put together by piece."""
    days = {date.fromisoformat(day): n for day, n in by_day.items()}
    return [sum(n for day, n in days.items() if one.first <= day <= one.last) for one in drawn]
