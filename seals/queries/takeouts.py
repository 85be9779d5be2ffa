"""Take-outs: which of them a person sees, which are late, what is stamped under them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from documents.queries.visible import given_sql, given_to
from people.models import Person
from people.queries import in_office, persons, registry
from people.roles import CHIEFS, Role
from seals.models import Seal, SealRequest, SealTakeout
from seals.rules.rights import sees_registry
from seals.rules.takeouts import APPROVERS, EVERY, HIGHER
from seals.words import RequestState, SealState, TakeoutState
from workflow.models import Task

T = TakeoutState
# The same rule as `visible_to` for statements; `k` is the take-out. Parameters: `requests.seen_by`.
MAY_SEE_TAKEOUT = f"""(%(registry)s OR %(works)s AND ({given_sql("seal_takeout", "k")}
  OR %(me)s IN (k.applicant_id, k.traveller1_id, k.traveller2_id, k.approver1_id, k.approver2_id)))"""


def visible_to(person: Any) -> QuerySet[SealTakeout]:
    """Those he has a part in; all, for who sees the registry of seals."""
    hats, rows = person.hats, SealTakeout.objects.all()
    if sees_registry(hats):
        return rows
    if not hats.own:
        return rows.none()
    me = person.pk
    mine = Q(applicant=me) | Q(traveller1=me) | Q(traveller2=me) | Q(approver1=me) | Q(approver2=me)
    given = given_to(hats, SealTakeout.subject_kind)
    return rows.filter(mine | Q(pk__in=given.values("subject_pk")))


def sees(person: Any, ref: str) -> bool:
    return visible_to(person).filter(ref=ref).exists()


def labelled(ref: str) -> bool:
    """Why and where a seal travels stays inside the office."""
    return True


def number(ref: str) -> str:
    return SealTakeout.objects.filter(ref=ref).values_list("number", flat=True).first() or ""


def late(now: datetime) -> QuerySet[SealTakeout]:
    """Outside after their time, the longest first; a lost seal is no longer waited for."""
    rows = SealTakeout.objects.filter(state=T.OUT, until__lt=now).exclude(seal__state=SealState.LOST)
    return rows.select_related("seal").order_by("until", "pk")


def out_now(seal: Seal) -> SealTakeout | None:
    """The take-out by which this seal is outside."""
    return SealTakeout.objects.filter(seal=seal, state=T.OUT).first()


def to_alarm(now: datetime) -> QuerySet[SealTakeout]:
    """Late, and nobody was told within the hour."""
    return late(now).filter(Q(alarmed_at__isnull=True) | Q(alarmed_at__lte=now - EVERY))


def hears(takeout: SealTakeout, keeper: Person | None, now: datetime) -> list[Person]:
    """Who is told that it is late: both travellers, who keeps it, the chiefs of his unit (else of the office), and after
    a limit the secretary-general."""
    found = [takeout.traveller1, takeout.traveller2, *([keeper] if keeper else [])]
    chiefs = list(persons(CHIEFS).filter(_beside(keeper))) if keeper else []
    found += chiefs or list(registry(CHIEFS))
    if now - takeout.until >= HIGHER:
        found += registry({Role.SECRETARY_GENERAL})
    return list({p.pk: p for p in found}.values())


def _beside(keeper: Person) -> Exists:
    """Sits in a unit of the keeper's, with a chief's seat."""
    units = in_office().filter(person=keeper).values("post__unit")
    seats = in_office().filter(person=OuterRef("pk"), post__role__in=list(CHIEFS), post__unit__in=units)
    return Exists(seats)


def approvers() -> QuerySet[Person]:
    return registry(APPROVERS)


def chiefs() -> QuerySet[Person]:
    return registry(CHIEFS)


def open_tasks(takeout: SealTakeout) -> list[Task]:
    return list(Task.objects.about(takeout).open().order_by("sequence", "id"))


def waiting_requests(takeout: SealTakeout) -> list[SealRequest]:
    """Approved to be stamped under it, and not all accounted for."""
    rows = SealRequest.objects.filter(takeout=takeout, state=RequestState.APPROVED)
    return list(rows.select_related("seal").order_by("pk"))


def requests_of(takeout: SealTakeout) -> list[SealRequest]:
    return list(SealRequest.objects.filter(takeout=takeout).order_by("pk"))
