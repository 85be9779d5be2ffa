"""Packs: who sees which, the one before, what is hashed, and whether an issued one is still what it was."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC
from typing import Any

from django.db.models import Count, QuerySet

from bulletins.models import Pack, PackFigure
from bulletins.queries.counting import figures_of, recomputed
from bulletins.rules import packs as rules
from bulletins.rules.frozen import digest
from bulletins.rules.weeks import WEEK
from bulletins.words import PackState
from documents.files import store


def visible_to(person: Any) -> QuerySet[Pack]:
    """Issued ones for all of the office; drafts for the register's people, heads and leaders. The audit administrator sees all,
    for their figures."""
    hats, rows = person.hats, Pack.objects.all()
    if rules.reads_drafts(hats) or rules.reads_figures(hats):
        return rows
    if rules.reads_issued(hats):
        return rows.filter(state=PackState.ISSUED)
    return rows.none()


def listed(person: Any) -> QuerySet[Pack]:
    """For the list: with how many have read each."""
    return visible_to(person).annotate(read=Count("reads")).order_by("-first")


def before(pack: Pack) -> Pack | None:
    """The pack of the week before."""
    return Pack.objects.filter(first=pack.first - WEEK).first()


def values_of(pack: Pack | None) -> dict[str, float | None]:
    """Its figures by code."""
    return dict(PackFigure.objects.filter(pack=pack).values_list("code", "value")) if pack else {}


def sees(person: Any, ref: str) -> bool:
    return visible_to(person).filter(ref=ref).exists()


def number(ref: str) -> str:
    return Pack.objects.filter(ref=ref).values_list("number", flat=True).first() or ""


def hashed(pack: Pack, figures: Iterable[PackFigure]) -> str:
    """The hash over everything the pack says."""
    head = {
        "number": pack.number, "year": pack.year, "week": pack.week, "first": pack.first.isoformat(),
        "last": pack.last.isoformat(), "counted_at": pack.counted_at.astimezone(UTC).isoformat(),
    }  # fmt: skip
    plain = [
        {"code": f.code, "measure": f.measure, "label": f.label, "definition": f.definition, "basis": f.basis,
         "value": f.value, "rows": f.rows, "of_rows": f.of_rows}
        for f in figures
    ]  # fmt: skip
    return digest(head, plain, pack.sections)


def faults(pack: Pack) -> Iterator[str]:
    """Each way in which an issued pack is no longer what was issued."""
    figures = figures_of(pack)
    for figure in figures:
        again = recomputed(figure.measure, figure.rows, figure.of_rows)
        if again != figure.value:
            yield f"{pack.number}: {figure.code} says {figure.value}, its rows say {again}"
    if hashed(pack, figures) != pack.hash:
        yield f"{pack.number}: the hash is not that of what it says"
    for blob in (pack.pdf, pack.docx):
        if blob is None or not store.verify(blob.sha256):
            yield f"{pack.number}: a file of it is missing or changed"


def verified() -> Iterator[str]:
    """Every fault of every issued pack, and every number that is missing."""
    numbers: dict[int, list[int]] = {}
    for pack in Pack.objects.filter(state=PackState.ISSUED).select_related("pdf", "docx").order_by("first"):
        yield from faults(pack)
        year, serial = pack.number.partition("〔")[2].rstrip("号").split("〕")
        numbers.setdefault(int(year), []).append(int(serial))
    for of, serials in numbers.items():
        if missing := set(range(1, max(serials) + 1)) - set(serials):
            yield f"{of}: numbers {sorted(missing)} are missing"
