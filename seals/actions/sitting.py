"""监印签到: a supervisor signs in at the keeper's desk once; his name stands on every line until he leaves or the day ends."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from deadlines.days import local
from docflow.web.errors import BadInput, Faster
from people.models import Person
from seals.models import SealSitting
from seals.queries.custody import in_hand_of
from seals.queries.desk import watches
from workflow.clock import database_now


def sit_down(keeper: Person, supervisor: Person) -> SealSitting:
    """He has just signed with his password. Who sat there before has left. `BadInput` for the keeper himself and for whoever
    does not watch over any of his seals."""
    if supervisor.pk == keeper.pk:
        raise BadInput(_("监印人不能是保管人自己。"), "supervisor_username")
    if not in_hand_of(keeper).exists():
        raise BadInput(_("您手里没有印章，不用监印签到。"), "supervisor_username")
    if not watches(supervisor, keeper):
        raise BadInput(_("%(who)s不是这里印章的监印人。") % {"who": supervisor.name}, "supervisor_username")
    now = database_now()
    try:
        with transaction.atomic():
            rows = list(SealSitting.objects.select_for_update().filter(keeper=keeper, ended_at__isnull=True))
            if any(r.supervisor_id == supervisor.pk and r.day == local(now).date() for r in rows):
                return rows[0]
            SealSitting.objects.filter(pk__in=[r.pk for r in rows]).update(ended_at=now)
            return SealSitting.objects.create(
                keeper=keeper,
                supervisor=supervisor,
                supervisor_name=supervisor.name,
                since=now,
                day=local(now).date(),
            )
    except IntegrityError as error:  # another window, at the same moment
        raise Faster(_("监印人刚刚签到，请刷新。")) from error


def leave(keeper: Person) -> int:
    """Nobody watches any more; how many sittings ended."""
    rows = SealSitting.objects.filter(keeper=keeper, ended_at__isnull=True)
    return rows.update(ended_at=database_now())
