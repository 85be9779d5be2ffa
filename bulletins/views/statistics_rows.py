"""The tables of the statistics, as rows of words: drawn by the page, and written into its sheet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext_lazy

from bulletins.figures.base import HOURS, SHARE, Figure
from bulletins.figures.registry import FIGURES, find
from bulletins.figures.shown import NOTHING, compared, shown
from bulletins.figures.steps import steps
from bulletins.queries.statistics import OF_KINDS, OF_STEPS, OF_UNITS, REASONS, Statistics
from bulletins.views.addresses import figure_url
from documents.words import Kind

GROUPS: dict[str, str | Promise] = {
    "volume": lazy("收发文"), "time": lazy("按时与超期"), "rates": lazy("办结率"), "times": lazy("办理时长"),
    "returns": lazy("退文和内部退回"), "errors": pgettext_lazy("counted", "差错"), "instructions": lazy("领导批示"),
    "seals": pgettext_lazy("statistics", "用印"), "proofing": lazy("核稿和放行"), "told": lazy("运转中检查、提醒和签收"),
}  # fmt: skip


@dataclass(frozen=True)
class Cell:
    """Words, and the list they open."""

    text: str
    url: str = ""


@dataclass(frozen=True)
class Line:
    """One figure: this period, the one before, how it moved, how it is counted."""

    figure: Figure
    now: Cell
    then: Cell
    moved: str


@dataclass(frozen=True)
class Table:
    """A table of numbers: what its rows are, its columns, its rows (name, cells), a sentence for when it has none."""

    title: str
    note: str
    first: str
    heads: Sequence[str]
    rows: Sequence[tuple[str, Sequence[Cell]]]
    none: str


def sections(s: Statistics) -> list[tuple[str, str, list[Line]]]:
    """Code, title and figures of each group that has any."""
    found = []
    for code, title in GROUPS.items():
        lines = [_line(one, s) for one in s.figures if one.group == code]
        if lines:
            found.append((code, str(title), lines))
    return found


def _line(one: Figure, s: Statistics) -> Line:
    now, then = s.now[one.code], s.then.get(one.code)
    text = shown(one.measure, now.value)
    if now.of and one.measure == SHARE:
        text = _("%(value)s（%(n)s 处 / %(of)s 字）") % {"value": text, "n": now.n, "of": now.of}
    elif now.of:
        text = _("%(value)s（%(n)s/%(of)s）") % {"value": text, "n": now.n, "of": now.of}
    before = (
        Cell(NOTHING)
        if then is None
        else Cell(shown(one.measure, then.value), figure_url(one.code, s.earlier))
    )
    return Line(
        one, Cell(text, figure_url(one.code, s.scope)), before,
        NOTHING if then is None else compared(one, now.value, then.value),
    )  # fmt: skip


def _number(n: int, url: str) -> Cell:
    return Cell(str(n), url if n else "")


def step_table(s: Statistics) -> Table:
    """Each step that was done, in the order of the way."""
    words = dict(steps())
    rows = []
    for step, took in s.by_step.items():
        cells = [
            _number(s.numbers["step", code].get(step, 0), figure_url(f"{code}:{step}", s.scope))
            for code in OF_STEPS
        ]
        hours = [
            Cell(shown(HOURS, took.median), figure_url(f"step_hours:{step}", s.scope)),
            Cell(shown(HOURS, took.nine), figure_url(f"step_nine:{step}", s.scope)),
        ]
        rows.append((words[step], [cells[0], *hours, *cells[1:]]))
    heads = [_("件数"), _("中位数"), _("九成不超过"), _("按原定时限"), _("延期后按期"), _("超期")]
    note = str(FIGURES["step_hours"].definition)
    return Table(_("各环节时长"), note, _("环节"), heads, rows, _("期内没有办完的环节。"))


def unit_table(s: Statistics) -> Table:
    """In the order of the units: no ranking."""
    rows = []
    for unit in s.units:
        here = {"unit": unit.pk}
        cells = [
            _number(s.numbers.get(("unit", code), {}).get(str(unit.pk), 0), figure_url(code, s.scope, **here))
            for code in OF_UNITS
        ]
        took = s.by_unit.get(unit.pk)
        cells.append(
            Cell(shown(HOURS, took.median), figure_url("step_hours", s.scope, **here))
            if took
            else Cell(NOTHING)
        )
        cells.append(
            Cell(shown(HOURS, took.nine), figure_url("step_nine", s.scope, **here)) if took else Cell(NOTHING)
        )
        rows.append((unit.short, cells))
    heads = [str(FIGURES[code].label) for code in OF_UNITS] + [_("环节时长（中位数）"), _("环节时长（九成）")]
    note = _(
        "按单位次序排列，不作排名。承办事项按承办单位计；环节时长按经办人所在单位计，在两个单位任职的两边都计。"
    )
    return Table(_("各单位"), note, _("单位"), heads, rows, _("期内没有单位办理，也没有超期。"))


def kind_table(s: Statistics) -> Table:
    """In the order of 条例 第八条."""
    rows = []
    for kind in Kind:
        numbers = [s.numbers.get(("kind", code), {}).get(kind.value, 0) for code in OF_KINDS]
        if any(numbers):
            urls = [figure_url(code, s.scope, kind=kind.value) for code in OF_KINDS]
            rows.append((str(kind.label), [_number(n, url) for n, url in zip(numbers, urls, strict=True)]))
    heads = [str(FIGURES[code].label) for code in OF_KINDS]
    return Table(_("各文种"), "", _("文种"), heads, rows, _("期内没有收文，也没有办结。"))


def reason_tables(s: Statistics) -> list[Table]:
    """Returns, errors and refusals by their reason, the ten most frequent; without any no table."""
    found = []
    for code in REASONS:
        figure = FIGURES[code]
        if ("reason", code) not in s.numbers:
            continue
        counted = Counter[str]()
        for reasons, n in s.numbers["reason", code].items():
            for reason in reasons.strip("{}").split(","):
                counted[reason] += n
        rows = []
        for reason, n in sorted(counted.items(), key=lambda one: (-one[1], one[0]))[:10]:
            if part := find(f"{code}:{reason}"):
                name = str(part.label).partition(" · ")[2]
                label = f"{reason} {name}" if reason[:1].isupper() else name
                rows.append((label, [_number(n, figure_url(part.code, s.scope))]))
        if not rows:
            continue
        title = _("%(what)s：按理由") % {"what": figure.label}
        found.append(Table(title, "", _("理由"), [_("件数")], rows, _("期内没有。")))
    return found


def sheet_rows(s: Statistics) -> list[list[Any]]:
    """Every figure and every table of the page, one line each."""
    rows: list[list[Any]] = []
    for _code, title, lines in sections(s):
        rows += [
            [
                title,
                str(x.figure.label),
                x.now.text,
                x.then.text,
                str(x.figure.definition),
                str(x.figure.basis),
            ]
            for x in lines
        ]
    for table in (step_table(s), unit_table(s), kind_table(s), *reason_tables(s)):
        for name, cells in table.rows:
            said = zip(table.heads, cells, strict=True)
            rows += [[table.title, f"{name} · {head}", cell.text, "", table.note, ""] for head, cell in said]
    return rows
