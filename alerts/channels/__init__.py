"""Ways out of the office: what each of them must do, and which of them this site has.

A channel sends one message or says why not: `TryAgain` (later, of itself) or `Refused` (never, until somebody acts).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol


@dataclass(frozen=True)
class Message:
    """What goes out, ready to be read. `event` is the same however often it is tried; `to` is an address of the channel:
    of mail, a mobile number, an account at the receiver `target` of a webhook."""

    event: str
    to: str
    subject: str
    text: str
    link: str = ""
    stage: str = ""
    number: str = ""
    urgent: bool = False
    target: Any = None


class Problem(Exception):
    """Not sent; `reason` is a sentence for who looks after it, without anything of the paper."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class TryAgain(Problem):
    """Later. `after`: not before so long. `whole`: nothing gets through this channel just now, not only this message."""

    def __init__(self, reason: str, after: timedelta | None = None, *, whole: bool = False) -> None:
        super().__init__(reason)
        self.after = after
        self.whole = whole


class Refused(Problem):
    """Never: sent again it would be refused again."""


class ChannelLike(Protocol):
    """One is made for each run of the queue, used by one thread, and closed after it."""

    def send(self, message: Message) -> None:
        """Return when the other side has taken it; raise `TryAgain` or `Refused` otherwise. Within 30 seconds."""

    def close(self) -> None:
        """The run is over."""
