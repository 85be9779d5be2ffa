"""A paper named by a number: its receipt number, its own number as printed, the bare serial of this year,
or the digits under the barcode of its sheet."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils import timezone

from documents.models import Document
from documents.queries.visible import visible_to
from documents.rules.codes import read_code
from documents.rules.keys import number_key

MOST_DIGITS = 7


def numbered(person: Any, typed: str, *, beside: Document | None = None) -> list[Document]:
    """The one or two papers he may see that this names (two: it is not clear which); `beside` is not meant."""
    typed = typed.strip()
    if code := read_code(typed):
        meant = Q(year=code[0], serial=code[1])
    elif typed.isascii() and typed.isdecimal() and len(typed) <= MOST_DIGITS:
        meant = Q(year=timezone.localdate().year, serial=int(typed))
    elif key := number_key(typed):
        meant = Q(receipt_no=typed) | Q(number_key=key)
    else:
        return []
    found = visible_to(person).filter(meant)
    if beside is not None:
        found = found.exclude(pk=beside.pk)
    return list(found.order_by("pk")[:2])
