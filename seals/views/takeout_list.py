"""外带登记 (S12): the out and in list with its lamp, said once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from deadlines.limits import lamps_at
from docflow.web import parts
from docflow.web.ledger import Col
from documents.queries.asked import Place
from documents.queries.lists import Page
from documents.views.ledger import Ledger, Mark, Reading, head
from documents.views.register_rows import iso, labels
from seals.forms.takeouts import VIEWS, TakeoutsForm
from seals.models import SealTakeout
from seals.queries import takeout_list as query
from seals.queries.takeout_list import NEWEST, OLDEST, Row
from seals.queries.takeouts import visible_to
from seals.rules.rights import may_apply
from seals.words import TakeoutState

HEADS = {NEWEST: (lazy("编号"), True, OLDEST), OLDEST: (lazy("编号"), False, NEWEST)}
USUAL = ("number", "seal", "reason", "travellers", "since", "lamp", "made")
LOOK = {"asking": "todo", "approved": "todo", "out": "doing", "back": "ok", "rejected": "", "withdrawn": ""}


class Travelling(Reading):
    """What an address of the list asks for, read for one person."""

    @cached_property
    def order(self) -> str:
        return self.data["sort"] or NEWEST

    @property
    def too_short(self) -> bool:
        return False

    @cached_property
    def rows(self) -> QuerySet[SealTakeout]:
        return query.asked_for(self.person, self.data, self.now, self.only)

    def read(
        self, before: Place | None, after: Place | None, size: int, more: tuple[str, ...], limit_ms: int
    ) -> Page:
        return query.takeouts(self.person, self.rows, order=self.order, before=before, after=after, size=size)

    def place_of(self, row: Row) -> Place:
        return Place(row.id)


def every(
    now: datetime, sorts: dict[str, str], order: str, mark: Mark = str, keys: Sequence[str] = ()
) -> dict[str, Callable[[], Col]]:
    """All columns of the list, each made when it is wanted."""
    states, light, today = labels(TakeoutState), lamps_at(now), now.date()

    def lamp(row: Row) -> object:
        if row.waited_for:
            return SafeString(
                f'{parts.lamp(*light(row.until))} <span class="mut">{parts.when(row.until, today)}</span>'
            )
        return parts.state(LOOK[row.state], states[row.state])

    def lamp_text(row: Row) -> str:
        return f"{light(row.until)[1]} {iso(row.until)}" if row.waited_for else states[row.state]

    def made(row: Row) -> str:
        return f"{row.planned}/{'—' if row.made is None else row.made}"

    def moment(name: str, label: str) -> Col:
        return Col(name, label, "c-date", lambda row: parts.when(getattr(row, name), today), "em8",
                   text=lambda row: iso(getattr(row, name)), chars=11)  # fmt: skip

    return {
        "number": lambda: Col("number", _("编号"), "c-no", lambda row: mark(row.number), "em9", link=True,
            **head(HEADS, order, sorts, NEWEST), text=lambda row: row.number, chars=14),
        "seal": lambda: Col("seal", _("印章"), "c-title", lambda row: mark(row.seal), "", text=lambda row: row.seal, chars=24),
        "reason": lambda: Col("reason", _("事由"), "c-note c-wrap", lambda row: mark(row.reason), "em14",
            text=lambda row: row.reason, chars=30),
        "where": lambda: Col("where", _("地点"), "c-unit", lambda row: row.where, "em9", chars=16),
        "travellers": lambda: Col("travellers", _("随带人"), "c-unit", lambda row: row.travellers, "em8", chars=12),
        "approvers": lambda: Col("approvers", _("审批人"), "c-more", lambda row: row.approvers, "em8", chars=12),
        "applicant": lambda: Col("applicant", _("申请人"), "c-more", lambda row: f"{row.applicant} {row.unit}", "em9", chars=16),
        "since": lambda: moment("since", _("带出时间")),
        "until": lambda: moment("until", _("归还时间")),
        "out_at": lambda: moment("out_at", _("实际带出")),
        "back_at": lambda: moment("back_at", _("实际归还")),
        "lamp": lambda: Col("lamp", _("状态"), "c-lamp", lamp, "em12", text=lamp_text, chars=18),
        "made": lambda: Col("made", _("预计/实际次数"), "c-more", made, "em6", chars=8),
    }  # fmt: skip


def _shown(person: Any) -> list[str]:
    return [str(name) for name, _label in VIEWS if name]


def _own(request: HttpRequest, page: Page | None) -> dict[str, Any]:
    person: Any = request.user
    return {"may_apply": may_apply(person.hats)}


def _named(row: Any) -> tuple[str, str]:
    return row.number, str(row.seal)


TAKEOUTS = Ledger(
    name="seal_takeouts",
    title=lazy("印章外带"),
    label=lazy("外带的印章"),
    number=lazy("编号"),
    form=TakeoutsForm,
    filters={"q": "wide", "state": "slim"},
    views=VIEWS,
    orders=HEADS,
    newest=NEWEST,
    by_time=(NEWEST,),
    reading=Travelling,
    every=every,
    usual=USUAL,
    opens="number",
    counted=query.counted,
    shown=_shown,
    subjects=visible_to,
    named=_named,
    page="seal_takeout",
    template="seals/takeouts.html",
    own=_own,
    row_class=lambda row: "",
)
