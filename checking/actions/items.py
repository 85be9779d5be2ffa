"""The office's own items: a chief adds one, or ends it. None is changed: what was ticked by it once stays readable."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from checking.models import GateItem
from docflow.web.errors import BadInput, Faster, NotAllowed
from people.roles import CHIEFS
from workflow.clock import database_now

# What looks at words that are typed here (no state secret may be); filled by the room that knows how.
LOOKS: list[Callable[[Mapping[str, str]], None]] = []


def add_item(
    *, gate: str, side: str, words: str, by: Any, kinds: Sequence[str] = (), urgencies: Sequence[str] = (),
    labels: Sequence[str] = (),
) -> GateItem:  # fmt: skip
    """`BadInput` for the same words once more in the same list."""
    _chief(by)
    if not words:
        raise BadInput(_("请写核对什么。"), "words")
    for look in LOOKS:
        look({"words": words})
    _once(gate, side, words)
    try:
        with transaction.atomic():
            return GateItem.objects.create(
                gate=gate, side=side, words=words, kinds=list(kinds), urgencies=list(urgencies), labels=list(labels),
                added_by_name=by.name, added_at=database_now(),
            )  # fmt: skip
    except IntegrityError:  # another chief has just added it
        _once(gate, side, words)
        raise


def _once(gate: str, side: str, words: str) -> None:
    """`BadInput` with who added it, where the list has it already."""
    same = GateItem.objects.filter(gate=gate, side=side, words=words, ended_at__isnull=True).first()
    if same is not None:
        raise BadInput(_("这一道复核已有这一项，由%(who)s增加。") % {"who": same.added_by_name}, "words")


def end_item(pk: int, *, by: Any) -> GateItem:
    """It is asked no more from now on. `Faster` where somebody ended it."""
    _chief(by)
    ended = GateItem.objects.filter(pk=pk, ended_at__isnull=True)
    if not ended.update(ended_at=database_now(), ended_by_name=by.name):
        raise Faster(_("没有这一项，或已由别人停用。"))
    return GateItem.objects.get(pk=pk)


def _chief(by: Any) -> None:
    if not by.hats.office_roles & CHIEFS:
        raise NotAllowed(_("复核清单由处长、副处长增减。"))
