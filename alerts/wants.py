"""What a person wants by which channel, and when nothing goes out: the office's defaults stand here and nowhere else."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from alerts.models import Alert, Contact, Preference

SHANGHAI = ZoneInfo("Asia/Shanghai")
Group, Mode, Stage = Preference.Group, Preference.Mode, Alert.Stage
GROUPS: dict[str, str] = {
    Stage.DUE_SOON: Group.DUE,
    Stage.DUE_TODAY: Group.DUE,
    Stage.OVERDUE: Group.LATE,
    Stage.SECOND: Group.LATE,
    Stage.ESCALATED: Group.LATE,
    Stage.URGED: Group.URGED,
    Stage.TOLD: Group.TOLD,
}
DEFAULTS: dict[str, str] = {
    Group.DUE: Mode.DIGEST,
    Group.LATE: Mode.NOW,
    Group.URGED: Mode.NOW,
    Group.TOLD: Mode.OFF,
}
# Of these nothing can be off, wait for the digest or for the morning, or be put together.
URGENT = {"flash": "特提", "top_urgent": "特急"}


def group_sql(stage: str) -> str:
    """SQL: the group of a stage column."""
    return _case(stage, GROUPS)


def default_sql(group: str) -> str:
    """SQL: the office's default for a group column."""
    return _case(group, DEFAULTS)


def _case(column: str, means: dict[str, str]) -> str:
    lines = " ".join(f"WHEN '{code}' THEN '{meant}'" for code, meant in means.items())
    return f"CASE {column} {lines} END"


def next_digest(now: datetime) -> datetime:
    """The next of the day's times at which digests are made, later than `now`."""
    here = now.astimezone(SHANGHAI)
    for day in (here.date(), here.date() + timedelta(days=1)):
        for clock in settings.DIGEST_TIMES:
            moment = datetime.combine(day, clock, SHANGHAI)
            if moment > here:
                return moment
    raise AssertionError("there is a time tomorrow")


def next_hour(now: datetime) -> datetime:
    """When what is too much for this hour goes out, put together."""
    return now.astimezone(SHANGHAI).replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)


def quiet_until(now: datetime, contact: Contact | None) -> datetime | None:
    """The end of the quiet hours in which `now` lies, by his own setting or the office's; None where it lies in none.

    The first moment is quiet, the last is not; from and to the same means no quiet hours.
    """
    start, end = settings.QUIET_HOURS
    if contact is not None and contact.quiet_from is not None and contact.quiet_to is not None:
        start, end = contact.quiet_from, contact.quiet_to
    here = now.astimezone(SHANGHAI)
    if not _between(here.time(), start, end):
        return None
    day = here.date() + timedelta(days=int(start > end and here.time() >= start))
    return datetime.combine(day, end, SHANGHAI)


def _between(clock: time, start: time, end: time) -> bool:
    if start <= end:
        return start <= clock < end
    return clock >= start or clock < end
