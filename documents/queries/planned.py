"""What a proposal asks for beside its words: what the reviewer agrees to when he agrees. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from docflow.web.parts import when
from documents.words import OpinionKind, ReturnCode, RouteMode, State

Entry = Mapping[str, Any]


def facts(proposal: Mapping[str, Any], doc: Any) -> list[tuple[str, str]]:
    """Name and value of each: who leads, joins, reads, instructs in which order, by when; or why it goes back."""
    if proposal["outcome"] == "return":
        codes = [f"{code} {ReturnCode(code).label}" for code in proposal["codes"]]
        found = [(_("退文理由"), "；".join(codes)), (_("修改建议"), proposal["advice"])]
    else:
        found = [
            (_("主办"), proposal["lead"] or ""),
            (_("协办"), "、".join(proposal["co"])),
            (_("送领导"), _route(proposal)),
            (_("传阅"), _readers(proposal)),
            (_("时限"), when(doc.due_at)),
        ]
    return [(name, value) for name, value in found if value]


def _route(proposal: Mapping[str, Any]) -> str:
    leaders = proposal["leaders"]
    if len(leaders) < 2:
        return "".join(leaders)
    if proposal["mode"] == RouteMode.PARALLEL:
        return _("%(who)s（同时送）") % {"who": "、".join(leaders)}
    return " → ".join(leaders)


def _readers(proposal: Mapping[str, Any]) -> str:
    names, count = "、".join(proposal["named"]), proposal["readers"] or 0
    return _("%(who)s 等 %(n)s 人") % {"who": names, "n": count} if count > len(proposal["named"]) else names


def gone(entries: Iterable[Entry]) -> dict[int, str]:
    """Opinions that hold no more, by the number of their entry: taken back, or given back. `entries` oldest first."""
    found: dict[int, str] = {}
    last = None
    for entry in entries:
        if entry["kind"] == OpinionKind.PROPOSAL:
            last = entry["seq"]
        elif entry["verb"] == "give_back" and last is not None:
            found[last] = _("已退回")
        elif entry["verb"] == "withdraw":
            found[entry["data"].get("undone", 0)] = _("已撤回")
    return found


def current(entries: Iterable[Entry], over: Mapping[int, str], round_: int) -> int:
    """The number of the entry with the proposal that holds; 0 when none does."""
    rows = [e for e in entries if e["kind"] == OpinionKind.PROPOSAL and e["round"] == round_]
    return rows[-1]["seq"] if rows and rows[-1]["seq"] not in over else 0


def ending(doc: Any, entries: Iterable[Entry], proposal: Mapping[str, Any] | None) -> str:
    """Why a paper was returned or voided, by whom and when; empty for every other state."""
    if doc.state not in (State.RETURNED, State.VOIDED):
        return ""
    last = next((e for e in reversed(list(entries)) if e["to"] == doc.state), None)
    if last is None:
        return ""
    why = last["reason"]
    if doc.state == State.RETURNED and proposal is not None:
        codes = [f"{code} {ReturnCode(code).label}" for code in proposal["codes"]]
        why = "；".join([*codes, proposal["text"]])
    return _("%(who)s %(at)s %(what)s：%(why)s") % {
        "who": last["actor"],
        "at": when(last["at"]),
        "what": _("同意退文") if doc.state == State.RETURNED else _("作废"),
        "why": why,
    }
