"""督查督办 (S10): the board of what was given to units, and the list of everything that is late; each said once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from docflow.web.errors import NotAllowed
from documents.forms.lists import LedgerForm
from documents.queries.lists import Page
from documents.queries.saved import Saved
from documents.queries.visible import visible_to
from documents.views.ledger import Ledger
from timing.forms.supervision import VIEWS, LateForm, SupervisionForm
from timing.queries import late, supervision
from timing.queries.questions import MOST, questions
from timing.queries.supervision import DUE, LAMPS, LATE
from timing.queries.supervision_rows import Row, key
from timing.rules.supervising import scope
from timing.views.supervision_cells import HEADS, LATE_HEADS, LATE_USUAL, USUAL, every, late_columns
from timing.views.supervision_read import Overdue, Supervised
from workflow.clock import database_now


@dataclass(frozen=True, eq=False)
class Board(Ledger):
    """A register whose lines are items, not papers; to who has none there is no such page."""

    def reads(self, person: Any, query: QueryDict) -> LedgerForm:
        if not scope(person.hats):
            raise NotAllowed(_("督查督办只对文电、督查人员，领导和承办单位开放。"))
        return super().reads(person, query)

    def view_url(self, name: str) -> str:
        return reverse("supervision_late") if name == LATE else super().view_url(name)

    def these(self, person: Any, refs: Sequence[str]) -> list[Any]:
        """These items, done ones too: who wants to urge one that was reported meanwhile is told so."""
        return supervision.these(person, [key(ref) for ref in refs], database_now())


@dataclass(frozen=True, eq=False)
class LateList(Ledger):
    """A register of tasks, for who reads every paper's."""

    def reads(self, person: Any, query: QueryDict) -> LedgerForm:
        if not person.hats.reads_register:
            raise NotAllowed(_("在办超期清单只对文电、督查人员开放。"))
        return super().reads(person, query)

    def view_url(self, name: str) -> str:
        return SUPERVISION.view_url(name)

    def view_of(self, data: Mapping[str, Any]) -> str | None:
        return LATE

    def these(self, person: Any, refs: Sequence[str]) -> list[Any]:
        return late.these(person, late.ids_of(refs))

    def opener(self) -> Callable[[Any], str]:
        urls = {kind: reverse(kind, args=["REF"]) for kind in ("document", "outgoing")}
        return lambda row: urls[row.kind_of_paper].replace("REF", row.paper)


PILLS = [*VIEWS, (LATE, lazy("在办超期"))]


def _shown(person: Any) -> list[str]:
    """The pills: all that are on the board in every colour; what is late everywhere for who sees it."""
    names = [name for name, _label in VIEWS]
    return [*names, LATE] if person.hats.reads_register else names


def _own(request: HttpRequest, page: Page | None) -> dict[str, Any]:
    person: Any = request.user
    found = questions(person)
    asked = f"{MOST}+" if len(found) > MOST else str(len(found))
    return {"lamps": LAMPS, "questions": found[:MOST], "asked": asked}


def _own_late(request: HttpRequest, page: Page | None) -> dict[str, Any]:
    return {"lamps": LAMPS}


def _late_pills(person: Any, now: datetime, views: Sequence[str]) -> tuple[dict[str, int], list[Saved]]:
    """The pills of the board stand over this list, too."""
    return supervision.pills(person, now, _shown(person), of="supervision_late")


def _named(row: Row) -> tuple[str, str]:
    return row.receipt_no, f"{row.content}（{row.title_of_paper}）"


def _named_late(row: late.Late) -> tuple[str, str]:
    return row.number or _("未编号"), f"{row.title}（{row.holder}）"


def _no_papers(person: Any) -> Any:
    return visible_to(person).none()


SUPERVISION = Board(
    name="supervision",
    title=lazy("督查督办"),
    label=lazy("督办事项"),
    number=lazy("收文编号"),
    form=SupervisionForm,
    filters={"q": "wide", "lead": "", "leader": "slim", "urgency": "slim"},
    views=PILLS,
    orders=HEADS,
    newest=DUE,
    by_time=(),
    reading=Supervised,
    every=every,
    usual=USUAL,
    opens="item",
    counted=supervision.pills,
    shown=_shown,
    subjects=_no_papers,
    named=_named,
    page="supervision_item",
    template="timing/supervision.html",
    own=_own,
)
OVERDUE = LateList(
    name="supervision_late",
    title=lazy("在办超期"),
    label=lazy("超期的在办工作"),
    number=lazy("编号"),
    form=LateForm,
    filters={"q": "wide", "holder": "", "paper": "slim", "urgency": "slim"},
    views=PILLS,
    orders=LATE_HEADS,
    newest=late.DUE,
    by_time=(),
    reading=Overdue,
    every=late_columns,
    usual=LATE_USUAL,
    opens="title",
    counted=_late_pills,
    shown=_shown,
    subjects=_no_papers,
    named=_named_late,
    page="document",
    template="timing/supervision_late.html",
    own=_own_late,
)
