"""Which unit is meant: by full name, short name or pinyin initials."""

from __future__ import annotations

from django.db.models import Case, Q, QuerySet, Value, When

from docflow.web.rows import columns, instances
from documents.rules.keys import fold
from people.models import Unit

CLOSEST, PREFIX, WITHIN = 1, 2, 3
MOST = 6
NAMED = f"""SELECT {columns(Unit)} FROM people_unit d
  WHERE (d.name = %(name)s OR d.short_name = %(name)s) AND d.is_active ORDER BY d."order", d.id LIMIT {MOST}"""  # noqa: S608


def units_like(text: str) -> QuerySet[Unit]:
    """Active units that fit, best first; `fit` is 0 for the very name, 1 initials, 2 a beginning, 3 a part."""
    plain, letters = text.strip(), fold(text).replace(" ", "")
    exact = Q(name=plain) | Q(short_name=plain)
    if not letters:
        return Unit.objects.none()
    whole = Q(initials=letters) | Q(initials__startswith=f"{letters} ") | Q(initials__endswith=f" {letters}")
    opening = Q(initials__startswith=letters) | Q(initials__contains=f" {letters}")
    opening |= Q(name__istartswith=plain) | Q(short_name__istartswith=plain)
    part = Q(name__icontains=plain) | Q(short_name__icontains=plain) | Q(initials__contains=letters)
    fit = Case(
        When(exact, then=Value(0)), When(whole, then=Value(CLOSEST)), When(opening, then=Value(PREFIX)),
        default=Value(WITHIN),
    )  # fmt: skip
    rows = Unit.objects.filter(exact | whole | opening | part, is_active=True)
    return rows.annotate(fit=fit).order_by("fit", "order", "id")


def units_meant(text: str) -> list[Unit]:
    """The units that fit equally well and best, a handful at most: one means it is clear, none that it is unknown."""
    named = instances(Unit, NAMED, {"name": text.strip()})
    if named:  # the common case, and cheap
        return named
    rows = list(units_like(text)[:MOST])
    return [u for u in rows if u.fit == rows[0].fit]  # type: ignore[attr-defined]


def unit_chosen(pk: str, text: str) -> Unit | None:
    """The unit picked from the list, if the text still is its name."""
    if not (pk.isascii() and pk.isdigit() and len(pk) < 16):
        return None
    unit = Unit.objects.filter(pk=int(pk), is_active=True).first()
    return unit if unit and text.strip() in (unit.name, unit.short_name) else None
