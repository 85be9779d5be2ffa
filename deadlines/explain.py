"""A stored trace in words: "怎么算的". Chinese is the source text; the active language decides."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext, override

Entry = dict[str, Any]


def explain(trace: list[Entry], lang: str | None = None) -> list[str]:
    """Sentences, one per line of the box, in the active language or in `lang`. Unknown steps are left out."""
    if lang is not None:
        with override(lang):
            return explain(trace)
    lines: list[str] = []
    for group in _grouped(trace):
        say = _SAY.get(group[0].get("step", ""))
        lines += say(group) if say else []
    return lines


def _grouped(trace: list[Entry]) -> Iterator[list[Entry]]:
    """Days off in a row for the same reason make one sentence."""
    group: list[Entry] = []
    for entry in trace:
        if group and not _continues(group[-1], entry):
            yield group
            group = []
        group.append(entry)
    if group:
        yield group


def _continues(last: Entry, entry: Entry) -> bool:
    if last.get("step") != "skip" or entry.get("step") != "skip":
        return False
    same = all(last[key] == entry[key] for key in ("reason", "name", "notice", "provisional"))
    return same and abs(_date(entry["date"]) - _date(last["date"])) == timedelta(days=1)


def _rule(group: list[Entry]) -> list[str]:
    rule = group[0]
    lines = []
    if rule["unit"] != "absolute":
        lines.append(_("时限：%(amount)s") % {"amount": amount_text(rule["unit"], rule["amount"])})
    if rule["source"]:
        # The source is stored in Chinese; a source we ship has a translation, a typed one stays as typed.
        lines.append(_("来源：%(source)s") % {"source": _(rule["source"])})
    return [*lines, _("依据：%(basis)s") % {"basis": _(rule["basis"])}, *_hours(rule)]


def _hours(entry: Entry) -> list[str]:
    """Which tables of office hours it was counted by, where the office has several."""
    runs = entry.get("seasons", [])
    lines = []
    for run in runs:
        spans = "、".join("—".join(span) for span in run["hours"])
        words = {"day": _day(run["from"]), "spans": spans, "name": _(run["name"] or "默认作息")}
        words["source"] = _("（%(notice)s）") % {"notice": _(run["source"])} if run["source"] else ""
        said = (
            _("自%(day)s按%(name)s办公：%(spans)s%(source)s")
            if len(runs) > 1
            else _("按%(name)s办公：%(spans)s%(source)s")
        )
        lines.append(said % words)
    return lines


def _start(group: list[Entry]) -> list[str]:
    at = {"at": _when(group[0]["at"])}
    return [(_("自%(at)s起算") if group[0]["counted"] else _("自%(at)s起算，当日不计")) % at]


def _make_up(group: list[Entry]) -> list[str]:
    return [
        _("%(day)s上班，计入：%(name)s%(notice)s")
        % {"day": _day(group[0]["date"]), "name": _name(group[0]), "notice": _notice(group[0])}
    ]


def _skip(group: list[Entry]) -> list[str]:
    first, last = sorted((group[0]["date"], group[-1]["date"]))
    words = {"first": _day(first), "last": _day(last), "name": _name(group[0]), "notice": _notice(group[0])}
    if first == last:
        return [_("跳过%(first)s：%(name)s%(notice)s") % words]
    return [_("跳过%(first)s至%(last)s：%(name)s%(notice)s") % words]


def _spent(group: list[Entry]) -> list[str]:
    entry = group[0]
    return [
        _("%(day)s%(begin)s至%(stop)s，计%(minutes)s分钟")
        % {
            "day": _day(entry["date"]),
            "begin": entry["from"][:5],
            "stop": entry["to"][:5],
            "minutes": f"{entry['minutes']:g}",
        }
    ]


def _roll(group: list[Entry]) -> list[str]:
    words = {"day": _day(group[0]["from"]), "to": _day(group[0]["to"])}
    if group[0]["to"] < group[0]["from"]:
        return [_("末日%(day)s不上班，提前至%(to)s") % words]
    return [_("末日%(day)s不上班，顺延至%(to)s") % words]


def _written(group: list[Entry]) -> list[str]:
    return [_("写明的时间：%(at)s，优先于默认时限") % {"at": _when(group[0]["at"])}]


def _off_day(group: list[Entry]) -> list[str]:
    words = {"day": _day(group[0]["date"]), "name": _name(group[0])}
    return [_("%(day)s不上班（%(name)s），按写明的时间执行，不顺延") % words]


def _result(group: list[Entry]) -> list[str]:
    years = "、".join(str(year) for year in group[0]["without_notice"])
    unsure = _("%(years)s年放假安排未录入，按周末规则暂算，录入后重算") % {"years": years}
    return [_("到期：%(at)s") % {"at": _when(group[0]["at"])}, *([unsure] if years else [])]


def _calendar(group: list[Entry]) -> list[str]:
    return [_("日历版本：%(version)s") % {"version": group[0]["version"]}]


def _stopped(group: list[Entry]) -> list[str]:
    entry = group[0]
    words = {"begin": _when(entry["from"]), "end": _when(entry["to"]), "why": _(entry["why"])}
    if entry["unit"] == "absolute":
        return [_("%(begin)s至%(end)s暂停办理（%(why)s）；写明的时间不因暂停顺延") % words]
    words |= {"stood": _stood(entry), "at": _when(entry["at"])}
    years = "、".join(str(year) for year in entry["without_notice"])
    unsure = _("%(years)s年放假安排未录入，按周末规则暂算，录入后重算") % {"years": years}
    return [
        _("%(begin)s至%(end)s暂停办理（%(why)s），停表%(stood)s不计") % words,
        *explain(entry["days"]),
        *_hours(entry),
        _("顺延后到期：%(at)s") % words,
        *([unsure] if years else []),
    ]


def _extended(group: list[Entry]) -> list[str]:
    entry = group[0]
    words = {
        "who": entry["by"],
        "on": _when(entry["on"]),
        "before": _when(entry["before"]),
        "at": _when(entry["at"]),
    }
    lines = [_("%(who)s于%(on)s批准延期：原期限%(before)s，延至%(at)s") % words]
    if entry["why"]:
        lines.append(_("延期理由：%(why)s") % {"why": entry["why"]})
    first = explain(entry["trace"])
    return [*lines, *([_("原期限%(before)s的算法：") % words] if first else []), *first]


def _stood(entry: Entry) -> str:
    """How long, in office time where the limit counts in that."""
    hours, minutes = divmod(entry["minutes"], 60)
    words = {"h": hours, "m": minutes}
    if entry["unit"] in ("working_day", "working_hour"):
        return _("工作时间%(h)s小时%(m)s分钟") % words
    return _("%(h)s小时%(m)s分钟") % words


_SAY = {
    "rule": _rule,
    "start": _start,
    "make_up": _make_up,
    "skip": _skip,
    "count": _spent,
    "roll": _roll,
    "written": _written,
    "off_day": _off_day,
    "result": _result,
    "calendar": _calendar,
    "stopped": _stopped,
    "extended": _extended,
}


def amount_text(unit: str, amount: float) -> str:
    """`3个工作日`, `15分钟`: an amount as people say it. Hours below one become minutes."""
    if unit in ("working_hour", "clock_hour") and amount < 1:
        minutes = round(amount * 60)
        if unit == "working_hour":
            return ngettext("%(n)s个工作分钟", "%(n)s个工作分钟", minutes) % {"n": minutes}
        return ngettext("%(n)s分钟", "%(n)s分钟", minutes) % {"n": minutes}
    words = {"n": f"{amount:g}"}
    many = 1 if amount == 1 else 2
    if unit == "working_day":
        return ngettext("%(n)s个工作日", "%(n)s个工作日", many) % words
    if unit == "calendar_day":
        return ngettext("%(n)s个自然日", "%(n)s个自然日", many) % words
    if unit == "month":
        return ngettext("%(n)s个月", "%(n)s个月", many) % words
    if unit == "working_hour":
        return ngettext("%(n)s个工作小时", "%(n)s个工作小时", many) % words
    return ngettext("%(n)s小时", "%(n)s小时", many) % words


# The names the notices and tables of hours use, so that the catalogue knows them.
_NAMES = [
    gettext_noop("元旦"), gettext_noop("春节"), gettext_noop("清明节"), gettext_noop("劳动节"),
    gettext_noop("端午节"), gettext_noop("中秋节"), gettext_noop("国庆节"),
    gettext_noop("元旦调休"), gettext_noop("春节调休"), gettext_noop("清明节调休"), gettext_noop("劳动节调休"),
    gettext_noop("全年"), gettext_noop("默认作息"), gettext_noop("夏令时间"), gettext_noop("冬令时间"),
    gettext_noop("端午节调休"), gettext_noop("中秋节调休"), gettext_noop("国庆节调休"),
]  # fmt: skip


def _name(entry: Entry) -> str:
    if entry["reason"] == "weekend":
        return _("周末")
    return _(entry["name"]) if entry["name"] else _("放假")


def _notice(entry: Entry) -> str:
    if entry["notice"]:
        return _("（%(notice)s）") % {"notice": entry["notice"]}
    return _("（当年放假安排未录入）") if entry["provisional"] else ""


def _date(text: str) -> date:
    return date.fromisoformat(text)


def weekday_name(day: date) -> str:
    """周一, 周二, … in the active language."""
    names = (_("周一"), _("周二"), _("周三"), _("周四"), _("周五"), _("周六"), _("周日"))
    return names[day.weekday()]


def _day(text: str) -> str:
    day = _date(text)
    return _("%(month)s月%(day)s日（%(weekday)s）") % {
        "month": day.month,
        "day": day.day,
        "weekday": weekday_name(day),
    }


def _when(text: str) -> str:
    at = datetime.fromisoformat(text)
    return _("%(year)s年%(month)s月%(day)s日%(clock)s") % {
        "year": at.year,
        "month": at.month,
        "day": at.day,
        "clock": f"{at:%H:%M}",
    }
