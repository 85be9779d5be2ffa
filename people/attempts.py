"""How guessing passwords is slowed down: counted per name and address, and per address alone.

A try is written before the password is looked at, one at a time per address, so that a hundred at once
are counted like a hundred in a row. Only the pair of name and address is locked: nobody can lock out a colleague from elsewhere.
"""

from __future__ import annotations

import hashlib
from datetime import timedelta

from django.db import connection, transaction

from people.models import Attempt
from people.models.person import plain_username
from workflow.clock import database_now

TRIES = 5  # failures for one name from one address …
WINDOW = timedelta(minutes=15)  # … within this time
SPRAY = 30  # tries for any names from one address …
MINUTE = timedelta(minutes=1)  # … within this time


def begin(username: str, address: str) -> Attempt | None:
    """Count a try that begins now; None when there were too many: the password must not be looked at.

    Being refused is no try: it does not make the wait longer.
    """
    name = hashlib.sha256(plain_username(username).encode("utf-8", "replace")).hexdigest()
    address = address[:45]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"login {address}"])
        now = database_now()
        same = Attempt.objects.filter(address=address, at__gt=now - WINDOW, name=name)
        spray = Attempt.objects.filter(address=address, at__gt=now - MINUTE)
        if same.count() >= TRIES or spray.count() >= SPRAY:
            return None
        return Attempt.objects.create(name=name, address=address, at=now)


def succeeded(attempt: Attempt) -> None:
    """The right password ends the count of its name and address."""
    Attempt.objects.filter(name=attempt.name, address=attempt.address).delete()


def forget_old() -> int:
    """Remove what no longer counts; answers how many."""
    return Attempt.objects.filter(at__lt=database_now() - 2 * WINDOW).delete()[0]
