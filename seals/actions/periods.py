"""Periods of custody: one ends and the next begins at the same instant of the database, under the lock of the seal."""

from __future__ import annotations

from datetime import datetime

from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from people.models import Person
from seals.models import Seal, SealCustody

END = """UPDATE seals_sealcustody SET during = tstzrange(lower(during), %s) WHERE seal_id = %s AND upper_inf(during)"""


def instant() -> datetime:
    """The ledger's own clock, which the lines and the check of a stamp go by."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT seals_now()")
        found: datetime = cursor.fetchone()[0]
        return found


def end(seal: Seal, at: datetime) -> None:
    """Nobody has it from `at` on: handed back to the organ that issued it, destroyed; or the next one begins."""
    with connection.cursor() as cursor:
        cursor.execute(END, [at, seal.pk])


def begin(seal: Seal, person: Person, at: datetime, *, temporary: bool) -> SealCustody:
    return SealCustody.objects.create(
        seal=seal, person=person, person_name=person.name, during=DateTimeTZRange(at, None),
        temporary=temporary,
    )  # fmt: skip
