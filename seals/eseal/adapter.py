"""What every system of electronic seals is asked: {list, request, verify}, and its own log, to be held against ours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string


class ESealError(Exception):
    """The system did not do what it was asked; `str()` is a sentence for the keeper."""


@dataclass(frozen=True)
class SealInfo:
    """A seal as its system has it. `active` is False from the moment it was cancelled there."""

    id: str
    name: str
    certificate: str
    algorithm: str
    valid_from: datetime
    valid_to: datetime
    active: bool


@dataclass(frozen=True)
class Placed:
    """Where the impression is to stand: page from 0, centre in points from the lower left corner."""

    page: int
    x: float
    y: float


@dataclass(frozen=True)
class Signed:
    """The answer to a request. `operation` is the system's own number of it."""

    data: bytes
    operation: str
    certificate: str
    signed_at: datetime


@dataclass(frozen=True)
class Verified:
    """What a check of a signed file says. `whole`: nothing was added to it afterwards."""

    ok: bool
    whole: bool
    certificate: str
    signed_at: datetime | None
    said: str


@dataclass(frozen=True)
class Operation:
    """One line of the system's own log (A18)."""

    operation: str
    seal_id: str
    approval: str
    asked_hash: str
    signed_hash: str
    at: datetime


class ESealAdapter(Protocol):
    """Named by the setting ESEAL_ADAPTER. Every method may raise `ESealError`."""

    name: str

    def list_seals(self) -> list[SealInfo]: ...

    def request_sign(self, data: bytes, *, seal_id: str, approval: str, at: Placed | None) -> Signed:
        """Set the seal on this PDF. The same seal, file and approval again: the first answer, never a second seal."""

    def verify(self, data: bytes) -> Verified: ...

    def list_operations(self) -> list[Operation]: ...


def adapter() -> ESealAdapter:
    """The one that this site uses."""
    made: ESealAdapter = import_string(settings.ESEAL_ADAPTER)()
    return made
