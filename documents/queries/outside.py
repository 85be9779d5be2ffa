"""What is asked of a paper before anything about it leaves the office: by its ref, at that moment."""

from __future__ import annotations

from typing import Any

from documents.models import Document
from documents.queries.visible import visible_to


def sees(person: Any, ref: str) -> bool:
    """May he open it now?"""
    return visible_to(person).filter(ref=ref).exists()


def labelled(ref: str) -> bool:
    """Does its title stay inside? Of a paper that is not there nothing is known, so nothing is said."""
    return not Document.objects.filter(ref=ref, work_secret=False).exists()


def number(ref: str) -> str:
    """Its receipt number."""
    return Document.objects.filter(ref=ref).values_list("receipt_no", flat=True).first() or ""
