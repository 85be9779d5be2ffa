"""A year's holiday notice as a file or as pasted lines: read whole, with every fault of it as a sentence. Pure.

A file is JSON as `deadlines/data/calendar_2026.json` or `"schema": "docflow-calendar/1"`. Pasted lines are one a day:
`2027-01-01 放假 元旦 法定`, `2027-01-03 上班 元旦调休`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from .notice_checks import Listed, Row, faults_of, said_day, warnings_of
from .store import LOCAL

MOST_BYTES, MOST_DAYS, MOST_FAULTS = 200_000, 200, 30
SCHEMA = "docflow-calendar/1"
TYPES = {"holiday": "holiday", "workday": "make_up", "make_up": "make_up"}
WORDS = {"放假": "holiday", "休": "holiday", "上班": "make_up", "班": "make_up"}
_DATED = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日", re.ASCII)
_LINE = re.compile(
    r"(?:(?P<year>\d{4})[-/.年])?(?P<month>\d{1,2})[-/.月](?P<day>\d{1,2})日?(?:[(（]?(?:周|星期)(?P<weekday>[一二三四五六日天])[)）]?)?"
    r"[\s,，]+(?P<word>放假|上班|休|班)[\s,，]+(?P<name>[^\s,，]+)(?:[\s,，]+(?P<statutory>\S+))?",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Read:
    """What was read: the days of the year and where they come from; `faults` say why it cannot be taken, `warnings`
    what to look at. `at`: the field of a fault that what stands beside the list has. With a fault nothing of it may be used."""

    year: int
    text: str = ""
    source: str = ""
    issued_on: date | None = None
    days: tuple[Listed, ...] = ()
    faults: list[str] = field(default_factory=list)
    at: dict[str, str] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)


def decoded(data: bytes) -> tuple[str, str]:
    """(text, fault): the file as text, or the sentence that says why it is none."""
    if len(data) > MOST_BYTES:
        return "", _("文件太大：一年的放假通知不超过 200 KB。")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return "", _("文件不是 UTF-8 编码的文字，请另存为 UTF-8 后再导入。")
    return (text, "") if text.strip() else ("", _("文件是空的。"))


def read(
    text: str, year: int, *, scope: str, title: str = "", source: str = "", issued_on: date | None = None
) -> Read:
    """Read JSON or lines for that year. `title`, `source`, `issued_on`: what was typed beside it; where it says nothing
    itself, they count."""
    if len(text.encode(errors="replace")) > MOST_BYTES:
        return Read(year, faults=[_("内容太长：一年的放假通知不超过 200 KB。")])
    if text.lstrip().startswith(("{", "[")):
        told, rows, faults = _json(text, year)
    else:
        told, (rows, faults) = {}, _lines(text, year, may_be_empty=scope == LOCAL)
    text_, source_ = told.get("text") or title.strip(), told.get("source") or source.strip()
    issued = told.get("issued_on") or issued_on
    head = _head(text_, source_ or text_, issued, year)
    faults += head
    listed = [row for row in rows if isinstance(row, Row)]
    if listed or not faults:  # else nothing could be read, and no count would say more
        faults += faults_of(listed, year, told, local=scope == LOCAL)
    if len(faults) > MOST_FAULTS:
        more = len(faults) - MOST_FAULTS
        faults = [*faults[:MOST_FAULTS], _("还有 %(n)s 处问题，先改正以上各处。") % {"n": more}]
    found = {row.date: row.listed for row in listed if row.listed is not None}
    days = tuple(found[day] for day in sorted(found))
    warnings = [] if faults else warnings_of(days, year)
    return Read(year, text_, source_ or text_, issued, days, list(dict.fromkeys(faults)), head, warnings)


def _head(text: str, source: str, issued_on: date | None, year: int) -> dict[str, str]:
    """Faults of what a notice says of itself, each with its field."""
    faults = {}
    if not text:
        faults[_("没有写明通知标题。")] = "title"
    elif not fits(text, 200):
        faults[_("通知标题须在200字以内，且不含看不见的字符。")] = "title"
    if not fits(source, 300):
        faults[_("通知出处须在300字以内，且不含看不见的字符。")] = "source"
    if issued_on is None:
        faults[_("没有写明印发日期。")] = "issued_on"
    elif not -2 <= issued_on.year - year <= 0:
        words = {"day": issued_on.isoformat(), "year": year}
        faults[_("印发日期%(day)s与%(year)s年的通知对不上。") % words] = "issued_on"
    return faults


def fits(text: str, most: int) -> bool:
    """Can it be stored and shown?"""
    return len(text) <= most and text.isprintable()


# -- JSON ----------------------------------------------------------------------------------------------


class _Twice(ValueError):
    pass


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A name written twice would silently hide the first: refused."""
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise _Twice(name)
        found[name] = value
    return found


