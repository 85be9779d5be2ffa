"""发文登记簿 (S05): the register of outgoing papers, said once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from documents.queries.lists import Page
from documents.views.ledger import Ledger
from outgoing.actions.drafting import may_draft
from outgoing.forms.register import VIEWS, OutgoingForm
from outgoing.models import Outgoing
from outgoing.queries.asked import BY_NUMBER, NEWEST
from outgoing.queries.filters import LEDGER, pills
from outgoing.queries.visible import inside_for
from outgoing.rules.number_rights import sees_numbers
from outgoing.views.register_read import Issuing
from outgoing.views.register_rows import HEADS, OPENS, USUAL, every, row_class


def _shown(person: Any) -> Sequence[str]:
    return [name for name, _label in VIEWS if name]


def _own(request: HttpRequest, page: Page | None) -> dict[str, Any]:
    """`ask_book`: he reads numbers in their order, and has not said of which series and year."""
    person: Any = request.user
    by_number = request.GET.get("sort") in BY_NUMBER
    told = page is not None and page.between is not None
    return {
        "may_draft": may_draft(person.hats),
        "ask_book": by_number and not told and sees_numbers(person.hats),
    }


def _named(paper: Outgoing) -> tuple[str, str]:
    return paper.number or _("未编号"), paper.title


OUTGOING = Ledger(
    name=LEDGER,
    title=lazy("发文登记簿"),
    label=lazy("发文列表"),
    number=lazy("发文字号"),
    form=OutgoingForm,
    filters={"q": "wide", "unit": "", "to": "", "kind": "slim", "state": "slim", "publicity": "slim"},
    beyond={"organ": "", "series": "slim", "year": "slim", "low": "slim", "high": "slim", "signed_since": "slim",
            "signed_until": "slim", "sent_since": "slim", "sent_until": "slim"},
    views=VIEWS,
    orders=HEADS,
    newest=NEWEST,
    by_time=(NEWEST,),
    reading=Issuing,
    every=every,
    usual=USUAL,
    opens=OPENS,
    counted=pills,
    shown=_shown,
    subjects=inside_for,  # nothing is done to, or printed of, a paper whose inside he does not see
    named=_named,
    page="outgoing",
    template="outgoing/register.html",
    own=_own,
    row_class=row_class,
    plain_form=False,
)  # fmt: skip
