"""The year as twelve months, each day with colour, letter and words; and the list of the days that differ."""

from __future__ import annotations

from calendar import Calendar as Weeks
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from deadlines.days import Calendar, Day
from deadlines.explain import weekday_name
from deadlines.notice_checks import said_day
from docflow.web import parts
from docflow.web.ledger import Col, table_html
from docflow.web.parts import esc
from timing.queries.calendar import Difference, days_of

MONDAY_FIRST = Weeks(0)


def year_html(year: int, calendar: Calendar, today: date) -> SafeString:
    """Twelve small tables."""
    return SafeString("".join(_month(year, month, calendar, today) for month in range(1, 13)))


def _month(year: int, month: int, calendar: Calendar, today: date) -> str:
    days = [day for day in days_of(year) if day.month == month]
    n = sum(calendar.works(day) for day in days)
    count = ngettext("%(n)s个工作日", "%(n)s个工作日", n) % {"n": n}
    heads = "".join(
        f'<th scope="col">{esc(weekday_name(day))}</th>'
        for day in MONDAY_FIRST.monthdatescalendar(year, month)[0]
    )
    weeks = "".join(
        f"<tr>{''.join(_cell(day, calendar, today) if day.month == month else '<td></td>' for day in week)}</tr>"
        for week in MONDAY_FIRST.monthdatescalendar(year, month)
    )
    caption = _("%(month)s月") % {"month": month}
    return (
        f'<table class="cal-m"><caption>{esc(caption)}<span>{esc(count)}</span></caption>'
        f"<thead><tr>{heads}</tr></thead><tbody>{weeks}</tbody></table>"
    )


def _cell(day: date, calendar: Calendar, today: date) -> str:
    info = calendar.day(day)
    css = [
        f"cal-{info.kind}",
        *(["cal-local"] if info.local else []),
        *(["cal-today"] if day == today else []),
    ]
    current = ' aria-current="date"' if day == today else ""
    return (
        f'<td class="{" ".join(css)}" title="{esc(title(day, info))}"{current}>'
        f'<time datetime="{day.isoformat()}">{day.day}</time>{mark(info)}</td>'
    )


def mark(info: Day) -> str:
    """The letter or shape that says without colour what a day is."""
    if info.kind == "workday":
        return ""
    if info.kind == "weekend":
        return '<i class="cal-o" aria-hidden="true"></i>'
    letter = _("休") if info.kind == "holiday" else _("班")
    return f"<b>{esc(_('地') if info.local else '')}{esc(letter)}</b>"


def title(day: date, info: Day) -> str:
    """10月1日（周四） 放假 国庆节（法定假日）· 国务院办公厅…通知."""
    words = f"{said_day(day)} {kind_word(info)}"
    return f"{words} · {info.notice}" if info.notice else words


def kind_word(info: Day) -> str:
    """What a day is, in words."""
    if info.kind in ("workday", "weekend"):
        return _("工作日") if info.kind == "workday" else _("周末")
    name = {"name": _(info.name) if info.name else ""}
    if info.kind == "make_up":
        return _("上班：%(name)s") % name
    return (_("放假：%(name)s（法定假日）") if info.statutory else _("放假：%(name)s")) % name


def legend() -> SafeString:
    """Each mark with its words."""
    shown = [
        (Day("workday"), _("工作日")), (Day("weekend"), _("周末")), (Day("holiday"), _("放假")),
        (Day("make_up"), _("调休上班")), (Day("holiday", local=True), _("本地放假")), (Day("make_up", local=True), _("本地上班")),
    ]  # fmt: skip
    items = "".join(
        f'<li><span class="cal-k cal-{info.kind}{" cal-local" if info.local else ""}">8{mark(info)}</span>{esc(words)}</li>'
        for info, words in shown
    )
    return SafeString(f'<ul class="cal-legend" aria-label="{esc(_("图例"))}">{items}</ul>')


def special_html(year: int, calendar: Calendar) -> SafeString | str:
    """The days that differ from the weekend rule, in order, with the notice that says so."""
    rows = [(day, calendar.special[day]) for day in sorted(calendar.special) if day.year == year]
    cols = [
        Col("date", _("日期"), "c-title", lambda row: said_day(row[0]), "em11"),
        Col("kind", _("类型"), "", lambda row: _kind_state(row[1]), "em8"),
        Col("name", _("名称"), "", lambda row: _named(row[1]), "em11"),
        Col("notice", _("依据"), "c-note wrap", lambda row: row[1].notice),
    ]
    return (
        table_html(rows, cols, label=_("与周末规则不同的日子"), row_url=_nowhere, css="slim stack")
        if rows
        else ""
    )


def _kind_state(info: Day) -> SafeString:
    words = _("放假") if info.kind == "holiday" else _("上班")
    local = f" {parts.tag(_('本地'))}" if info.local else ""
    return SafeString(f'<span class="cal-t cal-{info.kind}">{esc(words)}</span>{local}')


def _named(info: Day) -> SafeString:
    law = f" {parts.tag(_('法定假日'))}" if info.statutory else ""
    return SafeString(f"{esc(_(info.name))}{law}")


def differences_html(found: Sequence[Difference]) -> SafeString | str:
    """The days that would be another, before and after."""
    cols = [
        Col("date", _("日期"), "c-title", lambda row: said_day(row.date), "em11"),
        Col("before", _("现在"), "", lambda row: _with_place(row.before), "em11"),
        Col(
            "after",
            _("改为"),
            "",
            lambda row: SafeString(f"<b>{esc(_with_place(row.after))}</b>"),
            "em11",
        ),
    ]
    return table_html(found, cols, label=_("变动的日子"), row_url=_nowhere, css="slim stack") if found else ""


def _with_place(info: Day) -> str:
    return f"{kind_word(info)} {_('（本地）')}" if info.local else kind_word(info)


def _nowhere(_row: Any) -> str:
    return ""
