"""What every act on the book of numbers asks first: may he, and is the row still what his form was drawn from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from docflow.web.errors import Faster, NotAllowed
from outgoing.models import NumberBook
from people.actions.guard import fingerprint
from workflow.act import Act
from workflow.models import Entry

Right = Callable[[Any], bool]


def allow(a: Act, right: Right, sentence: str) -> None:
    if not right(a.by.hats):
        raise NotAllowed(sentence)


def unchanged(values: Mapping[str, Any], seen: str, **about: int) -> None:
    """`seen` is the fingerprint the form carried of `values`; empty where no form was drawn. `about`: what the entries
    call it."""
    if seen and seen != fingerprint(values):
        raise overtaken(**about)


def overtaken(**about: int) -> Faster:
    """Who was faster, when, and what he did: by the last entry about this."""
    names = {f"data__{name}": pk for name, pk in about.items()}
    last = Entry.objects.filter(subject_kind=NumberBook.subject_kind, **names).order_by("-seq").first()
    if last is None:
        return Faster(_("这里刚有变化，与您打开时不同。请核对后再办一次。"))
    text = _("%(who)s %(when)s 已先办理：%(said)s请核对现在的内容，需要时再办一次。") % {
        "who": last.actor_name,
        "when": timezone.localtime(last.at).strftime("%m-%d %H:%M:%S"),
        "said": last.data.get("said", ""),
    }
    return Faster(text, who=last.actor_name, when=last.at, verb=last.verb)
