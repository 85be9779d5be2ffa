"""Who reads an issued pack: everybody who works in our own office."""

from __future__ import annotations

from django.db.models import Exists, OuterRef

from bulletins.models import Pack, PackRead
from outgoing.queries.people import of_our_own
from people.models import Person


def office() -> list[Person]:
    return list(of_our_own())


def unread(pack: Pack) -> list[Person]:
    """Who has not confirmed it yet."""
    return list(of_our_own().exclude(Exists(PackRead.objects.filter(pack=pack, person=OuterRef("pk")))))
