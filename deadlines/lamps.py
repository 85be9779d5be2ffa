"""How near a date is: the lamp that lists show. Pure and cheap."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .days import Calendar, local

Colour = Literal["green", "yellow", "red", "done", "pause"]


def lamp(
    due_at: datetime | None, now: datetime, calendar: Calendar, *, done: bool = False, paused: bool = False
) -> tuple[Colour, str]:
    """Colour and words: 剩 counts working days, 超期 counts days of the calendar. No date is green. What is `paused`
    is neither near nor late: its clock stands still."""
    if done:
        return "done", _("已办结")
    if paused:
        return "pause", _("暂停")
    if due_at is None:
        return "green", _("未定时限")
    today, last = local(now).date(), local(due_at).date()
    if now > due_at:
        late = (today - last).days
        return "red", ngettext("超期%(n)d天", "超期%(n)d天", late) % {"n": late} if late else _("已超期")
    if today == last:
        return "yellow", _("今日到期")
    left = calendar.working_days(today, last)
    if left == 0:  # a written date before the next working day
        return "yellow", _("休息日到期")
    return "green" if left > 1 else "yellow", ngettext("剩%(n)d天", "剩%(n)d天", left) % {"n": left}
