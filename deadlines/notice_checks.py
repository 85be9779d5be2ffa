"""What must fit in a year's notice: its days, the statutory ones among them, and the sums it states. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from django.utils.translation import gettext as _

from .explain import weekday_name

# 《全国年节及纪念日放假办法》, since the revision of 2024-11-10; before it Spring Festival had 3 days, Labour Day 1.
STATUTORY = {"元旦": 1, "春节": 4, "清明节": 1, "劳动节": 2, "端午节": 1, "中秋节": 1, "国庆节": 3}
BEFORE_2025 = STATUTORY | {"春节": 3, "劳动节": 1}
RUN = 6  # 「一般…连续工作日不超过6天」, the same revision
LETTERS = "一二三四五六日"
_SPLIT = re.compile(r"[、和与及/]")


@dataclass(frozen=True, slots=True)
class Listed:
    """A day as a notice lists it."""

    date: date
    kind: Literal["holiday", "make_up"] | str
    name: str
    statutory: bool = False

    @property
    def works(self) -> bool:
        return self.kind == "make_up"


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a notice: its day, what it lists (None where that has faults), the weekday written, what to call it."""

    date: date
    listed: Listed | None
    weekday: str
    where: str


def said_day(day: date) -> str:
    """2月15日（周日）, with the year where it is asked for by the sentence around it."""
    words = {"month": day.month, "day": day.day, "weekday": weekday_name(day)}
    return _("%(month)s月%(day)s日（%(weekday)s）") % words


def faults_of(rows: Sequence[Row], year: int, told: Mapping[str, Any], *, local: bool) -> list[str]:
    """Every fault of these lines as a whole."""
    days = [row.listed for row in rows if row.listed is not None]
    faults = [
        _("%(day)s重复，每天只能列一次。") % {"day": day.isoformat()}
        for day, times in sorted(Counter(row.date for row in rows).items())
        if times > 1
    ]
    for row in rows:
        faults += _row_faults(row, year, local=local)
    if not local:
        faults += _statutory_faults(days, year)
    return faults + _sum_faults(days, year, told)


def _row_faults(row: Row, year: int, *, local: bool) -> list[str]:
    faults, words = [], {"where": row.where, "day": row.date.isoformat(), "year": year}
    if row.date.year != year:
        faults.append(_("%(day)s不在%(year)s年内。") % words)
    letter = row.weekday.removeprefix("周").removeprefix("星期").replace("天", "日")
    if letter and letter != LETTERS[row.date.weekday()]:
        words["letter"] = letter[:10] if letter.isprintable() else "?"
        faults.append(_("%(where)s：写的是“%(letter)s”，星期对不上。") % words)
    if row.listed is None:
        return faults
    if row.listed.works and row.listed.statutory:
        faults.append(_("%(where)s：上班的日子不能是法定假日。") % words)
    if row.listed.works and row.date.weekday() < 5 and not local:
        faults.append(_("%(where)s：本来就上班，不必列为调休上班。") % words)
    return faults


def _statutory_faults(days: Iterable[Listed], year: int) -> list[str]:
    """Which holiday has another number of statutory days than the law says.

    Days named for two holidays at once (国庆节、中秋节) make these two count together.
    """
    wanted = STATUTORY if year >= 2025 else BEFORE_2025
    counted: Counter[str] = Counter()
    together: list[set[str]] = []
    strange = []
    for day in days:
        if not day.statutory:
            continue
        names = [_holiday(part) for part in _SPLIT.split(day.name)]
        if any(name not in wanted for name in names):
            strange.append(
                _("%(where)s：法定假日中没有“%(name)s”。") % {"where": said_day(day.date), "name": day.name}
            )
            continue
        counted[names[0]] += 1
        if len(names) > 1:
            together.append(set(names))
    groups = _merged([{name} for name in wanted], together)
    faults = []
    for group in groups:
        names = [name for name in wanted if name in group]
        need, found = sum(wanted[n] for n in names), sum(counted[n] for n in names)
        if need != found:
            words = {"name": "、".join(_(n) for n in names), "need": need, "found": found}
            faults.append(
                _("%(name)s的法定假日应为%(need)s天（《全国年节及纪念日放假办法》），列了%(found)s天。")
                % words
            )
    return strange + faults


def _merged(groups: list[set[str]], together: list[set[str]]) -> list[set[str]]:
    for pair in together:
        touched = [group for group in groups if group & pair]
        groups = [group for group in groups if not group & pair] + [set().union(*touched)]
    return groups


def _holiday(name: str) -> str:
    """清明 → 清明节, 国际劳动节 → 劳动节; anything else as it is."""
    plain = name.strip().removeprefix("国际")
    return plain if plain in STATUTORY else f"{plain}节"


def works_on(days: Iterable[Listed], year: int) -> dict[date, bool]:
    """Each day of the year: is it worked by this list and the weekend rule?"""
    listed = {day.date: day.works for day in days}
    every = (date(year, 1, 1) + timedelta(days=n) for n in range(366))
    return {day: listed.get(day, day.weekday() < 5) for day in every if day.year == year}


def _sum_faults(days: list[Listed], year: int, told: Mapping[str, Any]) -> list[str]:
    """Sums that the file states itself: a day left out shows in its month."""
    works, faults = works_on(days, year), []
    by_month = told.get("working_days_by_month")
    if by_month is not None and not isinstance(by_month, dict):
        faults.append(_("各月工作日数（working_days_by_month）应按月份列出。"))
    for month in range(1, 13) if isinstance(by_month, dict) else ():
        counted = sum(on for day, on in works.items() if day.month == month)
        if by_month.get(str(month)) != counted:  # type: ignore[union-attr]
            words = {"month": month, "said": str(by_month.get(str(month), "—"))[:10], "counted": counted}  # type: ignore[union-attr]
            faults.append(
                _("%(month)s月：文件写%(said)s个工作日，按所列日期是%(counted)s个，可能漏列或多列了日子。")
                % words
            )
    total = told.get("working_days_total")
    if total is not None and total != sum(works.values()):
        words = {"said": str(total)[:10], "counted": sum(works.values())}
        faults.append(
            _("全年：文件写%(said)s个工作日，按所列日期是%(counted)s个，可能漏列或多列了日子。") % words
        )
    return faults


def warnings_of(days: Sequence[Listed], year: int) -> list[str]:
    """More working days in a row than the law's 「一般不超过6天」: no fault, but to be looked at."""
    found, run = [], []
    for day, on in [*works_on(days, year).items(), (date(year, 12, 31), False)]:
        if on:
            run.append(day)
            continue
        if len(run) > RUN:
            words = {"first": said_day(run[0]), "last": said_day(run[-1]), "n": len(run)}
            found.append(_("%(first)s至%(last)s连续上班%(n)s天，一般不超过6天，请核对通知原文。") % words)
        run = []
    return found