def _json(text: str, year: int) -> tuple[dict[str, Any], list[Row | None], list[str]]:
    """(what it says of itself, its days, faults of its form)."""
    try:
        data = json.loads(text, object_pairs_hook=_once)
    except _Twice as error:
        return {}, [], [_("“%(name)s”在同一处写了两次。") % {"name": _shown(str(error))}]
    except json.JSONDecodeError as error:
        words = {"line": error.lineno, "column": error.colno}
        return {}, [], [_("不是完整的 JSON：第%(line)s行第%(column)s列附近看不懂。") % words]
    except (ValueError, RecursionError):
        return {}, [], [_("不是完整的 JSON。")]
    if not isinstance(data, dict) or not isinstance(data.get("days"), list):
        return {}, [], [_("不是放假通知文件：应有年份（year）和日期清单（days）。")]
    faults = []
    if data.get("schema", SCHEMA) != SCHEMA:
        faults.append(
            _("文件格式应为 %(wanted)s，文件写的是“%(found)s”。")
            % {"wanted": SCHEMA, "found": _shown(data["schema"])}
        )
    if data.get("year") is True or data.get("year") != year:
        faults.append(
            _("这里导入%(year)s年的通知，文件写的年份是“%(found)s”。")
            % {"year": year, "found": _shown(data.get("year"))}
        )
    if len(data["days"]) > MOST_DAYS:
        return {}, [], [*faults, _("日期清单太长：一年列出的日子不超过200个。")]
    told = {name: data[name] for name in ("working_days_total", "working_days_by_month") if name in data}
    rows = []
    for number, raw in enumerate(data["days"], start=1):
        row, fault = _json_day(raw, _("第%(n)s个日期") % {"n": number})
        rows.append(row)
        faults += fault
    return told | _told(data), rows, faults


def _told(data: dict[str, Any]) -> dict[str, Any]:
    """Title, source and date; a file without them says them in its source: 「…通知（2025年11月4日，新华社电）」."""
    source = data["source"] if isinstance(data.get("source"), str) else ""
    text = data["text"] if isinstance(data.get("text"), str) else source.partition("（")[0]
    return {
        "text": text.strip(),
        "source": source.strip(),
        "issued_on": _issued(data.get("issued_on"), source),
    }


def _issued(written: Any, source: str) -> date | None:
    try:
        if isinstance(written, str):
            return date.fromisoformat(written)
        found = _DATED.search(source)
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


def _json_day(raw: Any, where: str) -> tuple[Row | None, list[str]]:
    if not isinstance(raw, dict):
        return None, [_("%(where)s：应写明日期、类型和名称。") % {"where": where}]
    try:
        day = date.fromisoformat(raw["date"])
    except (KeyError, TypeError, ValueError):
        return None, [
            _("%(where)s：没有“%(text)s”这一天。") % {"where": where, "text": _shown(raw.get("date"))}
        ]
    where, faults = said_day(day), []
    kind, name = raw.get("type"), raw.get("name")
    if not isinstance(kind, str) or kind not in TYPES:
        faults.append(
            _("%(where)s：不认识的类型“%(text)s”，应为 holiday（放假）或 workday（上班）。")
            % {"where": where, "text": _shown(kind)}
        )
    if not isinstance(name, str) or not name.strip() or not fits(name, 40):
        faults.append(_("%(where)s：须写明名称，40字以内。") % {"where": where})
    if not isinstance(raw.get("statutory", False), bool):
        faults.append(_("%(where)s：是否法定（statutory）应为 true 或 false。") % {"where": where})
    weekday = raw.get("weekday", "")
    if faults:
        return Row(day, None, "" if not isinstance(weekday, str) else weekday, where), faults
    listed = Listed(day, TYPES[str(kind)], str(name).strip(), raw.get("statutory", False))
    return Row(day, listed, weekday if isinstance(weekday, str) else "?", where), []


# -- lines ---------------------------------------------------------------------------------------------


def _lines(text: str, year: int, *, may_be_empty: bool) -> tuple[list[Row | None], list[str]]:
    rows: list[Row | None] = []
    faults: list[str] = []
    numbered = [(n, line.strip()) for n, line in enumerate(text.splitlines(), start=1)]
    wanted = [(n, line) for n, line in numbered if line and not line.startswith("#")]
    if not wanted:
        return [], [] if may_be_empty else [_("没有填写日期。")]
    if len(wanted) > MOST_DAYS:
        return [], [_("日期清单太长：一年列出的日子不超过200个。")]
    for number, line in wanted:
        row, fault = _line(line, year)
        rows.append(row)
        faults += [_("第%(n)s行：%(fault)s") % {"n": number, "fault": one} for one in fault]
    return rows, faults


def _line(line: str, year: int) -> tuple[Row | None, list[str]]:
    found = _LINE.fullmatch(line)
    if found is None:
        return None, [
            _("看不懂“%(text)s”。应如：2027-01-01 放假 元旦 法定；2027-01-03 上班 元旦调休。")
            % {"text": _shown(line)}
        ]
    try:
        day = date(int(found["year"] or year), int(found["month"]), int(found["day"]))
    except ValueError:
        return None, [_("没有“%(text)s”这一天。") % {"text": _shown(line.split()[0])}]
    if found["statutory"] not in (None, "法定"):
        return None, [_("最后一项只能是“法定”，写的是“%(text)s”。") % {"text": _shown(found["statutory"])}]
    if not fits(found["name"], 40):
        return None, [_("名称须在40字以内。")]
    listed = Listed(day, WORDS[found["word"]], found["name"], found["statutory"] is not None)
    return Row(day, listed, found["weekday"] or "", said_day(day)), []


def _shown(value: Any) -> str:
    """Only printable characters, and not a page of them, go back to the screen."""
    return "".join(c for c in str(value)[:40] if c.isprintable())


def written(days: Iterable[Listed]) -> str:
    """The lines that read as these days: what stands now, to be changed."""
    lines = []
    for day in days:
        words = [day.date.isoformat(), "放假" if day.kind == "holiday" else "上班", day.name]
        lines.append(" ".join([*words, "法定"] if day.statutory else words))
    return "\n".join(lines)
