"""Who changes the calendar; a new table of office hours among those that stand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from deadlines.hours import Season
from docflow.web.errors import BadInput, NotAllowed
from people.roles import Role


def keeps_calendar(hats: Any) -> bool:
    """Everybody looks; the system administrator changes."""
    return Role.SYSADMIN in hats.roles


def allow(hats: Any) -> None:
    if not keeps_calendar(hats):
        raise NotAllowed(_("工作日历由系统管理员维护，请与他们联系。"))


def with_table(seasons: Iterable[Season], new: Season) -> list[Season]:
    """The tables with a new one: what began on the same day of the year counts until the day before the new one.

    BadInput where one of the same day already counts from then on or later.
    """
    found: list[Season] = []
    for season in seasons:
        if (season.month, season.day) != (new.month, new.day) or not _meet(season, new):
            found.append(season)
        elif season.since < new.since:
            found.append(replace(season, until=new.since - timedelta(days=1)))
        else:
            words = {"name": season.name, "since": season.since.isoformat()}
            raise BadInput(
                _("同一天开始的“%(name)s”已定自%(since)s起施行，新表的施行日期须在其后。") % words, "since"
            )
    return [*found, new]


def without_table(seasons: Sequence[Season], old: Season, last: date) -> list[Season]:
    """The tables where this one counts for the last time on that day. BadInput where it would not count at all."""
    if last < old.since:
        raise BadInput(_("停用日期不能早于施行日期%(since)s。") % {"since": old.since.isoformat()}, "until")
    if old.until is not None and old.until <= last:
        raise BadInput(
            _("“%(name)s”已定于%(until)s停用。") % {"name": old.name, "until": old.until.isoformat()}, "until"
        )
    return [replace(season, until=last) if season == old else season for season in seasons]


def _meet(one: Season, other: Season) -> bool:
    return (one.until is None or other.since <= one.until) and (
        other.until is None or one.since <= other.until
    )
