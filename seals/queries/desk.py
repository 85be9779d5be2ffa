"""用印台: what waits for the seals in a person's hands, who watches, and what is to be known before one is set."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import F, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from deadlines.days import local
from deadlines.limits import calendar
from docflow.web.prepared import fetch
from docflow.web.rows import columns, instances
from outgoing.models import Annex, Outgoing
from outgoing.words import State
from outgoing.words import TaskKind as PaperTask
from people.models import Person
from people.roles import Role
from seals.models import LedgerLine, Seal, SealCustody, SealRequest, SealSitting
from seals.queries.custody import HELD, Held, doubt_of, in_hand_of, said_on
from seals.rules.hours import in_office
from seals.rules.pressing import Around
from seals.words import LineKind, RequestState, TaskKind
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


# Grouped, so that the least is not sought along the index of what is due: that one runs through everybody's tasks.
NEXT = f"""SELECT r.ref FROM seals_sealrequest r WHERE r.state = '{R.APPROVED}' AND r.id <> %(but)s AND r.seal_id IN (
    SELECT c.seal_id FROM seals_sealcustody c WHERE c.person_id = %(person)s AND upper_inf(c.during))
  ORDER BY coalesce(
    (SELECT min(t.due_at) FROM workflow_task t WHERE t.subject_kind = '{SealRequest.subject_kind}' AND t.subject_pk = r.id
      AND t.status = '{Status.OPEN}' AND t.kind = '{TaskKind.STAMP}'
      GROUP BY t.subject_pk),
    (SELECT min(t.due_at) FROM workflow_task t WHERE t.subject_kind = '{Outgoing.subject_kind}' AND t.subject_pk = r.paper_id
      AND t.status = '{Status.OPEN}' AND t.kind = '{PaperTask.SEAL}'
      GROUP BY t.subject_pk), r.expires_at) NULLS LAST, r.approved_at, r.id LIMIT 1"""  # noqa: S608 - constants


def next_for(person: Person, but: SealRequest) -> str | None:
    """The reference of what comes first in `waiting_for` beside this one; asked at each stamping, so by a steady statement."""
    found = fetch(NEXT, {"person": person.pk, "but": but.pk})
    return str(found[0][0]) if found else None


OF_FORM = f"""SELECT {columns(SealRequest)},
    EXISTS (SELECT 1 FROM seals_sealcustody c WHERE c.seal_id = d.seal_id AND c.person_id = %(person)s)
  FROM seals_sealrequest d WHERE d.ref = %(ref)s"""  # noqa: S608 - names of columns


def of_form(ref: str, person: Person) -> tuple[SealRequest, bool] | None:
    """The request a form is about, without what is around it, and whether its seal is or was in his hands."""
    for row in instances(SealRequest, OF_FORM, {"ref": ref, "person": person.pk}, more="had"):
        return row, bool(row.had)  # type: ignore[attr-defined]
    return None


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


WATCHING = f"""SELECT {columns(Person)} FROM seals_sealsitting s JOIN people_person d ON d.id = s.supervisor_id
  WHERE s.keeper_id = %(keeper)s AND s.ended_at IS NULL AND s.day = %(day)s::date AND d.is_active ORDER BY s.id LIMIT 1"""  # noqa: S608 - names of columns


def watching(keeper: Person, now: datetime) -> Person | None:
    """The supervisor of `sitting_of`; asked at each stamping, so by a steady statement."""
    return next(iter(instances(Person, WATCHING, {"keeper": keeper.pk, "day": local(now).date()})), None)


def watches(supervisor: Person, keeper: Person) -> bool:
    """He is appointed for one of the seals in the keeper's hands, or it is his post."""
    if Role.SEAL_SUPERVISOR in supervisor.hats.roles:
        return True
    return in_hand_of(keeper).filter(supervisor=supervisor).exists()


def watches_over(supervisor: Person, seal: Seal) -> bool:
    return seal.supervisor_id == supervisor.pk or Role.SEAL_SUPERVISOR in supervisor.hats.roles


# -- before it is set --------------------------------------------------------------------------------


SEEN = f"""SELECT o.name, f.sha256, p.signed_hash, p.content_hash, p.state, b.sha256, n.edition,
    (SELECT max(m.edition) FROM outgoing_printrun m WHERE m.paper_id = p.id),
    EXISTS (SELECT 1 FROM seals_sealtakeout t WHERE t.id = %(taken)s AND t.seal_id = s.id AND t.state = 'out'),
    h.person_id, h.person_name, h.is_active, h.seated, h.since, h.until
  FROM seals_seal s LEFT JOIN outgoing_organ o ON o.id = s.organ_id
  LEFT JOIN documents_blob f ON f.id = %(file)s
  LEFT JOIN outgoing_outgoing p ON p.id = %(paper)s
  LEFT JOIN outgoing_printrun n ON n.id = %(run)s
  LEFT JOIN documents_blob b ON b.id = n.original_id
  LEFT JOIN ({HELD}) h ON h.seal_id = s.id
  WHERE s.id = %(seal)s"""  # noqa: S608 - a constant


@dataclass(frozen=True)
class Text:
    """What the rows say of the text now: of the file that was described, or of the paper and its print run."""

    file: str | None
    signed: str | None
    content: str | None
    state: str | None
    original: str | None
    edition: int | None
    newest: int | None


def around(request: SealRequest, seal: Seal, keeper_id: int, at: datetime, now: datetime) -> Around:
    """What the rows around a request say, by one statement. `at` is when it is or was set, `now` the clock."""
    taken = request.takeout_id  # outside it is stamped in the time of the take-out, and entered on its return
    values = {
        "seal": seal.pk, "taken": taken, "file": request.file_id, "paper": request.paper_id, "run": request.run_id,
    }  # fmt: skip
    [row] = fetch(SEEN, values | said_on(now))
    organ, text, out, held = row[0], Text(*row[1:8]), row[8], Held(*row[9:]) if row[9] is not None else None
    office = taken is not None or not settings.SEAL_OFFICE_HOURS or in_office(calendar(), at)
    names = (organ,) if organ is not None else ()
    return Around(_custody(seal, held, keeper_id), _text_doubt(request, text), out, office, names)


def organ_names(seal: Seal) -> tuple[str, ...]:
    return (seal.organ.name,) if seal.organ is not None else ()


def _custody(seal: Seal, held: Held | None, keeper_id: int) -> str:
    if held is None:
        return _("印章没有保管人")
    if held.person_id != keeper_id:
        return _("印章在%(who)s手里，不在您手里") % {"who": held.person_name}
    return doubt_of(seal, held).rstrip("。")


def _text_doubt(request: SealRequest, text: Text) -> str:
    """Why what is to be stamped is not the text that was approved (X3); empty when it is."""
    changed = _("文本与审批的不一致")
    if request.paper_id is None or request.run_id is None:
        return "" if text.file is not None and text.file == request.text_hash else changed
    if not text.signed or text.signed != text.content:
        return _("文稿在签发后有改动")
    if text.original is None or text.original != request.text_hash:
        return changed
    if text.edition != text.newest:
        return _("文稿已重新签发、重印，这一次印的作废")
    if text.state not in (State.SEALING, State.DISPATCHED):
        return _("发文现在是「%(state)s」，不在用印环节") % {"state": State(str(text.state)).label}
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
