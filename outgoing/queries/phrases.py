"""Stock phrases for a verb: the person's own, then the office's; as shipped while the office has none of its own."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from documents.models import Phrase
from documents.queries.phrases import MOST
from documents.rules.phrases import Stock
from outgoing.rules.phrases import SHIPPED, situation


def chips(person: Any, verb: str) -> list[Stock]:
    """At most nine; one statement, none for a verb that takes no words."""
    if verb not in SHIPPED:
        return []
    rows = Phrase.objects.filter(Q(person=None) | Q(person_id=person.pk), situation=situation(verb))
    kept = list(rows.order_by("order", "id"))
    own = [Stock(p.text, p.label) for p in kept if p.person_id]
    office = [Stock(p.text, p.label) for p in kept if not p.person_id] or list(SHIPPED[verb])
    return (own + office)[:MOST]
