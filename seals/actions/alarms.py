"""Every hour a seal is late outside, everybody concerned hears it (domain.md §6.6)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from alerts.tell import tell
from docflow.web.parts import when
from seals.models import SealTakeout
from seals.queries.custody import custody_of
from seals.queries.takeouts import hears, to_alarm


def alarm(now: datetime) -> int:
    """One alarm for each seal that is late outside and of which nobody was told within the hour; answers how many.
    `alarmed_at` is the memory: run twice, or by two at once, it tells once."""
    return sum(_one(pk, now) for pk in to_alarm(now).values_list("pk", flat=True))


@transaction.atomic
def _one(pk: int, now: datetime) -> bool:
    """Tell of this one, unless somebody else is telling or has."""
    t = to_alarm(now).select_for_update(skip_locked=True, of=("self",)).filter(pk=pk).first()
    if t is None:
        return False
    held = custody_of(t.seal)
    hours, minutes = divmod(int((now - t.until).total_seconds()) // 60, 60)
    words = {"seal": t.seal.name, "no": t.number, "due": when(t.until), "h": hours, "m": minutes,
             "one": t.traveller1_name, "two": t.traveller2_name}  # fmt: skip
    said = _(
        "印章「%(seal)s」外带超期 %(h)s 小时 %(m)s 分钟未归还：%(no)s，应于 %(due)s 归还，随带人 %(one)s、%(two)s。"
    )
    tell(
        hears(t, held.person if held else None, now),
        said=said % words,
        by=None,
        now=now,
        subject=t,
        title=t.reason,
    )
    SealTakeout.objects.filter(pk=pk).update(alarmed_at=now)
    return True
