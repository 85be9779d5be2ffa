"""How long things took: office hours, without those in which the clock of the paper stood still."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import TypeAlias

from deadlines.days import local
from deadlines.limits import calendar
from documents.models import Document
from timing.rules.spent import Spent, less_stood
from workflow.models import Entry

Key: TypeAlias = "tuple[str, int]"  # of a paper: its flow and its key
Spans: TypeAlias = "dict[Key, list[tuple[datetime, datetime]]]"


def office_hours(spans: Sequence[tuple[Key, datetime, datetime]]) -> list[float]:
    """Of each span of a paper, from its beginning to its end; in the order they were given. One statement for each flow."""
    if not spans:
        return []
    stood = _stood({key for key, _begin, _end in spans})
    days = [local(moment).date() for _key, *both in spans for moment in both]
    spent = Spent(calendar(), min(days), max(days))
    return [less_stood(spent, begin, end, stood.get(key, ())) for key, begin, end in spans]


def received_at(papers: Collection[int]) -> dict[int, datetime]:
    """When these incoming papers came: from then on they wait to be registered."""
    return dict(Document.objects.filter(pk__in=papers).values_list("pk", "received_at")) if papers else {}


def _stood(papers: Collection[Key]) -> Spans:
    """When the clock of these papers stood still: the entries that let it go on say since when."""
    spans: Spans = defaultdict(list)
    for flow in sorted({flow for flow, _pk in papers}):
        mine = sorted(pk for of, pk in papers if of == flow)
        entries = Entry.objects.filter(
            subject_kind=flow, subject_pk__in=mine, verb="resume", data__has_key="stood"
        )
        for pk, stood in entries.values_list("subject_pk", "data__stood"):
            since, until = (datetime.fromisoformat(text) for text in stood)
            spans[flow, pk].append((since, until))
    return dict(spans)
