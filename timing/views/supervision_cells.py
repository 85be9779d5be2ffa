"""How a line of the supervision board, and one of what is late, is drawn; and its text for paper and sheets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from deadlines.limits import lamp, lamps_at
from docflow.web import parts
from docflow.web.ledger import Col
from documents.models import Assignment
from documents.views.ledger import Mark, head
from documents.views.register_rows import iso, labels
from documents.words import TaskKind, Urgency
from outgoing.words import TaskKind as TaskKindOut
from timing.queries.late import Late
from timing.queries.supervision import DUE, DUE_DOWN, REPORTED
from timing.queries.supervision_rows import SAID, UP, Part, Row

Status = Assignment.Status
USUAL = ("item", "given", "lead", "parts", "lamp", "said", "urged", "up")
LATE_USUAL = ("title", "step", "holder", "lamp", "urged", "up")
HEADS = {
    DUE: (lazy("时限"), False, DUE_DOWN),
    DUE_DOWN: (lazy("时限"), True, DUE),
    REPORTED: (lazy("报结时间"), True, REPORTED),
}
LATE_HEADS = {name: HEADS[name] for name in (DUE, DUE_DOWN)}


def below(*words: object) -> SafeString:
    """A second, quieter line of a cell; nothing where there is nothing to say."""
    said = "".join(parts.esc(word) for word in words)
    return SafeString(f'<span class="l2">{said}</span>' if said else "")


def light(row: Row, now: datetime) -> tuple[str, str]:
    """Colour and words of an item's lamp."""
    return lamp(row.due, now, done=row.is_done, paused=row.is_paused)


def first_date(due: datetime, first: datetime | None, now: datetime) -> str:
    """The date that was promised at first, where it is another: 原 11-20."""
    return _("原 %(due)s") % {"due": parts.when(first, now.date())[:-6]} if first and first != due else ""


def said_of(part: Part) -> str:
    """How far a unit is."""
    if part.back:
        return _("错办退回，待改交")
    return str(Status(part.status).label)


def every(
    now: datetime, sorts: dict[str, str], order: str, mark: Mark = str, keys: Sequence[str] = ()
) -> dict[str, Callable[[], Col]]:
    """All columns of the board, each made when it is wanted."""
    urgencies, today = labels(Urgency), now.date()
    to_paper = reverse("document", args=["REF"])

    def paper(row: Row) -> object:
        href = parts.esc(to_paper.replace("REF", row.paper))
        return SafeString(
            f'<a class="l2" href="{href}">{parts.esc(mark(f"{row.receipt_no} {row.title_of_paper}"))}</a>'
        )

    def urgency(row: Row) -> object:
        return parts.urgency(row.urgency, urgencies[row.urgency])

    def item_text(row: Row) -> str:
        quiet = "" if row.urgency in parts.QUIET else f"【{urgencies[row.urgency]}】"
        return f"{quiet}{row.content}（{row.receipt_no} {row.title_of_paper}）"

    def whose(row: Row) -> str:
        return _("%(who)s批示") % {"who": row.leader} if row.leader else ""

    def given(row: Row) -> object:
        return SafeString(
            parts.esc(f"{parts.when(row.given_at, today)[:-6]} {row.given_by}") + below(whose(row))
        )

    def lead(row: Row) -> str:
        return row.lead.unit if row.lead else ""

    def others(row: Row) -> str:
        return "、".join(part.unit for part in row.others)

    def units(row: Row) -> object:
        more = others(row)
        return SafeString(parts.esc(lead(row)) + below(_("配合 %(who)s") % {"who": more} if more else ""))

    def nodes(row: Row) -> str:
        return "{}/{}".format(*row.counted)

    def lamp_cell(row: Row) -> object:
        dates = [parts.when(row.due, today), first_date(row.due, row.first, now)]
        asked = SafeString(f" {parts.state('warn', _('延期待批'))}") if row.is_asked else ""
        return SafeString(parts.lamp(*light(row, now)) + below(" · ".join(d for d in dates if d), asked))

    def lamp_text(row: Row) -> str:
        old = first_date(row.due, row.first, now)
        return f"{light(row, now)[1]} {parts.when(row.due, today)}" + (f"（{old}）" if old else "")

    def said(row: Row) -> object:
        if row.said is None:
            return SafeString(f'<span class="mut">{parts.esc(_("尚无反馈"))}</span>')
        when = f"{parts.when(row.said.at, today)} {row.said.unit}"
        return SafeString(parts.esc(row.said.words) + below(when))

    def said_text(row: Row) -> str:
        return f"{parts.when(row.said.at, today)} {row.said.unit}：{row.said.words}" if row.said else ""

    dates = {DUE: head(HEADS, order, sorts, DUE)} if order != REPORTED else {}
    return {
        "item": lambda: Col("item", _("事项"), "c-title", lambda row: mark(row.content), "", link=True, before=urgency,
            after=paper, text=item_text, chars=60),
        "given": lambda: Col("given", _("交办"), "c-unit", given, "em9",
            text=lambda row: " ".join([iso(row.given_at), row.given_by, whose(row)]).strip(), chars=20),
        "lead": lambda: Col("lead", _("牵头/配合"), "c-node", units, "em10",
            text=lambda row: f"{lead(row)}；{others(row)}" if others(row) else lead(row), chars=24),
        "parts": lambda: Col("parts", _("节点"), "c-no", nodes, "em4", chars=6),
        "lamp": lambda: Col("lamp", _("时限"), "c-lamp", lamp_cell, "em10", **dates.get(DUE, {}), text=lamp_text, chars=24),
        "said": lambda: Col("said", _("最近反馈"), "c-note", said, "em12", text=said_text, chars=40, needs=SAID),
        "urged": lambda: Col("urged", _("催办"), "c-more", lambda row: row.urged or "", "em4", chars=6),
        "up": lambda: Col("up", _("已升级给"), "c-more", lambda row: row.up, "em7", chars=12, needs=UP),
        "number": lambda: Col("number", _("收文编号"), "c-more", lambda row: row.receipt_no, "em9", chars=16),
        "leader": lambda: Col("leader", _("批示领导"), "c-more", lambda row: row.leader, "em6", chars=10),
        "first": lambda: Col("first", _("原期限"), "c-more", lambda row: parts.when(row.first, today)[:-6], "em5",
            text=lambda row: iso(row.first), chars=11),
    }  # fmt: skip


