"""What alerts ask of packs and meeting actions."""

from __future__ import annotations

from alerts.subjects import Known
from bulletins.queries import meetings, packs

# Both stay inside the office: neither a pack's name nor what a meeting decided leaves by mail or message.
KNOWN: dict[str, Known] = {
    "pack": Known(packs.sees, lambda ref: True, packs.number),
    "meeting_action": Known(meetings.sees, lambda ref: True),
}
