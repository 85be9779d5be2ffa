"""Telling whoever stands behind a holder that something happened to his work, in the act's own transaction."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from alerts.tell import tell
from docflow.web.parts import when
from people.behind import behind
from workflow.act import Act


def until(at: datetime | None) -> str:
    """，限 11-30 17:30: by when, for the sentence of an act that sends the paper to somebody; empty without a date."""
    return _("，限 %(due)s") % {"due": when(at)} if at else ""


def tell_holders(a: Act, holders: Iterable[str], said: str, *, kind: str = "", gone: bool = False) -> None:
    """A notice (知会) to the persons behind these principals, but not to who acts.

    `gone`: the paper is no longer theirs to read: no title, no link.
    """
    people = behind(holders, a.now, kind=kind)
    tell(people, said=said, by=a.by, now=a.now, subject=a.subject, title="" if gone else None)


def tell_returned(a: Act, holders: Iterable[str]) -> None:
    """It comes back to them: who sent it back, which paper, and the reason of the act."""
    words = {"who": a.by.name, "no": a.subject.receipt_no, "why": a.reason}
    tell_holders(a, holders, _("%(who)s 退回了 %(no)s：%(why)s") % words)
