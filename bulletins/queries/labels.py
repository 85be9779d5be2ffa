"""What kept labels are called in the language of the screen: what a figure counts has more than one word in English."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import pgettext


def named(label: str) -> str:
    """The label of a part is that of its family and its own, each with its translation."""
    whole, *parts = label.split(" · ")
    return " · ".join([_of("counted", whole), *map(part, parts)])


def part(word: str) -> str:
    """A flow, a step, a kind of error: what a family of figures is divided by."""
    return _of("part", word)


def _of(context: str, word: str) -> str:
    special = pgettext(context, word)
    return special if special != word else _(word)
