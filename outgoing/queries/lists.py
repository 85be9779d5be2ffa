"""The outgoing register, page by page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.db.models import Exists, OuterRef, Q, QuerySet

from documents.queries.search import words
from documents.rules.keys import number_key
from outgoing.models import Outgoing
from outgoing.queries.visible import inside_for, visible_to
from outgoing.rules.codes import read_code
from outgoing.words import FINAL, State

PAGE = 50
SHOWN = (
    "id", "ref", "number", "title", "kind", "urgency", "unit_name", "drafter_name", "state", "holders", "due_at",
    "document_date", "print_run", "standing", "paused_at",
)  # fmt: skip


def register_page(person: Any, asked: Mapping[str, Any], size: int = PAGE) -> list[Outgoing]:
    """`size` + 1 rows when there are more; `before` is the number of the last row shown. One statement.

    `inside` says of each row whether he sees more of it than the issued paper.
    """
    rows: QuerySet[Any] = visible_to(person).annotate(
        inside=Exists(inside_for(person).filter(pk=OuterRef("pk")))
    )
    view = asked.get("view")
    if view == "going":
        rows = rows.exclude(state__in=sorted(FINAL))
    elif view == "mine":
        rows = rows.filter(drafter_id=person.pk)
    elif view == "numbered":
        rows = rows.exclude(number="")
    elif view == "sent":
        rows = rows.filter(state=State.DISPATCHED)
    elif view == "closed":
        rows = rows.filter(state=State.CLOSED)
    elif view == "gone":
        rows = rows.filter(state__in=[State.WITHDRAWN, State.VOIDED])
    for name in ("kind", "state", "publicity"):
        if asked.get(name):
            rows = rows.filter(**{name: asked[name]})
    if asked.get("q"):
        rows = matching(rows, asked["q"])
    if asked.get("before"):
        rows = rows.filter(pk__lt=asked["before"])
    return list(rows.only(*SHOWN).order_by("-id")[: size + 1])


def matching(rows: QuerySet[Outgoing], typed: str) -> QuerySet[Outgoing]:
    """By the digits of a form's barcode; by the very number however it is typed (江政办发2026 12号), or by words of number and title."""
    if code := read_code(typed):
        series, year, serial = code
        return rows.filter(slot__series_id=series, slot__year=year, slot__serial=serial)
    key = number_key(typed)
    found = Q(number_key=key) if key else Q(pk__in=())
    asked = words(typed)
    if not asked:
        return rows.filter(found)
    tsquery = " & ".join(f"({word.tsquery})" for word in asked)
    return rows.filter(found | Q(search=SearchQuery(tsquery, search_type="raw", config="simple")))
