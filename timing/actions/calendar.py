"""The calendar changes: a year's notice, local days, a table of office hours. Acts on the timetable.

Each is rehearsed first. The page shows which days and which running dates would be others; what it showed travels in the
form as two fingerprints (`seen` of the calendar, `moved` of the dates). The act writes exactly that, or nothing.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from deadlines import store
from deadlines.hours import Season, plain
from deadlines.models import CalendarDay, CalendarNotice, OfficeHours
from deadlines.notice_file import Read, written
from deadlines.store import LOCAL, Rules
from docflow.web.errors import BadInput, Faster, Incomplete
from timing.actions.moving import CHECKED, apply, move_all
from timing.queries import calendar as query
from timing.queries.overlooked import overlooked
from timing.rules.calendar import allow, with_table, without_table
from workflow.act import Act
from workflow.spine import act


@act("calendar_notice", exclusive=False)
def save_notice(a: Act, *, read: Read, scope: str, seen: str, moved: str) -> str:
    """A year's notice, or the next version of it; older versions stay as they were."""
    allow(a.by.hats)
    if read.faults or read.issued_on is None:
        raise Incomplete(read.faults)
    _unchanged(seen)
    last = query.latest(read.year, scope)
    refuse_same(read, scope)
    notice = query.would_be(read, scope)
    found = move_all(a, store.would_be(notices=[notice]), moved)
    a.data |= {"year": read.year, "scope": scope, "version": notice.version, "moved": len(found)}
    a.data["old"] = _as_data(last) if last else None
    row = CalendarNotice.objects.create(
        year=read.year, scope=scope, version=notice.version, text=read.text, source=read.source,
        issued_on=read.issued_on,
    )  # fmt: skip
    CalendarDay.objects.bulk_create(
        CalendarDay(notice=row, date=d.date, kind=d.kind, name=d.name, statutory=d.statutory)
        for d in read.days
    )
    a.data["new"] = _as_data(row)
    transaction.on_commit(store.reset)
    words = {"year": read.year, "version": row.version, "text": row.text, "moved": _moved(found)}
    if scope == LOCAL:
        return _("已更新%(year)s年本地放假安排（第%(version)s版，%(text)s），%(moved)s。") % words
    return _("已导入%(year)s年放假安排（第%(version)s版，%(text)s），%(moved)s。") % words


def refuse_same(read: Read, scope: str) -> None:
    """BadInput where it says what stands already: a second import of one file is no new version."""
    last = query.latest(read.year, scope)
    if last is None:
        if not read.days:
            raise BadInput(_("%(year)s年没有本地放假安排，无可撤销。") % {"year": read.year})
        return
    same = (last.text, last.source, last.issued_on) == (read.text, read.source, read.issued_on)
    if same and query.listed(last) == list(read.days):
        raise BadInput(_("与现行第%(version)s版完全相同，不必再次保存。") % {"version": last.version})


@act("calendar_hours", exclusive=False)
def save_hours(a: Act, *, table: Season, seen: str, moved: str) -> str:
    """A table of office hours; one that begins on the same day of the year ends the day before."""
    allow(a.by.hats)
    _unchanged(seen)
    found = move_all(a, rules_with(table), moved)
    a.data |= {"new": _table_data(table), "old": None, "moved": len(found)}
    last = table.since - timedelta(days=1)
    for row in OfficeHours.objects.filter(month=table.month, day=table.day, since__lt=table.since):
        if row.until is None or row.until > last:
            a.data["old"] = _row_data(row)
            row.until = last
            row.save(update_fields=["until"])
    OfficeHours.objects.create(
        name=table.name, month=table.month, day=table.day, spans=plain(table.hours), source=table.source,
        since=table.since, until=table.until,
    )  # fmt: skip
    transaction.on_commit(store.reset)
    words = {"name": table.name, "since": table.since.isoformat(), "moved": _moved(found)}
    return _("已加作息表“%(name)s”，%(since)s起施行，%(moved)s。") % words


@act("calendar_hours_end", exclusive=False)
def end_hours(a: Act, *, table: OfficeHours, until: date, seen: str, moved: str) -> str:
    """A table counts for the last time on `until`; the one before it in the year goes on in its place."""
    allow(a.by.hats)
    _unchanged(seen)
    table = OfficeHours.objects.get(pk=table.pk)
    found = move_all(a, rules_without(table, until), moved)
    a.data |= {"old": _row_data(table), "moved": len(found)}
    table.until = until
    table.save(update_fields=["until"])
    a.data["new"] = _row_data(table)
    transaction.on_commit(store.reset)
    words = {"name": table.name, "until": until.isoformat(), "moved": _moved(found)}
    return _("作息表“%(name)s”%(until)s后停用，%(moved)s。") % words


@act("count_again", exclusive=False)
def count_again(a: Act, *, seen: str, moved: str) -> str:
    """Running dates that do not stand as calendar and rules have them are put right: exactly those that were shown."""
    allow(a.by.hats)
    _unchanged(seen)
    found = apply(a, overlooked(a.now), moved, why=CHECKED)
    if not found:
        raise BadInput(_("在办期限都与现行日历和规则相符，不必更正。"))
    a.data["moved"] = len(found)
    return _("已按现行日历和规则复核，%(moved)s。") % {"moved": _moved(found)}


def rules_with(table: Season) -> Rules:
    return store.would_be(seasons=with_table(query.seasons(), table))


def rules_without(row: OfficeHours, until: date) -> Rules:
    return store.would_be(seasons=without_table(query.seasons(), store.season(row), until))


def _unchanged(seen: str) -> None:
    """`seen` is the version of the calendar that the page was made from; under the timetable's lock it is still that.

    What moves is held against that one, and not against what this process kept from a minute ago: what differs only
    between the two would be left out.
    """
    store.reset()
    if query.standing().version == seen:
        return
    last = query.entries().first()
    if last is None:
        raise Faster(_("工作日历刚被改过，以下按现在的日历重新核对。"))
    words = {"who": last.actor_name, "when": timezone.localtime(last.at).strftime("%m-%d %H:%M:%S"), "said": last.data.get("said", "")}  # fmt: skip
    text = _("%(who)s %(when)s 已先办理：%(said)s以下按现在的日历重新核对。") % words
    raise Faster(text, who=last.actor_name, when=last.at, verb=last.verb)


def _moved(found: list[Any]) -> str:
    n = sum(move.moved for move in found)
    return ngettext("%(n)s个在办期限变动", "%(n)s个在办期限变动", n) % {"n": n}


def _as_data(row: CalendarNotice) -> dict[str, Any]:
    return {
        "version": row.version, "text": row.text, "source": row.source, "issued_on": row.issued_on.isoformat(),
        "days": written(query.listed(row)).splitlines(),
    }  # fmt: skip


def _row_data(row: OfficeHours) -> dict[str, Any]:
    return {"pk": row.pk, **_table_data(store.season(row))}


def _table_data(table: Season) -> dict[str, Any]:
    return {
        "name": table.name, "month": table.month, "day": table.day, "hours": plain(table.hours), "source": table.source,
        "since": table.since.isoformat(), "until": table.until.isoformat() if table.until else None,
    }  # fmt: skip
