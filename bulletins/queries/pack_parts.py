"""A pack as it is read: its sections in order, each with its figures beside those of the week before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from bulletins.figures.base import UNKNOWN, Row
from bulletins.figures.packs import PRESENT
from bulletins.figures.shown import NOTHING, moved, shown
from bulletins.models import Pack, PackFigure
from bulletins.queries.board import MAPPING
from bulletins.queries.labels import named
from bulletins.queries.pack_charts import Chart, charts_of
from bulletins.rules import sections as parts

SIX = "six"  # the board: figures that stand in other sections, too
MOST_ROWS = 20  # of a list within a section; all of them stand on the figure's own page
TOP = 10  # of a family: the largest


@dataclass(frozen=True)
class Line:
    """One figure in words. `way`: -1 less, 0 as before, 1 more than the week before, by `gap`. `unknown`: nobody kept it."""

    code: str
    label: str
    definition: str
    basis: str
    value: str
    last: str
    way: int
    gap: str
    changed: bool
    drafted: str
    unknown: bool

    @property
    def moved(self) -> str:
        """How it stands to the week before, in words."""
        if not self.gap:
            return ""
        if self.way == 0:
            return _("与上周持平")
        return (_("比上周多 %(gap)s") if self.way > 0 else _("比上周少 %(gap)s")) % {"gap": self.gap}


@dataclass(frozen=True)
class Listed:
    """Rows of a figure that stand in the section itself."""

    code: str
    label: str
    rows: list[Row]


@dataclass(frozen=True)
class Tile:
    """One of the six words with the figures that stand for it."""

    word: str
    lines: list[Line]


@dataclass(frozen=True)
class Part:
    """One section. `empty`: what it says where nothing of it happened."""

    code: str
    title: str
    text: str
    hidden: bool
    empty: str
    lines: list[Line] = field(default_factory=list)
    lists: list[Listed] = field(default_factory=list)
    charts: list[Chart] = field(default_factory=list)
    tiles: list[Tile] = field(default_factory=list)


def parts_of(pack: Pack, figures: Sequence[PackFigure], last: Mapping[str, float | None]) -> list[Part]:
    """All sections, hidden ones among them, with those figures that no section names behind the others."""
    by_section: dict[str, list[PackFigure]] = {}
    for figure in figures:
        by_section.setdefault(parts.section_of(figure.code), []).append(figure)
    found = [
        _part(kept, by_section.get(kept["code"], []), last, figures if kept["code"] == SIX else ())
        for kept in parts.whole(pack.sections)
    ]
    if others := by_section.get(parts.OTHER):
        found.append(Part(parts.OTHER, _("其他指标"), "", False, "", [line(f, last) for f in _shown(others)]))
    return found


def _part(
    kept: dict[str, object],
    figures: list[PackFigure],
    last: Mapping[str, float | None],
    board: Sequence[PackFigure],
) -> Part:
    section = parts.BY_CODE[str(kept["code"])]
    charts = charts_of(section.code, figures, last)
    lists = [
        Listed(f.code, named(f.label), [Row(*row) for row in f.rows])
        for f in figures
        if f.code in section.listed and f.rows
    ]
    return Part(
        section.code, str(section.title), str(kept["text"]), bool(kept["hidden"]), _empty(section, figures),
        [line(f, last) for f in _shown(figures) if f.code not in section.listed or f.code in section.figures], lists, charts,
        _tiles(board, last),
    )  # fmt: skip


def _empty(section: parts.Section, figures: Sequence[PackFigure]) -> str:
    """What it says where nothing happened; of a week long over it says nothing of how things stood."""
    if not section.figures or any(f.value for f in figures):
        return ""
    past = any(f.measure == UNKNOWN for f in figures)
    return str(section.past if past and section.past else section.empty)


def _shown(figures: Sequence[PackFigure]) -> list[PackFigure]:
    """Of a family only what there is, the largest first."""
    found = [f for f in figures if ":" not in f.code]
    families: dict[str, list[PackFigure]] = {}
    for f in figures:
        if ":" in f.code and (f.value or f.changed):
            families.setdefault(f.code.partition(":")[0], []).append(f)
    for name, members in families.items():
        at = next((n for n, f in enumerate(found) if f.code == name), len(found) - 1)
        found[at + 1 : at + 1] = sorted(members, key=lambda f: (-(f.value or 0), f.place))[:TOP]
    return found


def line(figure: PackFigure, last: Mapping[str, float | None]) -> Line:
    before = last.get(figure.code)
    way, gap = step(figure.measure, figure.value, before)
    value, drafted = shown(figure.measure, figure.value), shown(figure.measure, figure.drafted)
    return Line(
        figure.code, named(figure.label), _defined(figure), _(figure.basis), value,
        shown(figure.measure, before) if figure.code in last else NOTHING, way, gap,
        figure.changed and drafted != value, drafted, figure.measure == UNKNOWN,
    )  # fmt: skip


def changed(figures: Sequence[PackFigure]) -> list[Line]:
    """Those that show another number than in the first draft; an issued pack keeps that, too."""
    return [one for one in (line(f, {}) for f in figures) if one.changed]


def _defined(figure: PackFigure) -> str:
    """How it is counted, and of which moment where that is not the week."""
    words = {"definition": _(figure.definition)}
    if figure.measure == UNKNOWN:
        return _("早已过去的周不能倒算：%(definition)s") % words
    if figure.code in PRESENT and "计数时" not in figure.definition:  # as it is stored: a msgid
        return _("计数时：%(definition)s") % words
    return words["definition"]


def _tiles(figures: Sequence[PackFigure], last: Mapping[str, float | None]) -> list[Tile]:
    by_code = {f.code: f for f in figures}
    return [
        Tile(str(word.label), [line(by_code[code], last) for code in codes if code in by_code])
        for word, codes in (MAPPING.items() if by_code else ())
    ]


def step(measure: str, value: float | None, last: float | None) -> tuple[int, str]:
    """As `moved` says it; nothing where one of them is not known."""
    if value is None or last is None:
        return 0, ""
    return moved(measure, value, last)
