"""Who owns the database: what changes its tables connects as its owner, whoever serves people does not (two-roles.md)."""

from __future__ import annotations

import os

from docflow.embedded import OWNER, embedded_url

_owning: list[bool] = []


def owner_url() -> str:
    """``OWNER_DATABASE_URL``, or the embedded one's owner. Empty where a site has named ``DATABASE_URL`` alone."""
    if os.environ.get("DATABASE_URL"):
        return os.environ.get("OWNER_DATABASE_URL", "")
    return embedded_url(OWNER)


def become_owner() -> None:
    """This process, before it reads the settings: it changes tables, and connects as their owner where one is known.
    Not told to the processes that it starts."""
    _owning.append(True)


def owning() -> bool:
    return bool(_owning)
