"""Figures that the pack alone has: heads of the seal ledgers, and the actions of its meetings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bulletins.figures.base import Figure, Row, Scope
from bulletins.figures.registry import FIGURES
from bulletins.models import MeetingAction
from bulletins.words import ActionState
from deadlines.days import local
from seals.models import Seal
from seals.words import SealState

PRACTICE = _("通行做法")


def heads(scope: Scope) -> list[Row]:
    """Each living seal with how long its ledger is and the first 16 digits of its last hash."""
    rows = Seal.objects.exclude(state__in=[SealState.WAITING, SealState.DESTROYED]).order_by("seal_no")
    return [
        Row("seal", s.pk, s.ref, f"{s.seal_no} {s.name}",
            gettext("第 %(n)s 号，%(head)s") % {"n": s.line_count, "head": bytes(s.line_head).hex()[:16]})
        for s in rows
    ]  # fmt: skip


def _actions(rows: QuerySet[Any]) -> list[Row]:
    found = []
    for a in rows.order_by("due_on", "pk"):
        said = gettext("%(who)s，限 %(due)s") % {"who": a.owner_name, "due": a.due_on.isoformat()}
        if a.due_on != a.due_first:
            said += gettext("（原定 %(first)s）") % {"first": a.due_first.isoformat()}
        if a.result:
            said += f"：{a.result}"
        found.append(Row("meeting_action", a.pk, a.ref, a.text, said))
    return found


def still_open(scope: Scope) -> list[Row]:
    return _actions(MeetingAction.objects.filter(state=ActionState.OPEN, made_at__lt=scope.now))


def late(scope: Scope) -> list[Row]:
    today = local(scope.now).date()
    return _actions(MeetingAction.objects.filter(state=ActionState.OPEN, due_on__lt=today))


def _ended(scope: Scope, state: str) -> list[Row]:
    ended = MeetingAction.objects.filter(
        state=state, ended_at__gte=scope.begin, ended_at__lt=max(scope.end, scope.now)
    )
    return _actions(ended)


def done(scope: Scope) -> list[Row]:
    return _ended(scope, ActionState.DONE)


def dropped(scope: Scope) -> list[Row]:
    return _ended(scope, ActionState.DROPPED)


OWN = (
    Figure("actions_open", _("未完成的例会事项"), _("历次例会议定、计数时还没有完成的事项"), PRACTICE, still_open, word="solid", better="down"),
    Figure("actions_late", _("超期的例会事项"), _("未完成、已过现定完成期限的事项"), PRACTICE, late, word="solid", better="down"),
    Figure("actions_done", _("完成的例会事项"), _("本周起至计数时报告完成的事项"), PRACTICE, done, word="solid", better="up"),
    Figure("actions_dropped", _("不再办的例会事项"), _("本周起至计数时写明理由不再办的事项"), PRACTICE, dropped),
    Figure("ledger_heads", _("用印账本"), _("计数时每枚在册印章账本的行数和末行哈希的前 16 位，可与检查点核对"), PRACTICE, heads),
)  # fmt: skip


def every() -> Iterator[Figure]:
    """All figures of a pack in order: the office's, each with its parts behind it, then its own."""
    for figure in FIGURES.values():
        yield figure
        parts, part = getattr(figure, "parts", None), getattr(figure, "part", None)
        if parts is not None and part is not None:
            yield from (part(code) for code, _words in parts())
    yield from OWN
