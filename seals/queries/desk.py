"""用印台: what waits for the seals in a person's hands, who watches, and what is to be known before one is set."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import F, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from deadlines.days import local
from deadlines.limits import calendar
from outgoing.models import Annex, Outgoing, PrintRun
from outgoing.queries.runs import edition
from outgoing.words import State
from outgoing.words import TaskKind as PaperTask
from people.models import Person
from people.roles import Role
from seals.models import LedgerLine, Seal, SealCustody, SealRequest, SealSitting, SealTakeout
from seals.queries.custody import custody_of, doubt, in_hand_of
from seals.rules.hours import in_office
from seals.rules.pressing import Around
from seals.words import LineKind, RequestState, TakeoutState, TaskKind
from workflow.models import Status, Task

MOST = 200  # rows of the queue on one page
R = RequestState


def had_by(person: Person) -> QuerySet[Seal]:
    """Seals that are or were in his hands: he is told why he may no longer set them."""
    return Seal.objects.filter(pk__in=SealCustody.objects.filter(person=person).values("seal"))


def of_desk(person: Person) -> QuerySet[SealRequest]:
    """Every request of a seal that is or was in his hands, whatever became of it."""
    return SealRequest.objects.filter(seal__in=had_by(person)).select_related("seal", "seal__organ")


def waiting_for(person: Person) -> QuerySet[SealRequest]:
    """待用印: approved requests of the seals in his hands, oldest due first. `due`: of its task, of its paper's, or when the
    approval ends."""
    own = Task.objects.filter(
        subject_kind=SealRequest.subject_kind,
        subject_pk=OuterRef("pk"),
        status=Status.OPEN,
        kind=TaskKind.STAMP,
    )
    paper = Task.objects.filter(
        subject_kind=Outgoing.subject_kind,
        subject_pk=OuterRef("paper_id"),
        status=Status.OPEN,
        kind=PaperTask.SEAL,
    )

    def first(rows: QuerySet[Task]) -> Subquery:
        return Subquery(rows.order_by().values("subject_pk").annotate(at=Min("due_at")).values("at"))

    rows = SealRequest.objects.filter(state=R.APPROVED, seal__in=in_hand_of(person))
    due = Coalesce(first(own), first(paper), "expires_at")
    return (
        rows.annotate(due=due)
        .select_related("seal")
        .order_by(F("due").asc(nulls_last=True), "approved_at", "id")
    )


def by_number(person: Person, typed: str) -> SealRequest | None:
    """What a scanned slip or paper names: number of the request, number or reference of the paper. What waits comes first,
    the oldest due first; else the newest of those that were his."""
    words = "".join(typed.split())
    same = Q(number__iexact=words) | Q(doc_number__iexact=words) | Q(ref=words) | Q(paper__ref=words)
    if not words:
        return None
    return waiting_for(person).filter(same).first() or of_desk(person).filter(same).order_by("-id").first()


# -- who watches -------------------------------------------------------------------------------------


def sitting_of(keeper: Person, now: datetime) -> SealSitting | None:
    """Who signed in to watch at his desk today, and has not left."""
    rows = SealSitting.objects.filter(
        keeper=keeper, ended_at__isnull=True, day=local(now).date(), supervisor__is_active=True
    )
    return rows.select_related("supervisor").first()


def watches(supervisor: Person, keeper: Person) -> bool:
    """He is appointed for one of the seals in the keeper's hands, or it is his post."""
    if Role.SEAL_SUPERVISOR in supervisor.hats.roles:
        return True
    return in_hand_of(keeper).filter(supervisor=supervisor).exists()


def watches_over(supervisor: Person, seal: Seal) -> bool:
    return seal.supervisor_id == supervisor.pk or Role.SEAL_SUPERVISOR in supervisor.hats.roles


# -- before it is set --------------------------------------------------------------------------------


def around(request: SealRequest, seal: Seal, keeper_id: int, at: datetime, now: datetime) -> Around:
    """What the rows around a request say. `at` is when it is or was set, `now` the clock."""
    taken = request.takeout_id  # outside it is stamped in the time of the take-out, and entered on its return
    office = taken is not None or not settings.SEAL_OFFICE_HOURS or in_office(calendar(), at)
    out = (
        taken is not None and SealTakeout.objects.filter(pk=taken, seal=seal, state=TakeoutState.OUT).exists()
    )
    return Around(_custody(seal, keeper_id, now), text_doubt(request), out, office, organ_names(seal))


def organ_names(seal: Seal) -> tuple[str, ...]:
    return (seal.organ.name,) if seal.organ is not None else ()


def _custody(seal: Seal, keeper_id: int, now: datetime) -> str:
    period = custody_of(seal)
    if period is None:
        return _("印章没有保管人")
    if period.person_id != keeper_id:
        return _("印章在%(who)s手里，不在您手里") % {"who": period.person_name}
    return doubt(seal, now).rstrip("。")


def text_doubt(request: SealRequest) -> str:
    """Why what is to be stamped is not the text that was approved (X3); empty when it is."""
    changed = _("文本与审批的不一致")
    if request.paper_id is None or request.run_id is None:
        same = request.file is not None and request.file.sha256 == request.text_hash
        return "" if same else changed
    paper = Outgoing.objects.get(pk=request.paper_id)
    if not paper.signed_hash or paper.signed_hash != paper.content_hash:
        return _("文稿在签发后有改动")
    run = PrintRun.objects.select_related("original").get(pk=request.run_id)
    if run.original is None or run.original.sha256 != request.text_hash:
        return changed
    if run.edition != edition(paper):
        return _("文稿已重新签发、重印，这一次印的作废")
    if paper.state not in (State.SEALING, State.DISPATCHED):
        return _("发文现在是「%(state)s」，不在用印环节") % {"state": State(paper.state).label}
    return ""


def last_line(request: SealRequest) -> LedgerLine | None:
    kinds = (LineKind.USE, LineKind.SETTLE, LineKind.LATE_ENTRY)
    return LedgerLine.objects.filter(request=request, kind__in=kinds).order_by("-id").first()


def reasons(request_ids: list[int]) -> str:
    """What was said of copies that were spoiled or not used."""
    rows = (
        LedgerLine.objects.filter(request__in=request_ids).exclude(reason="").exclude(kind=LineKind.REFUSAL)
    )
    return "；".join(dict.fromkeys(rows.order_by("id").values_list("reason", flat=True)))


def comes_to_desk(person: Any) -> bool:
    """Somebody with a seal in hand, or who had one, whatever his post."""
    return SealCustody.objects.filter(person=person).exists()


def lines_of(request: SealRequest) -> list[LedgerLine]:
    """What the ledger says of a request, the newest first."""
    return list(LedgerLine.objects.filter(request=request).order_by("-id")[:MOST])


def annex_count(paper: Outgoing) -> int:
    return Annex.objects.filter(paper=paper, latest=True).count()
