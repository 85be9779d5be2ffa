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
FEW = 500
Spans: TypeAlias = "dict[Key, list[tuple[datetime, datetime]]]"


def office_hours(spans: Sequence[tuple[Key, datetime, datetime]]) -> list[float]:
    """Of each span of a paper, from its beginning to its end; in the order they were given. One statement."""
    if not spans:
        return []
    stood = _stood({key for key, _begin, _end in spans}, min(begin for _key, begin, _end in spans))
    days = [local(moment).date() for _key, *both in spans for moment in both]
    spent = Spent(calendar(), min(days), max(days))
    return [less_stood(spent, begin, end, stood.get(key, ())) for key, begin, end in spans]


def received_at(papers: Collection[int]) -> dict[int, datetime]:
    """When these incoming papers came: from then on they wait to be registered."""
    return dict(Document.objects.filter(pk__in=papers).values_list("pk", "received_at")) if papers else {}


def _stood(papers: Collection[Key], since: datetime) -> Spans:
    """When the clock of these papers stood still: the entries that let it go on say since when. Of many papers all such
    entries are read: they are few."""
    entries = Entry.objects.filter(verb="resume", at__gte=since, data__has_key="stood")
    if len(papers) <= FEW:
        entries = entries.filter(subject_pk__in={pk for _flow, pk in papers})
    spans: Spans = defaultdict(list)
    for flow, pk, stood in entries.values_list("subject_kind", "subject_pk", "data__stood"):
        if (flow, pk) in papers:
            spans[flow, pk].append((datetime.fromisoformat(stood[0]), datetime.fromisoformat(stood[1])))
    return dict(spans)
