"""What was proposed before: a paper that came back is mended, not written anew."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from documents.models import Document, Proposal
from people.models import Person

CAME_BACK = 3  # registered, submitted, returned: no earlier version can have a proposal behind it


def proposed_before(doc: Document, *, to_return: bool) -> dict[str, Any]:
    """Initial values for the form from this round's latest proposal of that kind; empty when there is none."""
    if doc.version < CAME_BACK:
        return {}
    rows = Proposal.objects.filter(document=doc, round=doc.round, latest=True).select_related("lead_unit")
    last = rows.first()
    if last is None or (last.outcome == Proposal.Outcome.RETURN) != to_return:
        return {}
    if to_return:
        return {"codes": last.return_codes, "text": last.text, "advice": last.return_advice}
    return {
        "text": last.text,
        "lead_unit": last.lead_unit,
        "co_units": list(last.co_units.all()),
        "leaders": _people(last.leader_ids),
        "readers": _people(last.reader_ids),
        "due": last.limit_text,
        "route_mode": last.route_mode,
    }


def _people(keys: Sequence[int]) -> list[Person]:
    found = Person.objects.in_bulk(list(keys)) if keys else {}
    return [found[key] for key in keys if key in found]
