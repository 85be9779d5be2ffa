"""收文登记簿 (S04): the register of incoming papers, said once."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as lazy

from documents.actions.extra import may_register
from documents.forms.lists import VIEWS, RegisterForm
from documents.models import Document
from documents.queries.asked import NEWEST, RECEIVED
from documents.queries.filters import pills
from documents.queries.lists import Page, Row
from documents.queries.visible import visible_to
from documents.views.ledger import Ledger
from documents.views.register_read import Incoming
from documents.views.register_rows import HEADS, OPENS, USUAL, every
from documents.words import State
from people.roles import Role


def _shown(person: Any) -> list[str]:
    """The fixed views that mean something to him."""
    if not person.hats.reads_register:
        return ["open", "late", "reading"]
    registers = bool(person.hats.roles & {Role.CLERK, Role.HANDLER})
    return [name for name, _label in VIEWS if name and (name != "mine" or registers)]


def _own(request: HttpRequest, page: Page | None) -> dict[str, Any]:
    person: Any = request.user
    voids = page is not None and any(row.state == State.VOIDED for row in page.rows)
    return {"can_register": may_register(person.hats), "voids": voids}


def _named(doc: Document) -> tuple[str, str]:
    return doc.receipt_no, doc.title


def _void(row: Row) -> str:
    return "void" if row.state == State.VOIDED else ""


REGISTER = Ledger(
    name="register",
    title=lazy("收文登记簿"),
    label=lazy("收文列表"),
    number=lazy("收文编号"),
    form=RegisterForm,
    filters={"q": "wide", "sender": "", "state": "slim", "urgency": "slim", "kind": "slim", "category": "slim",
             "since": "slim", "until": "slim"},
    views=VIEWS,
    orders=HEADS,
    newest=NEWEST,
    by_time=(NEWEST, RECEIVED),
    reading=Incoming,
    every=every,
    usual=USUAL,
    opens=OPENS,
    counted=pills,
    shown=_shown,
    subjects=visible_to,
    named=_named,
    page="document",
    template="documents/register_list.html",
    own=_own,
    row_class=_void,
)  # fmt: skip
