"""The charts of the statistics: after the tables, each bar with its list."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from bulletins.figures.registry import FIGURES
from bulletins.figures.steps import steps
from bulletins.files.charts import Part, Stack, bars, chart_table, stacked
from bulletins.queries.periods import Piece, pieces, summed
from bulletins.queries.statistics import Statistics
from bulletins.views.addresses import days, figure_url

KEPT = ("in_time", "put_off", "dateless", "late")
UNITS = ("parts_in_time", "parts_put_off", "parts_late")


@dataclass(frozen=True)
class Chart:
    title: str
    picture: SafeString
    table: SafeString


def charts(s: Statistics) -> list[Chart]:
    """Those that have anything to draw."""
    drawn = pieces(s.scope.first, s.scope.last)
    found = [_received(s, drawn), _closed(s, drawn), _by_step(s), _by_unit(s)]
    return [one for one in found if one and one.picture]


def _chart(title: str, picture: str, heads: list[str], rows: list[list[object]]) -> Chart:
    """What the charts module writes is HTML: it has escaped every word of it."""
    table = chart_table(heads, rows, summary=_("数据表"))
    return Chart(title, SafeString(picture), SafeString(table))


def _received(s: Statistics, drawn: list[Piece]) -> Chart | None:
    if ("day", "received") not in s.numbers:
        return None
    title = _("收文（按收文时间）")
    values = summed(s.numbers["day", "received"], drawn)
    data = [
        (one.label, float(n), figure_url("received", s.scope, **days(one.first, one.last)))
        for one, n in zip(drawn, values, strict=True)
    ]
    rows: list[list[object]] = [[label, int(n)] for label, n, _url in data]
    return _chart(title, bars(title, data), [_("日期"), str(FIGURES["received"].label)], rows)


def _closed(s: Statistics, drawn: list[Piece]) -> Chart | None:
    if ("day", "late") not in s.numbers:
        return None
    title = _("办结（斜纹为超期）")
    columns = [summed(s.numbers["day", code], drawn) for code in KEPT]
    parts = [Part(str(FIGURES[code].label), code == "late") for code in KEPT]
    data = [
        Stack(one.label, [float(n) for n in values],
              [figure_url(code, s.scope, **days(one.first, one.last)) for code in KEPT])
        for one, values in zip(drawn, zip(*columns, strict=True), strict=True)
    ]  # fmt: skip
    rows: list[list[object]] = [[row.label, *(int(n) for n in row.values)] for row in data]
    return _chart(title, stacked(title, parts, data), [_("日期"), *(part.name for part in parts)], rows)


def _by_step(s: Statistics) -> Chart | None:
    title = _("各环节时长（中位数，工作小时）")
    words = dict(steps())
    data = [
        (
            words[step].partition(" · ")[2],
            round(took.median or 0, 1),
            figure_url(f"step_hours:{step}", s.scope),
        )
        for step, took in s.by_step.items()
    ]
    rows: list[list[object]] = [[words[step], round(took.median or 0, 1)] for step, took in s.by_step.items()]
    return _chart(title, bars(title, data), [_("环节"), _("中位数")], rows)


def _by_unit(s: Statistics) -> Chart | None:
    if ("unit", "parts_late") not in s.numbers:
        return None
    title = _("各单位报结（斜纹为超期）")
    parts = [Part(str(FIGURES[code].label), code == "parts_late") for code in UNITS]
    data = []
    for unit in s.units:
        values = [float(s.numbers["unit", code].get(str(unit.pk), 0)) for code in UNITS]
        if any(values):
            data.append(
                Stack(unit.short, values, [figure_url(code, s.scope, unit=unit.pk) for code in UNITS])
            )
    rows: list[list[object]] = [[row.label, *(int(n) for n in row.values)] for row in data]
    return _chart(title, stacked(title, parts, data), [_("单位"), *(part.name for part in parts)], rows)
