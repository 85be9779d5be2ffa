"""Work that nobody can do: its holder has left or sits nowhere today, his post or unit is empty."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Max

from people.queries import at_work, in_office
from workflow.models import Task


@dataclass(frozen=True)
class Stranded:
    """One holder without hands and how many open tasks he holds."""

    holder: str
    name: str
    tasks: int


def stranded() -> list[Stranded]:
    """Every holder of work, open or waiting for its turn, who cannot act today. Acts refuse to make one; a date that passes may."""
    held = Task.objects.live().values("holder").annotate(n=Count("pk"), name=Max("holder_name"))
    able = {f"p{pk}" for pk in at_work().values_list("person_id", flat=True)}
    able |= {f"o{post}" for post in in_office().values_list("post_id", flat=True)}
    able |= {f"u{unit}" for unit in at_work().values_list("post__unit_id", flat=True)}
    return [
        Stranded(row["holder"], row["name"], row["n"])
        for row in held.order_by("holder")
        if row["holder"] not in able
    ]
