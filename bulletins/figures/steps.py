"""Steps of the main flow: how they are called, whose they are, how long they took."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from django.db.models import CharField, F, Q, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import pgettext

from bulletins.figures.things import Rows, Values
from documents.words import TaskKind
from outgoing import words as outgoing
from people.models import Appointment, Post
from timing.queries.step_times import office_hours, received_at

KINDS: dict[str, Any] = {"document": TaskKind, "outgoing": outgoing.TaskKind}


def step_word(side: str, kind: str) -> str:
    """How a step is called, with its flow."""
    words = dict(KINDS[side].choices)
    return f"{pgettext('part', '收文') if side == 'document' else pgettext('part', '发文')} · {words.get(kind, kind)}"


def steps() -> list[tuple[str, str]]:
    """Every kind of step, as a paper goes: its code (`document.propose`) and its words."""
    return [
        (f"{side}.{kind}", step_word(side, kind)) for side, kinds in KINDS.items() for kind in kinds.values
    ]


def of_unit(rows: Rows, unit: int) -> Rows:
    """Steps held by the unit, by one of its posts, or by somebody who has a seat there."""
    posts = Post.objects.filter(unit=unit).values(key=Concat(Value("o"), Cast("pk", CharField())))
    seats = Appointment.objects.filter(post__unit=unit).values(
        key=Concat(Value("p"), Cast(F("person_id"), CharField()))
    )
    return rows.filter(Q(holder=f"u{unit}") | Q(holder__in=posts) | Q(holder__in=seats))


def whole_hours(found: Sequence[Values]) -> list[float | None]:
    """Office hours from receipt to closing of each paper, less those in which its clock stood still."""
    spans = [(("document", row["pk"]), row["received_at"], row["closed_at"]) for row in found]
    return list(office_hours(spans))


def step_hours(found: Sequence[Values]) -> list[float | None]:
    """The same of each step, from when it was given; registering from receipt."""
    came = received_at({row["subject_pk"] for row in found if _registers(row)})
    spans = [
        (
            (row["subject_kind"], row["subject_pk"]),
            came[row["subject_pk"]] if _registers(row) else row["given_at"],
            row["done_at"],
        )
        for row in found
    ]
    return list(office_hours(spans))


def _registers(row: Values) -> bool:
    return row["subject_kind"] == "document" and row["kind"] == TaskKind.REGISTER


def units_of(holders: Collection[str]) -> dict[str, set[int]]:
    """The units of these holders, by the same rule as `of_unit`: who has a seat in two counts in both. Two statements."""
    found = {holder: {int(holder[1:])} for holder in holders if holder[0] == "u"}
    posts = [int(holder[1:]) for holder in holders if holder[0] == "o"]
    people = [int(holder[1:]) for holder in holders if holder[0] == "p"]
    for post, unit in Post.objects.filter(pk__in=posts).values_list("pk", "unit"):
        found[f"o{post}"] = {unit}
    for person, unit in Appointment.objects.filter(person__in=people).values_list("person", "post__unit"):
        found.setdefault(f"p{person}", set()).add(unit)
    return found
