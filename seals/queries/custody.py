"""In whose hands a seal is now, and whether that is beyond doubt (专人负责制, domain.md §6.4)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import F, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from deadlines.days import local
from docflow.web.prepared import fetch
from people.models import Person
from people.roles import ADMINS
from seals.models import Absence, Handover, Seal, SealCustody
from seals.words import SealState

ENDED = (SealState.RETURNED, SealState.DESTROYED)  # nobody keeps it any more
NOT_HERE = (SealState.OUT, SealState.LOST)  # it cannot be laid on the table
SHOWN = 50

# Of each seal that somebody has: who, whether he is at work, and the day away that counts. Its parameters: `said_on`.
HELD = """SELECT c.seal_id, c.person_id, c.person_name, p.is_active,
    EXISTS (SELECT 1 FROM people_appointment a JOIN people_post t ON t.id = a.post_id WHERE a.person_id = c.person_id
      AND a.since <= %(day)s::date AND (a.until IS NULL OR a.until >= %(day)s::date) AND t.is_active
      AND NOT t.role = ANY (%(admins)s)) AS seated, w.since, w.until
  FROM seals_sealcustody c JOIN people_person p ON p.id = c.person_id
  LEFT JOIN LATERAL (SELECT b.since, b.until FROM seals_absence b WHERE b.person_id = c.person_id
      AND %(day)s::date BETWEEN b.since AND b.until AND (b.ended_at IS NULL OR b.ended_at > %(now)s)
      ORDER BY b.id LIMIT 1) w ON true
  WHERE upper_inf(c.during)"""
OF_SEALS = f"SELECT h.* FROM ({HELD}) h WHERE h.seal_id = ANY (%(seals)s)"  # noqa: S608 - a constant


@dataclass(frozen=True)
class Held:
    """Who has a seal now; `seated`: he has a post; `since`, `until`: the days away that this is one of."""

    person_id: int
    person_name: str
    is_active: bool
    seated: bool
    since: date | None
    until: date | None


def said_on(now: datetime) -> dict[str, Any]:
    """What `HELD` wants to know."""
    return {"day": local(now).date(), "now": now, "admins": sorted(ADMINS)}


def custody_of(seal: Seal) -> SealCustody | None:
    """The period that runs; None where nobody has it (not handed to anybody yet)."""
    return SealCustody.objects.filter(seal=seal, during__upper_inf=True).select_related("person").first()


def custody_held(seal: Seal) -> SealCustody | None:
    """The same inside an act that gives work to whoever has the seal: until its transaction ends no handover passes by, and
    the one that waits finds the work. Lock order: as for the seal itself."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM seals_seal WHERE id = %s FOR KEY SHARE", [seal.pk])
    return custody_of(seal)


def in_hand_of(person: Person) -> QuerySet[Seal]:
    """The seals that are in his hands."""
    return Seal.objects.filter(custodies__person=person, custodies__during__upper_inf=True)


def in_keeping(principal: str) -> list[str]:
    """What a person may not leave with, and no deputy gets: a sentence with the number of seals he has, if any."""
    if principal[:1] != "p":
        return []
    n = SealCustody.objects.filter(person=int(principal[1:]), during__upper_inf=True).count()
    return [_("手里还有 %(n)s 枚印章，请先办理印章交接。") % {"n": n}] if n else []


def in_nobodys() -> QuerySet[Seal]:
    """Seals that nobody was given yet."""
    held = SealCustody.objects.filter(during__upper_inf=True).values("seal")
    return Seal.objects.exclude(pk__in=held).exclude(state__in=[*ENDED, SealState.LOST])


def absence_of(person_id: int, now: datetime) -> Absence | None:
    """He is away for whole days at this moment."""
    return _away([person_id], now).get(person_id)


def _away(people: Iterable[int], now: datetime) -> dict[int, Absence]:
    day = local(now).date()
    rows = Absence.objects.filter(person__in=list(people), since__lte=day, until__gte=day)
    rows = rows.filter(Q(ended_at__isnull=True) | Q(ended_at__gt=now))
    return {row.person_id: row for row in rows.order_by("-pk")}


