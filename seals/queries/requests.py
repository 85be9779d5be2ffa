"""Who sees which applications, and those of an outgoing paper."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from documents.queries.visible import given_sql, given_to, may_see
from outgoing.models import Outgoing
from people.roles import CHIEFS, Role
from seals.models import LedgerLine, SealRequest
from seals.queries.custody import in_hand_of
from seals.rules.rights import sees_audit, sees_registry
from seals.words import REQUEST_LIVE, RequestState
from workflow.models import Entry, Task

OVERSEE = CHIEFS | {Role.SEAL_SUPERVISOR}
# The same rule as `visible_to` for statements, but for the audit administrator, who is given no work; `q` is the application.
# Parameters: `seen_by`.
MAY_SEE_REQUEST = f"""(%(seated)s AND (%(oversees)s AND NOT q.work_secret OR {given_sql("seal_request", "q")}
  OR %(me)s IN (q.applicant_id, q.approver_id, q.approver_for_id)
  OR EXISTS (SELECT 1 FROM seals_seal s WHERE s.id = q.seal_id AND %(me)s IN (s.keeper_id, s.stand_in_id, s.supervisor_id))
  OR EXISTS (SELECT 1 FROM seals_sealcustody c WHERE c.seal_id = q.seal_id AND c.person_id = %(me)s AND upper_inf(c.during))))"""  # noqa: S608 - constants


def seen_by(person: Any) -> dict[str, Any]:
    """The parameters of `MAY_SEE_REQUEST` and of `takeouts.MAY_SEE_TAKEOUT`."""
    hats = person.hats
    return {
        **may_see(hats), "me": person.pk, "seated": f"p{person.pk}" in hats.own, "works": bool(hats.own),
        "oversees": bool(hats.office_roles & OVERSEE), "registry": sees_registry(hats),
    }  # fmt: skip


def visible_to(person: Any) -> QuerySet[SealRequest]:
    """His own, those he was given to approve or to stamp (also as a deputy), those he signed, those of a seal that he has,
    may get or watches; all but work secrets for chiefs of our office and who watches seals. The audit administrator sees
    every one, without its title (`rights.sees_titles`). Nobody without a seat sees anything."""
    hats = person.hats
    if sees_audit(hats):
        return SealRequest.objects.all()
    if f"p{person.pk}" not in hats.own:
        return SealRequest.objects.none()
    given = given_to(hats, SealRequest.subject_kind)
    found = (
        Q(applicant=person)
        | Q(approver=person)
        | Q(approver_for=person)
        | Q(pk__in=given.values("subject_pk"))
    )
    found |= Q(seal__keeper=person) | Q(seal__stand_in=person) | Q(seal__supervisor=person)
    found |= Q(seal__in=in_hand_of(person).values("pk"))
    if hats.office_roles & OVERSEE:
        found |= Q(work_secret=False)
    return SealRequest.objects.filter(found)


def live_of_paper(paper: Outgoing) -> list[SealRequest]:
    """Applications of this paper that are not over, in the order in which they are locked."""
    rows = SealRequest.objects.filter(paper=paper, state__in=REQUEST_LIVE).select_related("run", "seal")
    return list(rows.order_by("pk"))


def request_for_paper(paper: Outgoing) -> SealRequest | None:
    """The approved application of the first run that waits for the seal."""
    rows = SealRequest.objects.filter(paper=paper, state=RequestState.APPROVED, run__stamped__isnull=True)
    return rows.select_related("run", "seal").order_by("run__edition", "run__number", "pk").first()


def of_paper(paper: Outgoing) -> list[SealRequest]:
    """All of them, the newest first."""
    return list(SealRequest.objects.filter(paper=paper).select_related("run", "seal").order_by("-pk")[:50])


def lines_of(request: SealRequest) -> list[LedgerLine]:
    """What the ledger says of it, in order."""
    return list(LedgerLine.objects.filter(request=request).order_by("serial"))


def entries_of(request: SealRequest) -> list[Entry]:
    """What was done with it, the newest first."""
    rows = Entry.objects.filter(subject_kind=SealRequest.subject_kind, subject_pk=request.pk)
    return list(rows.order_by("-seq")[:80])


def tasks_of(request: SealRequest) -> list[Task]:
    """Its live tasks; of the copies of an outgoing paper those of the paper that ask for the seal."""
    rows = Task.objects.about(request).live()
    if request.paper is not None and request.is_live:
        rows = Task.objects.about(request.paper).live().filter(kind="seal")
    return list(rows.order_by("sequence", "id"))
