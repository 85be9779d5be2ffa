"""What waits for a seal: open applications, outgoing papers, take-outs, whose tasks go along when it changes hands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Q

from outgoing.models import Outgoing
from outgoing.words import TaskKind as PaperTask
from people.models import Person
from seals.models import Seal, SealRequest, SealTakeout
from seals.words import REQUEST_LIVE, SealKind, TakeoutState, TaskKind
from workflow.models import Lane, Task

TAKEN = (TaskKind.TAKE_OUT, TaskKind.BRING_BACK)


def open_requests(seals: Iterable[Seal]) -> Counter[int]:
    """How many applications are open of each seal. One statement."""
    rows = SealRequest.objects.filter(seal__in=[s.pk for s in seals], state__in=REQUEST_LIVE)
    return Counter(rows.values_list("seal_id", flat=True))


def listed(seals: Iterable[Seal], size: int = 50) -> list[SealRequest]:
    """The open applications of these seals, as they are shown at a handover."""
    rows = SealRequest.objects.filter(seal__in=[s.pk for s in seals], state__in=REQUEST_LIVE)
    return list(rows.select_related("seal").order_by("seal__seal_no", "pk")[:size])


def stuck(seals: Iterable[Seal], to: Person) -> int:
    """Approved applications that this person asked for or approved himself: he may not stamp them (X9)."""
    own = Q(applicant=to) | Q(approver=to) | Q(approver_for=to)
    rows = SealRequest.objects.filter(own, seal__in=[s.pk for s in seals], state__in=REQUEST_LIVE)
    return rows.count()


def papers(seals: Sequence[Seal], giver: Person | None, to: Person) -> list[int]:
    """Outgoing papers that wait for these seals in the name of who gives them, or of the posts of the keepers."""
    organs = [s.organ_id for s in seals if s.kind == SealKind.LEGAL and s.organ_id is not None]
    mine = Q(holder__startswith="o") | Q(holder=giver.principal if giver is not None else "")
    waiting = Task.objects.live().filter(
        mine, subject_kind=Outgoing.subject_kind, kind=PaperTask.SEAL, lane=Lane.MAIN
    )
    rows = Outgoing.objects.filter(organ__in=organs, pk__in=waiting.values("subject_pk"))
    held = waiting.filter(holder=to.principal).values("subject_pk")
    return sorted(rows.exclude(pk__in=held).values_list("pk", flat=True)) if organs else []


def requests(seals: Sequence[Seal], to: Person) -> list[int]:
    """Applications whose stamping stands in somebody else's name than his who gets the seal."""
    live = SealRequest.objects.filter(seal__in=[s.pk for s in seals], state__in=REQUEST_LIVE)
    return _not_his(SealRequest.subject_kind, live.values("pk"), (TaskKind.STAMP,), to)


def takeouts(seals: Sequence[Seal], giver: Person | None, to: Person) -> list[int]:
    """Take-outs whose check-out or return stands in the name of who gives the seal."""
    if giver is None:
        return []
    ended = (TakeoutState.BACK, TakeoutState.REJECTED, TakeoutState.WITHDRAWN)
    live = SealTakeout.objects.filter(seal__in=[s.pk for s in seals]).exclude(state__in=ended)
    return _not_his(SealTakeout.subject_kind, live.values("pk"), TAKEN, to, giver.principal)


def _not_his(kind: str, subjects: Any, kinds: Iterable[str], to: Person, holder: str = "") -> list[int]:
    rows = Task.objects.live().filter(
        subject_kind=kind, subject_pk__in=subjects, kind__in=list(kinds), lane=Lane.MAIN
    )
    rows = rows.filter(holder=holder) if holder else rows.exclude(holder=to.principal)
    return sorted(set(rows.values_list("subject_pk", flat=True)))
