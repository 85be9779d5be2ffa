"""Which series numbers a paper."""

from __future__ import annotations

from django.utils.translation import gettext as _

from docflow.web.errors import Incomplete
from outgoing.models import NumberSeries, NumberSlot, Outgoing
from outgoing.words import Slot


def series_of(paper: Outgoing) -> NumberSeries:
    """The active series of its organ that fits kind and format best. `Incomplete` when there is none."""
    rows = NumberSeries.objects.filter(organ_id=paper.organ_id, is_active=True)
    fitting = [
        s
        for s in rows
        if (not s.kinds or paper.kind in s.kinds) and (not s.layouts or paper.layout in s.layouts)
    ]
    if not fitting:
        words = {"organ": paper.organ.short_name, "kind": paper.get_kind_display()}
        raise Incomplete(_("%(organ)s没有适用于%(kind)s的编号规则，请处长在「发文字号」中设置。") % words)
    return max(fitting, key=lambda s: (bool(s.kinds), bool(s.layouts)))


def reserved_for(paper: Outgoing) -> list[NumberSlot]:
    """Reserved numbers that this paper could take."""
    year = paper.document_date.year if paper.document_date else 0
    rows = NumberSlot.objects.filter(series=series_of(paper), status=Slot.RESERVED, year__in=(0, year))
    return list(rows.order_by("serial")[:50])
