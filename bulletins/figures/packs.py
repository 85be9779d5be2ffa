"""Figures that the pack alone has: heads of the seal ledgers, and the actions of its meetings."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bulletins.figures.base import Figure, Row, Scope
from bulletins.figures.made import PRACTICE
from bulletins.figures.narrowing import label_papers
from bulletins.figures.registry import FIGURES, find
from bulletins.models import Meeting, MeetingAction
from bulletins.rules.sections import OTHER, section_of
from bulletins.words import ActionState
from checking.models import GateCheck, ProofReply
from checking.words import Gate, Replied, Result
from deadlines.days import SHANGHAI, local
from seals.models import Seal
from seals.words import SealState


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
    """Since the day of the meeting before, as this week's lists them (`queries.meetings.actions_for`); before the first one since
    the week began."""
    last = Meeting.objects.filter(pack__first__lt=scope.first).order_by("-pack__first").first()
    since = datetime.combine(last.held_on, time(), SHANGHAI) if last else scope.begin
    return _actions(MeetingAction.objects.filter(state=state, ended_at__gte=since, ended_at__lte=scope.now))


def done(scope: Scope) -> list[Row]:
    return _ended(scope, ActionState.DONE)


def dropped(scope: Scope) -> list[Row]:
    return _ended(scope, ActionState.DROPPED)


def waived(scope: Scope) -> list[Row]:
    """Who let what pass, with which reason: of the checker's errors and of the gates. Here the name is wanted; who made the error
    is not said."""
    replies = ProofReply.objects.filter(
        replied=Replied.WAIVED, at__gte=scope.begin, at__lt=scope.end
    ).order_by("pk")
    found: list[dict[str, Any]] = [
        {"kind": "proof_reply", "pk": r.pk, "side": r.side, "subject_pk": r.subject_pk, "what": r.rule, "who": r.by_name, "why": r.reason}
        for r in replies
    ]  # fmt: skip
    checks = GateCheck.objects.filter(
        waived__gt=0, checked_at__gte=scope.begin, checked_at__lt=scope.end
    ).order_by("pk")
    found += [
        {"kind": "gate_check", "pk": c.pk, "side": c.side, "subject_pk": c.subject_pk,
         "what": f"{Gate(c.gate).label} {item.get('words', '')}", "who": c.checked_by_name, "why": str(item.get("note", ""))}
        for c in checks for item in c.items if item.get("result") == Result.WAIVED
    ]  # fmt: skip
    label_papers("side")(found)
    return [
        Row(f"{one['side']}.{one['kind']}", one["pk"], str(one["paper_ref"]), str(one["paper_no"]),
            "" if one["paper_secret"] else gettext("%(what)s，%(who)s放行：%(why)s") % one)
        for one in found
    ]  # fmt: skip


OWN = (
    Figure("waivers", _("放行事项"), _("期内写明理由放行的核稿错误和复核项目，每项列放行人和理由"), PRACTICE, waived, word="strict", better="down"),
    Figure("actions_open", _("未完成的例会事项"), _("历次例会议定、计数时还没有完成的事项"), PRACTICE, still_open, word="solid", better="down", present=True),
    Figure("actions_late", _("超期的例会事项"), _("未完成、已过现定完成期限的事项"), PRACTICE, late, word="solid", better="down", present=True),
    Figure("actions_done", _("完成的例会事项"), _("上次例会以来、至计数时报告完成的事项"), PRACTICE, done, word="solid", better="up", present=True),
    Figure("actions_dropped", _("不再办的例会事项"), _("上次例会以来、至计数时写明理由不再办的事项"), PRACTICE, dropped, present=True),
    Figure("ledger_heads", _("用印账本"), _("计数时每枚在册印章账本的行数和末行哈希的前 16 位，可与检查点核对"), PRACTICE, heads),
)  # fmt: skip
# How things stood when the pack was counted, not in its week.
PRESENT = frozenset(one.code for one in (*FIGURES.values(), *OWN) if one.present)


def every() -> list[Figure]:
    """All figures of a pack in order: the office's, with the parts of those whose family has a section; then its own."""
    found = []
    for one in FIGURES.values():
        found.append(one)
        if one.parts is not None and section_of(f"{one.code}:") != OTHER:
            codes = [f"{one.code}:{name}" for name, _words in one.parts()]
            found += [known for code in codes if (known := find(code))]
    return [*(one for one in found if section_of(one.code) != OTHER), *OWN]
