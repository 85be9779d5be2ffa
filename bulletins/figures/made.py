"""How a figure is put together from its question, and which bases there are."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bulletins.figures.base import COUNT, Figure
from bulletins.figures.things import Asked, Values

PRACTICE = _("通行做法（不是规定）")
Label = str | Promise


def figure(
    code: str,
    label: Label,
    definition: Label,
    asked: Asked,
    of: Asked | None = None,
    *,
    group: str,
    measure: str = COUNT,
    basis: Label = PRACTICE,
    better: str = "",
    present: bool = False,
) -> Figure:
    """A figure whose rows a question to the database finds."""
    return Figure(
        code, label, definition, basis, asked.rows, of.rows if of else None, measure, better=better, group=group,
        narrows=frozenset(asked.things.by), present=present, source=asked, of_source=of,
    )  # fmt: skip


def family(
    whole: Figure,
    parts: Callable[[], Iterable[tuple[str, Label]]],
    narrow: Callable[[Asked, str], Asked],
    picks: Callable[[Values], Collection[str]],
) -> Figure:
    """The figure, and one for each of its parts by the same definition: `returns:R07`."""

    def part(name: str) -> Figure | None:
        words = dict(parts()).get(name)
        if words is None:
            return None
        asked = narrow(whole.source, name)
        label = f"{whole.label} · {words}"
        return replace(
            whole, code=f"{whole.code}:{name}", label=label, rows=asked.rows, source=asked, parts=None, part=None, picks=None
        )  # fmt: skip

    return replace(whole, parts=parts, part=part, picks=picks)


def where(asked: Asked, **conditions: Any) -> Asked:
    """The same question, of fewer."""
    return replace(asked, find=lambda rows, scope: asked.find(rows, scope).filter(**conditions))
