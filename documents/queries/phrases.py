"""Stock phrases for a step: the person's own, then the office's; as shipped while the office has none of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from documents.rules.phrases import SHIPPED, Stock, filled

MOST = 9  # one digit each


def chips(rows: Iterable[Mapping[str, Any]], situation: str, known: Mapping[str, str]) -> list[Stock]:
    """At most nine phrases with the known blanks filled. `rows` are `Phrase` rows, personal ones first."""
    kept = [(Stock(r["text"], r["label"]), bool(r["own"])) for r in rows]
    own = [stock for stock, mine in kept if mine]
    office = [stock for stock, mine in kept if not mine] or list(SHIPPED.get(situation, ()))
    return [Stock(filled(s.text, known), s.label) for s in (own + office)[:MOST]]
