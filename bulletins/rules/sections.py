"""The sections of a pack: what stands in each, and the sentence where there is nothing. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Words = str | Promise
MOST_TEXT = 5_000  # characters of one section


@dataclass(frozen=True)
class Section:
    """`figures`: codes, or beginnings of codes where they end in a colon (a family: `returns:R07`). `listed`: figures whose rows stand
    in the section. `empty`: where each of its figures is nothing; `past`: instead of it where the week is long over and `empty` would
    say how things stood."""

    code: str
    title: Words
    empty: Words
    figures: tuple[str, ...] = ()
    listed: tuple[str, ...] = ()
    past: Words = ""

    def has(self, code: str) -> bool:
        known = (*self.figures, *self.listed)
        return any(code == one or one.endswith(":") and code.startswith(one) for one in known)


PAST = _("这一周早已过去，当时的情况不能倒算。")
SECTIONS = (
    Section("volume", _("公文运转总体情况"), _("本周无收文、发文和办结，也没有在办公文。"),
            ("received", "received_action", "received_reading", "sent", "closed", "before", "open", "closing_rate")),
    Section("in_time", _("按期办结（按原定时限）"), _("本周无办结公文。"),
            ("in_time", "put_off", "late", "dateless", "in_time_rate", "put_off_rate")),
    Section("late", _("超期和临近到期"), _("本周无超期、临近到期公文。"), ("late_now", "near", "parts_late_now"), ("late_now", "near"),
            PAST),
    Section("steps", _("各环节时长"), _("本周无办完的环节。"), ("hours", "hours_nine", "step_hours", "step_hours:", "step_nine")),
    Section("returns", _("退回和退文"), _("本周无退回、退文。"),
            ("returns", "returns:", "return_rate", "returns_inside", "returns_inside:")),
    Section("errors", _("差错和重复差错"), _("本周无差错登记。"),
            ("errors", "errors:", "errors_repeat", "errors_open", "density", "clean_rate"), ("errors_repeat",)),
    Section("instructions", _("领导批示办理"), _("本周无领导批示，也没有未办结的批示。"),
            ("instructions", "instruction_rate", "feedback_days", "again_rate", "instructions_late", "instructions_undated"),
            ("instructions_late", "instructions_undated"), _("本周无领导批示。")),
    Section("seals", _("用印和账本"), _("本周无用印、拒绝用印和外带。"),
            ("uses", "refusals", "refusals:", "takeouts", "takeouts_late", "anomalies"), ("anomalies", "ledger_heads")),
    Section("waivers", _("放行"), _("本周无放行。"), ("proof_waivers", "gate_waivers", "waivers"), ("waivers",)),
    Section("told", _("提醒和签收"), _("本周提醒全部送达，没有逾期未签收。"), ("alerts_dead", "receipts_unsigned"),
            past=_("本周提醒全部送达。")),
    Section("six", _("六字看板：快、稳、严、准、细、实"), ""),
    Section("sweep", _("运转中检查"), _("本周运转中检查没有未填写的公文。"), ("sweep_open",), ("sweep_open",)),
    Section("actions", pgettext_lazy("heading", "例会事项"), _("没有例会事项。"),
            ("actions_open", "actions_late", "actions_done", "actions_dropped"), ("actions_open", "actions_done", "actions_dropped"),
            PAST),
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
