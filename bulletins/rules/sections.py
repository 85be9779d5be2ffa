"""The sections of a pack: what stands in each, and the sentence where there is nothing. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise
MOST_TEXT = 5_000  # characters of one section


@dataclass(frozen=True)
class Section:
    """`figures`: codes, or beginnings of codes where they end in a colon (a family: `returns:R07`). `listed`: those of them whose
    rows stand in the section. `empty`: where each of its figures is nothing."""

    code: str
    title: Words
    empty: Words
    figures: tuple[str, ...] = ()
    listed: tuple[str, ...] = ()

    def has(self, code: str) -> bool:
        return any(code == one or one.endswith(":") and code.startswith(one) for one in self.figures)


SECTIONS = (
    Section("volume", _("公文运转总体情况"), _("本周无收文、发文。"), ()),
    Section("actions", _("例会事项"), _("没有未完成的例会事项。"),
            ("actions_open", "actions_late", "actions_done", "actions_dropped"), ("actions_open", "actions_done", "actions_dropped")),
    Section("text", _("其他事项"), ""),
)  # fmt: skip
BY_CODE = {section.code: section for section in SECTIONS}
OTHER = "other"


def drafted() -> list[dict[str, Any]]:
    """The sections of a new pack."""
    return [{"code": one.code, "text": "", "hidden": False} for one in SECTIONS]


def whole(kept: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Sections of a pack as they are kept, and behind them those that a later release has added."""
    known = {one["code"] for one in kept}
    return [one for one in kept if one["code"] in BY_CODE] + [
        one for one in drafted() if one["code"] not in known
    ]


def moved(kept: Sequence[dict[str, Any]], code: str, way: int) -> list[dict[str, Any]]:
    """The same with one of them one place up (-1) or down (1); at the end it stays."""
    found = list(kept)
    at = next((n for n, one in enumerate(found) if one["code"] == code), None)
    if at is None or not 0 <= at + way < len(found):
        return found
    found[at], found[at + way] = found[at + way], found[at]
    return found


def section_of(code: str) -> str:
    """Where a figure stands."""
    return next((one.code for one in SECTIONS if one.has(code)), OTHER)
