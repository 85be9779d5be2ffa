"""What an act may answer instead of doing its work. Views turn each into one status code."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime


class Refusal(Exception):
    """Base of every refusal: `str()` is a sentence for the person, in his language."""

    status = 400


class BadInput(Refusal):
    """What was typed does not fit (422); `field` names the form field when there is one."""

    status = 422

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field


class NotAllowed(Refusal):
    """He sees the paper but this act is not his (403)."""

    status = 403


class Incomplete(Refusal):
    """The act is his, but something is missing first (409); `reasons` lists all of it."""

    status = 409

    def __init__(self, reasons: Sequence[str] | str) -> None:
        self.reasons = [reasons] if isinstance(reasons, str) else list(reasons)
        super().__init__("；".join(self.reasons))


class Faster(Refusal):
    """Somebody else acted since the form was drawn (409): who, when and what."""

    status = 409

    def __init__(self, message: str, *, who: str = "", when: datetime | None = None, verb: str = "") -> None:
        super().__init__(message)
        self.who, self.when, self.verb = who, when, verb
