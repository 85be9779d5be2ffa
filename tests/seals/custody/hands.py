"""Handovers for the tests: who gives, takes and watches."""

from __future__ import annotations

from typing import Any

from django.db import connection

from people.models import Person
from seals.actions.handover import Count, hand_over
from seals.models import Handover, Seal, SealCustody
from tests.office import fresh
from tests.seals.world import World


def handed(w: World, to: Person, *seals: Seal, **more: Any) -> list[Handover]:
    """From whoever has it, watched by the chief."""
    seals = seals or (w.seal,)
    held = SealCustody.objects.filter(seal=seals[0], during__upper_inf=True).first()
    giver = Person.objects.get(pk=held.person_id) if held else None
    given: dict[str, Any] = {
        "by": giver or fresh(w.director), "from_person": giver, "to_person": fresh(to), "supervised_by": fresh(w.o.chief),
        "signed_for_from": None if giver else fresh(w.director),
        "counts": {seal.pk: Count("完好", 12) for seal in seals}, "keys": "保险柜钥匙 2 把",
    }  # fmt: skip
    return hand_over(list(seals), **{**given, **more})


def holes(seal: Seal) -> list[tuple[Any, Any]]:
    """Places where a period of custody does not begin at the very instant at which the one before ended."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT ended, begun FROM (SELECT upper(during) AS ended, lead(lower(during)) OVER (ORDER BY during) AS begun
                 FROM seals_sealcustody WHERE seal_id = %s) p WHERE begun IS NOT NULL AND ended IS DISTINCT FROM begun""",
            [seal.pk],
        )
        return list(cursor.fetchall())
