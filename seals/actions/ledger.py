"""One line of a seal's ledger, in the transaction of the act that it tells of."""

from __future__ import annotations

import hashlib
from typing import Any

from django.db import DatabaseError, connection

from docflow.web.errors import Refusal
from seals.models import LedgerLine, Seal, SealRequest
from seals.words import LineKind, Refused
from workflow import write
from workflow.act import Act

PERSONS = ("keeper", "supervisor", "second")
NAMES = [field.attname for field in LedgerLine._meta.concrete_fields]
COLUMNS = [f'"{field.column}"' for field in LedgerLine._meta.concrete_fields]


class SealRefused(Refusal):
    """The seal is not set, by this code (409): the desk writes a line of it (`actions.refusing`)."""

    status = 409

    def __init__(self, code: Refused | str, words: str) -> None:
        super().__init__(words)
        self.code, self.words = Refused(code), words


def write_line(
    a: Act, seal: Seal, kind: LineKind | str, *, request: SealRequest | None = None, **values: Any
) -> LedgerLine:
    """Append a line to the ledger of `seal`; the database gives serial, time, link and hash, copies what was asked and
    approved from the request, and refuses what must not be (see `seals/migrations/0002_ledger.py`).

    `keeper`, `supervisor` and `second` are persons, their names are kept as of today. Lock order: the outgoing paper, the
    request, then the seal. Raises `SealRefused` where the database said X2, X3, X6, X7 or X9.
    """
    for name in PERSONS:
        if (who := values.pop(name, None)) is not None:
            values |= {f"{name}_id": who.pk, f"{name}_name": who.name}
    line = LedgerLine(
        seal_id=seal.pk, kind=kind, at=a.now, actor_id=a.by.pk, actor_name=a.by.name,
        request_id=request.pk if request else None, **values,
    )  # fmt: skip
    a.flush()
    try:
        line = _inserted(line)
    except DatabaseError as error:
        raise refused_by_database(error) or error from error
    a.data["line"] = [seal.pk, line.serial, line.head]
    return line


def _inserted(line: LedgerLine) -> LedgerLine:
    """The row as the database made it, by the statement that wrote it."""
    sql, values = write.inserting([line])
    head, _ = sql.rsplit(" RETURNING ", 1)
    with connection.cursor() as cursor:
        cursor.execute(f"{head} RETURNING {', '.join(COLUMNS)}", values)
        return LedgerLine.from_db(connection.alias, NAMES, cursor.fetchone())


def refused_by_database(error: DatabaseError) -> SealRefused | None:
    """What the ledger's trigger answered, where it is one of the codes; None for anything else."""
    said = str(getattr(getattr(error.__cause__, "diag", None), "message_primary", "") or error)
    code = said[:2]
    return SealRefused(code, str(Refused(code).label)) if code in Refused.values else None


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
