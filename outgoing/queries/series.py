"""Which series numbers a paper."""

from __future__ import annotations

import json

from django.utils.translation import gettext as _

from docflow.web.errors import Incomplete
from docflow.web.prepared import fetch
from outgoing.models import NumberSeries, NumberSlot, Outgoing
from outgoing.rules.numbering import series_for
from outgoing.words import Slot

KNOWN = """SELECT
  (SELECT json_agg(json_build_array(g.id::text, g.short_name) ORDER BY g."order", g.id) FROM outgoing_organ g),
  (SELECT json_agg(json_build_array(n.id::text, n.code) ORDER BY g."order", g.id, n.id)
     FROM outgoing_numberseries n JOIN outgoing_organ g ON g.id = n.organ_id)"""


def known() -> list[list[tuple[str, str]]]:
    """All organs, then all series, as choices in the order of the organs; one statement."""
    [row] = fetch(KNOWN, {})
    read = [json.loads(part) if isinstance(part, str) else part or [] for part in row]
    return [[(str(pk), str(word)) for pk, word in part] for part in read]


def series_of(paper: Outgoing) -> NumberSeries:
    """The active series of its organ that fits kind and format best. `Incomplete` when there is none, or no closest."""
    rows = NumberSeries.objects.filter(organ_id=paper.organ_id, is_active=True)
    found = series_for(rows, paper.kind, paper.layout)
    if found is None:
        words = {"organ": paper.organ.short_name, "kind": paper.get_kind_display()}
        raise Incomplete(_("%(organ)s没有适用于%(kind)s的编号规则，请处长在「发文字号」中设置。") % words)
    return found


def reserved_for(paper: Outgoing) -> list[NumberSlot]:
    """Reserved numbers that this paper could take."""
    year = paper.document_date.year if paper.document_date else 0
    rows = NumberSlot.objects.filter(series=series_of(paper), status=Slot.RESERVED, year__in=(0, year))
    return list(rows.order_by("serial")[:50])
