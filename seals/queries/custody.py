"""In whose hands a seal is now, and whether that is beyond doubt."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from deadlines.days import local
from people.models import Person
from seals.models import Absence, Seal, SealCustody


def custody_of(seal: Seal) -> SealCustody | None:
    """The period that runs; None where nobody has it (not handed to anybody yet)."""
    return SealCustody.objects.filter(seal=seal, during__upper_inf=True).select_related("person").first()


def in_hand_of(person: Person) -> QuerySet[Seal]:
    """The seals that are in his hands."""
    return Seal.objects.filter(custodies__person=person, custodies__during__upper_inf=True)


def absence_of(person_id: int, now: datetime) -> Absence | None:
    """He is away for whole days at this moment."""
    day = local(now).date()
    rows = Absence.objects.filter(person_id=person_id, since__lte=day, until__gte=day)
    return rows.filter(Q(ended_at__isnull=True) | Q(ended_at__gt=now)).first()


def doubt(seal: Seal, now: datetime) -> str:
    """Why nobody may set it now, in words; empty where its custody is beyond doubt."""
    period = custody_of(seal)
    if period is None:
        return str(_("印章没有保管人"))
    if absence_of(period.person_id, now) is not None:
        return str(_("保管人%(who)s不在岗") % {"who": period.person_name})
    return ""
