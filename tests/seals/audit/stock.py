"""Lines for the auditor's tests: clean ones as the database writes them, and faults planted behind its back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from hashlib import sha256
from itertools import count
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from deadlines.days import SHANGHAI
from documents.actions.uploads import keep
from documents.models import Blob
from people.roles import Role
from seals.actions.ledger import write_line
from seals.models import LedgerLine, Seal, SealRequest, Stocktake
from seals.queries.audit import TESTS, Period, run
from tests.office import person
from tests.seals.world import World, make_world
from workflow.act import Act
from workflow.spine import act

# A Wednesday and its month; the quarter before is the third. Every seal of the world is enabled since the year before.
AT = datetime(2026, 11, 18, 10, 0, tzinfo=SHANGHAI)
PERIOD = Period(date(2026, 11, 1), date(2026, 11, 30), datetime(2026, 11, 25, 17, 30, tzinfo=SHANGHAI))
numbers = count(1)
PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b55"
    "0000000a49444154789c6360000000020001e221bc330000000049454e44ae426082"
)


def clock(moment: datetime) -> None:
    """The ledger's own time, until the test is over."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE OR REPLACE FUNCTION seals_now() RETURNS timestamptz LANGUAGE sql VOLATILE SET search_path = pg_catalog"
            f" AS $$ SELECT '{moment.isoformat()}'::timestamptz $$"  # noqa: S608 - a moment of the test
        )


@act("note", exclusive=False)
def note(a: Act, *, kind: str, **values: Any) -> str:
    write_line(a, a.subject, kind, **values)
    return "记下。"


def audited() -> World:
    """The world with an approver, its seal counted in the last quarter, at `AT`."""
    w = make_world()
    clock(AT)
    w.director.refresh_from_db()
    counted(w.seal, w)
    return w


def counted(
    seal: Seal, w: World, at: datetime = datetime(2026, 9, 28, 9, 0, tzinfo=SHANGHAI), **more: Any
) -> None:
    values: dict[str, Any] = {"present": True, "condition": "完好", "place": seal.place}
    Stocktake.objects.create(
        seal=seal, at=at, by_person=w.keeper, by_name=w.keeper.name, second=w.supervisor,
        second_name=w.supervisor.name, **{**values, **more},
    )  # fmt: skip


def asked(w: World, seal: Seal | None = None, **fields: Any) -> SealRequest:
    """A closed request of the clerk, approved by the director a day before; `copies` of which all are stamped."""
    n, seal = next(numbers), seal or w.seal
    at = fields.pop("at", AT)
    copies = fields.get("copies", 2)
    values: dict[str, Any] = {
        "state": "closed", "number": f"用印〔2026〕{n}号", "seal": seal, "basis": "approval", "text_hash": f"{n:064x}",
        "title": f"关于第{n}号事项的证明", "paper_kind": "certificate", "signed_name": seal.name, "addressee": "省水利厅",
        "pages": 1, "copies": copies, "applicant": w.o.clerk, "applicant_name": w.o.clerk.name, "unit_name": "公文运转处",
        "asked_at": at - timedelta(days=2), "approver": w.director, "approver_name": w.director.name,
        "approved_at": at - timedelta(days=1), "stamped": copies, "impressions": copies, "closed_at": at,
    }  # fmt: skip
    if "paper" not in fields:
        values["file"] = a_file(w)
    return SealRequest.objects.create(**{**values, **fields})


def a_file(w: World) -> Any:
    """Of one test, and looked into once: that is done by a process of its own."""
    if kept := Blob.objects.filter(sha256=sha256(PICTURE).hexdigest()).first():
        return kept
    return keep(SimpleUploadedFile("证明.png", PICTURE), w.o.clerk).blob


def used(
    w: World, request: SealRequest | None = None, *, seal: Seal | None = None, **line: Any
) -> LedgerLine:
    """A use of it: the line as the database writes it."""
    request = request or asked(w, seal)
    values: dict[str, Any] = {
        "stamped": request.stamped, "impressions": request.impressions, "paging": 0, "spoiled": request.spoiled,
        "unused": request.unused, "keeper": w.keeper, "supervisor": w.supervisor,
    }  # fmt: skip
    kind = line.pop("kind", "use")
    note(request.seal, by=w.keeper, kind=kind, request=request, **{**values, **line})
    return LedgerLine.objects.filter(seal=request.seal).latest("serial")


@contextmanager
def unguarded(*tables: str) -> Iterator[None]:
    """What somebody with the owner's rights can do."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    yield
    # They stay off until the test is rolled back: nothing is written by the ordinary way after it.


def forged(line: LedgerLine, *, hashed: bool = True, **fields: Any) -> LedgerLine:
    """The last line of its seal with other columns; hashed anew, so that only what it says is wrong."""
    with unguarded("seals_ledgerline", "seals_seal"):
        LedgerLine.objects.filter(pk=line.pk).update(**fields)
        if hashed:
            with connection.cursor() as cursor:
                cursor.execute(
                    "UPDATE seals_ledgerline l SET canon = seals_canon(l), hash = sha256(l.prev || seals_canon(l)) WHERE id = %s",
                    [line.pk],
                )
    line.refresh_from_db()
    return line


def forged_request(request: SealRequest, **fields: Any) -> None:
    with unguarded("seals_sealrequest"):
        SealRequest.objects.filter(pk=request.pk).update(**fields)


def red(period: Period = PERIOD) -> set[str]:
    """The codes of the tests that find something."""
    return {code for code in TESTS if not run(code, period).passed}


def whys(code: str, period: Period = PERIOD) -> list[str]:
    return [row.why for row in run(code, period).rows]


def another(w: World, name: str, login: str) -> Any:
    return person(login, name, w.o.section, Role.HANDLER, 12)
