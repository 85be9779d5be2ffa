"""The list of take-outs, page by page, newest first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from documents.queries.asked import Place
from documents.queries.lists import CAP, PAGE, Page, cut
from documents.queries.saved import Saved, pills
from seals.models import SealTakeout
from seals.queries.takeouts import late, visible_to
from seals.rules.rights import sees_titles
from seals.words import SealState, TakeoutState

NEWEST, OLDEST = "no", "no-up"
LATE = "late"
T = TakeoutState


@dataclass(frozen=True)
class Row:
    """One line. `reason` and `where` are withheld from administrators."""

    id: int
    ref: str
    number: str
    seal: str
    reason: str
    where: str
    state: str
    since: datetime
    until: datetime
    applicant: str
    unit: str
    travellers: str
    approvers: str
    planned: int
    made: int | None
    out_at: datetime | None
    back_at: datetime | None
    waited_for: bool

    @property
    def title(self) -> str:
        return f"{self.number} {self.seal}"


def _row(t: SealTakeout, titles: bool) -> Row:
    hidden = _("（内容您无权查看）")
    return Row(
        t.pk, t.ref, t.number, f"{t.seal.seal_no} {t.seal.name}", t.reason if titles else hidden,
        t.where if titles else "", t.state, t.since, t.until, t.applicant_name, t.unit_name,
        f"{t.traveller1_name}、{t.traveller2_name}", f"{t.approver1_name}、{t.approver2_name}", t.planned, t.made,
        t.out_at, t.back_at, t.state == T.OUT and t.seal.state != SealState.LOST,
    )  # fmt: skip


def asked_for(
    person: Any, data: Mapping[str, Any], now: datetime, only: Sequence[str] = ()
) -> QuerySet[SealTakeout]:
    """Those of his that meet the filters of a cleaned `TakeoutsForm`."""
    rows = visible_to(person)
    if data["view"] == LATE:
        rows = rows.filter(pk__in=late(now).values("pk").order_by())
    elif data["view"]:
        rows = rows.filter(state=data["view"])
    if data["state"]:
        rows = rows.filter(state=data["state"])
    for word in data["q"].split()[:5]:
        found = Q(number__icontains=word) | Q(seal__name__icontains=word) | Q(seal__seal_no__icontains=word)
        if sees_titles(person.hats):
            found |= Q(reason__icontains=word) | Q(where__icontains=word)
        rows = rows.filter(found)
    return rows.filter(ref__in=list(only)) if only else rows


def takeouts(
    person: Any,
    rows: QuerySet[SealTakeout],
    *,
    order: str,
    before: Place | None,
    after: Place | None,
    size: int = PAGE,
) -> Page:
    """One page: a single statement."""
    place, back = after or before, after is not None
    falls = (order == NEWEST) != back
    if place is not None:
        rows = rows.filter(pk__lt=place.id) if falls else rows.filter(pk__gt=place.id)
    limit = max(size + 1, CAP) if place is None else size + 1
    titles = sees_titles(person.hats)
    read = rows.select_related("seal").order_by("-pk" if falls else "pk")[:limit]
    return cut([_row(t, titles) for t in read], size, before, back, limit)


def counted(person: Any, now: datetime, views: Sequence[str]) -> tuple[dict[str, int], list[Saved]]:
    """How many are late, are out, wait: what the pills say."""
    rows = visible_to(person)
    found = {LATE: rows.filter(pk__in=late(now).values("pk").order_by())}
    found |= {state: rows.filter(state=state) for state in (T.OUT, T.ASKING, T.APPROVED)}
    _none, saved = pills("seal_takeouts", person, "", {}, {})
    return {name: found[name][:CAP].count() for name in views if name in found}, saved
