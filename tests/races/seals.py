"""What a crowd at the seals meets: the office, applications that are approved, and each lock or guard taken away."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import pytest
from django.db import connection

from deadlines.days import local
from docflow.web.rows import columns, instances
from people.models import Person
from seals.actions import accounting, ending, handover, requests, stamping, states
from seals.models import Handover, LedgerLine, Seal, SealCustody, SealRequest
from seals.queries.custody import custody_of
from tests.office import fresh
from tests.races.threads import apart
from tests.seals.desk.steps import asked
from tests.seals.world import World, in_use
from workflow import clock, spine, write
from workflow.models import Entry
from workflow.spine import database_now

Call = Callable[[], Any]
USED = ("use", "settle", "late_entry")
SUMS = (("seals_ledgerline", "ledger_adds_up"), ("seals_sealrequest", "request_adds_up"))
NO_CHECK = """CREATE OR REPLACE FUNCTION seals_check_use(l seals_ledgerline, s seals_seal, r seals_sealrequest) RETURNS void
LANGUAGE plpgsql AS $$ BEGIN END $$"""


def a_seal(w: World, number: str) -> Seal:
    """One that nobody else takes, of the office, in the keeper's hands."""
    return in_use(w, seal_no=number, name=w.organ.name, kind="legal", organ=w.organ)


def approved(w: World, seal: Seal, copies: int = 3) -> SealRequest:
    """At whatever hour the tests run."""
    return apart(lambda: asked(w, copies, seal=seal, off_hours=True))


def one_copy(w: World, request: SealRequest, by: Person | None = None) -> partial[Any]:
    return partial(
        stamping.desk_stamp, request, by=fresh(by or w.keeper), copies=1, supervisor=fresh(w.supervisor)
    )


def to_stand_in(w: World, seal: Seal) -> Call:
    """Counted and signed by the three; who takes it has signed in on the keeper's screen."""
    return partial(
        handover.hand_over, [seal], by=fresh(w.keeper), from_person=fresh(w.keeper), to_person=fresh(w.stand_in),
        supervised_by=fresh(w.o.chief),
    )  # fmt: skip


def withdrawn(w: World, request: SealRequest) -> Call:
    return partial(requests.withdraw, request, by=fresh(w.d.drafter))


def voided(w: World, request: SealRequest) -> Call:
    return partial(ending.void, request, by=fresh(w.d.drafter), reason="文字有改动")


def suspended(w: World, request: SealRequest) -> Call:
    on = local(database_now()).date()  # as an office in Shanghai counts days
    return partial(states.suspend, request.seal, by=fresh(w.o.chief), on=on, why="印面磨损")


def handed(w: World, request: SealRequest) -> Call:
    return to_stand_in(w, request.seal)


# -- what came of it -----------------------------------------------------------------------------------


def now(request: SealRequest) -> SealRequest:
    return SealRequest.objects.get(pk=request.pk)


def uses(request: SealRequest) -> list[LedgerLine]:
    return list(LedgerLine.objects.filter(request=request, kind__in=USED).order_by("serial"))


def book(seal: Seal) -> list[str]:
    """What is wrong with the ledger and the hands of a seal; nothing, if nothing is."""
    found, before = [], b""
    rows = list(LedgerLine.objects.filter(seal=seal).order_by("serial"))
    for n, line in enumerate(rows, 1):
        if line.serial != n or bytes(line.prev) != before:
            found.append(f"line {line.serial} stands at place {n}")
        before = bytes(line.hash)
    head = Seal.objects.get(pk=seal.pk)
    if (head.line_count, bytes(head.line_head)) != (len(rows), before):
        found.append("the head is another")
    if any(a.at > b.at for a, b in zip(rows, rows[1:], strict=False)):
        found.append("time went back")
    for request in SealRequest.objects.filter(seal=seal):
        told = sum((line.stamped or 0) + (line.spoiled or 0) + (line.unused or 0) for line in uses(request))
        if told != request.copies - request.left or told > request.copies:
            found.append(
                f"{request.number}: {told} in the book, {request.copies - request.left} on the request"
            )
    for line in rows:
        if (
            line.kind in USED
            and not SealCustody.objects.filter(
                seal=seal, person=line.keeper, during__contains=line.at
            ).exists()
        ):
            found.append(f"line {line.serial}: {line.keeper_name} did not have it")
    return found


def order(request: SealRequest, verb: str) -> list[str]:
    """The acts on a request in their order, but for refusals."""
    rows = Entry.objects.filter(subject_kind="seal_request", subject_pk=request.pk, verb__in=["stamp", verb])
    return list(rows.order_by("seq").values_list("verb", flat=True))


def sheets(seal: Seal) -> int:
    return Handover.objects.filter(seal=seal).count()


def holder(seal: Seal) -> int | None:
    period = custody_of(seal)
    return period.person_id if period else None


# -- without ------------------------------------------------------------------------------------------


def without_locks(patch: pytest.MonkeyPatch) -> None:
    """Rows are read as ever, but nobody waits for anybody: the request's by the spine, the seal's by the desk."""

    @contextmanager
    def unlocked(subject: Any) -> Iterator[Any]:
        model = type(subject)
        sql = f"SELECT {columns(model)}, {clock.SQL}, {write.STOCK} FROM {model._meta.db_table} d WHERE d.id = %(pk)s"
        [row] = instances(
            model, sql, {"pk": subject.pk, "told": clock.told_now()}, more="locked_at task_keys"
        )
        yield row

    patch.setattr(spine, "locked", unlocked)
    patch.setattr(stamping, "hold", lambda pk: Seal.objects.select_related("organ").get(pk=pk))


@contextmanager
def without_triggers(*off: tuple[str, str]) -> Iterator[None]:
    """Switched off by the owner, for everybody."""

    def switch(words: str) -> None:
        with connection.cursor() as cursor:
            for table, trigger in off:
                cursor.execute(f"ALTER TABLE {table} {words} TRIGGER {trigger}")

    apart(partial(switch, "DISABLE"))
    try:
        yield
    finally:
        apart(partial(switch, "ENABLE ALWAYS"))


@contextmanager
def without_check() -> Iterator[None]:
    """The database's own look at the request, the hands and the persons of a use is empty."""

    def ask(sql: str) -> str:
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return str(cursor.fetchone()[0]) if cursor.description else ""

    before = apart(
        lambda: ask("SELECT pg_get_functiondef(oid) FROM pg_proc WHERE proname = 'seals_check_use'")
    )
    apart(lambda: ask(NO_CHECK))
    try:
        yield
    finally:
        apart(lambda: ask(before))


def between(patch: pytest.MonkeyPatch, meanwhile: Call) -> None:
    """Who stamps has looked at everything and found it well; before he writes, this is done and committed."""
    look = accounting.check

    def looked(*args: Any, **kwargs: Any) -> None:
        look(*args, **kwargs)
        apart(meanwhile)

    patch.setattr(stamping, "check", looked)
