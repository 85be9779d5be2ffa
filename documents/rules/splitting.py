"""What an item of an assignment must have: exactly one lead, words, a date (domain.md §2.10, §5.3). Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from documents.words import InstructionKind

# A tick, a pass-on and an agreement in principle are no task by themselves (domain.md §5.1).
BEARING = (InstructionKind.WRITTEN, InstructionKind.DECISION, InstructionKind.ORAL, InstructionKind.MEETING)


def item_faults(items: Sequence[dict[str, Any]]) -> list[str]:
    """Every sentence that keeps these items from being given out; empty when they are in order."""
    if not items:
        return [_("请至少写一项。")]
    found = []
    for n, item in enumerate(items, 1):
        lead, co = item.get("lead"), list(item.get("co") or ())
        if not lead:
            found.append(_("第 %(n)s 项没有主办单位。") % {"n": n})
        if not (item.get("content") or "").strip():
            found.append(_("第 %(n)s 项没有写明办理要求。") % {"n": n})
        if item.get("due") is None:
            found.append(_("第 %(n)s 项没有期限，请先定一个日期。") % {"n": n})
        if lead and lead in co:
            found.append(_("第 %(n)s 项的主办单位不能同时协办。") % {"n": n})
        if len(set(co)) != len(co):
            found.append(_("第 %(n)s 项的协办单位重复。") % {"n": n})
    return found
