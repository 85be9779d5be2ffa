"""Open work of a seal goes along with it: applications to be stamped, take-outs to be checked out or in.

Part of a handover, whose act says who gave the seal and who watched; nobody does it from a page."""

from __future__ import annotations

from django.utils.translation import gettext as _

from outgoing.actions.keeping import pass_on
from people.models import Person
from seals.queries.open_work import TAKEN
from seals.words import TaskKind
from workflow.act import Act
from workflow.models import Lane
from workflow.spine import act


@act("keep_seal", exclusive=False)
def keep_request(a: Act, *, to: Person, note: str) -> str:
    """What is to be stamped of this application is `to`'s, by the same date."""
    return _moved(a, (TaskKind.STAMP,), to, note)


@act("keep_seal", exclusive=False)
def keep_takeout(a: Act, *, to: Person, note: str) -> str:
    """Who checks the seal out and in is `to`."""
    return _moved(a, TAKEN, to, note)


def _moved(a: Act, kinds: tuple[str, ...], to: Person, note: str) -> str:
    for kind in kinds:
        if waiting := a.live(Lane.MAIN, kind):
            pass_on(a, waiting, to, note)
    a.reason = note
    return _("印章已交接，改由%(who)s办理。") % {"who": to.name}
