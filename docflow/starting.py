"""How every way in (``manage.py``, web, worker, clock) tells what keeps docflow from starting.

One sentence that says how to mend it, on stderr, and exit code 1. The trace of the program, which tells
an administrator nothing, comes with ``--traceback`` or ``LOG_LEVEL=DEBUG`` only.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError

from docflow.embedded import EmbeddedError

NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EROFS}

NO_MORE = "53"  # PostgreSQL's class of insufficient resources


@contextmanager
def told() -> Iterator[None]:
    """Ends the program with the sentence for a failure that an administrator can mend; others stay."""
    try:
        yield
    except (EmbeddedError, ImproperlyConfigured, OperationalError, OSError) as error:
        sentence = _sentence(error)
        if not sentence or "--traceback" in sys.argv or os.environ.get("LOG_LEVEL", "").upper() == "DEBUG":
            raise
        sys.exit(sentence)


def _sentence(error: Exception) -> str:
    if isinstance(error, (EmbeddedError, ImproperlyConfigured)):
        return str(error)
    if isinstance(error, OSError) and error.errno in NO_ROOM:
        return f"docflow cannot write {error.filename or 'its files'}: {error.strerror}."
    return _of_database(error) if isinstance(error, OperationalError) else ""


def _of_database(error: OperationalError) -> str:
    code, said = getattr(error.__cause__, "pgcode", None), " ".join(str(error).split())
    if not code:  # no answer at all
        new = (
            " Before the first start: run `manage.py prepare` once, which makes the role."
            if _unknown(said)
            else ""
        )
        return f"The database cannot be reached: look at DATABASE_URL, and whether the server runs ({said}).{new}"
    if code.startswith(NO_MORE):
        return f"The database's machine has no more room, memory or connections to give ({said})."
    return ""


def _unknown(said: str) -> bool:
    """The server does not let this role in; to a stranger it does not say whether there is such a one."""
    return "authentication failed" in said or "role" in said and "does not exist" in said
