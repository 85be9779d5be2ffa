"""Office time: a seal is set outside of it only where the approval says so (domain.md §6.8 A6)."""

from __future__ import annotations

from datetime import datetime

from deadlines.days import Calendar, local


def in_office(calendar: Calendar, moment: datetime) -> bool:
    """Within the office hours of a working day, by the notices and tables in force."""
    at = local(moment)
    day, clock = at.date(), at.time()
    return calendar.works(day) and any(begin <= clock <= end for begin, end in calendar.hours_on(day))
