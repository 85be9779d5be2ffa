"""How a date was counted, in one line: for a form on paper, where the box of the page has no room."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from .explain import amount_text, explain

Entry = dict[str, Any]
TOLD = ("written", "skip", "make_up", "off_day", "roll", "stopped", "extended")


def brief(trace: list[Entry]) -> str:
    """Amount and source, start, days off with their notice (weekends everybody knows), make-up days, each time the clock
    stood still, each later date that was granted with what the first one rested on; in the active language. Empty for a
    date without a reason."""
    rule = next((entry for entry in trace if entry.get("step") == "rule"), None)
    if rule is None:
        return ""
    said = [] if rule["unit"] == "absolute" else [amount_text(rule["unit"], rule["amount"])]
    if rule["source"]:
        said.append(_("来源：%(source)s") % {"source": _(rule["source"])})
    said += (
        explain([entry for entry in trace if entry["step"] == "start"])
        if said and rule["unit"] != "absolute"
        else []
    )
    for entry in trace:
        if entry["step"] == "extended":
            said += [explain([{**entry, "trace": []}])[0], *_first(entry)]
        elif entry["step"] == "stopped":
            said += explain([{**entry, "days": []}])[:1]
    said += explain([e for e in trace if e["step"] in TOLD[:5] and e.get("reason") != "weekend"])
    if any(entry.get("provisional") for entry in trace):
        said.append(_("当年放假安排未录入，暂按周末推算"))
    return "；".join(said)


def _first(entry: Entry) -> list[str]:
    """What the date before rested on."""
    found = brief(entry["trace"])
    return [_("原期限：%(how)s") % {"how": found}] if found else []
