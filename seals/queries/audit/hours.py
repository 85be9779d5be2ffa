"""When the seal was set: office hours (A6), a keeper who is there (A7), bursts (A16)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import TruncDate
from django.utils.translation import gettext as _

from deadlines.days import SHANGHAI, Calendar, local
from deadlines.store import rules
from docflow.web.prepared import fetch
from seals.models import Absence, LedgerLine, SealCustody

from .base import MOST, USES, Period, Result, of_line, plainly, rows_of, with_use

# Two papers a minute for ten minutes: quicker nobody reads a page beside its approval (§6.5, checks before pressing).
BURST, BURST_MINUTES = 20, 10
# A unit that needs more than so many in a day can ask once for a lot; so many single ones are worth a look.
PER_APPLICANT = 20
CROWDED = """SELECT id FROM (
  SELECT id, at, kind, count(*) FILTER (WHERE kind = 'use') OVER (PARTITION BY seal_id ORDER BY at
    RANGE BETWEEN make_interval(mins => %(minutes)s) PRECEDING AND CURRENT ROW) AS n
  FROM seals_ledgerline WHERE at >= %(start)s::timestamptz - make_interval(mins => %(minutes)s) AND at < %(end)s::timestamptz) w
 WHERE n = %(most)s + 1 AND kind = 'use' AND at >= %(start)s::timestamptz ORDER BY at, id LIMIT 500"""


def a6(p: Period) -> Result:
    """Passes when the seal was set within office hours of a working day (calendar and hours of that day), or what was
    approved says 非工作时间用印."""
    calendar = rules().calendar
    uses = p.lines(*USES)
    hushed: Any = uses.filter(Q(request__off_hours=False) | Q(request__isnull=True))
    late = [(line, why) for line in hushed.iterator() if (why := off_hours(calendar, line.used))]
    return Result("A6", uses.count(), [of_line(line, why) for line, why in late[:MOST]])


def off_hours(calendar: Calendar, moment: datetime) -> str:
    """Why this was not office time; empty where it was. The minute that ends it still counts."""
    at = local(moment)
    if not calendar.works(at.date()):
        return _("非工作日用印，没有批准")
    clock = at.time().replace(second=0, microsecond=0)
    if any(opens <= clock <= closes for opens, closes in calendar.hours_on(at.date())):
        return ""
    return _("办公时间以外用印，没有批准")


def a7(p: Period) -> Result:
    """Passes when the seal was in the hands of who set it, by an appointment or a handover, and he was not away that day."""
    uses = p.lines(*USES).annotate(day=TruncDate("used", tzinfo=SHANGHAI))
    his = SealCustody.objects.filter(
        seal=OuterRef("seal"), person=OuterRef("keeper"), during__contains=OuterRef("used")
    )
    away = Absence.objects.filter(
        Q(ended_at__isnull=True) | Q(ended_at__gt=OuterRef("used")),
        person=OuterRef("keeper"), since__lte=OuterRef("day"), until__gte=OuterRef("day"),
        made_at__lte=OuterRef("at"),
    )  # fmt: skip
    rows = rows_of(uses.filter(~Exists(his)), _("用印时印章不在用印人手中，没有交接"))
    rows += rows_of(uses.filter(Exists(away)), _("用印人当日请假外出"))
    return Result("A7", uses.count(), plainly(rows))


def a16(p: Period) -> Result:
    """Passes when no seal was set more than `BURST` times in `BURST_MINUTES` minutes, and nobody applied for more than
    `PER_APPLICANT` uses in a day. Told at the first line over it."""
    asked = {"minutes": BURST_MINUTES, "most": BURST, "start": p.start, "end": p.end}
    crowded = [pk for (pk,) in fetch(CROWDED, asked)]
    said = _("%(minutes)s 分钟内用印超过 %(n)s 次") % {"minutes": BURST_MINUTES, "n": BURST}
    rows = rows_of(with_use(LedgerLine.objects.filter(pk__in=crowded)), said)
    uses = p.lines(*USES)
    of_day: dict[tuple[int, date], list[Any]] = {}
    for pk, applicant, at in uses.filter(applicant__isnull=False).values_list(
        "pk", F("applicant"), F("used")
    ):
        of_day.setdefault((applicant, local(at).date()), []).append(pk)
    many = [pks[PER_APPLICANT] for pks in of_day.values() if len(pks) > PER_APPLICANT]
    said = _("同一申请人一天申请用印超过 %(n)s 次") % {"n": PER_APPLICANT}
    rows += rows_of(uses.filter(pk__in=many[:MOST]), said)
    return Result("A16", uses.count(), plainly(rows))
