"""催办: by which way, who answered, and what he promised: what fits together. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from docflow.web.errors import BadInput
from workflow.urged import UrgedBy

FARTHEST = timedelta(days=366)


class Contact(NamedTuple):
    """One contact (domain.md §4.7)."""

    channel: str
    answered_by: str
    promised_on: date | None

    @property
    def kept(self) -> dict[str, Any]:
        """As the entry keeps it; what was not said is left out."""
        found: dict[str, Any] = {"channel": self.channel}
        if self.answered_by:
            found["answered_by"] = self.answered_by
        if self.promised_on:
            found["promised_on"] = self.promised_on.isoformat()
        return found


def contact(channel: str, answered_by: str, promised_on: date | None, *, today: date) -> Contact:
    """Nobody answers the system: with a name it was by telephone. `BadInput` on a call that nobody answered, and on a
    promise for a day that is past or further than a year."""
    who = answered_by.strip()[:60]
    way = channel or UrgedBy.SYSTEM.value
    if way not in UrgedBy.values:
        raise BadInput(_("催办方式只有系统、电话和函，请选一种。"), "channel")
    if way == UrgedBy.SYSTEM and who:
        way = UrgedBy.PHONE.value
    if way == UrgedBy.PHONE and not who:
        raise BadInput(_("电话催办的，请写明谁接的电话。"), "answered_by")
    if promised_on is not None and not today <= promised_on <= today + FARTHEST:
        raise BadInput(_("对方答应的日期应在今天或今天以后、一年以内。"), "promised_on")
    return Contact(way, who, promised_on)


def contact_told(data: Mapping[str, Any]) -> str:
    """What an entry keeps of it as sentences; empty where the system alone told him and nothing was promised."""
    who, found = data.get("answered_by", ""), ""
    if data.get("channel") == UrgedBy.PHONE:
        found = _("电话催办，%(who)s 接听。") % {"who": who}
    elif data.get("channel") == UrgedBy.LETTER:
        found = _("发函催办，%(who)s 答复。") % {"who": who} if who else _("发函催办。")
    if on := data.get("promised_on"):
        found += _("答应 %(on)s 前办完。") % {"on": on}
    return found
