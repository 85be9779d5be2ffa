"""用印: the keeper stamps exactly what was approved (domain.md §6.5)."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from docflow.web.errors import Incomplete
from documents.models import Blob
from outgoing.actions.issuing import lift_seal
from outgoing.models import Outgoing, PrintRun
from outgoing.queries.runs import listed, waiting_runs
from outgoing.words import State
from people.models import Person
from seals.actions.accounting import account, as_drawn, check, counted, hold
from seals.actions.refusing import or_line
from seals.models import SealRequest
from seals.queries.desk import reasons
from seals.words import REQUEST_LIVE, LineKind, Medium, RequestState
from workflow.act import Act
from workflow.models import Lane
from workflow.spine import Done, act, new_key


@act("stamp", exclusive=False)
def stamp(
    a: Act,
    *,
    copies: int,
    impressions: int | None = None,
    paging: int = 0,
    spoiled: int = 0,
    unused: int = 0,
    reason: str = "",
    second: Person | None = None,
    supervisor: Person | None = None,
    photo: Blob | None = None,
) -> str:
    """So many copies stamped, spoiled, given back unused; the rest stays for another time. One line of the ledger.

    Raises `SealRefused` (X2 to X9), `Faster`, `BadInput`, `Incomplete`. `supervisor`: who has signed in just now, else
    who sits at the desk. A refusal leaves nothing behind here: see `desk_stamp` and `actions.refusing`.
    """
    as_drawn(a)
    a.lane(Lane.MAIN)  # read for the entry: before the seal is locked, whose other stampings wait
    seal = hold(a.subject.seal_id)
    if seal.is_electronic:
        raise Incomplete(_("电子印章由电子印章系统签章，不在这里登记实物用印。"))
    counts = counted(copies, spoiled, unused, paging)
    check(a, seal, counts)
    kind = LineKind.USE if copies or spoiled or paging else LineKind.SETTLE
    return account(
        a,
        seal,
        kind,
        counts,
        impressions=impressions,
        reason=reason,
        second=second,
        supervisor=supervisor,
        photo=photo,
    )


def desk_stamp(request: SealRequest, *, by: Person, key: str = "", **how: Any) -> Done:
    """`stamp` with the outgoing paper locked first; when a print run is all accounted for, the paper hears of it and goes
    on. Whatever the seal's rules refuse is a line of the ledger, written after the rollback, and raised all the same."""
    return or_line(request, by=by, key=key or new_key(), attempt=with_paper(stamp, request, by, how))


def with_paper(action: Any, request: SealRequest, by: Person, how: dict[str, Any]) -> Any:
    def attempt(key: str) -> Done:
        if request.paper_id is None:  # nothing to lock before, nothing to tell afterwards
            alone: Done = action(request, by=by, key=key, **how)
            return alone
        with transaction.atomic():
            Outgoing.objects.select_for_update(of=("self",)).get(pk=request.paper_id)
            done: Done = action(request, by=by, key=key, **how)
            if not done.replayed and done.subject.state == RequestState.CLOSED:
                lift(request.paper_id, by=by)
        return done

    return attempt


def lift(paper_id: int, *, by: Person) -> None:
    """Tell the paper of each print run whose requests are all closed, the earlier first. Where fewer were stamped than are to
    be sent, the last one waits until more are printed: then nothing but the ledger has been written."""
    for run in waiting_runs(Outgoing.objects.get(pk=paper_id)):
        paper = Outgoing.objects.get(pk=paper_id)
        if (counts := accounted(run)) is None:
            continue
        last = len(waiting_runs(paper)) == 1
        if last and paper.state == State.SEALING and (paper.sealed or 0) + counts["copies"] < listed(paper):
            return
        lift_seal(paper, by=by, run=run.number, **counts)


def accounted(run: PrintRun) -> dict[str, Any] | None:
    """What became of a run under all its seals, as the paper writes it down; None while one of them has not been set. A copy
    counts as stamped when it has every seal."""
    asked = SealRequest.objects.filter(run=run, state__in=[*REQUEST_LIVE, RequestState.CLOSED])
    requests = list(asked.exclude(seal__medium=Medium.ELECTRONIC))
    if not requests or any(r.is_live for r in requests):
        return None
    copies, spoiled = min(r.stamped for r in requests), max(r.spoiled for r in requests)
    why = reasons([r.pk for r in requests])
    return {
        "copies": copies,
        "spoiled": min(spoiled, run.approved - copies),
        "reason": why or _("见用印登记"),
    }