def step_of(row: Late) -> str:
    kinds: Any = TaskKind if row.kind_of_paper == "document" else TaskKindOut
    return str(kinds(row.kind).label)


def late_columns(
    now: datetime, sorts: dict[str, str], order: str, mark: Mark = str, keys: Sequence[str] = ()
) -> dict[str, Callable[[], Col]]:
    """All columns of what is late."""
    urgencies, today, light_of = labels(Urgency), now.date(), lamps_at(now)

    def lamp_cell(row: Late) -> object:
        dates = [parts.when(row.at, today), first_date(row.at, row.first, now)]
        return SafeString(parts.lamp(*light_of(row.at)) + below(" · ".join(d for d in dates if d)))

    def lamp_text(row: Late) -> str:
        old = first_date(row.at, row.first, now)
        return f"{light_of(row.at)[1]} {parts.when(row.at, today)}" + (f"（{old}）" if old else "")

    def holder(row: Late) -> object:
        by = row.claimed_by if row.claimed_by and row.claimed_by != row.holder else ""
        return SafeString(parts.esc(row.holder) + below(by))

    def title_text(row: Late) -> str:
        quiet = "" if row.urgency in parts.QUIET else f"【{urgencies.get(row.urgency, '')}】"
        return f"{quiet}{row.title}（{row.number or _('未编号')}）"

    return {
        "title": lambda: Col("title", _("公文"), "c-title", lambda row: mark(row.title), "", link=True,
            before=lambda row: parts.urgency(row.urgency, urgencies.get(row.urgency, "")),
            after=lambda row: below(row.number or _("未编号")), text=title_text, chars=60),
        "step": lambda: Col("step", _("环节"), "c-unit", step_of, "em8", chars=12),
        "holder": lambda: Col("holder", _("经办"), "c-node", holder, "em12",
            text=lambda row: f"{row.holder}（{row.claimed_by}）" if row.claimed_by else row.holder, chars=24),
        "lamp": lambda: Col("lamp", _("时限"), "c-lamp", lamp_cell, "em12", **head(LATE_HEADS, order, sorts, DUE),
            text=lamp_text, chars=24),
        "urged": lambda: Col("urged", _("催办"), "c-more", lambda row: row.urged or "", "em4", chars=6),
        "up": lambda: Col("up", _("已升级给"), "c-more", lambda row: row.up, "em8", chars=12),
        "given": lambda: Col("given", _("收到"), "c-more", lambda row: parts.when(row.given_at, today)[:-6], "em5",
            text=lambda row: iso(row.given_at), chars=11),
    }  # fmt: skip
