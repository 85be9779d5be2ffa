"""The charts of a pack: from its own figures, the same picture for screen and paper."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from bulletins.files.charts import Part, Stack, bars, chart_table, stacked
from bulletins.models import PackFigure
from bulletins.queries.labels import named, part

Last = Mapping[str, "float | None"]
Url = Callable[[str], str]
VOLUME = ("received", "closed", "open", "sent")
IN_TIME = ("in_time", "put_off", "late")


@dataclass(frozen=True)
class Chart:
    """`bars`: words, value, code of the figure; or, where there are `parts`, one stacked bar for each of `stacks`."""

    title: str
    bars: Sequence[tuple[str, float, str]] = ()
    parts: Sequence[Part] = ()
    stacks: Sequence[tuple[str, Sequence[float], Sequence[str]]] = ()
    heads: Sequence[str] = ()

    def svg(self, url: Url = lambda code: "") -> str:
        """The picture; each bar leads to its list where there is one."""
        if self.parts:
            data = [
                Stack(label, values, [url(code) if code else "" for code in codes])
                for label, values, codes in self.stacks
            ]
            return stacked(self.title, self.parts, data)
        return bars(self.title, [(label, value, url(code)) for label, value, code in self.bars])

    def table(self) -> str:
        """Its numbers, folded up."""
        rows: list[Sequence[object]] = [[label, value] for label, value, _code in self.bars]
        if self.parts:
            rows = [[label, *values] for label, values, _codes in self.stacks]
        return chart_table(self.heads, rows, summary=_("图中的数"))


def charts_of(section: str, figures: Sequence[PackFigure], last: Last) -> list[Chart]:
    """Those of a section; none where there is nothing to draw."""
    made = {"volume": _volume, "in_time": _in_time, "steps": _steps, "errors": _errors}.get(section)
    charts = made({f.code: f for f in figures}, last) if made else []
    return [chart for chart in charts if chart.svg()]


def _bars(title: str, figures: Sequence[PackFigure], *, whole: bool) -> Chart:
    """`whole`: the full label; else that of the part alone."""
    rows = [
        (named(f.label) if whole else part(f.label.rpartition(" · ")[2]), f.value or 0, f.code)
        for f in figures
    ]
    return Chart(title, rows, heads=[_("项目"), _("本周")])


def _volume(figures: Mapping[str, PackFigure], last: Last) -> list[Chart]:
    return [
        _bars(_("本周收文、办结和发文"), [figures[code] for code in VOLUME if code in figures], whole=True)
    ]


def _in_time(figures: Mapping[str, PackFigure], last: Last) -> list[Chart]:
    if not all(code in figures for code in IN_TIME):
        return []
    parts = [Part(_(figures[code].label), late=code == "late") for code in IN_TIME]
    now: tuple[str, list[float], Sequence[str]] = (
        _("本周"),
        [figures[code].value or 0 for code in IN_TIME],
        IN_TIME,
    )
    stacks = [now]
    if all(code in last for code in IN_TIME):
        stacks.insert(0, (_("上周"), [last[code] or 0 for code in IN_TIME], ("", "", "")))
    title = _("办结与超期（斜纹为超期）")
    return [Chart(title, parts=parts, stacks=stacks, heads=["", *(part.name for part in parts)])]


def _family(figures: Mapping[str, PackFigure], code: str, most: int = 10) -> list[PackFigure]:
    found = [f for f in figures.values() if f.code.startswith(f"{code}:") and f.value]
    return sorted(found, key=lambda f: (-(f.value or 0), f.place))[:most]


def _steps(figures: Mapping[str, PackFigure], last: Last) -> list[Chart]:
    return [_bars(_("各环节时长中位数（工作小时）"), _family(figures, "step_hours"), whole=False)]


def _errors(figures: Mapping[str, PackFigure], last: Last) -> list[Chart]:
    return [_bars(_("差错前十类"), _family(figures, "errors"), whole=False)]
