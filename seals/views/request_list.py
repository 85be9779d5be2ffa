"""用印申请 as a register, said once: mine, what I am to approve, all for who may see them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from docflow.web import parts
from docflow.web.ledger import Col
from documents.queries.asked import Place
from documents.queries.lists import Page
from documents.queries.saved import Saved
from documents.views.ledger import Ledger, Mark, Reading, head
from documents.views.register_rows import labels
from documents.words import Urgency
from seals.forms.request_list import NEWEST, OLDEST, VIEWS, RequestsForm
from seals.models import SealRequest
from seals.queries import request_list as query
from seals.queries.request_list import Row
from seals.queries.requests import visible_to
from seals.rules.rights import may_apply
from seals.words import Basis, RequestState

HEADS = {NEWEST: (lazy("申请时间"), True, OLDEST), OLDEST: (lazy("申请时间"), False, NEWEST)}
USUAL = ("number", "title", "seal", "copies", "applicant", "approver", "state", "asked")
NAME = "seal_requests"
TONES = {RequestState.ASKING: "todo", RequestState.APPROVED: "todo", RequestState.CLOSED: "ok", RequestState.VOIDED: "late",
         RequestState.EXPIRED: "late", RequestState.REJECTED: "late"}  # fmt: skip


class Asking(Reading):
    """What an address of the register asks for."""

    @cached_property
    def order(self) -> str:
        return self.data["sort"] or NEWEST

    @property
    def too_short(self) -> bool:
        return False

    def read(
        self, before: Place | None, after: Place | None, size: int, more: tuple[str, ...], limit_ms: int
    ) -> Page:
        rows = query.wanted(self.person, self.data, self.only)
        falls = HEADS[self.order][1]
        return query.requests(self.person, rows, falls=falls, before=before, after=after, size=size)

    def place_of(self, row: Row) -> Place:
        return Place(row.id)


def every(
    now: datetime, sorts: dict[str, str], order: str, mark: Mark = str, keys: Sequence[str] = ()
) -> dict[str, Callable[[], Col]]:
    """All columns, each made when it is wanted."""
    states, bases, urgencies, today = labels(RequestState), labels(Basis), labels(Urgency), now.date()

    def over(row: Row) -> bool:
        return row.state == RequestState.APPROVED and row.expires_at is not None and row.expires_at < now

    def state(row: Row) -> str:
        return _("已过期") if over(row) else states[row.state]

    def tone(row: Row) -> object:
        return parts.state("late" if over(row) else TONES.get(RequestState(row.state), ""), state(row))

    def title(row: Row) -> object:
        return mark(row.title) if row.title else _("（不显示名称）")

    def before(row: Row) -> object:
        return SafeString(parts.urgency(row.urgency, urgencies.get(row.urgency, "")) if row.title else "")

    def used(row: Row) -> str:
        return f"{row.copies} / {row.stamped}"

    def approver(row: Row) -> str:
        return bases[row.basis] if row.basis == Basis.NONE else row.approver

    return {
        "number": lambda: Col("number", _("申请号"), "c-docnum", lambda row: mark(row.number), "w5", chars=16),
        "title": lambda: Col("title", _("文件名称或事由"), "c-title", title, link=True, before=before, chars=50,
            text=lambda row: row.title or _("（不显示名称）")),
        "docno": lambda: Col("docno", _("文号"), "c-docno", lambda row: mark(row.doc_number), "em10", chars=24),
        "seal": lambda: Col("seal", _("印章"), "c-unit", lambda row: row.seal, "em12", chars=24),
        "copies": lambda: Col("copies", _("批准/实盖"), "c-more", used, "em6", chars=10),
        "applicant": lambda: Col("applicant", _("申请人"), "c-node", lambda row: f"{row.unit} {row.applicant}", "em9", chars=20),
        "approver": lambda: Col("approver", _("审批人"), "c-more", approver, "em6", chars=10),
        "state": lambda: Col("state", _("状态"), "c-lamp", tone, "em6", text=state, chars=10),
        "asked": lambda: Col("asked", _("申请时间"), "c-date", lambda row: parts.when(row.asked_at, today), "em8",
            **head(HEADS, order, sorts, NEWEST), chars=16),
    }  # fmt: skip


def _pills(person: Any, now: datetime, views: Sequence[str]) -> tuple[dict[str, int], list[Saved]]:
    return query.pills(NAME, person)


def _named(row: SealRequest) -> tuple[str, str]:
    return row.number, row.title


def _own(request: HttpRequest, page: Page | None) -> dict[str, Any]:
    return {"may_apply": may_apply(request.user.hats)}  # type: ignore[union-attr]


REQUESTS = Ledger(
    name=NAME,
    title=lazy("用印申请"),
    label=lazy("用印申请列表"),
    number=lazy("申请号"),
    form=RequestsForm,
    filters={"q": "wide", "seal": "", "who": "", "state": "slim"},
    beyond={"kind": "slim", "since": "slim", "until": "slim"},
    views=VIEWS,
    orders=HEADS,
    newest=NEWEST,
    by_time=(NEWEST,),
    reading=Asking,
    every=every,
    usual=USUAL,
    opens="title",
    counted=_pills,
    shown=lambda person: [name for name, _label in VIEWS if name],
    subjects=visible_to,
    named=_named,
    page="seal_request",
    template="seals/requests.html",
    own=_own,
)  # fmt: skip
