"""A pack as it is read: its sections in order, each with its figures beside those of the week before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from bulletins.figures.base import Row
from bulletins.models import Pack, PackFigure
from bulletins.rules import sections as parts
from bulletins.rules.shown import NONE, shown, step

MOST_ROWS = 20  # of a list within a section; all of them stand on the figure's own page
TOP = 10  # of a family: the largest


@dataclass(frozen=True)
class Line:
    """One figure in words. `way`: -1 less, 0 as before, 1 more than the week before, by `gap`."""

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
    number: float | None
    unit: str = ""

    @property
    def moved(self) -> str:
        """How it stands to the week before, in words."""
        if not self.gap:
            return ""
        words = {"gap": self.gap, "unit": self.unit}
        if self.way == 0:
            return _("与上周持平")
        said = _("比上周多 %(gap)s%(unit)s") if self.way > 0 else _("比上周少 %(gap)s%(unit)s")
        return said % words


@dataclass(frozen=True)
class Listed:
    """Rows of a figure that stand in the section itself."""

    code: str
    label: str
    rows: list[Row]


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


def parts_of(pack: Pack, figures: Sequence[PackFigure], last: Mapping[str, float | None]) -> list[Part]:
    """All sections, hidden ones among them, with those figures that no section names behind the others."""
    by_section: dict[str, list[PackFigure]] = {}
    for figure in figures:
        by_section.setdefault(parts.section_of(figure.code), []).append(figure)
    found = [_part(kept, by_section.get(kept["code"], []), last) for kept in parts.whole(pack.sections)]
    if others := by_section.get(parts.OTHER):
        found.append(
            Part(parts.OTHER, _("其他指标"), "", False, "", [line(f, last) for f in _shown(others, last)])
        )
    return found


def _part(kept: dict[str, object], figures: list[PackFigure], last: Mapping[str, float | None]) -> Part:
    section = parts.BY_CODE[str(kept["code"])]
    lists = [
        Listed(f.code, _(f.label), [Row(*row) for row in f.rows])
        for f in figures
        if f.code in section.listed and f.rows
    ]
    nothing = bool(section.figures) and not any(f.value for f in figures)
    return Part(
        section.code, str(section.title), str(kept["text"]), bool(kept["hidden"]), str(section.empty) if nothing else "",
        [line(f, last) for f in _shown(figures, last)], lists,
    )  # fmt: skip


def _shown(figures: Sequence[PackFigure], last: Mapping[str, float | None]) -> list[PackFigure]:
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
    return Line(
        figure.code, _(figure.label), _(figure.definition), _(figure.basis), shown(figure.measure, figure.value),
        shown(figure.measure, before) if figure.code in last else NONE, way, gap,
        figure.changed, shown(figure.measure, figure.drafted), figure.value,
        _("个百分点") if figure.measure == "rate" else "",
    )  # fmt: skip
