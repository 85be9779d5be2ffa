"""What stands on the printed pack, as plain words: the PDF and the Word copy are laid out from the same."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from bulletins.figures.base import Row
from bulletins.figures.kinds import KINDS
from bulletins.figures.narrowing import UNNUMBERED
from bulletins.models import Pack, PackFigure
from bulletins.queries.counting import WRITTEN
from bulletins.queries.pack_parts import MOST_ROWS, Listed, Part, parts_of
from bulletins.queries.packs import before, values_of
from deadlines.days import local
from docflow.web.parts import day
from people.models import Unit

# What is said of these everybody of the office may read: no titles of papers.
NAMED = frozenset({"seal", "meeting_action", "error", "anomaly", "proof_reply", "gate_check"})
NUMBERS = (
    "一",
    "二",
    "三",
    "四",
    "五",
    "六",
    "七",
    "八",
    "九",
    "十",
    "十一",
    "十二",
    "十三",
    "十四",
    "十五",
    "十六",
    "十七",
    "十八",
    "十九",
    "二十",
)


def organ() -> str:
    """Whose pack it is."""
    if settings.OFFICE_NAME:
        return str(settings.OFFICE_NAME)
    return Unit.objects.filter(kind=Unit.Kind.OFFICE).values_list("name", flat=True).first() or ""


def sheet(pack: Pack, figures: Sequence[PackFigure]) -> dict[str, Any]:
    """Everything on the paper. It goes to all of the office, so lists give numbers, and no titles."""
    with translation.override(WRITTEN):
        shown = [part for part in parts_of(pack, figures, values_of(before(pack))) if not part.hidden]
        shown = [part for part in shown if part.lines or part.text or part.empty or part.tiles]
        heads: Sequence[Sequence[Any]] = next((f.rows for f in figures if f.code == "ledger_heads"), ())
        return {
            "title": _("每周例会分析通报"),
            "issue": pack.number or _("草稿，未印发"),
            "week": _("%(year)s年第%(week)s周") % {"year": pack.year, "week": pack.week},
            "days": f"{day(pack.first)}—{day(pack.last)}",
            "organ": organ(),
            "date": day(pack.counted_at),
            "columns": [_("项目"), _("本周"), _("上周"), _("怎么算的")],
            "parts": [_part(n, part) for n, part in enumerate(shown)],
            "counted": _("计数时间：%(at)s") % {"at": f"{local(pack.counted_at):%Y-%m-%d %H:%M}"},
            "hash": pack.hash,
            "heads": [f"{Row(*row).name}：{Row(*row).note}" for row in heads],
            "hash_label": _("本期内容哈希（SHA-256）"),
            "heads_label": _("用印账本末行（前 16 位）"),
            "lists_note": _("清单只列编号，标题按各人权限在系统中查看。各数的算法依通行做法，不是规定。"),
        }


def _part(n: int, part: Part) -> dict[str, Any]:
    return {
        "title": f"{NUMBERS[n]}、{part.title}" if n < len(NUMBERS) else part.title,
        "text": [line for line in part.text.splitlines() if line.strip()],
        "empty": part.empty,
        "rows": [
            *[[line.label, line.value, line.last, line.definition] for line in part.lines],
            *[
                [f"{t.word}：{line.label}", line.value, line.last, line.definition]
                for t in part.tiles
                for line in t.lines
            ],
        ],
        "charts": [{"title": chart.title, "svg": chart.svg()} for chart in part.charts],
        "lists": [_listed(one) for one in part.lists],
    }


def _listed(one: Listed) -> dict[str, Any]:
    open_rows = [row for row in one.rows if not _is_secret(row)]
    rows = [
        [UNNUMBERED if row.name == "—" else row.name, row.note if _plain(row.kind) in NAMED else ""]
        for row in open_rows[:MOST_ROWS]
    ]
    more = len(one.rows) - len(rows)
    plain = not any(note for _name, note in rows)
    return {
        "label": one.label,
        "names": "、".join(name for name, _note in rows) if plain else "",
        "rows": [] if plain else rows,
        "more": _("另有 %(n)s 项，见系统。") % {"n": more} if more > 0 else "",
    }


def _plain(kind: str) -> str:
    """Of things of both flows the kind begins with the flow."""
    return kind.rpartition(".")[2]


def _is_secret(row: Row) -> bool:
    """A row of a work secret has no note (`Things.row`): on paper it is counted, and not even its number stands there."""
    things = KINDS.get(_plain(row.kind))
    return things is not None and bool(things.secret) and not row.note
