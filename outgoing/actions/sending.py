"""The copies leave the house."""

from __future__ import annotations

from collections.abc import Sequence

from outgoing.models import Addressee
from outgoing.words import Receipt
from workflow.act import Act


def send_out(a: Act, rows: Sequence[Addressee], *, channel: str) -> None:
    """Mark these rows of the list as sent by this channel."""
    ids = [row.pk for row in rows]
    Addressee.objects.filter(pk__in=ids).update(receipt=Receipt.SENT, sent_at=a.now, channel=channel)
