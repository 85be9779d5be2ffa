"""Telling whoever stands behind a holder that something happened, in the act's own transaction."""

from __future__ import annotations

from collections.abc import Iterable

from alerts.tell import tell
from people.behind import behind
from workflow.act import Act


def tell_holders(a: Act, holders: Iterable[str], said: str, *, kind: str = "", gone: bool = False) -> None:
    """A notice (知会) to the persons behind these principals, but not to who acts. `gone`: no longer theirs to read."""
    people = behind(holders, a.now, kind=kind)
    tell(people, said=said, by=a.by, now=a.now, subject=a.subject, title="" if gone else None)
