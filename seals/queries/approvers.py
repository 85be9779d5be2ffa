"""Who may approve the use of a seal today, and who may not, whatever he is."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import Q, QuerySet

from people.models import Person, Unit
from people.queries import in_office, readers, registry
from seals.models import Seal, SealCustody
from seals.rules.approval import Way, rule_of


def barred(seal: Seal) -> set[int]:
    """Who has the seal, may get it, or watches its use (§6.4): none of them approves."""
    now = SealCustody.objects.filter(seal=seal, during__upper_inf=True).values_list("person_id", flat=True)
    return {pk for pk in (*now, seal.keeper_id, seal.stand_in_id, seal.supervisor_id) if pk is not None}


def holds(seal: Seal) -> set[int]:
    """Who has it, or is appointed to: he does not ask for what he would stamp himself."""
    now = SealCustody.objects.filter(seal=seal, during__upper_inf=True).values_list("person_id", flat=True)
    return {pk for pk in (*now, seal.keeper_id) if pk is not None}


def empowered(seal: Seal, *, mandate: bool) -> QuerySet[Person]:
    """Everybody whose office it is to approve this seal today; with a written `mandate` for a signature seal also who
    approves the legal-name seal. No administrator."""
    rule = rule_of(seal.kind)
    if rule.way == Way.NOBODY:
        return Person.objects.none()
    if rule.way == Way.HEAD:
        return readers().filter(pk__in=_heads(seal.unit))
    found = registry(rule.roles)
    if rule.way == Way.SIGNER:
        may = Q(pk=seal.signer_id)
        found = readers().filter(may | Q(pk__in=found.values("pk")) if mandate else may)
    return found.filter(pk__in=readers().values("pk"))


def approvers(seal: Seal, applicant_id: int, *, mandate: bool = False) -> QuerySet[Person]:
    """Who of them may approve it for this applicant, by rank: natural persons apart."""
    return empowered(seal, mandate=mandate).exclude(pk__in={applicant_id, *barred(seal)})


def deputises(person: Any, principal_id: int, kind: str) -> bool:
    """He stands in for this principal, by a delegation that names just this kind of work."""
    return any(kind in s.kinds for s in person.hats.stand_ins if s.person_id == principal_id)


def _heads(unit: Unit) -> Collection[int]:
    """The highest seat among those that head a unit; where the unit has none, of the unit above it."""
    at: Unit | None = unit
    for _step in range(10):
        if at is None:
            break
        roles = [role.value for role in rule_of("special").roles]
        seats = in_office().filter(post__unit=at, post__role__in=roles)
        rows = list(seats.order_by("post__rank", "id").values_list("person_id", "post__rank"))
        if rows:
            return [pk for pk, rank in rows if rank == rows[0][1]]
        at = at.parent
    return []
