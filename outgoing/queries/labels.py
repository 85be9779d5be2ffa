"""The digits of the barcodes of many papers."""

from __future__ import annotations

from collections.abc import Iterable

from outgoing.models import NumberSlot, Outgoing
from outgoing.rules.codes import code_of


def codes(papers: Iterable[Outgoing]) -> dict[int, str]:
    """By the key of each paper that has a number with such a code; one statement."""
    rows = NumberSlot.objects.filter(paper__in=[paper.pk for paper in papers])
    made = {pk: code_of(*slot) for pk, *slot in rows.values_list("paper_id", "series_id", "year", "serial")}
    return {pk: code for pk, code in made.items() if code}
