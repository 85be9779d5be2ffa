"""A pack comes to be: by the clock once a week, or because a chief wants it now. Once a week each, whoever comes first."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction

from bulletins.models import Pack, PackFigure
from bulletins.queries.counting import Taken, take
from bulletins.rules import weeks
from bulletins.rules.sections import drafted
from bulletins.words import PackState


def make_due(now: datetime) -> list[Pack]:
    """The packs that should be there and are not, and those that were made while their week still ran: drafts, that nobody has
    to issue."""
    known = set(Pack.objects.values_list("first", flat=True))
    made = [draft(first, now) for first in weeks.due(now, known)]
    early = [pack for pack in Pack.objects.filter(state=PackState.DRAFT) if weeks.is_early(pack, now)]
    return [pack for pack, new in made if new] + [pack for pack in early if _anew(pack, now)]


def _anew(pack: Pack, now: datetime) -> bool:
    """The first draft of the whole week, in place of one of a part of it; order and texts stay."""
    taken = take(pack.first, pack.last, now)
    with transaction.atomic():
        row = Pack.objects.select_for_update().get(pk=pack.pk)
        if row.state != PackState.DRAFT or not weeks.is_early(row, now):
            return False
        PackFigure.objects.filter(pack=row).delete()
        put(row, taken)
        row.counted_at, row.version = now, row.version + 1
        row.save(update_fields=["counted_at", "version"])
        return True


def draft(first: date, now: datetime) -> tuple[Pack, bool]:
    """The pack of the week that begins on this day, and whether this made it: of two at once the second waits and finds it."""
    pack = Pack.objects.filter(first=first).first()
    if pack is not None:
        return pack, False
    year, week = weeks.number(first)
    last = weeks.last_day(first)
    taken = take(first, last, now)  # before anything is locked: it takes seconds
    try:
        with transaction.atomic():
            pack = Pack.objects.create(
                year=year, week=week, first=first, last=last, sections=drafted(), made_at=now, counted_at=now
            )
            put(pack, taken)
    except IntegrityError:
        return Pack.objects.get(first=first), False
    return pack, True


def put(pack: Pack, taken: list[Taken]) -> None:
    """Write the figures of a draft: a new one, or as they are counted now. The value of the first draft stays beside one that
    has changed."""
    kept = {figure.code: figure for figure in PackFigure.objects.filter(pack=pack)}
    first = not kept
    new, changed = [], []
    for one in taken:
        figure = kept.pop(one.code, None)
        if figure is None:
            new.append(PackFigure(pack=pack, changed=not first, **one.as_fields()))
            continue
        before = figure.drafted if figure.changed else figure.value
        for name, is_now in one.as_fields().items():
            setattr(figure, name, is_now)
        figure.changed = before != one.value
        figure.drafted = before if figure.changed else None
        changed.append(figure)
    PackFigure.objects.filter(pk__in=[figure.pk for figure in kept.values()]).delete()
    PackFigure.objects.bulk_create(new)
    PackFigure.objects.bulk_update(changed, [*taken[0].as_fields(), "changed", "drafted"] if taken else [])