def doubt(seal: Seal, now: datetime) -> str:
    """Why nobody may set it now, in words; empty where its custody is beyond doubt."""
    return doubts([seal], now)[seal.pk]


def doubts(seals: Iterable[Seal], now: datetime) -> dict[int, str]:
    """The same for several seals, by key. One statement for any number."""
    wanted = list(seals)
    rows = fetch(OF_SEALS, {"seals": [seal.pk for seal in wanted], **said_on(now)})
    held = {key: Held(*row) for key, *row in rows}
    return {seal.pk: doubt_of(seal, held.get(seal.pk)) for seal in wanted}


def doubt_of(seal: Seal, held: Held | None) -> str:
    """The same of who has it, as it was read."""
    if seal.state in ENDED:
        return ""
    if held is None:
        return _("还没有交给保管人，请先办理交接。")
    words: dict[str, object] = {"who": held.person_name}
    if not held.is_active:
        return _("保管人%(who)s已离任，请办理交接。") % words
    if not held.seated:
        return _("保管人%(who)s现在没有职务，请办理交接。") % words
    if held.since is not None:
        words |= {"since": held.since, "until": held.until}
        return _("保管人%(who)s %(since)s 至 %(until)s 不在岗，请先办理临时交接。") % words
    if held.person_id not in (seal.keeper_id, seal.stand_in_id):
        return _("印章在%(who)s手里，但任命的保管人、代管人是别人，请办理交接。") % words
    return ""


def running(seals: Iterable[Seal]) -> QuerySet[SealCustody]:
    """The periods that run, of these seals, with their persons. One statement."""
    rows = SealCustody.objects.filter(seal__in=[seal.pk for seal in seals], during__upper_inf=True)
    return rows.select_related("person")


def kept() -> QuerySet[Seal]:
    """Every seal that somebody has or should have, with `held` (its running period, if any), keeper and stand-in."""
    now = SealCustody.objects.filter(during__upper_inf=True).select_related("person")
    rows = Seal.objects.exclude(state__in=ENDED).select_related("keeper", "stand_in", "supervisor")
    return rows.prefetch_related(Prefetch("custodies", now, to_attr="held")).order_by("seal_no")


def holders() -> QuerySet[Person]:
    """Who has a seal in his hands."""
    held = SealCustody.objects.filter(during__upper_inf=True).values("person")
    return Person.objects.filter(pk__in=held)


def keeping() -> QuerySet[Person]:
    """Who has a seal, or is appointed keeper or stand-in of one that is still kept: whose days away matter."""
    seals = Seal.objects.exclude(state__in=ENDED)
    named = Q(pk__in=seals.values("keeper")) | Q(pk__in=seals.values("stand_in"))
    return Person.objects.filter(named | Q(pk__in=holders().values("pk")), is_active=True)


def coming(now: datetime) -> QuerySet[Absence]:
    """Days away that run or are to come, the nearest first."""
    return Absence.objects.filter(until__gte=local(now).date(), ended_at__isnull=True).order_by("since", "pk")


def sheets() -> QuerySet[Handover]:
    """One row for each of the newest sheets (its first seal)."""
    first = Handover.objects.order_by("sheet", "seal_id").distinct("sheet").values("pk")
    return Handover.objects.filter(pk__in=first).order_by("-at", "-pk")[:SHOWN]


def sheet(number: str) -> list[Handover]:
    """The seals of one sheet in their order."""
    rows = Handover.objects.filter(sheet=number).select_related(
        "seal", "from_person", "to_person", "supervised_by", "signed_for_from"
    )
    return list(rows.order_by("seal__seal_no"))


def history(seal: Seal) -> QuerySet[SealCustody]:
    """Who had it from when to when, the newest first."""
    return SealCustody.objects.filter(seal=seal).order_by(F("during").desc())
