"""What is asked of an outgoing paper before anything about it leaves the office: by its ref, at that moment."""

from __future__ import annotations

from typing import Any

from outgoing.models import Outgoing
from outgoing.queries.visible import visible_to


def sees(person: Any, ref: str) -> bool:
    """May he open it now?"""
    return visible_to(person).filter(ref=ref).exists()


def labelled(ref: str) -> bool:
    """Does its title stay inside? Of a paper that is not there nothing is known, so nothing is said."""
    return not Outgoing.objects.filter(ref=ref, work_secret=False).exists()


def number(ref: str) -> str:
    """Its document number, once it has one."""
    return Outgoing.objects.filter(ref=ref).values_list("number", flat=True).first() or ""
