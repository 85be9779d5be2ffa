"""What the page of one entry shows, to whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from bulletins.models import ErrorEntry
from bulletins.queries.titles import seen
from bulletins.rules import error_rights as rights
from bulletins.words import Category, Consequence, Stage


@dataclass(frozen=True)
class Change:
    """What somebody wrote afterwards. `who` is his name, or what he was, for who may not know it."""

    at: datetime
    who: str
    lines: list[tuple[str, str, str]]


@dataclass(frozen=True)
class Shown:
    """An entry as this person may read it."""

    entry: ErrorEntry
    titled: bool  # may he see the paper?
    hidden: bool  # not even its number: it is a work secret
    made: str
    found: str
    closed_by: str
    changes: list[Change]
    before: list[ErrorEntry]  # what it repeats, the last one first
    after: list[ErrorEntry]


def entry_of(person: Any, ref: str) -> ErrorEntry | None:
    """The entry, for who reads the book."""
    if not rights.reads(person.hats):
        return None
    return ErrorEntry.objects.select_related("repeat_of", "discussed_in").filter(ref=ref).first()


def shown(person: Any, entry: ErrorEntry) -> Shown:
    names = rights.sees_names(person.hats)

    def known(name: str, person_id: int | None) -> str:
        return name if names or person_id == person.pk else ""

    series = []
    if entry.repeat_key:
        rows = ErrorEntry.objects.filter(repeat_key=entry.repeat_key).exclude(pk=entry.pk)
        series = list(rows.order_by("-found_at", "-id")[:20])
    paper = (entry.subject_kind, entry.subject_pk)
    titled = paper in seen(person, [paper])
    return Shown(
        entry=entry,
        titled=titled,
        hidden=entry.subject_secret and not titled,
        made=known(entry.made_by_name, entry.made_by_id),
        found=known(entry.found_by_name, entry.found_by_id),
        closed_by=entry.closed_by_name if names else "",
        changes=[_change(entry, one, person, names) for one in entry.changes.order_by("-id")],
        before=[row for row in series if row.found_at < entry.found_at],
        after=[row for row in series if row.found_at >= entry.found_at],
    )


def _change(entry: ErrorEntry, one: Any, person: Any, names: bool) -> Change:
    """Whose hand it was tells whose error it is: without the right to names nobody is called by name."""
    if names or one.by_id == person.pk:
        who = one.by_name
    else:
        who = _("责任人") if one.by_id == entry.made_by_id else _("处长或登记人")
    lines = []
    for name, (old, new) in one.fields.items():
        if name == "made_by" and not names:
            old, new = "…", "…"
        lines.append((label(name), worded(name, old), worded(name, new)))
    return Change(one.at, who, lines)


def label(name: str) -> str:
    """What a field is called."""
    more = {
        "closed": pgettext("column", "关闭"),
        "reopened": _("重新打开"),
        "made_by": _("责任人"),
        "discussed_in": _("例会"),
    }
    return more.get(name) or str(ErrorEntry._meta.get_field(name).verbose_name)  # type: ignore[union-attr]


def worded(name: str, value: str) -> str:
    """The value in the words of the screen."""
    words = {"stage": Stage, "category": Category, "consequence": Consequence}.get(name)
    return str(words(value).label) if words and value in words.values else value
