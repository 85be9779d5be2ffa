"""The list of a rehearsal as it stands on a page: which dates move, from when to when, who is told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from docflow.web import parts
from docflow.web.ledger import Col, table_html
from timing.queries.moves import Move, fingerprint
from timing.words import step_word

MOST = 2000  # rows of one page; beyond, the counts by step tell the rest
NAMED = 4
LONG = 12  # rows of which the form below them may be out of sight


def moves_context(found: Sequence[Move]) -> dict[str, Any]:
    """For `timing/_moves.html`: the table, the counts by step, how many persons are told, and `seen`, which travels in
    the form that saves."""
    moved = [m for m in found if m.moved]
    kept = [m for m in found if not m.moved]
    shown = (moved + kept)[:MOST]
    return {
        "seen": fingerprint(found),
        "moved": len(moved),
        "kept": len(kept),
        "steps": _by_step(moved),
        "people": len({pk for m in moved for pk, _name in m.told}),
        "left_out": len(found) - len(shown),
        "is_long": len(shown) > LONG,
        "shown": len(shown),
        "table": table_html(
            shown, _columns(), label=_("变动的期限"), row_url=lambda _row: "", css="slim stack"
        )
        if shown
        else "",
    }


def _by_step(moved: Sequence[Move]) -> str:
    """拟办 12、审核 3: the most first."""
    counted = Counter(step_word(m.subject_kind, m.kind) for m in moved)
    return _("、").join(f"{step} {n}" for step, n in counted.most_common())


def _columns() -> list[Col]:
    return [
        Col("no", _("编号"), "c-title", lambda m: m.number or _("未编号发文"), "em11"),
        Col("step", _("环节"), "", lambda m: step_word(m.subject_kind, m.kind), "em8"),
        Col("holder", _("经办"), "c-docno", lambda m: m.holder_name or "—", "em8"),
        Col("before", _("现期限"), "", lambda m: _date(m.before, m.unsure_before), "em11"),
        Col("after", _("新期限"), "c-docno", _after, "em11"),
        Col("told", _("知会"), "c-note wrap", _told),
    ]


def _date(at: Any, unsure: bool) -> SafeString:
    mark = parts.tag(_("暂定")) if unsure else ""
    return SafeString(f"{parts.time_html(at)} {mark}".strip())


def _after(m: Move) -> SafeString:
    if m.moved:
        return SafeString(f"<b>→ {_date(m.after, m.unsure_after)}</b>")
    if m.unsure_before and not m.unsure_after:
        words = _("日期不变，不再暂定")
    elif m.unsure_after and not m.unsure_before:
        words = _("日期不变，改为暂定")
    else:
        words = _("日期不变，算法依据更新")
    return SafeString(f'<span class="mut">{parts.esc(words)}</span>')


def _told(m: Move) -> str:
    if not m.told:
        return _("不通知") if not m.moved else "—"
    names = "、".join(name for _pk, name in m.told[:NAMED])
    if len(m.told) <= NAMED:
        return _("通知 %(names)s") % {"names": names}
    more = ngettext("通知 %(names)s等%(n)s人", "通知 %(names)s等%(n)s人", len(m.told))
    return more % {"names": names, "n": len(m.told)}
